"""Questions for Moodle as tests look at them."""

from collections.abc import Mapping
from dataclasses import replace

from lxml import etree

from gen.export.fragments import fragments_of
from gen.export.moodle import moodle_question
from gen.export.moodle_records import MoodleQuestion
from gen.export.questions import Wanted, questions
from gen.interface import page_pictures
from gen.model.exam import Exam
from gen.model.memo import Memo
from gen.model.solved import SolvedProblem
from tests.support.problems import ROOT

SCHEMA = etree.RelaxNG(etree.parse(ROOT / "tests" / "schemas" / "moodle.rng"))
"""What Moodle's importer reads."""


def made(exam: Exam, solved: Mapping[str, SolvedProblem], wanted: Wanted = "auto") -> list[MoodleQuestion]:
    """The records of all questions, whose keys are left out."""
    memo = Memo()
    pieces = [fragments_of(one, (), memo, page_pictures(exam)) for one in questions(exam, solved, wanted, memo)]
    return [moodle_question(replace(one, keys={"graders": ""})) for one in pieces]


def seen(question: MoodleQuestion) -> object:
    """All that students may see of a question, as `STUDENT_FIELDS` lists it; its feedback is nothing where none is wanted."""
    assert question.feedback.html == ""
    choices = [[one.text for one in place.choices] for place in question.places if place.kind != "NUMERICAL"]
    options = [answer.text for answer in question.answers if question.type == "multichoice"]
    return question.category, question.type, question.name, question.text, choices, options, question.grade
