"""The certificate of a build: what it states, and that `gen verify` sees every difference."""

import json
import shutil
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from gen import recheck
from gen.cli import main
from gen.pdf import TexFailed
from gen.verify import CLOSED, ROUTES
from tests.conftest import ROOT, solved

NAME = "solutions.certificate.json"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with one problem and its key."""
    folder = tmp_path_factory.mktemp("certified")
    (folder / "problems").mkdir()
    shutil.copy(ROOT / "problems" / "kink.yaml", folder / "problems")
    result = CliRunner().invoke(main, ["solutions", str(folder / "problems" / "kink.yaml"), "--out", str(folder / "output")])
    assert (result.exit_code, result.stderr) == (0, "")
    (folder / "told.txt").write_text(result.stdout, encoding="utf-8")
    return folder


@pytest.fixture
def project(built: Path, tmp_path: Path) -> Path:
    """A copy of it, to be altered."""
    return Path(shutil.copytree(built, tmp_path / "project"))


def _certificate(project: Path) -> Path:
    return project / "output" / "staff" / NAME


def _stated(project: Path) -> dict[str, Any]:
    stated: dict[str, Any] = json.loads(_certificate(project).read_text(encoding="utf-8"))
    return stated


def _verify(*args: str | Path) -> Result:
    return CliRunner().invoke(main, ["verify", *map(str, args)])


def test_a_build_says_where_its_certificate_is_and_whom_it_is_for(built: Path) -> None:
    """One line each for the PDF and the certificate, so that nobody publishes the folder unaware."""
    made, certificate = built / "output" / "staff" / "solutions.pdf", _certificate(built)
    assert (built / "told.txt").read_text(encoding="utf-8") == f"{made}\n{certificate} (for staff: it holds all answers)\n"


def test_the_certificate_states_files_source_and_pdf(built: Path) -> None:
    """Digests are those of the files, and the problem file is named by its place in the project."""
    stated = _stated(built)

    def digest(file: str) -> str:
        return sha256((built / file).read_bytes()).hexdigest()

    assert stated["exam"] == "problems/kink.yaml"
    assert stated["files"] == {"problems/kink.yaml": digest("problems/kink.yaml")}
    assert (stated["tex_sha256"], stated["pdf_sha256"]) == (digest("output/staff/solutions.tex"), digest("output/staff/solutions.pdf"))
    assert "TeX" in stated["engine"]["program"]
    assert stated["engine"]["format"].startswith("LaTeX2e <")
    assert {"gen", "sources", "python", "sympy", "mpmath"} <= stated["program"].keys()


def test_the_certificate_states_every_answer_and_how_it_was_confirmed(built: Path) -> None:
    """Each answer stands beside the numbers that it holds for; each reading that computes has passed all routes."""
    problem = solved(ROOT / "problems" / "kink.yaml")
    stated = _stated(built)
    assert [item["item"] for item in stated["items"]] == [f"kink/{one.item.id}" for one in problem.items]
    for item, one in zip(stated["items"], problem.items, strict=True):
        assert list(item["given"].values()) == [str(given.value) for given in one.item.given.values()]
        assert [len(reading["answers"]) for reading in item["readings"]] == [len(r.derivation.answers) for r in one.readings]
        for reading, derived in zip(item["readings"], one.readings, strict=True):
            numbers = {check["route"]: check["numbers"] for check in reading["checks"]}
            assert [numbers[route] for route in ROUTES] == [len(derived.derivation.numbers)] * len(ROUTES)
            assert numbers[CLOSED] == len(reading["answers"])
            assert all(float(check["largest_difference"]) <= 1e-25 for check in reading["checks"])


def test_what_is_published_is_not_beside_the_certificate(built: Path) -> None:
    """A key, its source and its certificate stand in the folder for staff, and nothing stands outside."""
    assert [file.name for file in (built / "output").iterdir()] == ["staff"]
    made = {file.name for file in (built / "output" / "staff").iterdir() if file.suffix != ".sty"}
    assert made == {"solutions.pdf", "solutions.tex", NAME, "exam-file.txt"}


SAME = """exam                    {exam}
files                   same: problems/kink.yaml
program                 same: gen, sources, python, click, jinja2, mpmath, pyyaml, sympy
answers                 same: {words}
LaTeX                   same
staff/solutions.tex     same
staff/solutions.pdf     same
PDF                     same
as certified
"""


@pytest.mark.parametrize("file", [_certificate, lambda project: project / "output" / "staff" / "solutions.pdf"], ids=["certificate", "PDF"])
def test_a_build_that_is_as_it_was_is_confirmed(file: Callable[[Path], Path], built: Path) -> None:
    """The answers are solved and confirmed anew, LaTeX and PDF made anew, and nothing differs."""
    result = _verify(file(built))
    words = result.stdout.partition("answers                 same: ")[2].partition("\n")[0]
    exam = f"{built / 'problems' / 'kink.yaml'}, {_stated(built)['fingerprint']}"
    assert (result.stdout, result.exit_code) == (SAME.format(exam=exam, words=words), 0)
    assert "largest difference" in words


def _another_number(project: Path) -> None:
    file = project / "problems" / "kink.yaml"
    text = file.read_text(encoding="utf-8")
    assert text.count("x: [1, -3, 4]") == 1
    file.write_text(text.replace("x: [1, -3, 4]", "x: [1, -3, 3]"), encoding="utf-8")


def _a_comment(project: Path) -> None:
    file = project / "problems" / "kink.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "# read again\n", encoding="utf-8")


def _a_layout(project: Path) -> None:
    (project / "problems" / "kink.layout.yaml").write_text("pages:\n  - kink: 20\n", encoding="utf-8")


def _another_pdf(project: Path) -> None:
    (project / "output" / "staff" / "solutions.pdf").write_bytes(b"%PDF of another build")


def _no_source(project: Path) -> None:
    (project / "output" / "staff" / "solutions.tex").unlink()


def _recorded(*keys: str | int, value: object) -> Callable[[Path], None]:
    """The certificate says something else at this place."""

    def change(project: Path) -> None:
        stated = _stated(project)
        inner: Any = stated
        for key in keys[:-1]:
            inner = inner[key]
        assert inner[keys[-1]] != value
        inner[keys[-1]] = value
        _certificate(project).write_text(json.dumps(stated), encoding="utf-8")

    return change


# What is altered, the rows that change, and the exit code.
ALTERED: list[tuple[str, Callable[[Path], None], dict[str, str], int]] = [
    ("a number of the problem", _another_number, {"files": "differs: problems/kink.yaml", "LaTeX": "differs"}, 1),
    ("a comment in the problem", _a_comment, {"files": "differs: problems/kink.yaml"}, 1),
    ("a layout beside it", _a_layout, {"files": "differs: problems/kink.layout.yaml"}, 1),
    ("the PDF in the folder", _another_pdf, {"staff/solutions.pdf": "differs"}, 1),
    ("no source in the folder", _no_source, {"solutions.tex": "not compared: it is not where the certificate lies"}, 0),
    ("an answer", _recorded("items", 0, "readings", 0, "answers", 0, "exact", value="7"), {"answers": "differs: kink/a"}, 1),
    ("a number given", _recorded("items", 0, "given", "V", value="7"), {"answers": "differs: kink/a"}, 1),
    ("the digest of the source", _recorded("tex_sha256", value="0"), {"LaTeX": "differs", "staff/solutions.tex": "differs"}, 1),
    ("a height", _recorded("layout", 0, value={"kink": 20.0}), {"LaTeX": "differs"}, 1),
    ("a name in the layout", _recorded("layout", 0, value={"king": 20.0}), {"LaTeX": "differs: the exam has other items"}, 1),
    ("another version", _recorded("program", "sympy", value="0.1"), {"program": "differs: sympy (no harm where the rest is the same)"}, 0),
]


@pytest.mark.parametrize(("change", "rows", "code"), [row[1:] for row in ALTERED], ids=[row[0] for row in ALTERED])
def test_every_difference_is_seen(
    change: Callable[[Path], None], rows: dict[str, str], code: int, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was altered is named, without a look at the PDF that would be made; another program matters only if it gives something else."""

    def no_tex(*args: object) -> None:
        raise TexFailed("no TeX here")

    monkeypatch.setattr(recheck, "typeset", no_tex)
    change(project)
    result = _verify(_certificate(project))
    told = {line[:24].strip(): line[24:] for line in result.stdout.splitlines()}
    assert (rows.items() <= told.items(), result.exit_code) == (True, code), result.output


# Recorded with another TeX, or with none at hand: the LaTeX is the same, the PDF is not compared.
ENGINES = [
    (("engine", "program"), "pdfTeX of 1989", "PDF                     not compared: made by pdfTeX of 1989 with LaTeX2e"),
    (("engine", "packages"), "0", "PDF                     not compared: some of the packages or fonts are of other versions"),
    (("pdf_sha256",), "0", "PDF                     differs"),
]


@pytest.mark.parametrize(("keys", "value", "row"), ENGINES, ids=["another TeX", "other packages", "the same TeX, other bytes"])
def test_the_pdf_is_compared_where_its_tex_is_installed(keys: tuple[str, ...], value: str, row: str, project: Path) -> None:
    """Other bytes are a difference only if they come from the same TeX."""
    _recorded(*keys, value=value)(project)
    result = _verify(_certificate(project))
    (last,) = (line for line in result.stdout.splitlines() if line.startswith("PDF "))
    assert (last.startswith(row), result.exit_code) == (True, int("differs" in result.stdout))


def test_without_tex_the_pdf_is_not_compared(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers and LaTeX need no TeX, so that a colleague without one can confirm them."""
    monkeypatch.setenv("PATH", "")
    result = _verify(_certificate(built))
    assert result.exit_code == 0
    assert "LaTeX                   same\n" in result.stdout
    assert "PDF                     not compared: " in result.stdout


def test_the_exam_file_may_have_moved(project: Path, tmp_path: Path) -> None:
    """Where it is not found, it can be named."""
    moved = Path(shutil.move(project / "problems", tmp_path / "problems"))
    message = f"{_certificate(project)}:1:1: there is no problems/kink.yaml here or in a folder around this file"
    hint = "(name the exam file behind this one)"
    lost = _verify(_certificate(project)) if not (ROOT / "problems" / "kink.yaml").is_file() else None
    assert lost is None or (lost.stderr, lost.exit_code) == (f"{message} {hint}\n", 2)
    found = _verify(_certificate(project), moved / "kink.yaml")
    assert "LaTeX                   same\n" in found.stdout


NONE_AT_ALL = ["", "[]", "{}", '{"certificate": 1}', '{"certificate": 2, "form": "exam"}', "\x00", "certificate: 1", "[" * 100_000]


@pytest.mark.parametrize("text", NONE_AT_ALL)
def test_what_is_no_certificate_is_refused(text: str, tmp_path: Path) -> None:
    """Bad input, with exit code 2."""
    file = tmp_path / "file.json"
    file.write_text(text, encoding="utf-8")
    result = _verify(file)
    assert (result.stderr, result.exit_code) == (f"{file}:1:1: this is no certificate of gen\n", 2)


# Places of a certificate that do not hold what a build writes there.
SPOILT: list[tuple[tuple[str | int, ...], object]] = [
    (("form",), "key"),
    (("audience",), "parents"),
    (("exam",), None),
    (("files",), ["problems/kink.yaml"]),
    (("program",), "gen"),
    (("engine",), {}),
    (("layout",), [["kink"]]),
    (("layout", 0, "kink"), "high"),
    (("tex_sha256",), 1),
    (("pdf_sha256",), None),
    (("items",), {}),
    (("items", 0), "kink/a"),
    (("items", 0, "item"), 1),
    (("items", 0, "readings", 0), {"reading": "as stated"}),
]


@pytest.mark.parametrize(("keys", "value"), SPOILT)
def test_a_certificate_that_was_spoilt_is_refused(keys: tuple[str | int, ...], value: object, project: Path) -> None:
    """However it was edited, it is bad input and no fault of gen."""
    _recorded(*keys, value=value)(project)
    file = _certificate(project)
    result = _verify(file)
    assert (result.stderr, result.exit_code) == (f"{file}:1:1: this is no certificate of gen\n", 2)


def test_a_linked_problem_is_certified(project: Path, tmp_path: Path) -> None:
    """Its layout lies beside the link, which may be outside the project of the file that it leads to."""
    link = tmp_path / "kink.yaml"
    link.symlink_to(project / "problems" / "kink.yaml")
    assert CliRunner().invoke(main, ["layout", str(link), "--variants", "0"]).exit_code == 0
    result = CliRunner().invoke(main, ["solutions", str(link), "--out", str(project / "output")])
    assert (result.exit_code, result.stderr) == (0, "")
    assert list(_stated(project)["files"]) == ["problems/kink.yaml", "kink.layout.yaml"]
    assert _verify(_certificate(project), link).exit_code == 0


def test_a_certificate_that_is_not_there_is_said_to_be(tmp_path: Path) -> None:
    """A missing file is bad input as well."""
    result = _verify(tmp_path / "none.json")
    assert (result.stderr, result.exit_code) == (f"{tmp_path / 'none.json'}:1:1: cannot be read: No such file or directory\n", 2)
