"""What README and docs show is true: every command is executed, every output compared, every example solved."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from gen.format.exam_file import load_course, load_exam
from gen.format.problem_file import load_problem
from gen.functions.by_axis import BY_AXIS
from gen.functions.internal import INTERNAL
from gen.functions.registry import FUNCTIONS
from gen.messages.errors import InputError
from gen.model.keys import Keys
from gen.questions.digits import OTHER
from gen.syntax.mapping_reader import Fields
from gen.syntax.parse import CELL_FUNCTIONS
from gen.syntax.premises import FAMILIES
from gen.syntax.yamltree import Node
from gen.typeset.layout_file import load_layout
from gen.variants.acceptance import Acceptance
from gen.variants.variant_file import acceptances, read_variant, variant_of
from gen.verify.compare import CLOSED, ROUTES
from tests.support.function_table import up_to_date
from tests.support.goldens import compare
from tests.support.problems import ROOT, answers_of, every_rule_holds, solve_text
from tests.test_mutants import ACCEPTED, ARRAY_MISPRINTS, MISPRINTS, MUTANTS, STRUCTURES

DOCS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")), ROOT / "CONTRIBUTING.md"]
PAGES = [*(page for page in DOCS if page.parent.name != "decisions"), ROOT / "CHANGELOG.md"]
SCREEN = 110  # letters of a line


def _blocks(path: Path, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", path.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)


def _reference(language: str) -> list[str]:
    """The blocks of all pages on the format of files."""
    return [block for page in REFERENCE for block in _blocks(page, language)]


CONSOLE = [(path, block) for path in DOCS if path.name != "tutorial.md" for block in _blocks(path, "console")]
OLD_KEYS = _blocks(ROOT / "docs" / "auditing.md", "yaml")  # have findings, which are shown
PROBLEMS = [
    (path, block)
    for path in DOCS
    for block in _blocks(path, "yaml")
    if block.startswith("title") and "items:" in block and block not in OLD_KEYS
]
FORMAT = ROOT / "docs" / "format.md"
REFERENCE = [FORMAT, *sorted((ROOT / "docs" / "format").glob("*.md"))]
SETTING_UP = "".join((ROOT / page).read_text(encoding="utf-8") for page in ("README.md", "docs/install.md"))
MAKE = sorted(
    set(re.findall(r"(?:^    |`)(make [a-z]+(?: EXAM=\S+?\.yaml)?)", SETTING_UP, re.MULTILINE))
    - {"make test", "make gallery", "make stress"}
)


@pytest.mark.parametrize(("path", "block"), CONSOLE, ids=lambda part: part.name if isinstance(part, Path) else part.split("\n")[0])
def test_a_shown_command_prints_what_is_shown(path: Path, block: str, pytestconfig: pytest.Config) -> None:
    """The lines after `$ command` are exactly its output; `make golden` writes them anew."""
    command, _, shown = block.partition("\n")
    assert command.startswith("$ gen ")
    env = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    run = subprocess.run(command[2:].split(), cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if pytestconfig.getoption("--golden"):
        page = path.read_text(encoding="utf-8")
        path.write_text(page.replace(f"```console\n{block}```", f"```console\n{command}\n{run.stdout}```"), encoding="utf-8")
    else:
        assert run.stdout == shown


@pytest.mark.parametrize("command", MAKE)
def test_a_make_command_for_users_works(command: str) -> None:
    """Each target that README and the page on installing name runs to its end."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    run = subprocess.run(command.split(), cwd=ROOT, env=env, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr


def test_a_complete_example_is_solved_without_a_finding(tmp_path: Path, subtests: pytest.Subtests) -> None:
    """Every example that begins with a title is a problem file that can be built, and none of its general rules is wrong."""
    (tmp_path / "macros.tex").write_text(_reference("latex")[0], encoding="utf-8")
    (tmp_path / "data.csv").write_text(_reference("csv")[0], encoding="utf-8")
    (tmp_path / "loss.png").touch()
    for path, block in PROBLEMS:
        with subtests.test(path.name, title=block.split("\n")[0]), every_rule_holds():
            assert solve_text(block, tmp_path).findings == ()


def test_make_stress_tries_a_thousand_seeds_of_every_problem() -> None:
    """It takes too long for here; what it runs is tested with fewer seeds."""
    run = subprocess.run(["make", "--no-print-directory", "-n", "stress"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.splitlines()[-1].endswith('gen stress --seeds "$SEEDS"')
    assert "\nSEEDS = 0..999\n" in (ROOT / "Makefile").read_text(encoding="utf-8")


def test_examples_that_are_run_are_shown() -> None:
    """Each file of docs/examples stands in a page, whole; and what is shown of the problem with a kink stands in its file."""
    shown = [block for path in DOCS for block in _blocks(path, "yaml")]
    assert [file.name for file in sorted((ROOT / "docs" / "examples").iterdir()) if file.read_text(encoding="utf-8") not in shown] == []
    assert _blocks(ROOT / "docs" / "variants.md", "yaml")[0] in (ROOT / "problems" / "kink.yaml").read_text(encoding="utf-8")


def test_the_exam_in_the_docs_is_the_shipped_one() -> None:
    """The example of an exam file is the default exam."""
    assert (ROOT / "problems" / "exams" / "default.yaml").read_text(encoding="utf-8") in _reference("yaml")


def test_the_reference_has_every_key_and_function(tmp_path: Path) -> None:
    """Each key that a loader knows, each function and each family of matrices stands in the reference."""
    reference = "".join(page.read_text(encoding="utf-8") for page in REFERENCE)
    (tmp_path / "p.yaml").write_text(
        "nonsense: 1\nitems:\n  - nonsense: 1\n    published: {x: 1}\n    figure: {x: 1}\n    picture: {x: 1}\n", encoding="utf-8"
    )
    (tmp_path / "e.yaml").write_text("nonsense: 1\nproblems: []\n", encoding="utf-8")
    (tmp_path / "c.yaml").write_text("nonsense: 1\n", encoding="utf-8")
    faults = [*load_problem(tmp_path / "p.yaml")[1], *load_exam(tmp_path / "e.yaml")[1], *load_course(tmp_path / "c.yaml")[-1]]
    hints = "; ".join(f"{fault.hint}; {fault.message}" for fault in faults)
    known = {word for words in re.findall(r"known: ([\w, ]+)", hints) for word in words.split(", ")}
    known |= set(re.findall(r"needs the key '(\w+)'", hints))
    assert len(known) > 30
    assert {word for word in known | (FUNCTIONS.keys() - BY_AXIS.keys()) | set(FAMILIES) if f"`{word}`" not in reference} == set()
    assert [word for word in CELL_FUNCTIONS if f"`{word}(" not in reference] == []


def _examples(folder: Path) -> list[InputError]:
    """All examples of files in the reference are read, an exam with the course and the pictures that it names. Returns the faults."""
    exams = folder / "problems" / "exams"
    shutil.copytree(ROOT / "problems", folder / "problems")
    for name in ("crest.png", "macros.tex", "loss.png"):
        (exams / name).write_text("", encoding="utf-8")
    (exams / "data.csv").write_text(_reference("csv")[0], encoding="utf-8")
    faults: list[InputError] = []
    judged: dict[str, Acceptance] = {}
    blocks = _reference("yaml")
    for block in sorted(blocks, key=lambda block: not block.startswith("name:")):
        course = block.startswith("name:")
        file = exams / ("course.yaml" if course else "example.yaml")
        file.write_text(block, encoding="utf-8")
        if block.startswith("seeds:"):
            load_layout(file, re.findall(r"[\w-]+(?:/\w)?(?=: \d)", block.partition("pages:")[2]))
        elif course:
            faults += load_course(file)[-1]
        elif block.startswith("variant:"):
            (file.parent / "variant.yaml").write_text(block, encoding="utf-8")
            variant_of(read_variant(file.parent / "variant.yaml"), judged)
        elif block.startswith("title:"):
            exam, more = load_exam(file)
            faults += more
            if "vary:" in block:
                judged = acceptances(exam)
    return faults


_OF_NAMES = ("the numbers of a problem", "the numbers of an item")  # mappings whose keys another file tells


def test_every_key_stands_in_an_example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The examples of the reference are read without a fault and have, together, each key of each mapping that the tool reads."""
    known, used = set[tuple[str, str]](), set[tuple[str, str]]()
    read = Fields.__init__

    def recorded(self: Fields, node: Node, keys: Keys, faults: list[InputError]) -> None:
        read(self, node, keys, faults)
        known.update((keys.what, key) for key in keys.known)
        used.update((keys.what, key) for key in self.nodes)

    monkeypatch.setattr(Fields, "__init__", recorded)
    assert _examples(tmp_path) == []
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "gen" / "keys").rglob("*.py"))
    assert {what for what, _ in known} == {*re.findall(r'Keys\([^"]*"([^"]+)"', source), *_OF_NAMES}
    assert sorted(known - used) == []


def test_the_reference_has_each_function_as_its_entry_says(request: pytest.FixtureRequest) -> None:
    """The tables of functions, of one number and of arrays, and the examples with all of them are what is made from the entries."""
    page = ROOT / "docs" / "format" / "expressions.md"
    compare(page, up_to_date(page.read_text(encoding="utf-8")), request.config.getoption("--golden"))


def test_every_function_stands_in_an_example() -> None:
    """Each function of the table that an author may write stands in an example of the reference that is solved."""
    examples = "".join(block for path, block in PROBLEMS if path in REFERENCE)
    assert [name for name in (*FUNCTIONS, *CELL_FUNCTIONS) if name not in INTERNAL | BY_AXIS and f"{name}(" not in examples] == []


def test_the_page_on_trust_tells_the_numbers_of_today() -> None:
    """Routes and the largest difference in the shipped exam are those that tests and builds find."""
    page = (ROOT / "docs" / "trust.md").read_text(encoding="utf-8")
    exam, _ = load_exam(ROOT / "problems" / "exams" / "default.yaml")
    parts = [part for problem in answers_of(exam).values() for one in problem.items for reading in one.readings for part in reading.parts]
    largest = max(check.residual for part in parts for check in part.checks)
    assert [route for route in (*ROUTES, CLOSED, OTHER) if f"| {route} |" not in page] == []
    assert f"the shipped exam is {largest:.0e}:" in page


def test_the_page_on_trust_counts_the_mutants(request: pytest.FixtureRequest) -> None:
    """Each new function has some; `make golden` counts them anew."""
    page = ROOT / "docs" / "trust.md"
    counts = iter([len(MUTANTS), len(STRUCTURES), len(MISPRINTS) + len(ARRAY_MISPRINTS), len(ACCEPTED)])
    counted = re.sub(
        r"^(\| [^|]+ \| )\d+ \|", lambda row: f"{row[1]}{next(counts)} |", page.read_text(encoding="utf-8"), flags=re.MULTILINE
    )
    assert next(counts, None) is None
    compare(page, counted, request.config.getoption("--golden"))


def test_what_is_added_stands_in_two_places_at_most() -> None:
    """Each row of CONTRIBUTING.md names two files at most to write it in, and what it names is there."""
    table = [line.split(" | ") for line in (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    places = {row[0]: re.findall(r"`([\w./]+/[\w.]*)`", row[1]) for row in table[1:]}
    assert {what: files for what, files in places.items() if len(files) > 2} == {}
    named = re.findall(r"`((?:gen|tests|tools|templates|problems|docs)/[\w./]*)`", "".join(map(str, table)))
    assert len(named) > 40 and [file for file in named if "NAME" not in file and not (ROOT / file).exists()] == []


def test_links_between_documents_lead_somewhere() -> None:
    """Every relative link is a file or folder of the repository."""
    texts = [(path, re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)) for path in DOCS]
    links = [(path, link) for path, text in texts for link in re.findall(r"\]\((?!https?:)([^)#]+)\)", text)]
    assert [(path.name, link) for path, link in links if not (path.parent / link).exists()] == []


def _lines(page: Path) -> Iterator[tuple[str, str]]:
    """Each line outside of the marks of blocks, with the language of its block: "text" outside of them, "" if it has none."""
    language = "text"
    for line in page.read_text(encoding="utf-8").splitlines():
        if line.startswith("```"):
            language = line[3:] if language == "text" else "text"
        else:
            yield language, line


def test_no_line_is_longer_than_a_screen() -> None:
    """What people read in an editor or a terminal fits into it; rows of tables and what a program prints are as long as they are."""
    lines = [(page.name, line) for page in PAGES for language, line in _lines(page) if language not in ("", "console")]
    assert len(lines) > 3000
    assert [(name, line) for name, line in lines if len(line) > SCREEN and not line.startswith("|")] == []


def _anchors(page: Path) -> set[str]:
    """What may stand behind `#` in an address of the page: its headings as GitHub names them, and anchors of its own."""
    text = "\n".join(line for language, line in _lines(page) if language == "text")
    headings = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings} | set(re.findall(r'<a id="([^"]+)">', text))


def test_each_place_that_is_named_is_there() -> None:
    """Links to sections, in documents and in what the tool says, lead to a section of that page."""
    named = [
        (page, page.parent / file if file else page, anchor)
        for page in PAGES
        for file, anchor in re.findall(r"\]\((?!https?:)([^)#]*)#([^)]+)\)", page.read_text(encoding="utf-8"))
    ]
    for source in (ROOT / "gen").rglob("*.py"):
        said = re.findall(r"(docs/[\w/-]+\.md)#([\w-]+)", source.read_text(encoding="utf-8"))
        named += [(source, ROOT / file, anchor) for file, anchor in said]
    assert len(named) > 80
    assert [(page.name, file.name, anchor) for page, file, anchor in named if anchor not in _anchors(file)] == []


def test_what_the_reference_has_is_found_from_its_first_page() -> None:
    """Each section of each page on the format of files is listed in docs/format.md, where its name is an anchor as it was in one page."""
    contents = FORMAT.read_text(encoding="utf-8")
    titles = {re.sub(r"[^\w\- ]", "", next(_lines(page))[1][2:].lower()).replace(" ", "-") for page in REFERENCE}
    sections = [(page, anchor) for page in REFERENCE[1:] for anchor in sorted(_anchors(page) - titles)]
    assert [anchor for page, anchor in sections if f"(format/{page.name}#{anchor})" not in contents] == []
    assert {anchor for _, anchor in sections} - _anchors(FORMAT) == {"readings-and-published-values"}  # had another name


def test_every_page_is_listed() -> None:
    """The page of all pages leads to each page of docs, or to the one that lists it."""
    listed = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    pages = [page.name for page in sorted((ROOT / "docs").glob("*.md")) if page.name != "README.md"]
    assert [page for page in pages if f"]({page})" not in listed] == []
