"""What is too much is refused with the limit that it met: by its size before the work, by a budget where nobody has thought of it."""

import os
import re
import resource
import signal
import sys
from contextlib import suppress
from errno import EACCES, ENOMEM
from fractions import Fraction as F
from itertools import product
from pathlib import Path
from time import process_time

import pytest
from click.testing import CliRunner

from gen.algebra.arrays import Array, Value, array
from gen.cli.commands import main
from gen.format.exam_file import load_exam
from gen.functions.linalg import diagonal, matmul
from gen.messages.errors import InputErrors, LimitExceeded, Location, working_on
from gen.questions import proofs as proof
from gen.system.budget import budget
from gen.variants import domains as domain
from gen.variants.domains import Spectral, with_eigenvalues
from gen.variants.search import find
from gen.variants.variant_file import acceptances
from tests.support.problems import solve_text

HERE = Location("file.yaml", 1, 1)

PROBLEM = """title: Limits
cells:
  cell:
    {cell}
items:
  - id: a
    prompt: Find it.
    {item}
    points: {{all: 1}}
"""


def _written(cell: str, item: str, folder: Path) -> Path:
    path = folder / "p.yaml"
    path.write_text(PROBLEM.format(cell=cell.replace("; ", "\n    "), item=item.replace("; ", "\n    ")), encoding="utf-8")
    return path


_GIVEN = "given: {V: 2, 'h[0]': 1}; ask: value of h[1]"
_LONG = "n" * 61
_LONG_ID = f"\n  - id: {'i' * 65}\n    prompt: P"
_CHAIN = "; ".join(f"a{i}: a{i - 1} + W" if i else "a0: V" for i in range(199))

REFUSED = {
    "a whole number of a million digits": (
        "h[t]: floor(exp(1000000*V*h[t-1]))",
        _GIVEN,
        "the number has grown beyond 4,200 digits in z_h_2[1] = exp(1000000*V*h[0]) (= exp(1000000*2*1))",
    ),
    "a number of a million zeros": (
        "h[t]: exp(-1000000*V*h[t-1])",
        _GIVEN,
        "the number is too small: more than 4,200 zeros stand before its first digit in h[1]",
    ),
    "what no decimal holds": (
        "h[t]: softplus(-V*10**200*h[t-1])",
        _GIVEN,
        "the number is too small: more than 4,200 zeros stand before its first digit in h[1]",
    ),
    "far beyond the bell": ("h[t]: gelu(V*10**200*h[t-1])", _GIVEN, "the normal distribution beyond 1,000,000 in h[1]"),
    "a name as long as a line": (f"h[t]: V*{_LONG}", _GIVEN, "a name has at most 60 letters"),
    "an id as long as a line": ("h[t]: V*h[t-1]", _GIVEN + _LONG_ID, "the id of an item has at most 64 letters"),
    "a path for each way": (
        "h[t]: V*h[t-1] + h[t-2]",
        "given: {V: 2, 'h[0]': 1, 'h[-1]': 1}; horizon: 30; by: paths; ask: gradient of h[30] wrt V",
        "paths, more than 200 to tell one by one; use 'by: reverse'",
    ),
    "vectors that double": (
        "h: concat(V, V); k: concat(h, h, h, h); L: sum(concat(k, k, k, k))",
        "given: {V: [1, 2]}; ask: value of L",
        "is a vector of 16; a page holds vectors of 10",
    ),
}


@pytest.mark.parametrize(("cell", "item", "message"), REFUSED.values(), ids=REFUSED)
def test_what_is_too_large_is_refused_by_its_size(cell: str, item: str, message: str, tmp_path: Path) -> None:
    """The message says which limit it is, and nothing is computed that takes long."""
    result = CliRunner().invoke(main, ["check", str(_written(cell, item, tmp_path))])
    assert result.exit_code == 2
    assert message in result.stderr


CHEAP = {
    # each took minutes, or Python's whole stack
    "a claim whose terms double": ("h[t]: abs(h[t-1]) + abs(h[t-1])", "ask: claim h[50] >= 0"),
    "a claim over a chain of equations": (_CHAIN, "ask: claim a198 = V + 198*W"),
    "a value far down a chain of functions": (
        "h[t]: tanh(V*h[t-1])",
        "given: {V: 1, 'h[0]': 1}; horizon: 45; by: forward; ask: gradient of h[45] wrt V",
    ),
    "eigenvalues by the thousand": (
        "h: V @ x",
        "given: {V: [[1, 0, 0], [0, 2, 0], [0, 0, 3]], x: [1, 1, 1]}; vary: {V: {eigenvalues: [1..10, 1..10, 1..10]}}; ask: value of h",
    ),
}


@pytest.mark.parametrize(("cell", "item"), CHEAP.values(), ids=CHEAP)
def test_what_only_looks_large_is_checked(cell: str, item: str, tmp_path: Path) -> None:
    """Nothing is worked out twice, and nothing before it is needed."""
    result = CliRunner().invoke(main, ["check", str(_written(cell, item, tmp_path))])
    assert (result.exit_code, result.stderr) == (0, "")


def test_a_claim_with_a_large_closed_form_is_undecided(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """SymPy is not asked to simplify what it would never end with; the message says so."""
    monkeypatch.setattr(proof, "MAX_SIMPLIFIED", 3)
    with pytest.raises(InputErrors, match=re.escape("no counterexample was found, and its closed form has more than 3 parts")):
        solve_text(PROBLEM.format(cell="h[t]: x[t]**2 + b", item="ask: claim h[t] != 7/3"), tmp_path)


# Eigenvalues ----------------------------------------------------------------------------------------------------------


def _by_definition(choices: list[list[F]]) -> tuple[Value, ...]:
    """All P D P^-1, each once, for whole P from -2 to 2 with the determinant 1 or -1."""
    found: dict[Value, None] = {}
    for eigenvalues in product(*choices):
        for a, b, c, d in product(map(F, range(-2, 3)), repeat=4):
            if abs(det := a * d - b * c) == 1:
                inverse = array([[d * det, -b * det], [-c * det, a * det]])
                found[matmul(matmul(array([[a, b], [c, d]]), diagonal(array([[x] for x in eigenvalues]))), inverse)] = None
    return tuple(found)


def test_matrices_of_eigenvalues_are_those_of_the_definition(monkeypatch: pytest.MonkeyPatch) -> None:
    """In one order, each once; where they are many they are the same ones, made when they are drawn."""
    choices = [[F(1), F(1, 2)], [F(-3), F(2, 3), F(1)]]
    expected = _by_definition(choices)
    assert with_eigenvalues(choices) == expected
    monkeypatch.setattr(domain, "MOST_MATRICES", 10)
    lazy = with_eigenvalues(choices)
    assert isinstance(lazy, Spectral)
    assert tuple(dict.fromkeys(lazy)) == tuple(dict.fromkeys(lazy[:])) == expected
    assert lazy[-1] == lazy[len(lazy) - 1]


def test_a_draw_among_very_many_matrices_has_the_eigenvalues(tmp_path: Path) -> None:
    """Trace and determinant are sum and product of three numbers from 1 to 10."""
    (judge,) = acceptances(load_exam(_written(*CHEAP["eigenvalues by the thousand"], tmp_path))[0]).values()
    products = {(F(a + b + c), F(a * b * c)) for a, b, c in product(range(1, 11), repeat=3)}
    for seed in range(5):
        (drawn,) = find(judge, seed).values()
        assert isinstance(drawn, Array)
        (a, b, c), (d, e, f), (g, h, i) = [[F(x) for x in row] for row in drawn.rows]
        assert (a + e + i, a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)) in products


# Files ----------------------------------------------------------------------------------------------------------------


def test_only_regular_files_are_read_and_no_more_than_a_megabyte(tmp_path: Path) -> None:
    """A pipe or a device is no file, and of a large one the first bytes tell."""
    pipe, sparse, link = tmp_path / "pipe.yaml", tmp_path / "sparse.yaml", tmp_path / "endless.yaml"
    os.mkfifo(pipe)
    link.symlink_to("/dev/zero")
    with sparse.open("wb") as file:
        file.truncate(3 * 10**9)
    result = CliRunner().invoke(main, ["check", str(pipe), str(link), str(sparse)])
    assert (result.exit_code, result.stderr.splitlines()) == (
        2,
        [
            f"{link}:1:1: cannot read the file: it is a folder, a pipe or a device",
            f"{pipe}:1:1: cannot read the file: it is a folder, a pipe or a device",
            f"{sparse}:1:1: the file is larger than 1,000,000 bytes",
        ],
    )


# The budget -----------------------------------------------------------------------------------------------------------

_ENDLESS = ("h[t]: tanh(V*h[t-1])", "given: {V: 1, 'h[0]': 1}; horizon: 800; ask: gradient of h[800] wrt V")
COMMANDS = [["check"], ["show"], ["exam"], ["solutions"], ["layout"], ["new-variant", "--seed", "1"]]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_every_command_ends_with_the_limit_of_time_at_the_item(command: list[str], tmp_path: Path) -> None:
    """Exit code 2, the item and what to do; nothing is written, and the process has no limit afterwards."""
    file, handler, memory = _written(*_ENDLESS, tmp_path), signal.getsignal(signal.SIGPROF), resource.getrlimit(resource.RLIMIT_AS)
    out = ["--out", str(tmp_path / "out")] if command[0] in ("exam", "solutions", "new-variant") else []
    result = CliRunner().invoke(main, [*command, str(file), "--time-limit", "0.1", *out])
    message = "this takes more than 0.1 s of processor time (take fewer items or steps, smaller arrays, or fewer values"
    assert result.exit_code == 2
    assert f"{file}:6:5: {message} to draw from; --time-limit allows more)\n      - id: a\n" in result.stderr
    assert list(tmp_path.iterdir()) == [file]
    assert (signal.getitimer(signal.ITIMER_PROF), signal.getsignal(signal.SIGPROF)) == ((0.0, 0.0), handler)
    assert resource.getrlimit(resource.RLIMIT_AS) == memory


def test_verify_has_the_same_limit() -> None:
    """It solves what the build has solved."""
    assert "--time-limit" in CliRunner().invoke(main, ["verify", "--help"]).stdout


def test_a_limit_of_one_file_does_not_keep_the_others_from_being_checked(tmp_path: Path) -> None:
    """All files are told of; what was met in one is a fault of that file."""
    file = _written(*_ENDLESS, tmp_path)
    broken = tmp_path / "broken.yaml"
    broken.write_text("title: T\n", encoding="utf-8")
    result = CliRunner().invoke(main, ["check", str(file), str(broken), "--time-limit", "0.1"])
    places = [line.split(": ")[0] for line in result.stderr.splitlines() if line.startswith(str(tmp_path))]
    assert list(dict.fromkeys(places)) == [f"{broken}:1:1", f"{file}:6:5"]


def test_no_library_swallows_the_limit_of_time() -> None:
    """What goes on after any Exception is ended all the same, long before it would end."""

    def busy() -> None:
        end = process_time() + 3
        while process_time() < end:
            with suppress(Exception):
                sum(range(10_000))

    with pytest.raises(InputErrors, match=r"file\.yaml:1:1: this takes more than 0\.1 s of processor time"), budget(0.1, HERE):
        busy()


def test_a_limit_met_while_something_is_collected_is_told_afterwards() -> None:
    """Python raises nothing there, and nothing of it reaches the user: what is collected ends, and then the file."""

    class Slow:
        def __del__(self) -> None:
            end = process_time() + 0.3
            while process_time() < end:
                pass

    def busy() -> None:
        Slow()
        end = process_time() + 3
        while process_time() < end:
            pass

    with pytest.raises(InputErrors, match=r"file\.yaml:1:1: this takes more than 0\.1 s of processor time"), budget(0.1, HERE):
        busy()


def test_memory_is_limited() -> None:
    """What asks for more than a gibibyte at once is refused at its item."""
    item = Location("file.yaml", 7, 3)
    with (
        pytest.raises(InputErrors, match=r"file\.yaml:7:3: this takes more than 1,024 MiB of memory"),
        budget(20, HERE),
        working_on(item),
    ):
        bytearray(3 * 2**30)


def test_depth_is_a_limit_like_the_others() -> None:
    """Where Python's own stack ends, the innermost place is told."""

    def down() -> None:
        down()

    with pytest.raises((LimitExceeded, RecursionError)) as met, working_on(HERE), working_on(Location("file.yaml", 2, 1)):
        down()
    assert isinstance(met.value, LimitExceeded)
    assert (str(met.value.where), met.value.message) == ("file.yaml:2:1", "this is nested too deeply")
    assert sys.getrecursionlimit() >= 1_000


NO_MEMORY = {
    "an object": MemoryError(),
    "a file that is mapped": OSError(ENOMEM, "Cannot allocate memory"),
    "an object of C code": SystemError("error return without exception set"),
    "a library": ImportError("/lib/_ctypes.so: failed to map segment from shared object"),
}


@pytest.mark.parametrize("error", NO_MEMORY.values(), ids=NO_MEMORY)
def test_whatever_finds_no_memory_is_told_as_the_limit(error: Exception) -> None:
    """With the place that was worked on; any other fault of the system goes on as it is."""
    place = Location("a.yaml", 2, 3)
    with pytest.raises(InputErrors, match=r"a\.yaml:2:3: this takes more than 1,024 MiB of memory"), budget(20, place):
        raise error
    with pytest.raises(PermissionError), budget(20, place):
        raise PermissionError(EACCES, "Permission denied")


def test_gradient_through_many_steps_is_confirmed(tmp_path: Path) -> None:
    """A recursion over 300 steps is written out step by step: no step stands on Python's own stack."""
    given = f"{{V: 1/2, W: 1, 'h[0]': 0, x: [{', '.join(['1'] * 300)}]}}"
    item = f"given: {given}; ask: gradient of h[300] wrt V; by: reverse".replace("; ", "\n    ")
    solved = solve_text(PROBLEM.format(cell="h[t]: V*h[t-1] + W*x[t]", item=item), tmp_path)
    assert "the general rule" in {check.route for check in solved.items[0].readings[0].checks}
