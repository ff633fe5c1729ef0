"""The roles of gates come from the equations alone: any names, any order, and no answer where the structure does not tell."""

from pathlib import Path

import pytest

from gen.messages.errors import InputErrors
from gen.questions import RoleAnswer
from tests.support.problems import solve_text


def _gate(name: str, fn: str = "sigmoid") -> str:
    return f"    {name}[t]: {fn}(W_{name} @ x[t] + U_{name} @ h[t-1])\n"


FORGET, TAKE, SHOW, NEW, Z, R = _gate("f"), _gate("i"), _gate("o"), _gate("m", "tanh"), _gate("z"), _gate("r")
LSTM = FORGET + TAKE + SHOW + NEW
SHOWN = "    h[t]: o[t]*tanh(c[t])\n"


def _roles(cell: str, gates: str, folder: Path) -> list[str]:
    source = f"title: T\ncells:\n  cell:\n{cell}items:\n  - id: a\n    prompt: P\n    ask: roles of {gates}\n    points: {{all: 1}}\n"
    answers = solve_text(source, folder).items[0].readings[0].derivation.answers
    return [answer.role for answer in answers if isinstance(answer, RoleAnswer)]


TOLD = [
    ("plain", LSTM + "    c[t]: f[t]*c[t-1] + i[t]*m[t]\n    h[t]: o[t]*c[t]\n", "f, i, o", ["forget", "update", "output"]),
    ("asked in another order", LSTM + "    c[t]: f[t]*c[t-1] + i[t]*m[t]\n" + SHOWN, "o, f, i", ["output", "forget", "update"]),
    ("names that lie", LSTM + "    c[t]: o[t]*c[t-1] + f[t]*m[t]\n    h[t]: i[t]*c[t]\n", "f, i, o", ["update", "output", "forget"]),
    (
        "sum and factors turned",
        "    h[t]: tanh(c[t])*o[t]\n    c[t]: m[t]*i[t] + c[t-1]*f[t]\n" + LSTM,
        "f, i, o",
        ["forget", "update", "output"],
    ),
    ("a minus", LSTM + "    c[t]: f[t]*c[t-1] - i[t]*m[t]\n" + SHOWN, "f, i", ["forget", "update"]),
    ("nothing is forgotten", TAKE + SHOW + NEW + "    c[t]: c[t-1] + i[t]*m[t]\n" + SHOWN, "i, o", ["update", "output"]),
    ("two candidates", LSTM + _gate("n", "tanh") + "    c[t]: f[t]*c[t-1] + i[t]*m[t] + i[t]*n[t]\n" + SHOWN, "f, i", ["forget", "update"]),
    ("coupled, keeps", FORGET + SHOW + NEW + "    c[t]: f[t]*c[t-1] + (1 - f[t])*m[t]\n" + SHOWN, "f, o", ["forget", "output"]),
    ("coupled, takes", TAKE + SHOW + NEW + "    c[t]: i[t]*m[t] + (1 - i[t])*c[t-1]\n" + SHOWN, "i, o", ["update", "output"]),
    (
        "GRU, keeps",
        Z + R + "    m[t]: tanh(W @ x[t] + U @ (r[t]*h[t-1]))\n    h[t]: z[t]*h[t-1] + (1 - z[t])*m[t]\n",
        "z, r",
        ["update", "reset"],
    ),
    (
        "GRU, takes",
        Z + R + "    m[t]: tanh(r[t]*(U @ h[t-1]) + W @ x[t])\n    h[t]: z[t]*m[t] + h[t-1]*(1 - z[t])\n",
        "r, z",
        ["reset", "update"],
    ),
    (
        "GRU, difference",
        Z + R + "    m[t]: tanh(r[t]*(U @ h[t-1]))\n    h[t]: h[t-1] + z[t]*(m[t] - h[t-1])\n",
        "z, r",
        ["update", "reset"],
    ),
    # 1 - e multiplies the old state and i the candidate: e says how much is forgotten, i what is taken.
    ("erase and write", _gate("e") + TAKE + SHOW + NEW + "    c[t]: (1 - e[t])*c[t-1] + i[t]*m[t]\n" + SHOWN, "e, i", ["forget", "update"]),
    # The candidate needs no name of its own.
    (
        "candidate in place",
        FORGET + TAKE + SHOW + "    c[t]: f[t]*c[t-1] + i[t]*tanh(W @ x[t] + U @ h[t-1])\n" + SHOWN,
        "f, i, o",
        ["forget", "update", "output"],
    ),
    (
        "GRU with a bracketed product",
        Z + R + "    m[t]: tanh((U @ h[t-1])*r[t])\n    h[t]: (1 - z[t])*h[t-1] + z[t]*m[t]\n",
        "z, r",
        ["update", "reset"],
    ),
]


@pytest.mark.parametrize(("name", "cell", "gates", "expected"), TOLD, ids=[row[0] for row in TOLD])
def test_roles_follow_from_the_equations(name: str, cell: str, gates: str, expected: list[str], tmp_path: Path) -> None:
    """What a gate multiplies is its role, in the order in which the gates are asked for."""
    assert _roles(cell, gates, tmp_path) == expected


UNTOLD = [
    ("no gate at all", "    h[t]: tanh(W @ x[t] + U @ h[t-1])\n", "h"),
    ("one gate resets and updates", FORGET + "    m[t]: tanh(U @ (f[t]*h[t-1]))\n    h[t]: (1 - f[t])*h[t-1] + f[t]*m[t]\n", "f"),
    ("one gate updates and shows", FORGET + TAKE + NEW + "    c[t]: f[t]*c[t-1] + i[t]*m[t]\n    h[t]: i[t]*c[t]\n", "i"),
    ("one gate forgets and shows", FORGET + TAKE + NEW + "    c[t]: f[t]*c[t-1] + i[t]*m[t]\n    h[t]: f[t]*c[t]\n", "f"),
    ("two memories", LSTM + "    c[t]: f[t]*c[t-1] + i[t]*m[t]\n    d[t]: i[t]*d[t-1] + f[t]*m[t]\n" + SHOWN, "f"),
    ("the candidate", LSTM + "    c[t]: f[t]*c[t-1] + i[t]*m[t]\n" + SHOWN, "m"),
    ("the memory", LSTM + "    c[t]: f[t]*c[t-1] + i[t]*m[t]\n" + SHOWN, "c"),
    ("an unknown name", LSTM + "    c[t]: f[t]*c[t-1] + i[t]*m[t]\n" + SHOWN, "q"),
    # g multiplies the old state and the candidate alike: it forgets and updates at once.
    ("one gate forgets and updates", _gate("g") + SHOW + NEW + "    c[t]: g[t]*(c[t-1] + m[t])\n" + SHOWN, "g"),
    # A value that is no gate, since it does not lie between 0 and 1.
    ("a linear factor", "    a[t]: W @ x[t]\n" + NEW + "    h[t]: a[t]*h[t-1] + m[t]\n", "a"),
    # What the gate multiplies is let through most when the gate is half open, or not at all.
    ("a gate and its complement", LSTM + "    c[t]: f[t]*(1 - f[t])*c[t-1] + i[t]*m[t]\n" + SHOWN, "f"),
    ("shown and taken away", LSTM + "    c[t]: f[t]*c[t-1] + i[t]*m[t]\n    h[t]: o[t]*c[t] - o[t]*c[t]\n", "o"),
    ("the hidden state", LSTM + "    c[t]: f[t]*c[t-1] + i[t]*m[t]\n    h[t]: o[t]*c[t]\n    y[t]: h[t]*c[t]\n", "h"),
]


@pytest.mark.parametrize(("name", "cell", "gates"), UNTOLD, ids=[row[0] for row in UNTOLD])
def test_a_role_that_the_structure_does_not_tell_is_a_fault(name: str, cell: str, gates: str, tmp_path: Path) -> None:
    """No role, or several at once: nothing is guessed."""
    with pytest.raises(InputErrors, match=r"does not tell the role|defines"):
        _roles(cell, gates, tmp_path)


ODD = [
    ("a square", LSTM + "    c[t]: f[t]*f[t]*c[t-1] + i[t]*m[t]\n" + SHOWN, "f"),
    ("a gate of the step before", LSTM + "    c[t]: f[t-1]*c[t-1] + i[t]*m[t]\n" + SHOWN, "f"),
    ("a GRU in one equation", Z + R + "    h[t]: (1 - z[t])*h[t-1] + z[t]*tanh(U @ (r[t]*h[t-1]))\n", "z"),
]


@pytest.mark.parametrize(("name", "cell", "gates"), ODD, ids=[row[0] for row in ODD])
def test_odd_cells_end_in_a_role_or_a_fault(name: str, cell: str, gates: str, tmp_path: Path) -> None:
    """Neither a traceback nor a disagreement of the tool with itself."""
    try:
        found = _roles(cell, gates, tmp_path)
    except InputErrors:
        found = []
    assert set(found) <= {"forget", "update"}
