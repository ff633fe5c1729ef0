"""Files of one build belong together: where they lie, whom they are for, what marks them, and a layout that has the room it promises."""

import json
import os
import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from types import ModuleType

import click
import pytest
from click.testing import CliRunner, Result

from gen.cli import build as cli_build
from gen.cli import layout as cli_layout
from gen.cli.commands import main
from gen.cli.common import reports
from gen.format.exam_file import load_exam
from gen.messages.errors import InputErrors, OutputError
from gen.model.exam import Exam
from gen.model.pages import Layout, Slot
from gen.page.exam import exam_view
from gen.system.files import Output, write
from gen.typeset.fitting import key_overflows, variant_overflows
from gen.typeset.folders import EXAM_FILE, certificate_of, claim_folder, exam_file, folder_of
from gen.typeset.layout_file import layout_text, load_layout, load_seeds, seeds_text
from gen.typeset.measuring import FittedLayout, MeasuredKeys, longer_variants
from gen.typeset.pagination import Block, Paper
from tests.support.full_disk import FaultsAt
from tests.support.pages import pdf_text
from tests.support.problems import ROOT

PROBLEM = """title: Small
cells:
  rnn:
    h[t]: V*h[t-1] + x[t]
items:
  - id: a
    prompt: Compute `h[2]` for {given}.
    given: {V: 3, "h[0]": 1, x: [2, 4]}
    vary: {V: 2..9, x: 1..9}
    differ: zeros, gates, kinks, ties
    ask: value of h[2]
    points: {"h[2]": 1}
"""
EXAM = "title: An exam\nproblems: [../small.yaml]\n"
ANSWER = "19"  # V*(V*h[0] + x[1]) + x[2] with the author's numbers


def _run(*args: object) -> Result:
    return CliRunner().invoke(main, [str(arg) for arg in args])


def _project(folder: Path) -> Path:
    """A project with a problem, and with a default exam of it."""
    (folder / "problems" / "exams").mkdir(parents=True)
    (folder / "problems" / "small.yaml").write_text(PROBLEM, encoding="utf-8")
    (folder / "problems" / "exams" / "default.yaml").write_text(EXAM, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A project in which all forms of a problem, the key of the default exam, and a variant have been built where they go by themselves."""
    folder = _project(tmp_path_factory.mktemp("project"))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        told = [
            _run("exam", "problems/small.yaml"),
            _run("solutions", "problems/small.yaml"),
            _run("solutions", "problems/small.yaml", "--for", "students"),
            _run("solutions"),
            _run("new-variant", "problems/small.yaml", "--seed", 7),
        ]
        assert [(result.exit_code, result.stderr) for result in told] == [(0, "")] * 5, [result.output for result in told]
        (folder / "told.json").write_text(json.dumps([result.stdout for result in told]), encoding="utf-8")
        yield folder


@pytest.fixture
def project(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it, to be altered, as the working folder."""
    copy = Path(shutil.copytree(built, tmp_path / "project"))
    monkeypatch.chdir(copy)
    return copy


# Where they lie

PLACES = {
    "problems/kink.yaml": "output/kink",
    "problems/exams/final.yaml": "output/final",
    "problems/ws26/exams/final.yaml": "output/ws26/final",
    "problems/ws27/final.yaml": "output/ws27/final",
    "problems/exams/exams.yaml": "output/exams",
    "final.v2.yaml": "output/final.v2",
    "ws26/final.yaml": "output/ws26/final",
    "../final.yaml": "output/final",
}


@pytest.mark.parametrize("exam", PLACES)
def test_a_folder_is_named_by_the_place_of_its_exam(exam: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two exams in two folders of a project have two folders, and `exams` needs no mention; a variant lies below its exam."""
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    assert folder_of(Path(exam)) == Path(PLACES[exam])
    assert folder_of(here / exam) == Path(PLACES[exam])
    assert folder_of(Path(exam), "7") == Path(PLACES[exam]) / "variant-7"


def _built(folder: Path, exam: Path, numbers: object = "the author's own") -> None:
    """A folder as a build leaves it, as far as its owner is concerned."""
    (folder / "staff").mkdir(parents=True)
    stated = {"exam": f"problems/{exam.name}", "numbers": numbers}
    (folder / "staff" / "exam.certificate.json").write_text(json.dumps(stated), encoding="utf-8")
    (folder / "staff" / EXAM_FILE).write_text(exam_file(folder, exam), encoding="utf-8")


def _exams(folder: Path, *names: str) -> list[Path]:
    files = [folder / "problems" / name for name in names]
    for file in files:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(PROBLEM, encoding="utf-8")
    return files


def test_a_folder_takes_one_exam_and_one_variant(tmp_path: Path) -> None:
    """The exam's own build comes again; another exam, another variant, and own numbers in place of a variant's are refused by name."""
    one, other = _exams(tmp_path, "one.yaml", "other.yaml")
    own, seventh = tmp_path / "own", tmp_path / "seventh"
    _built(own, one)
    _built(seventh, one, {"variant": "7", "problems": {}})
    claim_folder(tmp_path / "new", one, "")
    claim_folder(own, one, "")
    claim_folder(seventh, one, "7")
    refused = [
        (own, other, "", "problems/one.yaml, not of problems/other.yaml"),
        (own, one, "7", "problems/one.yaml, not of variant 7 of problems/one.yaml"),
        (seventh, one, "8", "variant 7 of problems/one.yaml, not of variant 8 of problems/one.yaml"),
        (seventh, other, "7", "variant 7 of problems/one.yaml, not of variant 7 of problems/other.yaml"),
        (seventh, one, "", "variant 7 of problems/one.yaml, not of problems/one.yaml"),
    ]
    for folder, exam, variant, names in refused:
        with pytest.raises(OutputError) as told:
            claim_folder(folder, exam, variant)
        assert str(told.value) == f"{folder} holds the build of {names}: name another folder with --out, or remove that one"


def test_an_exam_of_the_same_name_in_another_project_is_another_exam(tmp_path: Path) -> None:
    """Certificates tell no paths of a machine; beside them stands where the exam file was, from there."""
    (one,) = _exams(tmp_path / "here", "final.yaml")
    (other,) = _exams(tmp_path / "elsewhere", "final.yaml")
    folder = tmp_path / "here" / "output"
    _built(folder, one)
    with pytest.raises(OutputError, match=re.escape(f"holds the build of {one}, not of {other}: ")):
        claim_folder(folder, other, "")
    moved = (tmp_path / "here").rename(tmp_path / "moved")
    claim_folder(moved / "output", moved / "problems" / "final.yaml", "")


@pytest.mark.parametrize("folder", ["staff", "taken"])
def test_a_build_never_goes_into_the_staffs_folder_of_another(folder: str, tmp_path: Path) -> None:
    """Neither by a folder of that name, nor into one where certificates lie."""
    (exam,) = _exams(tmp_path, "one.yaml")
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "exam.certificate.json").write_text("{}", encoding="utf-8")
    with pytest.raises(OutputError, match="is for the staff's files of a build: name another folder with --out"):
        claim_folder(tmp_path / folder, exam, "")


def test_a_folder_for_staff_that_is_a_link_is_refused(tmp_path: Path) -> None:
    """What a build writes lies where it seems to; the folder that the user names may be a link."""
    (exam,) = _exams(tmp_path, "one.yaml")
    for name in ("elsewhere", "out"):
        (tmp_path / name).mkdir()
    (tmp_path / "linked").symlink_to("out")
    claim_folder(tmp_path / "linked", exam, "")
    (tmp_path / "out" / "staff").symlink_to("../elsewhere")
    with pytest.raises(OutputError) as told:
        claim_folder(tmp_path / "linked", exam, "")
    assert str(told.value).startswith(f"{tmp_path}/linked/staff is a link: what a build writes lies where it seems to")


@pytest.mark.parametrize(("command", "module"), [("solutions", cli_build), ("new-variant", cli_build), ("layout", cli_layout)])
def test_a_disk_that_is_full_at_any_write_leaves_the_last_good_files(
    command: str, module: ModuleType, project: Path, faults: FaultsAt, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A command writes once: all of its files are the new ones, or those that were there; nothing lies beside; exit code 2, a message."""
    written: list[Sequence[Output]] = []
    monkeypatch.setattr(module, "write", written.append)
    more = {"new-variant": ["--seed", "7"], "layout": ["--variants", "2"]}.get(command, [])
    problem = project / "problems" / "small.yaml"
    problem.write_text(PROBLEM.replace("Compute", "Find"), encoding="utf-8")
    if command == "layout":
        problem.with_suffix(".layout.yaml").write_text("the last good one", encoding="utf-8")
    before = _files(project)
    assert (_run(command, problem, *more).exit_code, _files(project) == before) == (0, True)
    (outputs,) = written
    untouched = Path(shutil.copytree(project, project.with_name("untouched")))

    def prepare() -> None:
        shutil.rmtree(project)
        shutil.copytree(untouched, project)
        os.chdir(project)

    @click.command()
    @reports
    def rewrite() -> None:
        write(outputs)

    ended: list[Result] = []
    for fault in faults(prepare, lambda: ended.append(CliRunner().invoke(rewrite))):
        result, now = ended.pop(), _files(project)
        if fault == "no fault" or ("mkdir" in fault and result.exit_code == 0):  # a folder that is there need not be made
            new = {os.path.relpath(one.path, project): one.data for one in outputs}
            assert (result.exit_code, now) == (0, {**before, **new}), (fault, result.output)
        else:
            assert (result.exit_code, now == before) == (2, True), (fault, result.output)
            assert re.fullmatch(r"cannot write \S+: No space left on device\n", result.stderr), fault


def _files(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_a_build_never_goes_into_a_folder_for_students(tmp_path: Path) -> None:
    """Its certificates hold all answers, and would be handed out."""
    (exam,) = _exams(tmp_path, "one.yaml")
    for out in (tmp_path / "students", tmp_path / "students" / "one"):
        with pytest.raises(OutputError) as told:
            claim_folder(out, exam, "")
        words = "lies in a folder for students, and a build has files for staff: name another folder with --out"
        assert str(told.value) == f"{out} {words}"


COMMANDS = [("exam", ()), ("solutions", ()), ("solutions", ("--for", "students")), ("new-variant", ("--seed", "7"))]


@pytest.mark.parametrize(("command", "more"), COMMANDS, ids=["exam", "key", "students' key", "variant"])
def test_a_folder_of_another_exam_is_refused_before_anything_is_set(command: str, more: tuple[str, ...], tmp_path: Path) -> None:
    """Exit code 2, both names and the way out; no file is touched, also where the folder is named by --out."""
    one, other = _exams(tmp_path, "one.yaml", "other.yaml")
    _built(tmp_path / "out", one)
    before = {file: file.read_bytes() for file in (tmp_path / "out").rglob("*.*")}
    result = _run(command, other, *more, "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert re.search(r"holds the build of problems/one.yaml, not of .*problems/other.yaml: name another folder with --out", result.stderr)
    assert {file: file.read_bytes() for file in (tmp_path / "out").rglob("*.*")} == before


# Whom they are for


def _listed(folder: Path) -> list[str]:
    return sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file() and file.parent.name != "staff")


def test_outside_the_staffs_folder_stands_only_what_may_be_published(built: Path) -> None:
    """The sheet and the students' key, without sources; beside them only the key of the default exam, where everybody looks for it."""
    assert _listed(built / "output") == [
        "small/exam.pdf",
        "small/solutions-students.pdf",
        "small/variant-7/students/exam.pdf",
        "solutions.pdf",
    ]
    assert f"= {ANSWER}" not in pdf_text(built / "output" / "small" / "exam.pdf")
    staff = {file.name for file in (built / "output" / "small" / "staff").iterdir() if file.suffix != ".sty"}
    forms = ("exam", "solutions", "solutions-students")
    assert staff == {EXAM_FILE, *(f"{form}.{kind}" for form in forms for kind in ("pdf", "tex", "certificate.json"))}
    assert (built / "output" / "solutions.pdf").read_bytes() == (built / "output" / "staff" / "solutions.pdf").read_bytes()


def test_a_build_prints_where_its_result_is_and_which_file_is_for_staff(built: Path) -> None:
    """First the PDF that somebody wants to look at."""
    told = [text.splitlines() for text in json.loads((built / "told.json").read_text(encoding="utf-8"))]
    staff = "(for staff: it holds all answers)"
    assert told == [
        ["output/small/exam.pdf", f"output/small/staff/exam.certificate.json {staff}"],
        ["output/small/staff/solutions.pdf", f"output/small/staff/solutions.certificate.json {staff}"],
        ["output/small/solutions-students.pdf", f"output/small/staff/solutions-students.certificate.json {staff}"],
        ["output/solutions.pdf", f"output/staff/solutions.certificate.json {staff}"],
        [
            "output/small/variant-7/students/exam.pdf",
            "output/small/variant-7/staff/solutions.pdf",
            "output/small/variant-7/staff/variant.yaml",
            "(what is in staff/ holds all answers)",
        ],
    ]


def test_the_folder_says_which_exam_file_it_is_of(built: Path) -> None:
    """As it is reached from the folder for staff."""
    staff = built / "output" / "small" / "variant-7" / "staff"
    assert (staff / (staff / EXAM_FILE).read_text(encoding="utf-8").strip()).samefile(built / "problems" / "small.yaml")


# What marks them


def test_sheet_and_keys_have_one_fingerprint_on_each_page(built: Path) -> None:
    """Four digits in the foot of every page of all forms, which the certificates record; behind the name of a variant in its own."""
    output = built / "output"
    certificates = sorted((output / "small" / "staff").glob("*.certificate.json"))
    (mark,) = {json.loads(file.read_text(encoding="utf-8"))["fingerprint"] for file in certificates}
    assert re.fullmatch("[0-9a-f]{4}", mark) and len(certificates) == 3
    for file in (output / "small").rglob("*.pdf"):
        pages = pdf_text(file).split("\f")[:-1]
        shown = [re.findall(r"((?:Variant 7-)?[0-9a-f]{4}) • (?:Page|Grading sheet) \d", page) for page in pages]
        variant = "variant-7" in file.parts
        assert len({foot for (foot,) in shown}) == 1 and (shown[0] == [mark]) is not variant and ("Variant" in shown[0][0]) is variant
    cover = next(page for page in pdf_text(output / "solutions.pdf").split("\f") if "Grading sheet" not in page)
    assert cover.split()[-1] == mark


def _fingerprint(exam: Exam) -> str:
    return exam_view(exam, None).fingerprint


def test_the_fingerprint_is_of_what_is_asked_and_of_nothing_else(tmp_path: Path) -> None:
    """Another number, prompt or title of a problem has another one; the day, the cover, the space and what only a key shows have not."""
    _project(tmp_path)
    file = tmp_path / "problems" / "small.yaml"
    exam, _ = load_exam(tmp_path / "problems" / "exams" / "default.yaml")
    own = _fingerprint(exam)

    def edited(old: str, new: str) -> str:
        assert PROBLEM.count(old) == 1
        file.write_text(PROBLEM.replace(old, new), encoding="utf-8")
        changed, faults = load_exam(Path(exam.where.file))
        assert faults == []
        return _fingerprint(changed)

    for old, new in [
        ("V: 3, ", "V: 5, "),
        ("Compute", "Find"),
        ("title: Small", "title: Smaller"),
        ('points: {"h[2]": 1}', 'points: {"h[2]": 2}'),
    ]:
        assert edited(old, new) != own, new
    for old, new in [("    ask: ", "    space: 9\n    ask: "), ("vary: {V: 2..9", "vary: {V: 2..8")]:
        assert edited(old, new) == own, new
    assert _fingerprint(replace(exam, title="Another", date="2030-01-01", handwriting=Fraction(2), cover=None)) == own


def test_what_does_not_fit_to_a_form_beside_it_is_told(project: Path) -> None:
    """With another number, a sheet tells of both keys beside it, with both fingerprints; exit code 0, since the next build mends it."""
    file = project / "problems" / "small.yaml"
    file.write_text(PROBLEM.replace("V: 3, ", "V: 5, "), encoding="utf-8")
    result = _run("exam", file)
    stated = json.loads(Path("output/small/staff/exam.certificate.json").read_text(encoding="utf-8"))
    before = json.loads(Path("output/small/staff/solutions.certificate.json").read_text(encoding="utf-8"))
    numbers = f"is of other numbers ({before['fingerprint']}) than this sheet ({stated['fingerprint']}): build it again"
    assert stated["fingerprint"] != before["fingerprint"]
    assert result.exit_code == 0
    assert result.stderr.splitlines() == [f"output/small/solutions-students.pdf {numbers}", f"output/small/staff/solutions.pdf {numbers}"]
    file.write_text(PROBLEM.replace("    ask: ", "    space: 9\n    ask: "), encoding="utf-8")
    result = _run("solutions", file)
    assert result.stderr.splitlines() == [
        f"output/small/exam.pdf is of other numbers ({stated['fingerprint']}) than this key ({before['fingerprint']}): build it again",
        "output/small/solutions-students.pdf has its items at other places than this key: build it again",
    ]


# What is handed out is found again

SHEET = Path("output/small/variant-7/students/exam.pdf")


def test_the_certificate_of_a_students_copy_is_found(built: Path) -> None:
    """Of a variant and of own numbers alike; what is verified is told with the exam file that is used."""
    for file, exam in [
        (SHEET, r"problems/small\.yaml, variant 7, "),
        (Path("output/small/solutions-students.pdf"), r"problems/small\.yaml, "),
    ]:
        result = _run("verify", file)
        lines = result.stdout.splitlines()
        assert (result.exit_code, lines[-1]) == (0, "as certified"), result.output
        assert re.fullmatch(rf"exam {{20}}\S*{exam}[0-9a-f]{{4}}", lines[0]), lines[0]
    assert certificate_of(SHEET) == Path("output/small/variant-7/staff/exam.certificate.json")


def test_a_students_copy_that_is_another_file_is_an_error(project: Path) -> None:
    """The digest of each copy is compared, and only the one that differs is named."""
    SHEET.write_bytes(SHEET.read_bytes() + b"%")
    result = _run("verify", SHEET)
    assert (result.exit_code, result.stdout.splitlines()[-1]) == (1, "not as certified: students/exam.pdf")
    assert "staff/exam.pdf          same\n" in result.stdout


def test_a_pdf_that_is_not_there_is_not_verified(built: Path) -> None:
    """A name without a certificate is bad input, and so is one whose PDF is gone."""
    gone = Path("output/small/variant-7/students/solutions.pdf")
    assert certificate_of(gone).is_file()
    for file in (gone, Path("output/small/none.pdf")):
        result = _run("verify", file)
        assert (result.exit_code, "cannot be read: No such file or directory" in result.stderr) == (2, True)


def test_a_certificate_of_another_form_is_told_from_what_is_none(project: Path) -> None:
    """Written by an older gen, it says so and what to do."""
    file = Path("output/small/staff/exam.certificate.json")
    stated = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps({**stated, "certificate": 1}), encoding="utf-8")
    told = "this certificate has the form 1, this gen reads the form 3 (build anew, or verify with the gen that wrote it)"
    assert (_run("verify", file).stderr, _run("verify", file).exit_code) == (f"{file}:1:1: {told}\n", 2)


# The room that a layout promises

PAPER = Paper(page=700.0, gap=13.0, frame=23.0, credit=13.0)
LAYOUT = ((Slot("small", 10.0), Slot("small/a", 100.0)),)


@pytest.mark.parametrize(("seeds", "text"), [(range(200), "0..199"), ([0, 1, 2, 5, 7, 8], "0..2, 5, 7..8"), ([3], "3")])
def test_seeds_of_a_layout_are_read_as_they_were_written(seeds: list[int], text: str, tmp_path: Path) -> None:
    """As ranges; a layout without them says nothing of variants."""
    file = tmp_path / "e.layout.yaml"
    file.write_text(layout_text(LAYOUT, Path("e.yaml"), seeds), encoding="utf-8")
    assert f"\nseeds: {text}\n" in file.read_text(encoding="utf-8")
    stored = load_layout(file, ["small", "small/a"])
    assert (stored.pages, [seed for part in stored.seeds for seed in part]) == (LAYOUT, list(seeds))
    file.write_text(layout_text(LAYOUT, Path("e.yaml")), encoding="utf-8")
    assert (load_layout(file, ["small", "small/a"]).seeds, load_seeds(file), load_seeds(tmp_path / "none")) == ((), (), ())


@pytest.mark.parametrize("seeds", ["many", "5..3", "1, , 2", "-1..3", "0..9999999999"])
def test_seeds_that_are_none_are_refused(seeds: str, tmp_path: Path) -> None:
    """With the place of what was found."""
    file = tmp_path / "e.layout.yaml"
    file.write_text(f"seeds: {seeds}\npages:\n  - small: 10.0\n", encoding="utf-8")
    with pytest.raises(InputErrors) as told:
        load_layout(file, ["small"])
    assert f"{file}:1:8: seeds are written as 0..17, 20..199, found '{seeds}'" in str(told.value)


def _laid(layout: Layout, *tops_and_needs: tuple[float, float, float]) -> FittedLayout:
    """As measured: for each key the height of its prompt, of the figure in it, and of its solution, all without TeX."""
    blocks = tuple(
        (Block("small", 20.0, heading=True), Block("small/a", top, need=need, figure=figure)) for top, figure, need in tops_and_needs
    )
    room = next(slot.points for page in layout for slot in page if slot.name == "small/a")
    each = tuple({"small/a": over} if (over := top + PAPER.frame + need - room) > 0 else {} for top, _, need in tops_and_needs)
    return FittedLayout(layout, MeasuredKeys((), {}, PAPER, blocks), each)


def _exam(folder: Path, more: str = "") -> Exam:
    _project(folder)
    (folder / "problems" / "small.yaml").write_text(PROBLEM.replace("    ask: ", f"{more}    ask: "), encoding="utf-8")
    exam, faults = load_exam(folder / "problems" / "small.yaml")
    assert faults == []
    return exam


PAGE = ((Slot("small", 10.0), Slot("small/a", 230.0)),)
FIGURE = "    figure: {cell: rnn, steps: 20}\n"
LOW = "the solution is 3.46 cm higher than the room for it"
HIGH, DRAWN = "the prompt is 7.84 cm higher than a page", "the prompt with its figure is 7.84 cm higher than a page"
ITEM = "small.yaml:6:5"
# What is measured, what the file has besides, the name of the variant, the layout, and what is told: place, cause and amount, way out.
TOLD = {
    "solution": ((60, 0, 300), "", "", LAYOUT, ITEM, f"{LOW} (make several items of it)"),
    "space": ((60, 0, 300), "    space: 2\n", "", LAYOUT, ITEM, f"{LOW} (raise its 'space', or leave that out)"),
    "prompt": ((900, 0, 90), "", "", PAGE, ITEM, f"{HIGH} (shorten it, or make several items)"),
    "figure": ((900, 600, 90), FIGURE, "", PAGE, "small.yaml:11:13", f"{DRAWN} (draw fewer steps, or a smaller cell)"),
    "prompt with a figure": ((900, 100, 90), FIGURE, "", PAGE, ITEM, f"{HIGH} (shorten it, or make several items)"),
    "seed": ((60, 0, 300), "", "300", LAYOUT, ITEM, f"{LOW} (lay the exam out anew: gen layout {{path}} --variants 301)"),
    "edited numbers": ((60, 0, 300), "", "edited", LAYOUT, ITEM, f"{LOW} (take other numbers)"),
}


@pytest.mark.parametrize(("heights", "more", "variant", "layout", "place", "told"), TOLD.values(), ids=TOLD)
def test_what_is_too_high_is_named_at_its_line(
    heights: tuple[float, float, float], more: str, variant: str, layout: Layout, place: str, told: str, tmp_path: Path
) -> None:
    """A solution, a prompt or a figure, whichever it is, with the way out that helps."""
    exam = replace(_exam(tmp_path, more), variant=variant)
    path = Path(exam.where.file)
    (fault,) = key_overflows(_laid(layout, heights), exam, path, None)
    assert str(fault).splitlines()[0] == f"{path.parent}/{place}: small/a: {told.format(path=path)}"


STALE = [
    ("", "raise this height, or lay the exam out anew: gen layout {path}"),
    ("4", "raise this height, or lay the exam out anew: gen layout {path}"),
    ("24", "raise this height, or lay the exam out anew: gen layout {path} --variants 30"),
    ("30", "raise this height, or lay the exam out anew: gen layout {path} --variants 31"),
    ("edited", "raise this height, or take other numbers"),
]


@pytest.mark.parametrize(("variant", "hint"), STALE)
def test_a_stored_layout_without_room_says_which_command_mends_it(variant: str, hint: str, tmp_path: Path) -> None:
    """At the height in the layout's file; for a seed that it does not promise, with the number that it would have to."""
    exam = replace(_exam(tmp_path), variant=variant)
    path, file = Path(exam.where.file), tmp_path / "small.layout.yaml"
    file.write_text(layout_text(LAYOUT, path, [*range(24), 29]), encoding="utf-8")
    stored = load_layout(file, ["small", "small/a"])
    for heights, what in [((60, 0, 300), "the solution is 3.46 cm"), ((270, 0, 90), "the prompt with its solution is 3.46 cm")]:
        (fault,) = key_overflows(_laid(LAYOUT, heights), exam, path, stored)
        head = f"{file}:6:14: small/a: {what} higher than the room for it ({hint.format(path=path)})"
        assert str(fault).splitlines()[:2] == [head, "        small/a: 100.0"]


def test_the_worst_of_many_variants_is_told_with_all_their_seeds(tmp_path: Path) -> None:
    """One message for an item, though three of five variants do not fit."""
    exam = _exam(tmp_path)
    laid = _laid(LAYOUT, (60, 0, 90), (60, 0, 300), (60, 0, 90), (60, 0, 400), (60, 0, 301), (60, 0, 0))
    (told,) = variant_overflows(laid, exam, Path(exam.where.file), None, [0, 1, 2, 3, 4])
    assert "small/a: the solution is 6.98 cm higher" in told
    assert told.endswith("\nno room for the variants of the seeds 0, 2..3")


def test_variants_that_take_a_page_more_are_known(tmp_path: Path) -> None:
    """Of four variants one does not fit on the page of the exam's own solution."""
    laid = _laid(LAYOUT, (60, 0, 90), (60, 0, 300), (60, 0, 90), (60, 0, 800), (60, 0, 301))
    assert longer_variants(laid.measured) == [3]


def test_a_layout_promises_the_seeds_that_fit_and_tells_of_the_others(tmp_path: Path) -> None:
    """Where an author's space holds most variants, the others are told with exit code 1; without the space there is room for all."""
    path, file = tmp_path / "small.yaml", tmp_path / "small.layout.yaml"
    text = PROBLEM.replace("V: 2..9", f"V: 2..3 | 1{'0' * 50}").replace("    ask: ", "    space: 2\n    ask: ")
    path.write_text(text, encoding="utf-8")
    result = _run("layout", path, "--variants", 9)
    seeds = [seed for part in load_seeds(file) for seed in part]
    assert (result.exit_code, 0 < len(seeds) < 9) == (1, True), result.output
    head, *_, last = result.stderr.splitlines()
    assert re.fullmatch(rf"{path}:6:5: small/a: the solution is \d+\.\d\d cm higher than the room for it \(raise its 'space', .*\)", head)
    assert last == f"no room for the variants of the seeds {seeds_text(set(range(9)) - set(seeds))}"
    assert _run("layout", path, "--check").exit_code == 0
    path.write_text(text.replace("    space: 2\n", ""), encoding="utf-8")
    file.write_text(re.sub("seeds: .*", "seeds: 0..8", file.read_text(encoding="utf-8")), encoding="utf-8")
    stale = _run("layout", path, "--check")
    assert (stale.exit_code, f"raise this height, or lay the exam out anew: gen layout {path})" in stale.stderr) == (1, True), stale.output
    made = _run("layout", path)
    assert (made.exit_code, made.stderr, load_seeds(file)) == (0, "", (range(9),))
    assert _run("layout", path, "--check").stdout == f"{file} has room for the exam and its variants of the seeds 0..8\n"


def test_the_shipped_layout_has_room_for_what_it_promises() -> None:
    """For the exam and for at least two hundred seeds; here some of them are set, `make room` sets all."""
    exam = ROOT / "problems" / "exams" / "default.yaml"
    seeds = load_seeds(exam.with_name("default.layout.yaml"))
    assert seeds[0] == range(200)
    result = _run("layout", exam, "--check", "--variants", 2)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == f"{exam.with_name('default.layout.yaml')} has room for the exam and its variants of the seeds 0..1\n"
