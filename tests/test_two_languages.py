"""One source for two languages: the page's language picks, and nothing of the other is left."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from gen.check.exam import check_exam
from gen.cli.commands import main
from gen.format.exam_file import load_course, load_exam
from gen.format.languages import languages_of
from gen.typeset.folders import folder_of
from gen.typeset.layout_file import layout_file
from gen.variants.variant_file import acceptances, draw, with_variant

PROBLEM = """title: {{en: A unit, de: Eine Zelle}}
{language}stem: {{en: A unit that learns., de: Eine Zelle lernt.}}
cells:
  unit:
    h: relu(w*x)
items:
  - id: a
    prompt:
      en: |
        Compute `h` for {{given}}.
      de: |
        Berechnen Sie `h` für {{given}}.
    given: {{w: 2, x: 3}}
    vary: {{w: 2..9}}
    corrected: {{prompt: {{en: "Find `h` for {{given}}.", de: "Finden Sie `h` für {{given}}."}}}}
    readings:
      - name: {{en: as it stands, de: wie es da steht}}
      - name: {{en: otherwise, de: anders}}
    ask: value of h
    points: 1
    rules:
      - note: {{en: Nobody is asked for units., de: Nach Einheiten fragt niemand.}}
  - id: b
    prompt: {{en: Why so., de: Warum so.}}
    ask: open
    answer: {{en: It learns., de: Sie lernt.}}
    points: 1
  - id: c
    prompt: {{en: Why not., de: Warum nicht.}}
    ask: open
    answer: {{why: {{en: It rests., de: Sie ruht.}}, formula: $h = 0$}}
    points: {{why: 1, formula: 1}}
"""
ENGLISH = ["A unit", "that learns", "Compute", "as it stands", "Nobody", "Why", "It learns", "It rests"]
GERMAN = ["Eine Zelle", "lernt", "Berechnen", "wie es da steht", "niemand", "Warum", "Sie lernt", "Sie ruht"]


def _write(folder: Path, language: str = "") -> Path:
    source = PROBLEM.format(language=f"language: {language}\n" if language else "")
    (folder / "unit.yaml").write_text(source, encoding="utf-8")
    return folder / "unit.yaml"


def _page(exam: Path) -> str:
    """Everything that stands in a key."""
    return str(check_exam(*load_exam(exam)).key)


@pytest.mark.parametrize(("language", "own", "others"), [("", ENGLISH, GERMAN), ("en", ENGLISH, GERMAN), ("de", GERMAN, ENGLISH)])
def test_a_page_has_the_texts_of_its_language(language: str, own: list[str], others: list[str], tmp_path: Path) -> None:
    """Title, stem, prompts, names of readings, rules and model answers; English where nothing is said."""
    page = _page(_write(tmp_path, language))
    assert ([text for text in own if text not in page], [text for text in others if text in page]) == ([], [])


@pytest.mark.parametrize(("exam", "course", "expected"), [("de", "en", "de"), ("", "de", "de"), ("en", "", "en"), ("", "", "en")])
def test_the_language_of_an_exam_picks_or_that_of_its_course(exam: str, course: str, expected: str, tmp_path: Path) -> None:
    """The texts of exam and course as well."""
    _write(tmp_path)
    stated = {language: f"language: {language}\n" if language else "" for language in ("", "en", "de")}
    (tmp_path / "course.yaml").write_text(
        f"{stated[course]}name: {{en: Learning, de: Lernen}}\nnotice: {{en: Good luck., de: Viel Erfolg.}}\n"
        "instructions:\n  - {en: Write., de: Schreiben.}\naids: {en: none, de: keine}\n",
        encoding="utf-8",
    )
    (tmp_path / "exam.yaml").write_text(
        f"title: {{en: Final, de: Klausur}}\nduration: {{en: 60 minutes, de: 60 Minuten}}\n{stated[exam]}"
        "course: course.yaml\nproblems: [unit.yaml]\n",
        encoding="utf-8",
    )
    loaded, faults = load_exam(tmp_path / "exam.yaml")
    texts = {
        "en": ("Final", "60 minutes", "Learning", "Good luck.", "none"),
        "de": ("Klausur", "60 Minuten", "Lernen", "Viel Erfolg.", "keine"),
    }
    assert faults == []
    assert (loaded.title, loaded.duration, loaded.course.name, loaded.course.notice, loaded.aids) == texts[expected]
    assert loaded.language == loaded.problems[0].spoken == expected
    assert loaded.cover and loaded.cover.instructions
    assert loaded.cover.instructions[0][0].text == {"en": "Write.", "de": "Schreiben."}[expected]


def test_two_exams_of_one_source_do_not_mix(tmp_path: Path) -> None:
    """Each has a fingerprint, a layout and a folder of its own; the answers are the same."""
    _write(tmp_path)
    exams = [tmp_path / f"final-{language}.yaml" for language in ("en", "de")]
    for exam in exams:
        exam.write_text(f"title: Final\nlanguage: {exam.stem[-2:]}\nproblems: [unit.yaml]\n", encoding="utf-8")
    english, german = (check_exam(*load_exam(exam)) for exam in exams)
    assert english.key.fingerprint != german.key.fingerprint
    assert layout_file(exams[0]) != layout_file(exams[1]) and folder_of(exams[0]) != folder_of(exams[1])
    values = [one.solved["unit"].items[0].readings[0].derivation.values for one in (english, german)]
    assert values[0] == values[1]


def test_a_seed_has_the_same_numbers_in_both_languages(tmp_path: Path) -> None:
    """Variants are corrected in their own language, and drawn alike."""
    drawn = {}
    for language, begin in (("en", "Find"), ("de", "Finden Sie")):
        exam, _ = load_exam(_write(tmp_path, language))
        judges = acceptances(exam)
        (problem,) = with_variant(exam, judges, draw(judges, 7)).problems
        assert problem.items[0].prompt[0].text == f"{begin} "
        drawn[language] = problem.items[0].given
    assert {var: given.value for var, given in drawn["en"].items()} == {var: given.value for var, given in drawn["de"].items()}


def test_check_reads_a_problem_in_each_of_its_languages(tmp_path: Path) -> None:
    """A slip in the German text alone is found, whatever language comes first, and that of a course, too."""
    path = _write(tmp_path)
    assert languages_of(path) == ("en", "de")
    path.write_text(path.read_text(encoding="utf-8").replace("Sie ruht.", "Sie $ruht."), encoding="utf-8")
    result = CliRunner().invoke(main, ["check", str(path)])
    assert result.exit_code == 2
    assert "a '$' without its partner" in result.stderr and result.stderr.count("unit.yaml:") == 1
    course = tmp_path / "course.yaml"
    course.write_text("name: {en: Learning, de: Lernen}\ninstructions: [{en: Write., de: Schreiben $.}]\n", encoding="utf-8")
    assert load_course(course)[-1] == []
    assert CliRunner().invoke(main, ["check", str(course)]).exit_code == 2


def test_a_language_that_no_text_has_is_told_at_each(tmp_path: Path) -> None:
    """A German exam of a source that has English alone, marked as such."""
    path = tmp_path / "unit.yaml"
    path.write_text(
        "title: T\nlanguage: de\nitems:\n  - id: a\n    prompt: {en: Explain.}\n    ask: open\n    answer: {en: So.}\n    points: 1\n",
        encoding="utf-8",
    )
    faults = load_exam(path)[1]
    assert [(fault.message, fault.hint) for fault in faults] == [
        ("this text lacks 'de', the language of the page", "add de: ..., or set 'language' to one of en")
    ] * 2
