"""A kind of question is one record: everything that the tool does with a question goes through it."""

import ast
import inspect
import re
from collections.abc import Iterator
from dataclasses import is_dataclass
from pathlib import Path

import pytest

from gen.format.problem_file import load_problem
from gen.messages.errors import InputErrors
from gen.model.queries import Query
from gen.questions.choices import CHOICE
from gen.questions.kinds import KINDS, by_kind, check_alone, kind_of
from tests.support.problems import ROOT

TYPES = {one.__name__ for kind in KINDS for one in kind.types}

PROBLEM = """\
title: What can be asked
cells:
  rnn:
    h[t]: V*h[t-1] + W*x[t]
    g[t]: sigmoid(h[t])
items:
  - id: a
    prompt: What is asked.
    given: {{V: 2, W: 3, "h[0]": 1, "x[1]": 1}}
    plot: {{of: "g[1]", over: {{V: 0..1}}}}
    ask: {ask}
    points: {{all: 1}}
"""
TABLE = "    table: {columns: t = 1..2, rows: ['h[t]'], printed: 'h[2]'}\n"


def _asked(ask: str, folder: Path) -> tuple[Query, ...]:
    path = folder / "asked.yaml"
    options = "    options: [{text: A, right: yes}, {text: B, right: no}]\n" if ask.strip("'") in CHOICE.forms else ""
    path.write_text(PROBLEM.format(ask=ask) + options + TABLE * (ask == "'table'"), encoding="utf-8")
    problem, faults = load_problem(path)
    assert faults == []
    return problem.items[0].queries


@pytest.mark.parametrize("form", [form for kind in KINDS for form in kind.forms])
def test_each_kind_reads_its_own_forms(form: str, tmp_path: Path) -> None:
    """What a message offers to write is read, and gives queries of the kind that offers it, which no other kind would read; a table
    asks what its cells do besides."""
    kinds = [kind for kind in KINDS if any(pattern.fullmatch(form) for pattern in kind.patterns)]
    assert len(kinds) == 1 and form in kinds[0].forms
    assert kind_of(_asked(f"'{form}'", tmp_path)[0]) == kinds[0]
    assert form == "table" or {kind_of(query) for query in _asked(f"'{form}'", tmp_path)} == set(kinds)


def test_what_shares_a_pass_is_answered_once(tmp_path: Path) -> None:
    """Values and derivatives have one answer, at the place of the first; each other question has its own."""
    asked = _asked("[count of all, 'value of h[1]', eigenvalues of W, 'gradient of h[1] wrt V', eigenvalues of V]", tmp_path)
    assert [query.kind for _, query in by_kind(asked)] == ["count", "value", "eigenvalues", "eigenvalues"]


def test_only_words_stand_beside_a_claim(tmp_path: Path) -> None:
    """A claim and an open question may be asked in one item; a claim and a value are refused, whichever comes first."""
    check_alone(_asked("['claim h[1] = h[0]', open]", tmp_path))
    for both in ("['claim h[1] = h[0]', 'value of h[1]']", "['value of h[1]', 'claim h[1] = h[0]']"):
        with pytest.raises(InputErrors, match="a claim has numbers of its own and stands alone in its item"):
            check_alone(_asked(both, tmp_path))


def _below(query: type[Query]) -> Iterator[type[Query]]:
    """The types of queries below this one, but for what some have in common."""
    for one in query.__subclasses__():
        yield from [one] if hasattr(one, "kind") else []
        yield from _below(one)


def test_every_query_has_a_kind() -> None:
    """Each type of query belongs to one kind, and stands in one module with its record; a table, which all rooms see, in `model`."""
    types = [one for kind in KINDS for one in kind.types]
    assert len(types) == len(set(types)) and all(is_dataclass(one) for one in types)
    assert {one.__name__ for one in _below(Query)} == TYPES
    for kind in KINDS:
        types = [one for one in kind.types if one.__name__ != "TableQuery"]
        assert len({inspect.getmodule(part) for part in (*types, kind.read, kind.answer)}) == 1


def test_nobody_chooses_by_the_kind_of_a_question() -> None:
    """What reads, solves, draws, lays out and reports names no type of a query or of an answer in words: it asks the record."""
    rooms = ("solver", "variants", "stress", "interface", "check", "typeset", "cli", "calculus", "verify")
    for path in (one for room in rooms for one in sorted((ROOT / "gen" / room).glob("*.py"))):
        names = {node.id for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Name)}
        assert {name for name in names if name in TYPES or re.fullmatch(r"(Claim|Role)Answer", name)} == set(), path
