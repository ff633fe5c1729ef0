"""`gen export json`: the file is what its schema says, holds all numbers of the key, and as a sheet nothing of it."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from functools import cache
from math import prod
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from gen.cli import main
from gen.export.json_encoding import encoded, schema
from gen.export.json_export import json_export, json_schema
from gen.export.json_reading import read_json
from gen.messages.errors import VerificationError
from gen.model.exam import Exam
from gen.model.solved import SolvedProblem
from tests.support.goldens import GOLDENS, compare
from tests.support.json_objects import with_objects
from tests.support.problems import PROBLEMS, ROOT, solve_text, solved, with_printed
from tests.test_leak import _nonsense

VALIDATOR = Draft202012Validator(schema())
SHIPPED = [path for path in PROBLEMS if path.stem in {"kink", "true-or-false", "listing-gaps", "network-blanks"}]


@cache
def _file(path: Path, sheet: bool = False) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(_text(solved(path), sheet))
    return found


def _text(problem: SolvedProblem, sheet: bool = False) -> str:
    exam = Exam.of(problem.problem)
    if problem.problem.where.file.endswith("problem.yaml"):
        return json_export(exam, {problem.problem.id: problem}, sheet)
    return json_export(with_printed(exam), {problem.problem.id: problem}, sheet)


def _objects(found: Any) -> Iterator[dict[str, Any]]:
    if isinstance(found, dict):
        yield found
    for one in found.values() if isinstance(found, dict) else found if isinstance(found, list) else ():
        yield from _objects(one)


def test_a_schema_of_another_form_has_another_version(request: pytest.FixtureRequest) -> None:
    """What the schema of version 1 says never changes: whoever changes a record makes a version 2 and a golden file of its own."""
    compare(GOLDENS / "worked-exam-1.schema.json", json_schema(), request.config.getoption("--golden"))
    Draft202012Validator.check_schema(schema())


def test_the_page_about_json_has_each_object(request: pytest.FixtureRequest) -> None:
    """The table of docs/json.md is made from the schema."""
    page = ROOT / "docs" / "json.md"
    compare(page, with_objects(page.read_text(encoding="utf-8")), request.config.getoption("--golden"))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_file_is_what_its_schema_says(path: Path) -> None:
    """As a sheet, and whole where that is no long one."""
    for sheet in (True,) if path.stem == "kink" else (False, True):
        assert [error.message for error in VALIDATOR.iter_errors(_file(path, sheet))] == []


def test_files_have_objects_of_each_type() -> None:
    """What is validated has all objects of the schema but those of arrays, counts, Hessians and other marks in a text."""
    types = {one["type"] for path in SHIPPED for one in _objects(_file(path)) if "type" in one}
    rare = {"second derivative", "path", "delta", "size", "group", "series", "array", "matrix product", "table", "list", "break", "marked"}
    known = {one["properties"]["type"]["const"] for one in schema()["$defs"].values() if "type" in one.get("properties", {})}
    assert known - types <= rare and known >= types


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda file: file.pop("points"), "'points' is a required property"),
        (lambda file: file.update(answer=1), "Additional properties are not allowed ('answer' was unexpected)"),
        (lambda file: file.update(version=2), "1 was expected"),
        (lambda file: file.update(points=3.5), "3.5 is not of type 'string'"),
    ],
)
def test_a_file_of_another_form_is_refused(change: Any, message: str) -> None:
    """By the schema, which says each key, and by the reader."""
    file = json.loads(json.dumps(_file(PROBLEMS[0].with_name("kink.yaml"), True)))
    change(file)
    assert [error.message for error in VALIDATOR.iter_errors(file)] == [message]
    with pytest.raises(ValueError):
        read_json(json.dumps(file))


def test_a_file_that_reads_otherwise_is_not_handed_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """A letter that is lost between writing and reading is an error."""
    monkeypatch.setattr("gen.export.json_export.encoded", lambda record: encoded(replace(record, title=record.title[1:])))
    with pytest.raises(VerificationError, match="does not read as it was written"):
        _text(solved(PROBLEMS[0].with_name("kink.yaml")), sheet=True)


def test_nothing_is_written_that_the_format_does_not_name() -> None:
    """A problem as the tool holds it, with the places of its files, is no part of the format."""
    with pytest.raises(TypeError, match="Problem is no part of the format"):
        encoded(solved(PROBLEMS[0].with_name("kink.yaml")).problem)


# What a stranger makes of it ------------------------------------------------------------------------------------------


def _value(tree: dict[str, Any], numbers: dict[str, Fraction], names: Iterator[str]) -> Fraction:
    """A tree by what the page about JSON says, with the numbers of its names in their order."""
    parts = [_value(part, numbers, names) for key in ("terms", "factors", "args") for part in tree.get(key, [])]
    match tree["type"]:
        case "constant":
            return Fraction(tree["value"])
        case "sum":
            return sum(parts, Fraction(0))
        case "product":
            return prod(parts, start=Fraction(1))
        case "minus":
            return -_value(tree["arg"], numbers, names)
        case "quotient":
            return _value(tree["top"], numbers, names) / _value(tree["bottom"], numbers, names)
        case "call" if tree["fn"] == "relu":
            return max(Fraction(0), *parts)
        case "name" | "derivative" | "slope":
            return numbers[next(names)]
    raise NotImplementedError(tree["type"])


def test_trees_and_numbers_give_the_value() -> None:
    """Whoever puts the numbers of a form into its tree gets the value of the equation, exactly."""
    checked = 0
    for equation in (one for one in _objects(_file(PROBLEMS[0].with_name("kink.yaml"))) if "equals" in one):
        for form in (one["form"] for one in equation["equals"][:-1]):
            numbers = {name: Fraction(number["exact"]) for name, number in (form["numbers"] or {}).items()}
            if numbers and "=" not in form["source"]:
                names = _names(form["tree"])
                assert _value(form["tree"], numbers, names) == Fraction(equation["value"]["exact"]), form["source"]
                checked += 1
    assert checked == 15


def _names(tree: dict[str, Any]) -> Iterator[str]:
    """The names of a tree from left to right, as problem files write them."""
    match tree["type"]:
        case "name":
            time = "" if tree["time"] is None else f"[{tree['time']}]"
            yield f"{tree['name']}{time}"
        case "derivative":
            yield f"d{next(_names(tree['of']))}/d{next(_names(tree['wrt']))}"
        case "slope":
            yield f"{tree['fn']}'({next(_names(tree['arg']))})"
        case _:
            for key in ("terms", "factors", "args"):
                for part in tree.get(key, []):
                    yield from _names(part)
            for key in ("arg", "top", "bottom"):
                if key in tree:
                    yield from _names(tree[key])


def test_points_in_the_file_are_those_of_the_exam() -> None:
    """The credits of each key add up to what its item is worth, and the items to their problem."""
    for path in SHIPPED:
        (problem,) = _file(path)["problems"]
        assert sum(Fraction(item["points"]) for item in problem["items"]) == Fraction(problem["points"])
    for item in _file(PROBLEMS[0].with_name("kink.yaml"))["problems"][0]["items"]:
        first = item["solution"]["readings"][0]["sections"]
        credits = [one[key] for one in _objects(first) for key in ("equation_credit", "result_credit", "credit") if one.get(key)]
        assert sum(Fraction(credit["points"]) for credit in credits) == Fraction(item["points"])


# What students see ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_nonsense_in_every_step_leaves_a_sheet_as_it_is(path: Path) -> None:
    """With all steps and answers replaced the whole changes, and the sheet stays byte for byte the same."""
    problem = solved(path)
    garbled = replace(problem, items=tuple(map(_nonsense, problem.items)), errata=())
    exam = with_printed(Exam.of(problem.problem))
    sheets = {json_export(exam, {problem.problem.id: one}, sheet=True) for one in (problem, garbled)}
    assert sheets == {json_export(exam, {}, sheet=True)}


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_sheet_has_no_solution_no_tick_and_nothing_behind_a_formula(path: Path) -> None:
    """Each is null, wherever it may stand."""
    sheet = _file(path, True)
    hidden = ("solution", "ticked", "tree", "source", "numbers")
    assert [(key, one[key]) for one in _objects(sheet) for key in hidden if one.get(key) is not None] == []
    assert _file(path)["problems"][0]["items"][0]["solution"]


CANARY = "CANARY"
PROBLEM = r"""title: "Hostile </script> & \" \\ title"
cells:
  c:
    h[t]: relu(w*h[t-1])
items:
  - id: a
    prompt: 'A \<b>prompt\</b>, **strong**, `h[0]` and $\frac{1}{2} < x$.'
    given: {w: 1/2, "h[0]": 3}
    ask: value of h[1]
    points:
      h[1]: 1
    rules:
      - note: CANARY in a note
  - id: b
    prompt: Explain.
    ask: open
    answer: {idea: CANARY in a model answer}
    points: {idea: 2}
"""


def test_an_authors_key_stands_in_the_whole_alone(tmp_path: Path) -> None:
    """Model answers and notes are no part of a sheet; hostile words come back as they were written."""
    problem = solve_text(PROBLEM, tmp_path)
    whole, sheet = _text(problem), _text(problem, sheet=True)
    assert whole.count(CANARY) == 2 and CANARY not in sheet
    assert json.loads(sheet)["title"] == 'Hostile </script> & " \\ title'
    (item, _) = json.loads(sheet)["problems"][0]["items"]
    assert [one["type"] for one in item["prompt"]] == ["words", "marked", "words", "formula", "words", "formula", "words"]


def test_the_command_writes_whole_sheet_and_schema(tmp_path: Path) -> None:
    """Three files for staff, of the exam's own numbers; two and the schema again for each variant."""
    run = CliRunner().invoke(main, ["export", "json", str(PROBLEMS[0].with_name("kink.yaml")), "--out", str(tmp_path), "--seeds", "7..8"])
    assert run.exit_code == 0, run.output
    files = sorted(path.name for path in (tmp_path / "staff").glob("*.json"))
    assert files == ["exam-7.json", "exam-7.sheet.json", "exam-8.json", "exam-8.sheet.json", "worked-exam-1.schema.json"]
    first, second = (json.loads((tmp_path / "staff" / name).read_text(encoding="utf-8")) for name in ("exam-7.json", "exam-8.sheet.json"))
    assert (first["variant"], first["form"], second["variant"], second["form"]) == ("7", "whole", "8", "sheet")
    assert json.loads((tmp_path / "staff" / files[-1]).read_text(encoding="utf-8")) == schema()


def test_the_example_of_the_page_is_in_the_file() -> None:
    """What docs/json.md shows is an object of the file that its command writes."""
    page = (ROOT / "docs" / "json.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"```json\n(.*?)```", page, re.DOTALL)
    assert json.loads(shown) in _objects(_file(PROBLEMS[0].with_name("kink.yaml")))
