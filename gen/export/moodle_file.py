"""A file of Moodle XML: all questions of an exam, of one variant or of many, written and read back."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from gen.algebra.printer import points_text
from gen.export.fragments import fragments_of
from gen.export.moodle import audiences, by_hand, moodle_question
from gen.export.moodle_check import check_read_back
from gen.export.moodle_reader import read_moodle_xml
from gen.export.moodle_records import MoodleQuestion
from gen.export.moodle_xml import moodle_xml
from gen.export.questions import Question
from gen.export.written import Task, Written

FILE = "moodle.xml"


def moodle_files(task: Task) -> Written:
    """The file. Variants of an item stand in a category of their own, each that differs from the others once.

    Raises VerificationError where what is read back is not what was to be written.
    """
    apart = any(exam.variant for exam, _ in task.exams)
    pieces = [fragments_of(question, audiences(question, task.feedback), task.memo, task.pictures) for question in task.questions]
    made = [(fragments, moodle_question(fragments, task.feedback, apart)) for fragments in pieces]
    first: dict[MoodleQuestion, int] = {}
    for i, (_, question) in enumerate(made):
        first.setdefault(replace(question, name="", idnumber=""), i)
    kept = [made[i] for i in first.values()]
    written = [question for _, question in kept]
    content = moodle_xml(written)
    check_read_back(read_moodle_xml(content), written, [fragments for fragments, _ in kept])
    reasons = {fragments.question.name: by_hand(fragments.question) for fragments, _ in kept}
    notes = dict.fromkeys(_notes([(fragments.question, question) for fragments, question in kept]))
    return Written({FILE: content}, len(kept), {name: reason for name, reason in reasons.items() if reason}, tuple(notes))


def _notes(made: Sequence[tuple[Question, MoodleQuestion]]) -> Iterator[str]:
    for question, found in made:
        if found.grade != question.points:
            marks, points = points_text(found.grade), points_text(question.points)
            yield f"{question.name} has {marks} marks in Moodle, where they are whole: set {points} in the quiz"
