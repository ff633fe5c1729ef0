"""German pages: everything that the tool itself says is German, the author's words and the command line stay as they are."""

import ast
import re
import subprocess
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from fractions import Fraction as F
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from gen.algebra.numbers import Number
from gen.algebra.printer import points_text, points_words
from gen.cli.commands import main
from gen.document.messages import formulas_in
from gen.format.exam_file import load_exam
from gen.latex.writer import Latex
from gen.messages.errors import Finding, Location
from gen.messages.sentences import GERMAN, GERMAN_FAMILIES, Language, Listed, lazy_message, listed, message_text
from gen.model.exam import Cover, Exam
from gen.model.problem import Acknowledged, Inline, Problem, Reading
from gen.model.solved import Erratum, SolvedProblem
from gen.model.source import Text
from gen.model.trace import Trace
from gen.page.exam import exam_view
from gen.page.prose import latex_of
from gen.solver.sheet_numbers import with_sheet_numbers
from gen.syntax.parse import expression
from gen.syntax.premises import FAMILIES
from gen.typeset.templates import Form, render
from tests.support.problems import PROBLEMS, ROOT, plain_layout, solved

FURTHER = [path for path in sorted((ROOT / "tests" / "further").glob("*.yaml")) if path.stem != "undecided"]
SAYING = {"translate", "lazy_message", "sentence_inline"}


@cache
def _calls() -> list[tuple[str, ast.Call]]:
    """Every place of the source at which the tool says something."""
    found = []
    for path in sorted((ROOT / "gen").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SAYING:
                found.append((f"{path.name}:{node.lineno}", node))
    return found


def _sentences() -> list[str]:
    """All that is said by the code and by the templates."""
    templates = "".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "templates").glob("*.j2")))
    literal = {str(node.args[0].value) for _, node in _calls() if isinstance(node.args[0], ast.Constant)}
    return sorted(literal | set(re.findall(r'translate\("([^"]+)"', templates)))


def _slots(sentence: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", sentence))


def test_only_literal_sentences_are_said() -> None:
    """No sentence is put together by the code, so that the source holds them all."""
    assert [place for place, call in _calls() if not isinstance(call.args[0], ast.Constant)] == []


def test_every_sentence_has_a_german_form_with_the_same_slots() -> None:
    """What the code can say can be said in German, and nothing that goes in is lost."""
    assert [sentence for sentence in _sentences() if _slots(sentence) != _slots(GERMAN.get(sentence, "{missing}"))] == []


def test_every_family_of_matrices_has_a_german_name() -> None:
    """Premises are printed with the names of families."""
    assert set(GERMAN_FAMILIES) == set(FAMILIES)


# Pages without the author's words -------------------------------------------------------------------------------------


def _wordless(thing: Any) -> Any:
    """The same without the author's words: prompts, answers, rules, reasons, titles, names of readings."""
    match thing:
        case Inline(kind="text" | "math" | "formula" | "code" | "listing"):
            return replace(thing, text=" ", math=())
        case Trace():
            return thing
        case tuple():
            return tuple(map(_wordless, thing))
        case Mapping():
            return {key: _wordless(value) for key, value in thing.items()}
        case _ if is_dataclass(thing) and not isinstance(thing, type):
            silent = replace(thing, **{field.name: _wordless(getattr(thing, field.name)) for field in fields(thing)})
            match silent:
                case Problem():
                    return replace(silent, title="")
                case Reading():
                    return replace(silent, name="")
                case _:
                    return silent
        case _:
            return thing


def _acknowledged(findings: tuple[Finding, ...], errata: tuple[Erratum, ...]) -> tuple[Erratum, ...]:
    """All findings as errata, so that they stand on the page."""
    return (*errata, *(Erratum(finding, Acknowledged(finding.key, (), finding.where)) for finding in findings))


def _page(path: Path, language: Language, form: Form) -> str:
    """The body of a page of a shipped problem, with every finding and without the author's words."""
    problem: SolvedProblem = _wordless(solved(path))
    items = tuple(replace(one, findings=(), errata=_acknowledged(one.findings, one.errata)) for one in problem.items)
    problem = replace(problem, items=items, open=(), errata=_acknowledged(problem.open, problem.errata))
    answers = {problem.problem.id: problem} if form == "solutions" else None
    exam = Exam("", (with_sheet_numbers(problem.problem, problem),), language=language, cover=Cover())
    view = exam_view(exam, answers, plain_layout(exam))
    return render(view, form).partition(r"\pagestyle{headandfoot}")[2].replace(view.mark, "")


def _words(tex: str) -> set[str]:
    """The words of three letters or more that a reader sees, but for names of functions and values."""
    shown = re.sub(r"(?m)^%.*$", "", tex)
    shown = re.sub(r"\\begin\{(?:ownfigure|smalltable)\}\{[^}]*\}|\\(?:begin|end)\{[^}]*\}", " ", shown)
    shown = re.sub(r"\\(?:mathrm|mathbf|operatorname|label|pageref)\{[^}]*\}", " ", shown)
    # Of a picture only what stands in its nodes.
    shown = re.sub(r"\[gen [^\]]*\]|\(\S*?\) at|(?m:^\\draw.*$)", " ", shown)
    # What only names a place: slots, labels, bookmarks, lines to write on.
    shown = re.sub(r"\\place(?:d|more|item|ticked|heading)\{[^}]*\}(?:\{[^}]*\})?", " ", shown)
    shown = re.sub(r"(\\outline\{\d+\}\{[^}]*\})\{[^}]*\}", r"\1", shown)
    shown = re.sub(r"\\(?:blank|coverfield)\{[^}]*\}", " ", shown)
    return set(re.findall(r"[A-Za-zÄÖÜäöüß]{3,}", re.sub(r"\\[A-Za-z]+", " ", shown)))


GERMAN_WORDS = {word for sentence in GERMAN.values() for word in _words(re.sub(r"\{\w+\}", " ", sentence))}


def _author_names(problem: Problem) -> set[str]:
    """What the author has named: cells, steps that earn points, and ideas of model answers."""
    credited = {criterion.credits or "" for item in problem.items for criterion in item.grading.criteria if criterion.when}
    names = [*(cell.name for cell in problem.cells), *(label for item in problem.items for label in item.answer)]
    return {word for name in names for word in re.split(r"[\W_]", name)} | credited


@pytest.mark.parametrize("form", ["exam", "solutions"])
def test_a_german_page_has_no_other_words_of_the_tool(form: Form, subtests: pytest.Subtests) -> None:
    """Without the author's words, every word on a German page comes from the German catalogue."""
    capitals = {word[0].upper() + word[1:] for word in GERMAN_WORDS}
    for path in (*PROBLEMS, *FURTHER):
        with subtests.test(path.stem):
            assert _words(_page(path, "de", form)) - GERMAN_WORDS - capitals - _author_names(solved(path).problem) == set()


def test_an_english_page_fails_the_same_check() -> None:
    """The words of an English key are noticed: the check above can fail."""
    for path in PROBLEMS:
        assert _words(_page(path, "en", "solutions")) - GERMAN_WORDS - _author_names(solved(path).problem) != set(), path.stem


# Numbers, lists, messages ---------------------------------------------------------------------------------------------

DECIMALS: list[tuple[Number | str, str, str]] = [
    # a number, or an expression as typed      English                German
    (Decimal("0.761594"), "0.761594", "0{,}761594"),
    (Decimal("-1.25"), "-1.25000", "-1{,}25000"),
    (Decimal("1.23456e-9"), r"1.23456 \cdot 10^{-9}", r"1{,}23456 \cdot 10^{-9}"),
    (F(3, 2), r"\frac{3}{2}", r"\frac{3}{2}"),
    ("0.1*a", r"0.1\,a", r"0{,}1\,a"),
    ("a**0.5", "a^{0.5}", "a^{0{,}5}"),
]


@pytest.mark.parametrize(("number", "english", "german"), DECIMALS)
def test_german_decimals_have_a_comma(number: Number | str, english: str, german: str) -> None:
    """Computed decimals and those of the author have the decimal sign of the page, with no space behind it."""
    where = Location("test", 1, 1)
    pages: dict[Language, str] = {"en": english, "de": german}
    for language, expected in pages.items():
        latex = Latex(language=language)
        written = latex.expr(expression(Text(number, where)).expr) if isinstance(number, str) else latex.number(number)[0]
        assert written == expected


POINTS = [
    (F(1), "1", "1 point", "1 Punkt"),
    (F(1, 2), "½", "½ point", "½ Punkt"),
    (F(3, 2), "1½", "1½ points", "1½ Punkte"),
    (F(2), "2", "2 points", "2 Punkte"),
]


@pytest.mark.parametrize(("points", "number", "words", "worte"), POINTS)
def test_points_are_written_in_the_language(points: F, number: str, words: str, worte: str) -> None:
    """One point is one Punkt, half a point a sign of its own in both."""
    assert (points_text(points), points_words(points), points_words(points, "de")) == (number, words, worte)


@pytest.mark.parametrize(
    ("parts", "english", "german"),
    [([], "", ""), (["a"], "a", "a"), (["a", "b"], "a and b", "a und b"), (["a", "b", "c"], "a, b and c", "a, b und c")],
)
def test_lists_end_with_a_word_of_the_language(parts: list[str], english: str, german: str) -> None:
    """A comma between all but the last two, no comma before the last."""
    assert (listed(parts, "en"), listed(parts, "de")) == (english, german)


def test_a_message_is_told_in_either_language_down_to_its_slots() -> None:
    """Sentences and lists in the slots of a sentence are told in its language, whatever braces an author's text has."""
    message = lazy_message(
        "the label '{label}' stands for the items {items}", label="{x}", items=Listed(("a", lazy_message("undefined")), "or")
    )
    assert str(message) == "the label '{x}' stands for the items a or undefined"
    assert message_text(message, "de") == "die Bezeichnung „{x}“ steht für die Teilaufgaben a oder nicht definiert"


MARKED = [
    # a message, its LaTeX
    ("`h[2]` is `2/3`", r"$h_{2}$ is $\frac{2}{3}$"),
    ("it is `-547/484`", r"it is $-\frac{547}{484}$"),
    ("with `tau = 3`", r"with $\tau = 3$"),
    ("with `relu'(z[3]) = 0`", r"with $\operatorname{ReLU}'(z_{3}) = 0$"),
    ("`maxabs(eig(A)) >= 1`", r"$\max\left|\lambda(A)\right| \geq 1$"),
    ("`skew_symmetric(A)`", r"$\operatorname{schiefsymmetrisch}(A)$"),
    ("`2*1^2`", r"$2 \cdot 1^{2}$"),
    ("`0.25`", "$0{,}25$"),
    ("`-1.5e-7`", r"$-1{,}5 \cdot 10^{-7}$"),
    ("`h[t] = `", r"\texttt{h[t] = }"),
    ("`h[t] = )`", r"\texttt{h[t] = )}"),
]


@pytest.mark.parametrize(("message", "latex"), MARKED)
def test_what_stands_in_backticks_is_set_as_a_formula(message: str, latex: str) -> None:
    """Expressions, relations and numbers of a message are math; what cannot be read is shown as it was typed."""
    assert latex_of(formulas_in(message), Latex(language="de")) == latex


# Where the language comes from ----------------------------------------------------------------------------------------

TINY = """\
title: Übung mit ä, ö, ü und ß
{language}cells:
  zelle:
    h[t]: tanh(V*h[t-1] + W*x[t])
items:
  - id: a
    prompt: Die „Größe“ `h[t]` heißt Gedächtnis; für {{given}} ist sie zu berechnen.
    given: {{V: 0.5, W: 1, "h[0]": 1, x: [1]}}
    ask: value of h[1]
    points: {{"h[1]": 1/2}}
"""

LANGUAGES = [
    # of the exam, of the first and of the second problem, what is set
    ("", "", "", "en"),
    ("", "de", "de", "de"),
    ("", "en", "", "en"),
    ("de", "", "en", "de"),
    ("en", "de", "de", "en"),
]


def _write_exam(folder: Path, exam: str, first: str, second: str) -> Path:
    key = {language: f"language: {language}\n" if language else "" for language in ("", "en", "de")}
    for name, language in (("one", first), ("two", second)):
        (folder / f"{name}.yaml").write_text(TINY.format(language=key[language]), encoding="utf-8")
    (folder / "exam.yaml").write_text(f"title: T\n{key[exam]}problems: [one.yaml, two.yaml]\n", encoding="utf-8")
    return folder / "exam.yaml"


@pytest.mark.parametrize(("exam", "first", "second", "expected"), LANGUAGES)
def test_an_exam_has_its_own_language_or_that_of_its_problems(exam: str, first: str, second: str, expected: str, tmp_path: Path) -> None:
    """The key of the exam goes before those of the problems."""
    loaded, faults = load_exam(_write_exam(tmp_path, exam, first, second))
    assert (loaded.language, faults) == (expected, [])


def test_a_problem_alone_has_its_own_language(tmp_path: Path) -> None:
    """A problem file that is set as an exam says its language itself."""
    _write_exam(tmp_path, "", "de", "")
    assert [load_exam(tmp_path / f"{name}.yaml")[0].language for name in ("one", "two")] == ["de", "en"]


def test_problems_in_several_languages_need_a_decision(tmp_path: Path) -> None:
    """Nobody guesses which language a mixed exam has."""
    path = _write_exam(tmp_path, "", "de", "")
    (fault,) = load_exam(path)[1]
    assert (fault.message, fault.hint) == ("the problems are in several languages: de, en", "choose one under 'language'")
    assert (fault.where.line, fault.where.column) == (1, 1)


def test_an_unknown_language_is_told_once(tmp_path: Path) -> None:
    """An exam in another language has this one fault."""
    path = _write_exam(tmp_path, "", "de", "")
    path.write_text(path.read_text(encoding="utf-8").replace("problems:", "language: fr\nproblems:"), encoding="utf-8")
    assert [fault.message for fault in load_exam(path)[1]] == ["'language' must be one of en, de, found 'fr'"]


def test_the_command_line_stays_english(tmp_path: Path) -> None:
    """What `gen show` prints does not depend on the language of the page."""
    _write_exam(tmp_path, "", "de", "")
    german, english = (CliRunner().invoke(main, ["show", str(tmp_path / f"{name}.yaml")]).stdout for name in ("one", "two"))
    assert german.replace("one:", "two:", 1) == english
    assert "(½ point)" in german


# The page itself ------------------------------------------------------------------------------------------------------

SET = {
    "exam": ["Übung mit ä, ö, ü und ß", "Die „Größe“ h_t heißt Gedächtnis", "für V = 0,5, W = 1, h_0 = 1 und x_1 = 1 ist sie", "½ Punkt"],
    "solutions": ["Übung mit ä, ö, ü und ß", "≈ 0,905148", "(½ P.)"],
}


@pytest.mark.parametrize("form", SET)
def test_umlauts_and_commas_reach_the_pdf(form: str, tmp_path: Path) -> None:
    """Text copied from a German PDF has its umlauts, quotation marks and decimal commas."""
    (tmp_path / "blatt.yaml").write_text(TINY.format(language="language: de\n"), encoding="utf-8")
    result = CliRunner().invoke(main, [form, str(tmp_path / "blatt.yaml"), "--out", str(tmp_path)])
    assert (result.exit_code, result.stderr) == (0, "")
    command = ["pdftotext", str(tmp_path / ("staff" if form == "solutions" else "") / f"{form}.pdf"), "-"]
    text = " ".join(subprocess.run(command, check=True, capture_output=True, text=True).stdout.split())
    assert [words for words in SET[form] if words not in text] == []
