"""A new course: what `gen init` writes can be checked and set at once, is the same in each language, and takes nobody's files away."""

import re
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from jsonschema import Draft7Validator

from gen.cli.commands import main
from gen.editors.schema import schema
from gen.editors.starter import SCHEMA, starter
from gen.questions.kinds import KINDS
from gen.syntax.yamltree import Leaf, Mapping, Node, Sequence, tree
from tests.support.yaml_core import load

ENGLISH, GERMAN = starter("en"), starter("de")
PROBLEMS = [place for place in ENGLISH if re.fullmatch(r"problems/[\w-]+\.yaml", place)]


def _init(folder: Path, *args: str) -> tuple[int, str]:
    run = CliRunner().invoke(main, ["init", str(folder), *args])
    return run.exit_code, run.stdout + run.stderr


def test_a_new_course_is_set_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`gen init`, `gen exam`, and no word in between; what can be checked can be set as a key as well."""
    assert _init(tmp_path / "course") == (
        0,
        f"{len(ENGLISH)} files in {tmp_path}/course: a course, an exam and {len(PROBLEMS)} problems, a schema for editors, and what checks "
        f"each change\nnext: cd {tmp_path}/course && gen exam && gen solutions\n",
    )
    monkeypatch.chdir(tmp_path / "course")
    run = CliRunner().invoke(main, ["exam"])
    assert (run.exit_code, run.stderr) == (0, "")
    assert sorted(path.name for path in Path("output").iterdir()) == ["exam.pdf", "staff"]


def test_a_german_course_is_sound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is found in it, and its pages are German."""
    assert _init(tmp_path, "--language", "de")[0] == 0
    monkeypatch.chdir(tmp_path)
    run = CliRunner().invoke(main, ["check", "problems/exams/default.yaml"])
    assert (run.exit_code, run.output) == (0, "1 file checked, nothing found\n")
    assert all("language: de" in GERMAN[place] for place in (*PROBLEMS, "problems/exams/course.yaml"))


def test_each_kind_of_question_has_a_problem() -> None:
    """One that every kind of question reads, and options of both forms."""
    lines = [line for place in PROBLEMS for item in load(ENGLISH[place])[0]["items"] for line in _lines(item["ask"])]
    without = [kind.forms for kind in KINDS if kind.forms and not any(p.fullmatch(line) for p in kind.patterns for line in lines)]
    assert without == [] and {"choose one", "true or false"} <= set(lines)


def _lines(ask: object) -> list[str]:
    return [line for one in ask for line in _lines(one)] if isinstance(ask, list) else [str(ask)]


def _shape(node: Node, key: str = "") -> object:
    """What is the same in all languages: keys, numbers, what is asked; texts by their formulas and placeholders."""
    match node:
        case Mapping(entries, _):
            return [(name.value, _shape(value, name.value)) for name, value in entries if name.value != "language"]
        case Sequence(items, _):
            return [_shape(item, key) for item in items]
        case Leaf(text) if key in ("prompt", "title", "text", "reason", "shape", "topics", "name", "institution", "aids", "duration"):
            return sorted(re.findall(r"`[^`]+`|\$[^$]+\$|\{\w+\}", text.value))
        case Leaf() if key in ("highway", "choice", "range"):
            return None
        case Leaf(text):
            return text.value


def test_both_languages_have_the_same_files() -> None:
    """The same keys, numbers and questions; texts differ."""
    assert ENGLISH.keys() == GERMAN.keys()
    for place in ENGLISH:
        if place.endswith(".yaml") and place.startswith("problems/"):
            assert ENGLISH[place] != GERMAN[place]
            assert _shape(tree(ENGLISH[place], place)) == _shape(tree(GERMAN[place], place)), place


@pytest.mark.parametrize("files", [ENGLISH, GERMAN], ids=["en", "de"])
def test_each_file_names_its_schema_and_keeps_to_it(files: dict[str, str], tmp_path: Path) -> None:
    """By a line at its top that leads from its own folder to the schema that is written with it."""
    check = Draft7Validator(schema())
    for place, text in files.items():
        if place.startswith("problems/"):
            named = re.match(r"# yaml-language-server: \$schema=(\S+)\n", text)
            assert named and (tmp_path / place).parent.joinpath(named[1]).resolve() == tmp_path / SCHEMA
            assert list(check.iter_errors(load(text)[0])) == [], place


def test_what_is_made_stays_out_of_the_repository() -> None:
    """Keys, certificates, the secret and lists of students are ignored; problem files and data are not."""
    for files in (ENGLISH, GERMAN):
        patterns = [line for line in files[".gitignore"].splitlines() if line and not line.startswith("#")]
        assert patterns == ["output/", "secret*.txt", "roster*.csv", "students*.csv"]


def test_what_checks_a_change_runs_gen_check() -> None:
    """The workflow in the version that wrote it, and the hook on problem files alone."""
    workflow = yaml.safe_load(ENGLISH[".github/workflows/check.yaml"])
    runs = [step["run"] for step in workflow["jobs"]["check"]["steps"] if "run" in step]
    assert re.fullmatch(r"python -m pip install wheels/worked_exam-[\d.]+-py3-none-any\.whl", runs[0]) and runs[1:] == ["gen check"]
    assert workflow["permissions"] == {"contents": "read"}
    (repository,) = yaml.safe_load(ENGLISH[".pre-commit-config.yaml"])["repos"]
    (hook,) = repository["hooks"]
    assert hook["entry"] == "gen check" and all(re.search(hook["files"], place) for place in PROBLEMS)
    assert not re.search(hook["files"], ".github/workflows/check.yaml")


def test_what_is_there_stays(tmp_path: Path) -> None:
    """A folder with one of the files, a link or a file in the place of a folder is named, and nothing is written; others may be there."""
    (tmp_path / "README").write_text("mine", encoding="utf-8")
    (tmp_path / ".gitignore").write_text("mine", encoding="utf-8")
    (tmp_path / "problems").mkdir()
    (tmp_path / "problems" / "exams").symlink_to(tmp_path / "elsewhere")
    (tmp_path / ".github").write_text("mine", encoding="utf-8")
    before = sorted(tmp_path.rglob("*"))
    hint = "this is there already (nothing is overwritten: name another folder, or move it)"
    code, said = _init(tmp_path)
    assert code == 2 and said.splitlines() == [f"{tmp_path}/{name}:1:1: {hint}" for name in (".github", ".gitignore", "problems/exams")]
    assert sorted(tmp_path.rglob("*")) == before and (tmp_path / ".gitignore").read_text(encoding="utf-8") == "mine"


def test_two_runs_write_the_same(tmp_path: Path) -> None:
    """Nothing of the day, the folder or the user is in what is written."""
    for name in ("one", "other"):
        assert _init(tmp_path / name)[0] == 0
    files = [file.relative_to(tmp_path / "one") for file in sorted((tmp_path / "one").rglob("*")) if file.is_file()]
    assert len(files) == len(ENGLISH) and all((tmp_path / "one" / f).read_bytes() == (tmp_path / "other" / f).read_bytes() for f in files)
