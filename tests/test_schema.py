"""The tables of keys: the schema that is made of them takes what the tool takes, and refuses wrong keys and types where it does."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import given, settings
from jsonschema import Draft7Validator

import gen.keys
from gen.cli.commands import main
from gen.cli.editors import KINDS as COMMANDED
from gen.editors.schema import KINDS, schema
from gen.format.exam_file import load_exam
from gen.format.generators import MAKERS
from gen.format.plot import _KINDS as PLOTS
from gen.format.problem_file import load_problem
from gen.functions.registry import CONVENTIONS
from gen.keys import ASKED, SHARED
from gen.keys import scalars as keys_of_texts
from gen.keys.parts import CONVENTION
from gen.messages.errors import InputError
from gen.model.keys import Keys, Scalar
from gen.questions import FORMS
from gen.syntax.mapping_reader import Fields
from gen.syntax.yamltree import Node
from gen.variants import load_variation
from tests.support.examples import quick
from tests.support.problems import ROOT
from tests.support.random_problems import problems
from tests.support.yaml_core import load
from tests.test_docs import DOCS, PROBLEMS

ALL = schema()
CHECK = Draft7Validator(ALL)
BROKEN = ROOT / "tests" / "broken"
FOLDERS = ("problems", "tests/further", "tests/hard", "tests/finals")
SHIPPED = [file for folder in FOLDERS for file in sorted((ROOT / folder).rglob("*.yaml"))]
TABLES = {name: table for name in gen.keys.__all__ if isinstance(table := getattr(gen.keys, name), Keys)}


def _places(data: Any) -> list[str]:
    """Where a schema refuses something."""
    return ["/".join(map(str, error.absolute_path)) for error in CHECK.iter_errors(data)]


def test_the_schema_is_one_of_draft_7() -> None:
    """For all files, and for each kind."""
    for one in (ALL, *map(schema, KINDS)):
        Draft7Validator.check_schema(one)
        assert one["$schema"] == "http://json-schema.org/draft-07/schema#"
        refs = set(re.findall(r"'\$ref': '#/definitions/([^'/]*)", str(one)))
        assert {ref.replace("%20", " ") for ref in refs} <= one["definitions"].keys()


def test_the_schema_takes_all_that_is_shipped() -> None:
    """Each problem, exam, course and layout of the repository, by the schema of all files and by that of its kind."""
    by_kind = {kind: Draft7Validator(schema(kind)) for kind in KINDS}
    taken = dict.fromkeys(by_kind, 0)
    for file in SHIPPED:
        data, _ = load(file.read_text(encoding="utf-8"))
        assert _places(data) == [], file
        kind = "exam" if "problems" in data else "problem" if "items" in data else "course" if "name" in data else ""
        if kind:
            taken[kind] += 1
            assert taken[kind] > 3 or list(by_kind[kind].iter_errors(data)) == [], file
    assert min(taken.values()) >= 1 and len(SHIPPED) > 70


def test_the_schema_takes_all_examples() -> None:
    """Those of all documents that are complete files."""
    text = "".join(path.read_text(encoding="utf-8") for path in DOCS)
    blocks = re.findall(r"^```yaml\n((?:title|name|variant).*?)^```$", text, re.DOTALL | re.MULTILINE)
    assert len(blocks) > 50
    assert [(block[:60], found) for block in blocks if (found := _places(load(block)[0]))] == []


@given(problems())
@settings(quick(20))
def test_the_schema_takes_random_problems(text: str) -> None:
    """Cells, numbers, styles and questions that nobody has chosen."""
    assert _places(load(text)[0]) == []


UNREADABLE = ["bad-yaml", "control", "cut-in-the-middle", "not-utf8", "tabs", "open-list"]
REFUSED = {  # the first places at which a schema says no, of files whose fault is a key that is missing or unknown, a word or a type
    "alias": "items/0",
    "arrays": "items/0/given/h[0]/1",
    "ask": "items/1/ask",
    "asked": "items/9/truncate",
    "channels": "items/8/given/W/0/0/0/0",
    "commas": "items/0/answer/and nothing is cut",
    "cover": "cover",
    "cut-texts": "items/1/rules/2/note",
    "date-iso": "problems",
    "date-words": "problems",
    "empty": "",
    "exam-slip": "",
    "figure": "items/1/figure/as",
    "foreign-signs": "items/0/given/a",
    "formulas": "items/9",
    "language": "language",
    "languages": "items/0/rules/0/note",
    "lists": "items/0",
    "markdown": "items/0/ask/1",
    "notation": "notation",
    "options": "items/0",
    "picture": "items/0/picture",
    "plots": "items/0",
    "readings": "items/0/readings/2",
    "rules": "items/1/follow_on",
    "shared": "given/h[0]/2",
    "shorter-forms": "items/0/given/2",
    "slips-in-ask": "items/0/by",
    "stacks": "stacks/bare",
    "syntax": "cells/rnn/l[t]",
    "tag": "items/0/given",
    "turned": "items/0",
    "unknown-key": "",
    "wrong-type": "cells/lstm/h[t]",
}
BEYOND = """
    beyond characters claims convention counts cycle division-by-zero duplicate-id duplicate-key entries figure-size future jumps
    empty-slots latex-of-nothing lookups many-steps misfits missing-given missing-values no-number over-time paths picture-files points
    points-in-one-reading printed-for-no-value prompt published second-derivatives shapes shorter-forms-2 time-missing too-large total
    truncated-step unknown-function unknown-name wide-table wider-than-a-line wrong-index
"""  # what only who reads expressions, compares names or computes can tell


def test_a_schema_tells_of_broken_files_what_a_schema_can() -> None:
    """Of all files of tests/broken it is known whether YAML, a schema or only the tool refuses them, and where a schema does."""
    found: dict[str, str | None] = {}
    unreadable = []
    for file in sorted(BROKEN.glob("*.yaml")):
        try:
            places = _places(load(file.read_text(encoding="utf-8"))[0])
        except (yaml.YAMLError, UnicodeDecodeError):
            unreadable.append(file.stem)
            continue
        found[file.stem] = min(places, key=str) if places else None
    assert {name: place for name, place in found.items() if place is not None} == REFUSED
    assert sorted([*unreadable, *(name for name, place in found.items() if place is None)]) == sorted([*UNREADABLE, *BEYOND.split()])


@dataclass(frozen=True, slots=True)
class _Closed:
    """A mapping that the tool reads by a table, in a file."""

    what: str
    line: int
    column: int


def _closed(text: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[_Closed]:
    """All such mappings of a problem."""
    file, read = folder / "file.yaml", Fields.__init__
    found: list[_Closed] = []

    def recorded(self: Fields, node: Node, keys: Keys, faults: list[InputError]) -> None:
        read(self, node, keys, faults)
        if isinstance(node.where.line, int):
            found.append(_Closed(keys.what, node.where.line, node.where.column))

    file.write_text(text, encoding="utf-8")
    with monkeypatch.context() as patch:
        patch.setattr(Fields, "__init__", recorded)
        load_problem(file)
        if "vary" in text:
            load_variation(file)
    yield from dict.fromkeys(found)


def test_where_the_tool_knows_all_keys_the_schema_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In each mapping of the examples that is read by a table an unknown key is refused by the schema as well."""
    kinds = set()
    keys = {key for table in TABLES.values() for key in table.by_name}
    for _, block in PROBLEMS:
        if not (new := keys & set(re.findall(r"\w+(?=:)", block))):
            continue  # what it has was tried
        keys -= new
        data, mappings = load(block)
        found = list(_closed(block, tmp_path, monkeypatch))
        closed = {(one.line, one.column): one.what for one in reversed(found)}  # a slip is read as an item, too
        places = sorted(closed.keys() & mappings.keys())  # others are made by the tool of a text
        for line, column in places:
            mappings[line, column][f"nonsense {line} {column}"] = 1
        refused = " ".join(error.message for error in CHECK.iter_errors(data))
        assert [(block[:60], line) for line, column in places if f"'nonsense {line} {column}'" not in refused] == []
        kinds |= {closed[place] for place in places}
    of_other_files = ("COURSE", "DRAWN_PROBLEMS", "EXAM", "LAYOUT", "VARIANT", "DATA")
    assert kinds >= {table.what for name, table in TABLES.items() if name not in of_other_files}


def test_each_key_has_a_sentence_and_an_example_that_is_right() -> None:
    """Sentences end with a full stop; an example is what the schema takes in its place."""
    for table in TABLES.values():
        for key in table.keys:
            assert re.fullmatch(r"[A-Z`].*\.", key.says) and key.says.count("`") % 2 == 0, (table.what, key.name)
        own = ALL["definitions"][table.title]["properties"]
        assert own.keys() == table.by_name.keys()
        for name, one in own.items():
            check = Draft7Validator({**one, "definitions": ALL["definitions"]})
            examples = [*one.get("examples", ()), *(snippet["body"] for snippet in one.get("defaultSnippets", ()))]
            assert [error.message for example in examples for error in check.iter_errors(example)] == [], (table.what, name)


@pytest.mark.parametrize("table", [table for table in TABLES.values() if table.one_of], ids=lambda table: table.what)
def test_of_some_keys_a_mapping_has_exactly_one(table: Keys) -> None:
    """None of them is refused, and so are two, each at its key."""
    check = Draft7Validator({"$ref": f"#/definitions/{table.title}".replace(" ", "%20"), "definitions": ALL["definitions"]})
    one, other = table.one_of[:2]
    assert [error.validator for error in check.iter_errors({})] == ["anyOf"]
    refused = [error.instance for error in check.iter_errors({one: ["first"], other: ["second"]}) if error.validator is None]
    assert sorted(refused) == [["first"], ["second"]]


def test_words_of_the_tables_are_those_of_the_tool() -> None:
    """What makes numbers, what a convention is about, how questions begin."""
    assert set(keys_of_texts.MAKERS) == MAKERS.keys()
    assert set(CONVENTION.like) <= set(CONVENTIONS) and gen.keys.PLOT.one_of == tuple(PLOTS)
    question = Draft7Validator({**ALL["definitions"]["item"]["properties"]["ask"], "definitions": ALL["definitions"]})
    assert [one for one in FORMS if not question.is_valid(one)] == []
    assert not question.is_valid("values of h") and set(SHARED) <= ALL["definitions"].keys()


_ITEM = """\
title: T
cells: {c: {h: w*x, y: h}}
items:
  - id: a
    prompt: P
    ask: value of h
    given: {w: 1, x: 1}
    points: 1
    """
BOUNDS = {  # a mapping, a key of it, and a file in which it has a value
    ("PROBLEM", "minutes"): _ITEM.replace("cells", "minutes: {}\ncells", 1),
    ("ITEM", "words"): _ITEM + "words: {}\n",
    ("ITEM", "lines"): _ITEM + "lines: {}\n",
    ("ITEM", "space"): _ITEM + "space: {}\n",
    ("ITEM", "points"): _ITEM.replace("points: 1", "points: {}"),
    ("ITEM", "epochs"): _ITEM.replace("h: w*x, y: h", "'h[t]': 'w*x[t]'").replace("x: 1", "x: [1]") + "epochs: {}\n",
    ("ITEM", "truncate"): _ITEM + "truncate: {}\n",
    ("ITEM", "horizon"): _ITEM + "horizon: {}\n",
    ("FIGURE", "steps"): _ITEM + "figure: {cell: c, steps: {}}\n",
    ("PICTURE", "width"): _ITEM + "picture: {path: p.png, alt: A, width: {}}\n",
    ("TABLE_ENTRY", "lines"): _ITEM + "table: {columns: [{head: H, ask: h}], rows: [{ask: y, lines: {}}]}\n",
    ("PLOT", "bins"): _ITEM + "plot: {histogram: h, bins: {}}\n",
    ("EXAM", "handwriting"): "title: T\nproblems: []\nhandwriting: {}\n",
    ("EXAM", "top"): "title: T\nproblems: []\ntop: {}\n",
    ("EXAM", "seed"): "title: T\nproblems: []\nseed: {}\n",
}


@pytest.mark.parametrize(("table", "key"), BOUNDS)
def test_bounds_are_those_of_the_tool(table: str, key: str, tmp_path: Path) -> None:
    """The least and the most that a table tells are taken, and what lies beyond is refused at its place."""
    (form,) = (form for form in TABLES[table].by_name[key].value if isinstance(form, Scalar))
    (tmp_path / "p.png").touch()
    taken = [bound for bound in (form.least, form.most) if bound is not None]
    beyond = [bound + step for bound, step in ((form.least, -1), (form.most, 1)) if bound is not None]
    refused = {value for value in (*taken, *beyond) if _refuses(tmp_path / "file.yaml", BOUNDS[table, key], value)}
    assert refused - {0} == {*beyond} - {0} and len(taken) > 0


def _refuses(file: Path, template: str, value: int) -> bool:
    """Whether the tool has a fault where the value stands."""
    before, after = template.split("{}")
    file.write_text(f"{before}{value}{after}", encoding="utf-8")
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    faults = (load_exam if "problems:" in before else load_problem)(file)[1]
    return any((fault.where.line, fault.where.column) == (line, column) and "draws nothing" not in fault.message for fault in faults)


ITEM = """\
title: An item
cells:
  c:
    h[t]: relu(v*h[t-1])
items:
  - id: a
    prompt: Something.
    given: {v: 1, "h[0]": 1}
    points: 1
"""
OWN = {  # of each kind of question a line that asks, and keys as they would stand in an item that asks it
    "choose": ("choose one", {"options": "[One, Two]", "right": "value of h[1]", "scoring": "per option", "shuffle": "no"}),
    "find": ("find v", {"so that": "h[1] = 1", "witness": "{v: 1}", "region": "v > 0"}),
    "formula": ("formula of h[1]", {"accept": "{'h[1]': v}"}),
    "table": ("table", {"table": "{rows: t = 0..1, columns: 'h[t]'}"}),
    "sketch": ("sketch", {"plot": "{of: 'h[1]', over: {v: 0..1}}", "answer": "A line."}),
    "gaps": ("gaps", {"answer": "{1: x}"}),
    "blanks": ("blanks", {"figure": "{cell: c, blanks: [v]}"}),
    "open": ("open", {"answer": "A text."}),
}


def _faults(text: str, folder: Path) -> str:
    file = folder / "item.yaml"
    file.write_text(text, encoding="utf-8")
    return CliRunner().invoke(main, ["check", str(file)]).stderr


@pytest.mark.parametrize("asked", ASKED, ids=lambda asked: asked.pattern)
def test_what_goes_with_a_question_is_what_the_tool_asks_for(asked: Any, tmp_path: Path) -> None:
    """A key that belongs to one kind of question is refused beside another, and one that it needs is missed, by the tool and the schema."""
    line, keys = next(entry for name, entry in OWN.items() if asked.pattern.startswith((name, f"({name}")))
    assert re.match(asked.pattern, line) and {*asked.needs, *asked.own} <= keys.keys()
    for name in asked.own:
        text = f"{ITEM}    ask: value of h[1]\n    {name}: {keys[name]}\n"
        assert _faults(text, tmp_path) != "" and _places(load(text)[0]) == ["items/0"], name
    for name in asked.needs:
        others = "".join(f"    {key}: {value}\n" for key, value in keys.items() if key in asked.needs and key != name)
        text = f"{ITEM}    ask: {line}\n{others}"
        assert _faults(text, tmp_path) != "" and _places(load(text)[0]) == ["items/0"], name


def test_the_command_prints_a_schema() -> None:
    """`gen schema` prints that of all files, `gen schema exam` that of exams; another word is refused by name."""
    run = CliRunner().invoke(main, ["schema"])
    assert (run.exit_code, json.loads(run.stdout)) == (0, ALL)
    assert json.loads(CliRunner().invoke(main, ["schema", "exam"]).stdout)["title"] == "exam"
    assert tuple(KINDS) == COMMANDED
    refused = CliRunner().invoke(main, ["schema", "exams"])
    assert refused.exit_code == 2 and "'exams' is not one of 'problem', 'exam', 'course'" in refused.stderr
