"""`gen new-variant` and `--variant`: what is handed out, what staff keep, and the same bytes from the file of a variant."""

import json
import re
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gen.cli.commands import main
from tests.support.texts import RNN as SMALL

RNN = SMALL.replace("x: [2, 1]", "x: [2, 3]")
VARY = "    require: ['h[2] != 0']\n    differ: zeros, gates, kinks\n"


def run(*args: object) -> Result:
    return CliRunner().invoke(main, [str(arg) for arg in args])


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with one problem, and its variant of seed 7."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "problems").mkdir()
    (folder / "problems" / "small.yaml").write_text(RNN.format(more=VARY, ask="value of h[2]", items=""), encoding="utf-8")
    assert run("layout", folder / "problems" / "small.yaml", "--variants", 2).exit_code == 0
    result = run("new-variant", folder / "problems" / "small.yaml", "--seed", 7, "--out", folder / "variant-7")
    assert result.exit_code == 0, result.output
    return folder


def words(pdf: Path) -> str:
    return subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, text=True, check=True).stdout


def test_students_get_the_sheet_and_nothing_else(built: Path) -> None:
    """One PDF, without the answer, without attachments, and with the variant's name on each page."""
    (handed,) = (built / "variant-7" / "students").rglob("*")
    assert handed.name == "exam.pdf"
    sheet, key = words(handed), words(built / "variant-7" / "staff" / "solutions.pdf")
    assert all(
        re.search(r"Variant 7-[0-9a-f]{4} • (Page|Grading sheet)", page) for page in (*sheet.split("\f")[:-1], *key.split("\f")[:-1])
    )
    assert re.search(r"h_2 = .* = \d", key) and "h_2 = " not in sheet
    listed = subprocess.run(["pdfdetach", "-list", str(handed)], capture_output=True, text=True, check=True).stdout
    assert listed.startswith("0 embedded files")


def test_staff_keep_the_key_certificates_and_the_numbers(built: Path) -> None:
    """And the sheet that students get is the certified one."""
    staff = built / "variant-7" / "staff"
    assert {file.name for file in staff.iterdir() if file.suffix != ".sty"} == {
        *(f"{form}.{kind}" for form in ("exam", "solutions") for kind in ("pdf", "tex", "certificate.json")),
        *("variant.yaml", "exam-file.txt"),
    }
    assert (staff / "exam.pdf").read_bytes() == (built / "variant-7" / "students" / "exam.pdf").read_bytes()
    lines = (staff / "variant.yaml").read_text(encoding="utf-8").splitlines()[2:]
    assert lines[:5] == ["variant: 7", "exam: problems/small.yaml", "problems:", "  small:", "    a:"]
    assert [line.split(":")[0].strip() for line in lines[5:]] == ["V", "W", "x[1]", "x[2]"]


@pytest.mark.parametrize("form", ["exam", "solutions"])
def test_the_file_of_a_variant_builds_it_again_byte_for_byte(form: str, built: Path, tmp_path: Path) -> None:
    """Sheet, key, LaTeX and certificate; the exam is found by what the file says."""
    staff = built / "variant-7" / "staff"
    result = run(form, "--variant", staff / "variant.yaml", "--out", tmp_path)
    assert result.exit_code == 0, result.output
    for name in (f"{form}.pdf", f"{form}.tex", f"{form}.certificate.json"):
        assert (tmp_path / "staff" / name).read_bytes() == (staff / name).read_bytes()


def test_all_variants_have_the_places_of_their_exam(built: Path, tmp_path: Path) -> None:
    """With no layout stored some solutions of variants are measured beside the exam's own: whichever is set, the places are the same."""
    path = tmp_path / "problems" / "small.yaml"
    path.parent.mkdir()
    path.write_text((built / "problems" / "small.yaml").read_text(encoding="utf-8").replace("x: 0..3", "x: 100..103"), encoding="utf-8")
    layouts = []
    for seed in (1, 2):
        assert run("new-variant", path, "--seed", seed, "--out", tmp_path / str(seed)).exit_code == 0
        certificate = (tmp_path / str(seed) / "staff" / "exam.certificate.json").read_text(encoding="utf-8")
        layouts.append(json.loads(certificate)["layout"])
    assert layouts[0] == layouts[1]


def test_a_variant_is_verified_like_any_exam(built: Path) -> None:
    """Its certificate holds what was drawn, so that everything is solved again from it."""
    result = run("verify", built / "variant-7" / "staff" / "solutions.pdf")
    assert (result.exit_code, result.stdout.splitlines()[-1]) == (0, "as certified")


EDITED = [
    ("V: ", "V: 0", "these numbers are no variant: 'h[2] != 0' does not hold"),
    ("V: ", "U: 1", "unknown key 'U' in the numbers of an item"),
    ("x[2]: ", "x[2]: [1, 2]", "'x[2]' is not a number"),
    ("x[2]: ", "x[2]: two", "expected a number such as -3, 3/2 or 0.1, found 'two'"),
    ("variant: ", "variant: a b", "the name of a variant is made of up to 20 letters, digits, - and _; found 'a b'"),
    ("  small:", "  large:", "the exam has no problem 'large'"),
    ("exam: ", "exam: nowhere.yaml", "there is no nowhere.yaml here or in a folder around this file"),
]


@pytest.mark.parametrize(("line", "by", "message"), EDITED, ids=[e[1] for e in EDITED])
def test_an_edited_file_is_checked_like_a_draw(line: str, by: str, message: str, built: Path, tmp_path: Path) -> None:
    """What is no variant, or cannot be read, is refused with exit code 2 and nothing is built."""
    text = (built / "variant-7" / "staff" / "variant.yaml").read_text(encoding="utf-8")
    if by == "V: 0":
        text = re.sub(r"x\[2\]: .*", "x[2]: 0", text)
    file = built / "edited.yaml"
    file.write_text(
        re.sub(rf"^( *){re.escape(line)}.*$", lambda found: found[1] + by.strip() if line[0] != " " else by, text, count=1, flags=re.M),
        encoding="utf-8",
    )
    result = run("exam", "--variant", file, "--out", tmp_path)
    assert result.exit_code == 2 and message in result.stderr, result.output
    assert list(tmp_path.iterdir()) == []


def test_numbers_outside_the_domain_may_be_typed_and_have_another_name(built: Path, tmp_path: Path) -> None:
    """Somebody knows better: the requirements hold, so the exam is built, and its pages can be told from those of the seed."""
    text = (built / "variant-7" / "staff" / "variant.yaml").read_text(encoding="utf-8")
    file = built / "edited.yaml"
    file.write_text(re.sub(r"W: .*", "W: 7", re.sub(r"x\[2\]: .*", "x[2]: 30", text)), encoding="utf-8")
    result = run("solutions", "--variant", file, "--out", tmp_path)
    assert result.exit_code == 0, result.output
    seen, before = words(tmp_path / "staff" / "solutions.pdf"), words(built / "variant-7" / "staff" / "solutions.pdf")
    marks = [set(re.findall(r"Variant (7-\w{4})", text)) for text in (seen, before)]
    assert [len(one) for one in marks] == [1, 1] and marks[0] != marks[1]


def test_a_problem_in_which_nothing_varies_is_named(built: Path, tmp_path: Path) -> None:
    """Its variants are set, but nobody should take them for different ones."""
    path = tmp_path / "fixed.yaml"
    text = re.sub(r"    vary:\n(?:      .*\n)+", "", RNN.format(more="", ask="value of h[2]", items=""))
    path.write_text(text, encoding="utf-8")
    result = run("new-variant", path, "--seed", 1, "--out", tmp_path / "out")
    told = "nothing varies in fixed: it is the same for every seed (say under 'vary' what its numbers may be)\n"
    assert (result.exit_code, result.stderr) == (0, told)


@pytest.mark.parametrize("seed", ["-1", "05x", "1.5", str(10**18)])
def test_a_seed_is_a_whole_number(seed: str, built: Path, tmp_path: Path) -> None:
    """From 0 to 10^18 - 1; anything else is a wrong call."""
    result = run("new-variant", built / "problems" / "small.yaml", "--seed", seed, "--out", tmp_path)
    assert result.exit_code == 2 and "--seed" in result.stderr


def test_the_census_tells_how_many_variants_there_are(built: Path) -> None:
    """What is drawn, how much each requirement removes, and by itself."""
    result = run("variants", built / "problems" / "small.yaml")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0] == "small: 209 variants"
    assert lines[1] == "  item a: 288 draws, 209 of 288 draws are good"
    assert lines[-1].split() == ["h[2]", "!=", "0", "27.4%", "27.4%"]


def test_the_census_names_what_is_drawn_in_vain(built: Path) -> None:
    """A value that no variant has only costs draws."""
    path = built / "problems" / "vain.yaml"
    path.write_text(
        RNN.format(more="    require: [W < 3]\n    differ: zeros, gates, kinks\n", ask="value of h[2]", items=""), encoding="utf-8"
    )
    result = run("variants", path)
    vain = [line.strip() for line in result.stdout.splitlines() if "in no variant" in line]
    assert (result.exit_code, vain) == (0, ["in no variant: a: W = 3"])


def test_an_empty_census_says_so_and_exits_1(built: Path) -> None:
    """With the requirement that no draw meets."""
    path = built / "problems" / "empty.yaml"
    text = RNN.format(more="    require: [W < 3]\n    differ: zeros, gates, kinks\n", ask="value of h[2]", items="")
    path.write_text(text.replace("W: 1..3", "W: 4 | 5"), encoding="utf-8")
    result = run("variants", path)
    assert result.exit_code == 1
    assert result.stdout.splitlines()[-1] == "    there is no variant: no draw meets 'W < 3'"
    result = run("new-variant", path, "--seed", 1, "--out", built / "none")
    assert result.exit_code == 2 and "no draw is a variant: none meets 'W < 3'" in result.stderr


def test_a_variant_without_room_in_the_stored_layout_is_told_at_its_line(built: Path, tmp_path: Path) -> None:
    """TeX reports it of the finished key; then it is measured, so that the words are those of every other build."""
    for name in ("small.yaml", "small.layout.yaml"):
        (tmp_path / name).write_bytes((built / "problems" / name).read_bytes())
    stored = tmp_path / "small.layout.yaml"
    stored.write_text(re.sub(r"small/a: [\d.]+", "small/a: 30.0", stored.read_text(encoding="utf-8")), encoding="utf-8")
    result = run("new-variant", tmp_path / "small.yaml", "--seed", 7, "--out", tmp_path / "out")
    assert (result.exit_code, (tmp_path / "out").exists()) == (3, False)
    assert re.match(
        rf"{stored}:\d+:\d+: small/a: the solution is \d\.\d\d cm higher than the room for it \(raise this height", result.stderr
    )
