"""The certificate of a build: what it states, and that `gen verify` sees every difference."""

import json
import shutil
import subprocess
from collections.abc import Callable
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from gen.cli.commands import main
from gen.typeset.pdf import TexFailed
from gen.verify.compare import CLOSED, ROUTES
from tests.support.problems import ROOT, solved

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
program                 same: gen, sources, python, click, jinja2, lxml, markdown-it-py, mpmath, pikepdf, pyyaml, rich, segno, \
starlette, sympy, uvicorn, watchfiles
answers                 same: {words}
checks                  same: kink/a
fingerprint             same
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
    ("a check left out", _recorded("items", 0, "readings", 0, "checks", value=[]), {"checks": "differs: kink/a"}, 1),
    ("how much was read back", _recorded("items", 0, "read_back", value=1), {"checks": "differs: kink/a"}, 1),
    ("the fingerprint", _recorded("fingerprint", value="0000"), {"fingerprint": "differs"}, 1),
    ("a file left out", _recorded("files", value={}), {"files": "differs: problems/kink.yaml"}, 1),
    ("the digest of the source", _recorded("tex_sha256", value="0"), {"LaTeX": "differs", "staff/solutions.tex": "differs"}, 1),
    ("a height", _recorded("layout", 0, value={"kink": 20.0}), {"LaTeX": "differs"}, 1),
    ("a name in the layout", _recorded("layout", 0, value={"king": 20.0}), {"LaTeX": "differs: the exam has other items"}, 1),
    ("another version", _recorded("program", "sympy", value="0.1"), {"program": "differs: sympy (no harm where the rest is the same)"}, 0),
]


@pytest.mark.parametrize(("change", "rows", "code"), [row[1:] for row in ALTERED], ids=[row[0] for row in ALTERED])
def test_every_difference_is_seen(change: Callable[[Path], None], rows: dict[str, str], code: int, project: Path) -> None:
    """What was altered is named, without a look at the PDF that would be made; another program matters only if it gives something else."""
    change(project)
    result = _verify(_certificate(project), "--without-tex")
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
    """Other bytes are a difference only if they come from the same TeX; with another one the PDF is not verified, whatever it is."""
    _recorded(*keys, value=value)(project)
    result = _verify(_certificate(project))
    (last,) = (line for line in result.stdout.splitlines() if line.startswith("PDF "))
    end = "not as certified: PDF" if "differs" in last else "not verified: PDF not compared"
    pdf = ", staff/solutions.pdf" if keys == ("pdf_sha256",) else ""
    assert (last.startswith(row), result.exit_code) == (True, 1)
    assert result.stdout.splitlines()[-1] == end.replace(": PDF", f": {pdf[2:]}, PDF" if pdf else ": PDF")


def test_without_tex_the_pdf_is_not_verified(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers and LaTeX need no TeX, so that a colleague without one can confirm them; that the PDF is none of it has to be wanted."""
    monkeypatch.setenv("PATH", "")
    result = _verify(_certificate(built))
    assert (result.exit_code, result.stdout.splitlines()[-1]) == (1, "not verified: PDF not compared")
    assert "LaTeX                   same\n" in result.stdout
    wanted = _verify(_certificate(built), "--without-tex")
    assert (wanted.exit_code, wanted.stdout.splitlines()[-2:]) == (
        0,
        ["PDF                     not compared: it was not set again", "as certified, but not compared: PDF"],
    )


def test_another_pdf_is_not_verified_by_its_digest(project: Path) -> None:
    """A PDF and its digest exchanged, and the engine's name altered so that nobody could set it again."""
    pdf = project / "output" / "staff" / "solutions.pdf"
    pdf.write_bytes(b"%PDF of another key")
    _recorded("pdf_sha256", value=sha256(pdf.read_bytes()).hexdigest())(project)
    _recorded("engine", "program", value="pdfTeX of 1989")(project)
    result = _verify(_certificate(project))
    assert (result.exit_code, result.stdout.splitlines()[-1]) == (1, "not verified: PDF not compared")


def test_a_pdf_that_would_be_refused_is_not_verified(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A certificate of a build that did not look into its PDF is no better than the PDF."""

    def refuse(*args: object) -> None:
        raise TexFailed("solutions.pdf is not handed out: it has a catalog with /AA")

    monkeypatch.setattr(import_module("gen.typeset.reproduce"), "inspect", refuse)
    result = _verify(_certificate(built))
    assert "PDF                     not compared: solutions.pdf is not handed out: it has a catalog with /AA\n" in result.stdout
    assert result.exit_code == 1


OUTSIDE = "title: hidden\nsecret: [\n"


@pytest.mark.parametrize(
    "outside", ["{}", "../secret.yaml", "problems/../../secret.yaml", "problems/link.yaml", "etc/secret.yaml", "secret"]
)
def test_nothing_outside_the_project_is_read_or_quoted(outside: str, project: Path) -> None:
    """Whatever file a certificate calls its exam: only one of a project around it is taken, and no link that leads out of that."""
    secret = project.parent / "secret.yaml"
    secret.write_text(OUTSIDE, encoding="utf-8")
    (project / "problems" / "link.yaml").symlink_to(secret)
    (project.parent / "etc").mkdir()
    for file in (project.parent / "etc" / "secret.yaml", project.parent / "secret"):
        file.write_text(OUTSIDE, encoding="utf-8")
    _recorded("exam", value=outside.format(secret))(project)
    result = _verify(_certificate(project))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "hidden" not in result.stderr and "secret:" not in result.stderr
    assert result.stderr.startswith(f"{_certificate(project)}:1:1: ")


def test_a_nearer_project_does_not_lead_astray(project: Path) -> None:
    """Of several exams of one name it is the one that the folder was built from; where that is not told, none is taken."""
    nearer = project / "output" / "problems" / "kink.yaml"
    nearer.parent.mkdir()
    shutil.copy(project / "problems" / "kink.yaml", nearer)
    found = _verify(_certificate(project), "--without-tex")
    assert (found.exit_code, found.stdout.split(",")[0]) == (0, f"exam                    {project / 'problems' / 'kink.yaml'}")
    (project / "output" / "staff" / "exam-file.txt").unlink()
    told = "several folders around this file have a problems/kink.yaml (name the exam file behind this one)"
    refused = _verify(_certificate(project), "--without-tex")
    assert (refused.exit_code, refused.stderr) == (2, f"{_certificate(project)}:1:1: {told}\n")


def test_another_exam_of_the_same_name_is_another_exam(project: Path, tmp_path: Path) -> None:
    """Named by hand, with the same numbers and one word more: its digest is another one."""
    other = tmp_path / "other" / "problems" / "kink.yaml"
    other.parent.mkdir(parents=True)
    text = (project / "problems" / "kink.yaml").read_text(encoding="utf-8")
    other.write_text(text.replace("A scalar recurrent", "A plain scalar recurrent"), encoding="utf-8")
    result = _verify(_certificate(project), other, "--without-tex")
    assert result.exit_code == 1
    assert "files                   differs: problems/kink.yaml\n" in result.stdout


# Signatures


def _key(folder: Path, name: str) -> Path:
    """A private key without a passphrase."""
    file = folder / name
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", file], check=True)
    return file


def test_a_signed_certificate_tells_whose_it_is(project: Path, tmp_path: Path) -> None:
    """By a list of who may sign; somebody else's signature, none, and one of another certificate are errors."""
    certificate, signers = _certificate(project), tmp_path / "signers"
    own, other = _key(tmp_path, "own"), _key(tmp_path, "other")
    signers.write_text(f"prof@uni.example {own.with_suffix('.pub').read_text(encoding='utf-8')}", encoding="utf-8")

    def signature() -> tuple[str, int]:
        result = _verify(certificate, "--signers", signers, "--without-tex")
        return result.stdout.splitlines()[1], result.exit_code

    def sign(key: Path) -> Result:
        return CliRunner().invoke(main, ["sign", str(certificate), "--key", str(key)])

    assert signature() == (f"signature               differs: there is no {certificate}.sig", 1)
    made = sign(own)
    assert (made.exit_code, made.stdout, made.stderr) == (0, f"{certificate}.sig\n", "")
    assert signature() == ("signature               same: prof@uni.example", 0)
    certificate.write_bytes(certificate.read_bytes() + b"\n")
    row, code = signature()
    assert row.startswith("signature               differs: ") and code == 1
    sign(other)
    row, code = signature()
    assert row.startswith("signature               differs: ") and code == 1


def test_signing_says_what_is_missing(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A key that is not there, a file that is no key, and OpenSSH itself."""
    sign = ["sign", str(_certificate(project)), "--key", str(tmp_path / "key")]
    result = CliRunner().invoke(main, sign)
    assert (result.exit_code, result.stderr) == (2, f"not signed: {tmp_path / 'key'}: there is no such key\n")
    (tmp_path / "key").write_text("no key", encoding="utf-8")
    result = CliRunner().invoke(main, sign)
    assert (result.exit_code, result.stderr.startswith("not signed: ")) == (2, True)
    monkeypatch.setenv("PATH", "")
    result = CliRunner().invoke(main, sign)
    told = "not signed: ssh-keygen is missing: install OpenSSH (apt-get install openssh-client, brew install openssh)\n"
    assert (result.exit_code, result.stderr) == (2, told)


def test_the_exam_file_may_have_moved(project: Path, tmp_path: Path) -> None:
    """Where it is not found, it can be named."""
    moved = Path(shutil.move(project / "problems", tmp_path / "problems"))
    message = f"{_certificate(project)}:1:1: there is no problems/kink.yaml here or in a folder around this file"
    hint = "(name the exam file behind this one)"
    lost = _verify(_certificate(project)) if not (ROOT / "problems" / "kink.yaml").is_file() else None
    assert lost is None or (lost.stderr, lost.exit_code) == (f"{message} {hint}\n", 2)
    found = _verify(_certificate(project), moved / "kink.yaml", "--without-tex")
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
