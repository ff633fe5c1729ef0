"""The schema in the language server that editors use: what is said of a fault, where, and what is proposed and explained."""

from collections.abc import Iterator
from itertools import count

import pytest

from gen.editors.starter import SCHEMA, modeline, schema_text
from gen.keys import ITEM
from tests.support.language_server import LanguageServer
from tests.support.problems import ROOT

NUMBERS = count()
BEGIN = """\
title: A problem
items:
  - id: a
    prompt: What is `h[1]`?
    ask: value of h[1]
    points: 1
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LanguageServer]:
    """One for all tests, which are told of the schema by the line at the top of a file alone."""
    folder = tmp_path_factory.mktemp("course")
    (folder / SCHEMA).write_text(schema_text(), encoding="utf-8")
    found = LanguageServer(folder)
    yield found
    found.close()


def _opened(server: LanguageServer, text: str) -> list[tuple[int, int, str]]:
    """What is said of a text in a file of its own in a folder `problems`; the line that names the schema is line 0."""
    found = server.open(f"problems/{next(NUMBERS)}.yaml", modeline("problems/p.yaml") + text)
    return [(line - 1, column, message) for line, column, message in found]


FAULTS = {  # a text, and what the server says of it
    "a sound problem": (BEGIN, []),
    "a misspelt key": (BEGIN.replace("prompt", "promt"), [(3, 5, 'Missing property "prompt".'), (4, 5, "Property promt is not allowed.")]),
    "a word that there is not": (
        f"{BEGIN}    by: backwards\n",
        [(7, 9, 'Value is not accepted. Valid values: "forward", "paths", "reverse".')],
    ),
    "a key of another question": (f"{BEGIN}    options: [One, Two]\n", [(7, 5, "Property options is not allowed.")]),
    "a question without what it needs": (BEGIN.replace("value of h[1]", "choose one"), [(3, 5, 'Missing property "options".')]),
    "a list for a mapping": (
        BEGIN.replace("points: 1", "points: [1]"),
        [(6, 13, "Incorrect type. Expected one of string, number, boolean, object.")],
    ),
    "a number that is none": (f"{BEGIN}    given: {{x: '1,5'}}\n", [(7, 16, "Write a number, or what makes numbers, zeros(2, 3).")]),
    "a number out of bounds": (f"{BEGIN}    words: 2000\n", [(7, 12, "Value is above the maximum of 1000.")]),
    "a height": (f"{BEGIN}    space: wide\n", [(7, 12, "Write a number of cm, or from the least to the most, 2..4.")]),
    "two rules in one": (
        f"{BEGIN}    rules:\n      - note: A\n        zero: B\n",
        [(8, 9, "Property note is not allowed."), (9, 9, "Property zero is not allowed.")],
    ),
    "a language": (f"{BEGIN}    rules:\n      - note: {{en: A, fr: B}}\n", [(8, 23, "Property fr is not allowed.")]),
    "a key of an exam": ("title: T\nproblems: [a.yaml]\ndaet: 2026-02-13\n", [(3, 1, "Property daet is not allowed.")]),
}


@pytest.mark.parametrize("case", FAULTS)
def test_a_fault_is_told_at_its_place(server: LanguageServer, case: str) -> None:
    """Each once, at its line and column, about what was written."""
    text, said = FAULTS[case]
    assert _opened(server, text) == said


def test_what_asks_nothing_is_told_how_questions_begin(server: LanguageServer) -> None:
    """With all the words."""
    ((line, column, message),) = _opened(server, BEGIN.replace("value of", "values of"))
    assert (line, column) == (5, 10) and message.startswith("A question begins with one of the words activations, blanks, choose, ")


PROPOSED = {  # what stands before the cursor, and some of what is proposed there
    "keys of an item": (f"{BEGIN}    ", {"given", "by", "options", "plot", "so that"}),
    "keys of a problem": ("", {"title", "items", "cells", "stacks"}),
    "keys of an exam": ("title: T\nproblems: [a.yaml]\n", {"course", "duration", "seed"}),
    "ways to derive": (f"{BEGIN}    by: ", {"forward", "paths", "reverse"}),
    "questions": (BEGIN.replace("value of h[1]\n    points: 1\n", ""), {"value of h[2], h[3]", "choose one", "claim h[t] = h[t-1]"}),
    "keys of a figure": (f"{BEGIN}    figure:\n      ", {"cell", "as", "steps", "blanks"}),
    "keys of an option": (f"{BEGIN}    options:\n      - ", {"text", "value", "slip", "right"}),
    "schemes": (f"{BEGIN}    scoring: ", {"all or nothing", "per option"}),
    "conventions": (f"{BEGIN}    convention:\n      ", {"relu'(0)", "max'(tie)"}),
    "points for": (BEGIN.replace("points: 1\n", "points:\n      "), {"all", "each gap", "at most"}),
}


@pytest.mark.parametrize("case", PROPOSED)
def test_keys_and_words_are_proposed(server: LanguageServer, case: str) -> None:
    """Where a key or a word may stand; keys that are there already are not proposed again."""
    text, some = PROPOSED[case]
    _opened(server, text)
    *above, last = (modeline("problems/p.yaml") + text).split("\n")
    found = server.completions(len(above) + 1, len(last) + 1)
    assert some <= found.keys()
    if case == "keys of an item":
        assert set(ITEM.known) - {"id", "prompt", "ask", "points"} <= found.keys() and not {"id", "prompt"} & found.keys()
        assert [key for key in ITEM.by_name if key in found and not found[key].startswith(f"{key}:")] == []


def test_a_key_is_explained(server: LanguageServer) -> None:
    """By the sentence of its table, and its example."""
    _opened(server, f"{BEGIN}    figure: rnn\n")
    figure = ITEM.by_name["figure"]
    said = server.hover(8, 7)
    assert said.startswith("#### figure\n\n") and figure.says in said and f"`figure: {figure.example}`" in said
    assert "The title, which stands on the page." in server.hover(2, 2)


def test_a_shipped_problem_is_sound(server: LanguageServer) -> None:
    """The largest of all kinds has no fault, in a second."""
    assert _opened(server, (ROOT / "problems" / "choices.yaml").read_text(encoding="utf-8")) == []
    assert server.open("problems/exams/e.yaml", modeline("problems/exams/e.yaml") + "title: T\n") != []
