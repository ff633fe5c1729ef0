"""A bank of problems: what they say of themselves, how they are found, and exams and variants that draw from a group."""

import json
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction as F
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any, cast, get_args

import pytest
from click.testing import CliRunner

from gen.algebra.random_stream import Stream, chosen
from gen.check.exam import CheckedExam, check_exam
from gen.cli.commands import main
from gen.format.exam_file import load_exam
from gen.interface import checked_with_variants, load, roomy_layout, variant
from gen.messages.durations import minutes_in
from gen.messages.errors import InputErrors, VerificationError
from gen.model.exam import Exam
from gen.page.exam import Audience, ExamView, exam_view, with_layout
from gen.page.names import names_of
from gen.proofread.proofread import proofread_exam
from gen.stress.trials import targets
from gen.typeset.building import drawn_pages
from gen.typeset.templates import render
from gen.variants.variant_file import acceptances, draw, read_variant, variant_of, variant_text, with_variant
from tests.support.problems import ROOT, plain_layout

sys.path.insert(0, str(ROOT / "tools"))
import gallery

SMALL = """\
title: {title}
{more}
cells:
  unit:
    h: relu(w*x)
items:
  - id: a
    prompt: Compute `h` for {{given}}.
    given: {{w: 2, x: {x}}}
    vary: {{x: 1..9}}
    ask: value of h
    points: {points}
"""
WORDS = """\
title: Words
minutes: 4
items:
  - id: a
    prompt: Why?
    ask: open
    answer: So.
    points: 2
"""


def bank(folder: Path, exam: str = "", **more: str) -> Path:
    """Problems `p1` to `p5` of 2 points and 4 minutes, `long`, `slow` and `silent` otherwise, `words` without numbers; and an exam."""
    problems = folder / "problems"
    problems.mkdir()
    for n in range(1, 6):
        about = more.get(f"p{n}", f"topics: [lstm, topic {n}]\nlevel: easy\nminutes: 4")
        (problems / f"p{n}.yaml").write_text(SMALL.format(title=f"Unit {n}", more=about, x=n, points=2), encoding="utf-8")
    (problems / "long.yaml").write_text(SMALL.format(title="Long", more="minutes: 4", x=1, points=3), encoding="utf-8")
    (problems / "slow.yaml").write_text(SMALL.format(title="Slow", more="minutes: 5", x=1, points=2), encoding="utf-8")
    (problems / "silent.yaml").write_text(SMALL.format(title="Silent", more="", x=1, points=2), encoding="utf-8")
    (problems / "words.yaml").write_text(WORDS, encoding="utf-8")
    file = problems / "exam.yaml"
    file.write_text(f"title: Drawn\n{exam}", encoding="utf-8")
    return file


def ids(exam: Exam) -> list[str]:
    return [problem.id for problem in exam.problems]


GROUPS = """\
problems:
  - words.yaml
  - choose: 2 of [p1.yaml, p2.yaml, p3.yaml]
    per: variant
  - choose: 1 of [p4.yaml, p5.yaml]
    per: variant
"""


# --- what a problem says of itself

PROFILES = [
    ("topics: LSTM,  vanishing   gradients", ("lstm", "vanishing gradients"), None, None),
    ("topics: [l'hôpital, encoder-decoder]\nlevel: hard\nminutes: 12", ("l'hôpital", "encoder-decoder"), "hard", 12),
    ("", (), None, None),
]


@pytest.mark.parametrize(("said", "topics", "level", "minutes"), PROFILES, ids=["text", "list", "nothing"])
def test_a_problem_says_what_it_is_about(said: str, topics: Sequence[str], level: str, minutes: int, tmp_path: Path) -> None:
    """Topics are a list or a text with commas, in small letters; none of the keys is required."""
    exam, faults = load_exam(bank(tmp_path, p1=said).with_name("p1.yaml"))
    assert faults == []
    profile = exam.problems[0].profile
    assert (profile.topics, profile.level, profile.minutes) == (topics, level, minutes)


BROKEN_PROFILES = [
    ("level: esy", "2:8: 'level' must be one of easy, medium, hard (did you mean 'easy'?)"),
    ("minutes: 0", "2:10: the minutes of a problem are a whole number from 1 to 600, found '0'"),
    ("minutes: 5/2", "2:10: the minutes of a problem are a whole number from 1 to 600, found '5/2'"),
    ("topics: [lstm, LSTM]", "2:16: the topic 'lstm' is there twice"),
    (
        "topics: rnn; lstm",
        "2:9: a topic is made of words, at most 40 letters long, found 'rnn; lstm' "
        "(several are a list: topics: [lstm, vanishing gradients])",
    ),
]


@pytest.mark.parametrize(("said", "message"), BROKEN_PROFILES, ids=[row[0] for row in BROKEN_PROFILES])
def test_what_says_nothing_of_a_problem_is_refused(said: str, message: str, tmp_path: Path) -> None:
    """Each fault at its place, with what to write."""
    file = bank(tmp_path, p1=said).with_name("p1.yaml")
    assert [str(fault).partition("\n")[0] for fault in load_exam(file)[1]] == [f"{file}:{message}"]


def test_nothing_on_a_page_tells_what_a_bank_knows(tmp_path: Path) -> None:
    """Sheet, key and fingerprint are the same with and without topics, level and minutes."""
    (tmp_path / "with").mkdir()
    (tmp_path / "without").mkdir()
    one, other = (load(bank(tmp_path / name, **more).with_name("p1.yaml")) for name, more in (("with", {}), ("without", {"p1": ""})))
    assert one.problems[0].profile != other.problems[0].profile
    assert checked_with_variants(one).key == checked_with_variants(other).key


# --- gen list


def listed(folder: Path, *arguments: str) -> list[str]:
    done = CliRunner().invoke(main, ["list", str(folder), "--json", *arguments])
    assert done.exit_code == 0, done.output
    return [one["id"] for one in json.loads(done.output)]


FILTERS = [
    ((), {"p1", "p2", "p3", "p4", "p5", "long", "slow", "silent", "words"}),
    (("--topic", "lstm"), {"p1", "p2", "p3", "p4", "p5"}),
    (("--topic", "LSTM", "--topic", "topic 2"), {"p2"}),
    (("--level", "easy", "--level", "hard"), {"p1", "p2", "p3", "p4", "p5"}),
    (("--minutes", "5..7"), {"slow"}),
    (("--minutes", "..4", "--points", "3"), {"long"}),
    (("--points", "5/2.."), {"long"}),
    (("--kind", "open"), {"words"}),
    (("--kind", "open", "--kind", "value"), set()),
]


@pytest.mark.parametrize(("options", "expected"), FILTERS, ids=[" ".join(row[0]) or "all" for row in FILTERS])
def test_a_bank_is_searched(options: Sequence[str], expected: set[str], tmp_path: Path) -> None:
    """By topics (all of them), levels (any), minutes, points and what is asked (all); exam files and layouts are no problems."""
    folder = bank(tmp_path, "problems: [p1.yaml]").parent
    (folder / "exam.layout.yaml").write_text("pages: []\n", encoding="utf-8")
    assert set(listed(folder, *options)) == expected


def test_the_list_is_a_table(tmp_path: Path) -> None:
    """A row for each problem with what is known of it, numbers to the right, and the sum of points and minutes."""
    folder = bank(tmp_path, p1="topics: rnn\nlevel: hard\nminutes: 14", p2="topics: rnn").parent
    shown = CliRunner().invoke(main, ["list", str(folder / "words.yaml"), str(folder / "p1.yaml"), str(folder / "p2.yaml")]).output
    assert shown.splitlines() == [
        "id     title   topics  level  minutes  points  asks   varies",
        "words  Words                        4       2  open   no",
        "p1     Unit 1  rnn     hard        14       2  value  yes",
        "p2     Unit 2  rnn                          2  value  yes",
        "3 of 3 problems: 6 points, 18 minutes, 1 without",
    ]


WRONG_SEARCHES = [
    (("--topic", "lstn"), "no problem has the topic 'lstn' (did you mean 'lstm'?)"),
    (("--kind", "valu"), "no problem has the kind 'valu' (did you mean 'value'?)"),
    (("--minutes", "9..5"), "'9..5' is no number and no range such as 5..12"),
    (("--points", ".."), "'..' is no number and no range such as 5..12"),
]


@pytest.mark.parametrize(("options", "said"), WRONG_SEARCHES, ids=[row[1] for row in WRONG_SEARCHES])
def test_a_search_for_what_no_problem_has_says_so(options: Sequence[str], said: str, tmp_path: Path) -> None:
    """A slip is told with the word of the bank that is nearest."""
    done = CliRunner().invoke(main, ["list", str(bank(tmp_path).parent), *options])
    assert done.exit_code == 2 and said in done.output


def test_a_broken_file_does_not_hide_the_bank(tmp_path: Path) -> None:
    """It is told, the others are listed, and the exit code is 2."""
    folder = bank(tmp_path, p1="level: heavy").parent
    done = CliRunner().invoke(main, ["list", str(folder)])
    assert done.exit_code == 2 and "'level' must be one of" in done.output and "8 of 8 problems" in done.output


@cache
def shipped() -> Sequence[Mapping[str, Any]]:
    """All problems of the repository, as `gen list` says."""
    return cast("Sequence[Mapping[str, Any]]", json.loads(CliRunner().invoke(main, ["list", str(ROOT / "problems"), "--json"]).output))


def test_all_shipped_problems_are_in_the_bank() -> None:
    """Each says topics, level and minutes, and the minutes of the shipped exams are those that they last."""
    assert [one["id"] for one in shipped() if not (one["topics"] and one["level"] and one["minutes"])] == []
    for file in sorted((ROOT / "problems" / "exams").glob("*.yaml")):
        if not file.name.endswith(".layout.yaml") and "problems:" in file.read_text(encoding="utf-8"):
            exam = load(file)
            assert (exam.warnings, exam.minutes) == ((), minutes_in(exam.duration)), file


def test_the_gallery_shows_every_problem_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its page is made of what the bank says now, and each picture of the file as it is now; else `make gallery` makes them anew."""
    monkeypatch.chdir(ROOT)
    files = gallery.problems()
    known = {Path(one["file"]).relative_to(ROOT): one for one in shipped()}
    assert gallery.PAGE.read_text(encoding="utf-8") == gallery.page([{**known[file], "file": str(file)} for file in files])
    assert gallery.MADE_FROM.read_text(encoding="utf-8") == gallery.made_from(files)
    pictured = {file.relative_to(gallery.PICTURES).with_suffix("").as_posix() for file in gallery.PICTURES.rglob("*.png")}
    assert pictured == {gallery.name_of(file) for file in files} and len(files) == len(known)


def test_a_gallery_takes_no_sign_of_a_title_for_markdown() -> None:
    """A title is words: it begins no cell, no link and no element."""
    one = {"file": "problems/a.yaml", "id": "a", "title": "a|b <b>[c](d)", "topics": ["x|y"], "level": None, "minutes": None, "points": 1}
    row = gallery.page([{**one, "kinds": ["value"], "varies": False}]).splitlines()[-1]
    assert (row.count("|"), row.count("<"), row.count("](")) == (3, 6, 3) and "&#124;" in row


# --- drawing


def test_the_draw_is_the_specified_one() -> None:
    """By the text of docs/format/variants.md: the lowest first words of the streams `seed, choose, id`."""
    words = {name: next(Stream(7, "choose", name).words) for name in "abcde"}
    assert chosen("abcde", 2, 7) == set(sorted("abcde", key=words.__getitem__)[:2])
    assert chosen("edcba", 2, 7) == chosen("abcde", 2, 7)
    assert chosen("abcde", 5, 7) == set("abcde")
    left = next(name for name in "abcde" if name not in chosen("abcde", 2, 7))
    assert chosen("abcde".replace(left, ""), 2, 7) == chosen("abcde", 2, 7)


def test_each_pair_is_as_likely_as_the_others() -> None:
    """Chi-squared over 4,000 seeds and ten pairs: 9 degrees of freedom, of which 27.9 is passed once in a thousand."""
    seen = Counter(chosen("abcde", 2, seed) for seed in range(4000))
    assert set(seen) == set(map(frozenset, combinations("abcde", 2)))
    assert sum((number - 400) ** 2 / 400 for number in seen.values()) < 27.9


def test_an_exam_draws_by_its_seed(tmp_path: Path) -> None:
    """In the order of the file, the same for each reading and in each language; another seed draws others."""
    drawn = set()
    for seed in range(12):
        folder = tmp_path / str(seed)
        folder.mkdir()
        group = "problems:\n  - words.yaml\n  - choose: 2 of [p3.yaml, p1.yaml,\n      p2.yaml]\n"
        exam = load(bank(folder, f"seed: {seed}\n{group}"))
        german = folder / "problems" / "german.yaml"
        german.write_text(f"title: Gezogen\nlanguage: de\nseed: {seed}\n{group}", encoding="utf-8")
        names = chosen(["p3", "p1", "p2"], 2, seed)
        assert ids(exam) == ids(load(german)) == ["words", *(one for one in ("p3", "p1", "p2") if one in names)]
        assert exam.points == 6 and not exam.pool and not exam.choices and exam.whole is exam
        drawn.add(tuple(ids(exam)))
    assert len(drawn) == 3


def test_a_variant_draws_problems_by_its_own_seed(tmp_path: Path) -> None:
    """The exam itself has the first of each group. A drawn problem's numbers are those that it has when it always stands there."""
    file = bank(tmp_path, GROUPS)
    exam, always = load(file), tmp_path / "problems" / "always.yaml"
    always.write_text("title: All\nproblems: [p1.yaml, p2.yaml, p3.yaml, p4.yaml, p5.yaml]", encoding="utf-8")
    assert ids(exam) == ["words", "p1", "p2", "p4"]
    for seed in range(8):
        one = variant(exam, seed)
        pair, single = chosen(["p1", "p2", "p3"], 2, seed), chosen(["p4", "p5"], 1, seed)
        assert ids(one) == ["words", *sorted(pair), *single] == ["words", *list(one.drawn)[1:]]
        assert one.points == exam.points == 8 and one.minutes == exam.minutes == 16
        numbers = {problem.id: problem.items[0].given for problem in variant(load(always), seed).problems}
        assert all(problem.items[0].given == numbers[problem.id] for problem in one.problems[1:])
    seen = {(chosen(["p1", "p2", "p3"], 2, seed), chosen(["p4", "p5"], 1, seed)) for seed in range(100)}
    assert len(seen) == 6  # one group does not tell what another draws


def test_a_variant_file_names_what_was_drawn(tmp_path: Path) -> None:
    """It is read as it was written; a problem in which nothing varies stands there, too, and none that was not drawn."""
    file = bank(tmp_path, GROUPS)
    exam = load(file)
    judges = acceptances(exam)
    assert set(judges) == {"words", "p1", "p2", "p3", "p4", "p5"}
    drawn = draw(judges, 3, exam.choices)
    text = variant_text(drawn, judges, "problems/exam.yaml")
    path = tmp_path / "variant.yaml"
    path.write_text(text, encoding="utf-8")
    again = variant_of(read_variant(path), judges, exam.choices)
    assert again == drawn
    assert with_variant(exam, judges, again) == variant(exam, 3)
    absent = next(name for name in ("p4", "p5") if name not in drawn.draws)
    present = next(name for name in ("p4", "p5") if name in drawn.draws)
    assert f"  {absent}:" not in text and "  words: {}" in text
    path.write_text(text.replace(f"  {present}:", f"  {absent}:"), encoding="utf-8")
    other = variant_of(read_variant(path), judges, exam.choices)
    assert ids(with_variant(exam, judges, other))[-1] == absent
    path.write_text(text.replace(f"  {present}:", f"  {absent}:\n    a:\n      x: 2\n  {present}:"), encoding="utf-8")
    with pytest.raises(InputErrors, match="the exam has 1 of p4, p5, this variant 2"):
        variant_of(read_variant(path), judges, exam.choices)


BROKEN_EXAMS = [
    ("problems:\n  - choose: 3 of [p1.yaml, p2.yaml]\n", "3:13: 3 of 2 problems cannot be drawn (1 to 2)"),
    ("problems:\n  - choose: 0 of [p1.yaml]\n", "3:13: 0 of 1 problem cannot be drawn (1 to 1)"),
    (
        "problems:\n  - choose: 1 of []\n",
        "3:13: 1 of 0 problems cannot be drawn (write: choose: 2 of [a.yaml, b.yaml, c.yaml])",
    ),
    (
        "problems:\n  - choose: [p1.yaml]\n",
        "3:13: 'choose' tells how many of which problem files are drawn (write: choose: 2 of [a.yaml, b.yaml, c.yaml])",
    ),
    (
        "problems:\n  - choose: 1 of [p1.yaml, p2.yaml]\n",
        "3:3: this exam draws problems, and does not say by which seed (add a number such as seed: 7, or 'per: variant' to each 'choose')",
    ),
    ("seed: 3\nproblems: [p1.yaml]\n", "2:7: 'seed' draws nothing here (leave it out; gen new-variant has a seed of its own)"),
    (
        "seed: x\nproblems:\n  - choose: 1 of [p1.yaml, p2.yaml]\n",
        "2:7: expected a number such as -3, 3/2 or 0.1, found 'x'",
    ),
    (
        "seed: 1/2\nproblems:\n  - choose: 1 of [p1.yaml, p2.yaml]\n",
        "2:7: a seed is a whole number from 0 on, of at most 18 digits, found '1/2'",
    ),
    (
        "problems:\n  - p1.yaml\n  - choose: 1 of [p2.yaml, p1.yaml]\n    per: variant\n",
        "4:28: duplicate problem id 'p1' (first in line 3; what always stands in the exam cannot be drawn as well)",
    ),
    (
        "problems:\n  - choose: 1 of [p1.yaml, p1.yaml]\n    per: variant\n",
        "3:28: duplicate problem id 'p1' (first in line 3)",
    ),
    (
        "problems:\n  - choose: 1 of [p1.yaml, long.yaml]\n    per: variant\n",
        "3:28: a variant has one or the other: 'long' has 3 points, and 'p1' 2 (all problems of a group have the same points)",
    ),
    (
        "problems:\n  - choose: 1 of [p1.yaml, slow.yaml]\n    per: variant\n",
        "3:28: a variant has one or the other: 'slow' has 5 minutes, and 'p1' 4 (all problems of a group have the same 'minutes')",
    ),
    (
        "problems:\n  - choose: 1 of [p1.yaml, silent.yaml]\n    per: variant\n",
        "3:28: a variant has one or the other: 'silent' has no minutes, and 'p1' 4 (all problems of a group have the same 'minutes')",
    ),
    (
        "problems:\n  - choose: 1 of [p1.yaml, p2.yaml]\n    per: sheet\n",
        "4:10: 'per' must be one of exam, variant",
    ),
    ("problems:\n  - choose: 1 of [p1.yaml, wods.yaml]\n", "3:28: there is no file 'wods.yaml' (did you mean 'words.yaml'?)"),
    ("problems:\n  - [p1.yaml]\n", "3:5: a problem of the exam must be plain text or a number, not a list"),
]


@pytest.mark.parametrize(("text", "message"), BROKEN_EXAMS, ids=[row[1] for row in BROKEN_EXAMS])
def test_a_group_that_cannot_be_drawn_is_refused(text: str, message: str, tmp_path: Path) -> None:
    """Each fault at its place, with what to write."""
    file = bank(tmp_path, text)
    assert [str(fault).partition("\n")[0] for fault in load_exam(file)[1]] == [f"{file}:{message}"]


def test_problems_of_a_group_may_all_say_nothing_of_time(tmp_path: Path) -> None:
    """Then nothing is compared, and the exam has no minutes. One of one is always there."""
    exam = load(
        bank(tmp_path, "problems:\n  - choose: 1 of [p1.yaml, p2.yaml]\n    per: variant\n  - choose: 1 of [p3.yaml]\n", p1="", p2="")
    )
    assert ids(exam) == ["p1", "p3"] and exam.minutes is None


def test_what_only_a_variant_has_is_checked_with_the_exam(tmp_path: Path) -> None:
    """A contradiction in a problem that the exam itself has not drawn is found, and stress tries that problem, too."""
    file = bank(tmp_path, GROUPS)
    broken = file.with_name("p3.yaml")
    text = broken.read_text(encoding="utf-8").replace("    vary: {x: 1..9}\n", "    published: {lines: {h: 7}}\n")
    broken.write_text(text, encoding="utf-8")
    exam = load(file)
    assert "p3" not in ids(exam)
    assert [finding.where.file for finding in checked_with_variants(exam).findings if "7" in finding.plain] == [str(broken)]
    assert [one.problem for one in targets({file: exam})] == ["words", "p1", "p2", "p3", "p4", "p5"]


# --- one layout for all


def test_one_layout_has_room_for_all_that_may_be_drawn(tmp_path: Path) -> None:
    """Each drawn problem begins a page, and so does what follows; a variant has its own pages of those of all."""
    file = bank(tmp_path, GROUPS.replace("  - words.yaml\n", "") + "  - words.yaml\n  - slow.yaml\n")
    exam = load(file)
    laid = roomy_layout(file, checked_with_variants(exam.whole), acceptances(exam), range(2)).laid.layout
    assert [page[0].name for page in laid] == ["p1", "p2", "p3", "p4", "p5", "words"]
    assert [slot.name for page in laid for slot in page] == [name for one in exam.whole.problems for name in names_of(one)]
    heights = {slot.name: slot.height for page in laid for slot in page}
    for seed in range(4):
        one = variant(exam, seed)
        pages = drawn_pages(laid, one)
        assert [slot.name for page in pages for slot in page] == [name for problem in one.problems for name in names_of(problem)]
        assert all(slot.height == heights[slot.name] for page in pages for slot in page)
        assert [page[0].name for page in pages] == ids(one)[:-1]


def test_a_sheet_tells_nothing_of_what_was_not_drawn(tmp_path: Path) -> None:
    """Neither title nor id of another problem of the group, nor how many there are, stands in the source of a variant's sheet."""
    one = variant(load(bank(tmp_path, GROUPS)), 1)
    sheet = render(exam_view(one, None, plain_layout(one)), "exam")
    told = {n for n in range(1, 6) if f"Unit {n}" in sheet or f"p{n}" in sheet}
    assert {f"p{n}" for n in told} == set(ids(one)[1:])


# --- minutes


def _two(folder: Path, language: str = "en") -> CheckedExam:
    return check_exam(*load_exam(bank(folder, f"language: {language}\nproblems: [p1.yaml, p2.yaml, slow.yaml]\n", p2="")))


def test_graders_are_told_the_planned_minutes_and_students_are_not(tmp_path: Path) -> None:
    """On the grading sheet, by problems and in all, in the language of the exam; one that does not say has a dash."""
    for language, said in (("en", "Planned time:} 9 minutes (by problems:"), ("de", "Geplante Zeit:} 9 Minuten (nach Aufgaben:")):
        folder = tmp_path / language
        folder.mkdir()
        checked = _two(folder, language)
        sources = {audience: render(form_view(checked, audience), "solutions") for audience in get_args(Audience)}
        assert f"{said} 1: 4, 2: --, 3: 5)" in sources["graders"]
        sheet = render(with_layout(exam_view(checked.exam, None), plain_layout(checked.exam)), "exam")
        assert not any(word in text for word in ("Planned", "Geplant") for text in (sources["students"], sheet))


def form_view(checked: CheckedExam, audience: Audience) -> ExamView:
    return exam_view(checked.exam, checked.solved, plain_layout(checked.exam), audience)


ALTERED: list[tuple[dict[str, Any], str]] = [
    ({"minutes": (("1", "4"), ("2", "--"), ("3", "6"))}, "the grading sheet tells other minutes than the problems"),
    ({"minutes": ()}, "the grading sheet tells other minutes than the problems"),
    ({"minutes_in_all": "10"}, "the minutes of the grading sheet do not add up"),
]


@pytest.mark.parametrize(("change", "said"), ALTERED, ids=["other", "none", "sum"])
def test_printed_minutes_are_read_back(change: dict[str, Any], said: str, tmp_path: Path) -> None:
    """Those of each problem, and their sum."""
    checked = _two(tmp_path)
    assert checked.key.grading
    with pytest.raises(VerificationError, match=said):
        proofread_exam(replace(checked.key, grading=replace(checked.key.grading, **change)), checked.solved)


DURATIONS = [
    ("90 minutes", 90),
    ("90 Minuten", 90),
    ("90 min.", 90),
    ("90", 90),
    ("1 h 30", 90),
    ("1 hour 30 minutes", 90),
    ("1,5 Stunden", 90),
    ("about 2 hours", 120),
    ("90 Minuten, ohne Pause", 90),
    ("60-90 minutes", None),
    ("90 minutes and 10 minutes for reading", None),
    ("2026-02-13", None),
    ("eineinhalb Stunden", None),
    ("100 years", None),
    ("", None),
]


@pytest.mark.parametrize(("text", "minutes"), DURATIONS, ids=[row[0] or "nothing" for row in DURATIONS])
def test_minutes_are_read_from_a_duration(text: str, minutes: int | None) -> None:
    """Hours and minutes in both languages; where several lengths stand, or none, there is none."""
    assert minutes_in(text) == (None if minutes is None else F(minutes))


WARNINGS = [
    ("8 minutes", "p1, p2", ""),
    ("8 Minuten", "p1, p2, p3", "the problems are planned for 12 minutes, the exam has 8"),
    ("7.5 minutes", "p1, p2", ""),
    ("9 minutes", "p1, p2", "the problems are planned for 8 minutes, the exam has 9"),
    ("0.1 h", "p1, p2", "the problems are planned for 8 minutes, the exam has 6"),
    ("90 minutes", "p1, none", ""),
    ("3 minutes", "p1, none", "the problems are planned for 4 minutes, the exam has 3"),
    ("an afternoon", "p1, p2", ""),
]


@pytest.mark.parametrize(("duration", "problems", "said"), WARNINGS, ids=[f"{row[0]} for {row[1]}" for row in WARNINGS])
def test_minutes_and_duration_are_compared(duration: str, problems: str, said: str, tmp_path: Path) -> None:
    """More minutes than there are, or fewer than nine tenths; where one problem does not say, it may take the rest."""
    names = problems.replace("none", "p4").split(", ")
    file = bank(tmp_path, f"duration: {duration}\nproblems: [{', '.join(f'{name}.yaml' for name in names)}]\n", p4="")
    warnings = [one.message for one in load(file).warnings]
    assert warnings == ([f"warning: {said}"] if said else [])


def test_a_warning_stops_nothing(tmp_path: Path) -> None:
    """`gen check` tells it at its place, and ends well."""
    file = bank(tmp_path, "duration: 5 minutes\nproblems: [p1.yaml, p2.yaml]\n")
    done = CliRunner().invoke(main, ["check", str(file)])
    assert done.exit_code == 0
    assert f"{file}:2:11: warning: the problems are planned for 8 minutes, the exam has 5" in done.output
    assert done.output.endswith("1 file checked, nothing found\n")
