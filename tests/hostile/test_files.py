"""Names of files and what lies behind them: nothing outside a project is read, no name commands anything, nothing hangs."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gen.cli.commands import main
from tests.hostile.written import question
from tests.support.problems import ROOT

NAME = "the name of a file has at most 100 letters from A to z, digits, '.', '_' and '-', the first a letter or a digit (rename it)"
LINES = "ssh-rsa: PRIVATE\n"


@pytest.fixture(autouse=True)
def _project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A project of one exam of one problem; beside it a file that nobody shall see."""
    (tmp_path / "secret.yaml").write_text(LINES, encoding="utf-8")
    (tmp_path / "project" / "problems" / "exams").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "project")
    Path("problems/good.yaml").write_text(question(""), encoding="utf-8")
    _exam("../good.yaml")


def _exam(name: str) -> None:
    Path("problems/exams/exam.yaml").write_text(f"title: T\nproblems:\n  - {name}\n", encoding="utf-8")


def _check(*args: str) -> Result:
    result = CliRunner().invoke(main, ["check", *args])
    assert isinstance(result.exception, SystemExit | None)
    assert "PRIVATE" not in result.output
    assert all(c.isprintable() or c in "\n\t" for c in result.output)
    return result


def test_the_project_is_good() -> None:
    """What follows is refused for what is changed in it."""
    assert (_check().exit_code, _check().stdout) == (0, "2 files checked, nothing found\n")


# Names: what stands in messages is the name with what a terminal would obey or not show as numbers.
NAMES = {
    "101 letters": ("a" * 96 + ".yaml", "a" * 96 + ".yaml"),
    "250 letters": ("a" * 245 + ".yaml", "a" * 245 + ".yaml"),
    "not UTF-8": (os.fsdecode(b"\xff.yaml"), r"\udcff.yaml"),
    "UTF-8 cut off": (os.fsdecode(b"a\xe2\x82.yaml"), r"a\udce2\udc82.yaml"),
    "a line end": ("a\nb.yaml", r"a\nb.yaml"),
    "a message of its own": ("a\n1 file checked, nothing found\n.yaml", r"a\n1 file checked, nothing found\n.yaml"),
    "a carriage return": ("a\rb.yaml", r"a\rb.yaml"),
    "a tab": ("a\tb.yaml", r"a\tb.yaml"),
    "an escape": ("\x1b[2J.yaml", r"\x1b[2J.yaml"),
    "a window's title": ("\x1b]0;x\x07.yaml", r"\x1b]0;x\x07.yaml"),
    "a link of a terminal": ("\x1b]8;;x\x1b\\.yaml", r"\x1b]8;;x\x1b\.yaml"),
    "a delete": ("a\x7f.yaml", r"a\x7f.yaml"),
    "a turned text": ("a\u202elmay.yaml", r"a\u202elmay.yaml"),
    "no width": ("a\u200b.yaml", r"a\u200b.yaml"),
    "a Cyrillic letter": ("\u0430.yaml", "\u0430.yaml"),
    "a blank": ("a b.yaml", "a b.yaml"),
    "a blank at the end": ("a .yaml", "a .yaml"),
    "an option": ("-h.yaml", "-h.yaml"),
    "a long option": ("--help.yaml", "--help.yaml"),
    "backquotes": ("`touch owned`.yaml", "`touch owned`.yaml"),
    "a command": ("$(touch owned).yaml", "$(touch owned).yaml"),
    "a function of make": ("$(shell touch owned).yaml", "$(shell touch owned).yaml"),
    "a variable": ("$HOME.yaml", "$HOME.yaml"),
    "a single quote": ("a'b.yaml", "a'b.yaml"),
    "a quote and a command": ('a";touch owned;".yaml', 'a";touch owned;".yaml'),
    "a semicolon": ("a;touch owned;.yaml", "a;touch owned;.yaml"),
    "a pipe": ("a|touch owned|.yaml", "a|touch owned|.yaml"),
    "an ampersand": ("a&touch owned&.yaml", "a&touch owned&.yaml"),
    "a backslash": ("a\\b.yaml", "a\\b.yaml"),
    "a star": ("*.yaml", "*.yaml"),
    "a tilde": ("~root.yaml", "~root.yaml"),
    "a percent sign": ("%s%n.yaml", "%s%n.yaml"),
    "a comment": ("a #b.yaml", "a #b.yaml"),
    "a key of YAML": ("a: b.yaml", "a: b.yaml"),
    "LaTeX": ("\\input{x}.yaml", "\\input{x}.yaml"),
    "braces of a template": ("{{a}}.yaml", "{{a}}.yaml"),
    "points": ("...yaml", "...yaml"),
}


@pytest.mark.parametrize(("name", "shown"), NAMES.values(), ids=NAMES)
def test_a_name_that_other_files_could_not_hold_is_refused(name: str, shown: str) -> None:
    """Wherever it is met: named at the command line, found in a folder, or as an exam."""
    shutil.copy("problems/good.yaml", Path("problems") / name)
    for args in ([f"problems/{name}"], ["problems"], []):
        result = _check(*args)
        assert (result.exit_code, result.stderr) == (2, f"problems/{shown}:1:1: {NAME}\n")


IN_EXAM = "problems/exams/exam.yaml:3:5: "


# What an exam names: `exam` is the entry under `problems`, after something was made ready.
def _link(target: str, name: str = "x.yaml") -> Callable[[], object]:
    return lambda: Path("problems", name).symlink_to(target)


def _sparse() -> None:
    with Path("problems/x.yaml").open("wb") as file:
        file.truncate(3 * 10**9)


ENTRIES: dict[str, tuple[str, Callable[[], object], str]] = {
    "a file outside": (
        "../../../secret.yaml",
        lambda: None,
        IN_EXAM + "'../../../secret.yaml' lies outside the folder 'problems'",
    ),
    "no YAML": (
        "../../../../etc/passwd",
        lambda: None,
        IN_EXAM + "'../../../../etc/passwd' is not the name of a problem file (.yaml)",
    ),
    "an absolute name": ("/etc/x.yaml", lambda: None, IN_EXAM + "'/etc/x.yaml' lies outside the folder 'problems'"),
    "a home": ("~/x.yaml", lambda: None, IN_EXAM + NAME),
    "a variable": ("$HOME/x.yaml", lambda: None, IN_EXAM + NAME),
    "an address": ("https://evil/x.yaml", lambda: None, IN_EXAM + NAME),
    "a blank": ("my problem.yaml", lambda: None, IN_EXAM + NAME),
    "letters that look like others": ("\u0430.yaml", lambda: None, IN_EXAM + NAME),
    "a folder with a blank": ("my folder/x.yaml", lambda: None, IN_EXAM + NAME),
    "a NUL": ('"x\\0.yaml"', lambda: None, IN_EXAM + "U+0000 (NULL) cannot be set on a page (take it out)"),
    "a line end": ('"x\\n.yaml"', lambda: None, IN_EXAM + NAME),
    "5,000 letters": ("x" * 5_000 + ".yaml", lambda: None, IN_EXAM + NAME),
    "200 folders up": (
        "../" * 60 + "secret.yaml",
        lambda: None,
        IN_EXAM + f"'{'../' * 60}secret.yaml' lies outside the folder 'problems'",
    ),
    "a link that leads out": (
        "../x.yaml",
        _link("../../secret.yaml"),
        IN_EXAM + "'../x.yaml' lies outside the folder 'problems'",
    ),
    "a link to a device": ("../x.yaml", _link("/dev/zero"), IN_EXAM + "'../x.yaml' lies outside the folder 'problems'"),
    "a folder that leads out": (
        "../d/secret.yaml",
        _link("../..", "d"),
        IN_EXAM + "'../d/secret.yaml' lies outside the folder 'problems'",
    ),
    "a link to nothing": (
        "../x.yaml",
        _link("nowhere.yaml"),
        IN_EXAM + "there is no file '../x.yaml' (did you mean 'x.yaml'?)",
    ),
    "a folder": (
        "../x.yaml",
        lambda: Path("problems/x.yaml").mkdir(),
        IN_EXAM + "there is no file '../x.yaml' (did you mean 'x.yaml'?)",
    ),
    "a pipe": (
        "../x.yaml",
        lambda: os.mkfifo("problems/x.yaml"),
        IN_EXAM + "there is no file '../x.yaml' (did you mean 'x.yaml'?)",
    ),
    "three gigabytes of nothing": ("../x.yaml", _sparse, "problems/x.yaml:1:1: the file is larger than 1,000,000 bytes"),
    "itself": ("exam.yaml", lambda: None, "problems/exams/exam.yaml:1:1: a problem needs the key 'items'"),
}


@pytest.mark.parametrize(("entry", "ready", "said"), ENTRIES.values(), ids=ENTRIES)
def test_an_exam_reads_nothing_outside_its_project(entry: str, ready: Callable[[], object], said: str) -> None:
    """Through no name and no link; no line of what lies there is told."""
    ready()
    _exam(entry)
    result = _check("problems/exams/exam.yaml")
    assert (result.exit_code, result.stderr.splitlines()[0]) == (2, said)


LINKS = {"a file outside": "../../secret.yaml", "a device": "/dev/zero", "a folder outside": "../.."}


@pytest.mark.parametrize("target", LINKS.values(), ids=LINKS)
def test_nobody_has_named_what_a_link_in_a_folder_leads_to(target: str) -> None:
    """`gen check` of a folder refuses links that lead out of it; one that the user names is the user's wish."""
    Path("problems/x.yaml").symlink_to(target)
    for command in (["check"], ["check", "problems"], ["stress"]):
        result = CliRunner().invoke(main, command)
        assert (result.exit_code, result.stderr) == (2, "problems/x.yaml:1:1: this is a link that leads out of the folder 'problems'\n")


def test_a_linked_folder_of_problems_is_read(tmp_path: Path) -> None:
    """Links within a folder are good, and so is a folder that is a link."""
    Path("problems/again.yaml").symlink_to("good.yaml")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "problems").symlink_to(Path("problems").resolve())
    assert _check(str(tmp_path / "elsewhere" / "problems")).stdout == "3 files checked, nothing found\n"


@pytest.mark.parametrize("command", ["exam", "solutions", "layout", "new-variant", "show", "variants", "check", "stress"])
def test_every_command_refuses_what_is_no_file(command: str) -> None:
    """A pipe or a device is never opened, and the exit code is that of bad input."""
    os.mkfifo("problems/pipe.yaml")
    seed = ["--seed", "1"] if command == "new-variant" else []
    result = CliRunner().invoke(main, [command, "problems/pipe.yaml", *seed])
    said = "problems/pipe.yaml:1:1: cannot read the file: it is a folder, a pipe or a device\n"
    assert (result.exit_code, result.stderr) == (2, said)


def _kink() -> None:
    shutil.copy(ROOT / "problems" / "kink.yaml", "problems/kink.yaml")


OTHER = "problems/kink.layout.yaml:1:1: this layout is not the exam's: 'kink' is not where the exam has it (make it anew with gen layout)"
LAYOUTS = {
    "a link": (None, "problems/kink.layout.yaml:1:1: a stored layout is no link (take it away, and make it anew with gen layout)"),
    "nothing": ("", "problems/kink.layout.yaml:1:1: the file is empty"),
    "pages that are a number": ("pages: 3", "problems/kink.layout.yaml:1:8: 'pages' must be a list of pages"),
    "a page that is a number": ("pages: [3]", "problems/kink.layout.yaml:1:9: a page must be a mapping of names and heights"),
    "another problem": (
        "pages: [{kunk: 10}]",
        OTHER,
    ),
    "no height": ("pages: [{kink: x}]", "problems/kink.layout.yaml:1:16: expected a number such as -3, 3/2 or 0.1, found 'x'"),
    "a height below nothing": ("pages: [{kink: -1}]", "problems/kink.layout.yaml:1:16: a height is in mm, with at most one decimal"),
    "a height of 300 digits": (
        f"pages: [{{kink: {'9' * 200}}}]",
        "problems/kink.layout.yaml:1:16: a height is in mm, with at most one decimal",
    ),
    "LaTeX for a height": (
        "pages: [{kink: '\\\\input{x}'}]",
        "problems/kink.layout.yaml:1:16: expected a number such as -3, 3/2 or 0.1, found '\\\\input{x}'",
    ),
    "LaTeX for a name": (
        "pages: [{'\\\\input{x}': 10}]",
        OTHER,
    ),
    "seeds without an end": (
        "seeds: 0..99999999999\npages: []",
        "problems/kink.layout.yaml:1:8: seeds are written as 0..17, 20..199, found '0..99999999999'",
    ),
    "seeds backwards": ("seeds: 9..0\npages: []", "problems/kink.layout.yaml:1:8: seeds are written as 0..17, 20..199, found '9..0'"),
    "3,000 pages": (
        "pages:\n  - {kink: 30}\n" + "  - {kink/a: 200}\n" * 3_000,
        "problems/kink.layout.yaml:2:3: a layout has at most 500 pages",
    ),
    "a thousand million seeds": (
        "seeds: 0..999999999\npages: []",
        "problems/kink.layout.yaml:1:8: a layout has room for the variants of at most 10,000 seeds",
    ),
    "an alias": (
        "pages: [&a {kink: 10}, *a]",
        "problems/kink.layout.yaml:1:24: YAML aliases are not used in problem files (write 'like: ITEM')",
    ),
}


@pytest.mark.parametrize(("text", "said"), LAYOUTS.values(), ids=LAYOUTS)
def test_a_layout_edited_by_hand_is_refused_before_tex(text: str | None, said: str) -> None:
    """With its place, and nothing is written."""
    _kink()
    if text is None:
        Path("problems/kink.layout.yaml").symlink_to("../../secret.yaml")
    else:
        Path("problems/kink.layout.yaml").write_text(text, encoding="utf-8")
    result = CliRunner().invoke(main, ["exam", "problems/kink.yaml"])
    assert result.exit_code == 2 and said in result.stderr.splitlines(), result.output
    assert "PRIVATE" not in result.output and not Path("output").exists()


_DRAWN = "V: 2, W: 1, b: -1, h[0]: 1, x[1]: 1, x[3]: 4"


def _variant(numbers: str = _DRAWN, name: str = "3", exam: str = "problems/kink.yaml", problem: str = "kink") -> str:
    drawn = ", ".join(f'"{key}": {value}' for key, value in (one.split(": ", 1) for one in numbers.split(", ")))
    return f"variant: {name}\nexam: {exam}\nproblems:\n  {problem}:\n    a: {{{drawn}}}\n"


OUT_OF = "v.yaml:1:1: '{}' is no exam file in a folder 'problems' (name the exam file behind this one)"
NOT_HERE = "v.yaml:1:1: there is no problems/out.yaml here or in a folder around this file (name the exam file behind this one)"
VARIANTS = {
    "nothing": ("", "v.yaml:1:1: the file is empty"),
    "a list": ("[]", "v.yaml:1:1: a variant must be a mapping of keys and values"),
    "an exam outside": (_variant(exam="../secret.yaml"), OUT_OF.format("../secret.yaml")),
    "an exam outside by a folder": (_variant(exam="problems/../../secret.yaml"), OUT_OF.format("problems/../../secret.yaml")),
    "an absolute exam": (_variant(exam="/etc/passwd"), OUT_OF.format("/etc/passwd")),
    "an absolute exam in YAML": (_variant(exam="/etc/x.yaml"), OUT_OF.format("/etc/x.yaml")),
    "an exam from the root": (_variant(exam="etc/x.yaml"), OUT_OF.format("etc/x.yaml")),
    "no exam": (_variant(exam="''"), OUT_OF.format("")),
    "an exam of a long name": (_variant(exam="problems/" + "x" * 300 + ".yaml"), OUT_OF.format("problems/" + "x" * 300 + ".yaml")),
    "a device": (_variant(exam="/dev/zero"), OUT_OF.format("/dev/zero")),
    "an exam that a link leads to": (
        _variant(exam="problems/out.yaml"),
        NOT_HERE,
    ),
    "a name that is a folder": (
        _variant(name="../../x"),
        "v.yaml:1:10: the name of a variant is made of up to 20 letters, digits, - and _; found '../../x'",
    ),
    "a name of 100 letters": (
        _variant(name="x" * 100),
        f"v.yaml:1:10: the name of a variant is made of up to 20 letters, digits, - and _; found '{'x' * 100}'",
    ),
    "an escape for a name": (_variant(name='"\\e[2J"'), "v.yaml:1:10: U+001B (ESCAPE) cannot be set on a page (take it out)"),
    "another problem": (_variant(problem="kunk"), "v.yaml:1:1: the exam has no problem 'kunk' (did you mean 'kink'?)"),
    "no number": (_variant(_DRAWN.replace("W: 1", "W: x")), "v.yaml:5:22: 'W' is not a number"),
    "nothing for a number": (_variant(_DRAWN.replace("W: 1", "W: 1/0")), "v.yaml:5:22: 'W' is not a number"),
    "a number that is not drawn": (
        _variant(_DRAWN.replace("W: 1", "W: 999")),
        "v.yaml:5:5: kink, item a: these numbers are no variant: 'abs(results) <= 15' does not hold",
    ),
    "a number of 5,000 digits": (_variant(_DRAWN.replace("W: 1", f"W: {'9' * 5_000}")), "v.yaml:5:22: 'W' is not a number"),
    "a number too few": (_variant(_DRAWN.replace(", W: 1", "")), "v.yaml:5:8: the numbers of an item needs the key 'W'"),
    "a number too many": (
        _variant(f"{_DRAWN}, Q: 1"),
        "v.yaml:5:67: unknown key 'Q' in the numbers of an item (known: V, W, b, h[0], x[1], x[3])",
    ),
}


@pytest.mark.parametrize(("text", "said"), VARIANTS.values(), ids=VARIANTS)
def test_a_variant_edited_by_hand_is_refused_before_tex(text: str, said: str) -> None:
    """No other exam, no name that leads elsewhere, no numbers that are not those of a variant."""
    _kink()
    Path("problems/out.yaml").symlink_to("../../secret.yaml")
    Path("v.yaml").write_text(text, encoding="utf-8")
    result = CliRunner().invoke(main, ["exam", "--variant", "v.yaml"])
    assert isinstance(result.exception, SystemExit)
    assert (result.exit_code, result.stderr.splitlines()[0]) == (2, said)
    assert "PRIVATE" not in result.output and not Path("output").exists()
