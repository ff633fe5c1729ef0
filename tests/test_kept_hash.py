"""Expressions and planned lines keep their hash, and nobody else gets it."""

import pickle
import subprocess
import sys

from gen.algebra.expr import Partial, Var
from tests.support.problems import ROOT

_READ = """
import pickle, sys
from gen.algebra.expr import Partial, Var
print({Partial(Var("h", 2), Var("V")): 1}[pickle.load(sys.stdin.buffer)])
"""


def test_what_another_process_reads_is_found_there() -> None:
    """Its texts hash otherwise, so that a hash that came with the data would find nothing."""
    one = Partial(Var("h", 2), Var("V"))
    hash(one)
    for seed in ("1", "2"):
        told = subprocess.run(
            [sys.executable, "-c", _READ], input=pickle.dumps(one), cwd=ROOT, env={"PYTHONHASHSEED": seed}, capture_output=True, check=True
        )
        assert told.stdout == b"1\n"
