"""A package that Canvas imports as a quiz, written and read back."""

import re
from collections.abc import Sequence
from fractions import Fraction
from hashlib import sha256

from gen.export.canvas_check import COMPARED, Asked, check_quiz
from gen.export.canvas_questions import by_hand, canvas_questions, note
from gen.export.canvas_reader import read_quiz
from gen.export.canvas_xml import assessment_xml, manifest_xml, meta_xml
from gen.export.packages import MANIFEST
from gen.export.pieces import distinct, pieces_of
from gen.export.written import Task, Written
from gen.html import COURSE_IMAGES
from gen.messages.errors import VerificationError
from gen.system import pack

FILE = "canvas.zip"
_NAMED = re.compile(r'src="%24IMS-CC-FILEBASE%24/pictures/([^"]+)"')


def canvas_files(task: Task) -> Written:
    """The package. Raises VerificationError where what is read back is not what was to be written."""
    variants = distinct([pieces_of(question, COURSE_IMAGES, task.memo, task.pictures) for question in task.questions])
    several = {own[0].question.name: len(own) > 1 for own in variants}
    asked = [[(one, canvas_questions(one, task.wanted, task.feedback, len(own) > 1)) for one in own] for own in variants]
    groups = [list(parts) for own in asked for parts in zip(*(questions for _, questions in own), strict=True)]
    exam, names = task.exams[0][0], list(several)
    ident = f"g{sha256(chr(0).join([exam.title, *names]).encode()).hexdigest()[:31]}"
    assessment, meta = f"{ident}/{ident}.xml", f"{ident}/assessment_meta.xml"
    points = sum((own[0].points for own in groups), Fraction(0))
    flat = [one for own in asked for one in own]
    pictures = _pictures(flat)
    files = {
        MANIFEST: manifest_xml(ident, assessment, meta, list(pictures)),
        assessment: assessment_xml(ident, exam.title, groups),
        meta: meta_xml(ident, exam.title, points, task.feedback),
        **pictures,
    }
    content = pack(files.items())
    plain = [(pieces_of(pieces.question, COMPARED, task.memo), questions) for pieces, questions in flat]
    check_quiz(read_quiz(content), plain, groups, task.feedback)
    first = [own[0].question for own in variants]
    reasons = {one.name: by_hand(one, task.wanted, several[one.name]) for one in first}
    told = {f"{one.name}: {said}": None for one in first if not reasons[one.name] and (said := note(one, task.wanted))}
    count = sum(len(questions) for _, questions in flat)
    return Written({FILE: content}, count, {name: why for name, why in reasons.items() if why}, tuple(told))


def _pictures(asked: Sequence[Asked]) -> dict[str, bytes]:
    """The pictures that questions name, by their names in the package. Raises VerificationError for one that nobody knows."""
    found: dict[str, bytes] = {}
    for pieces, own in asked:
        texts = (part for one in own for part in (one.text, one.feedback, *(option.html for option in one.options)))
        for name in (name for text in texts for name in _NAMED.findall(text)):
            if name not in pieces.pictures:
                raise VerificationError(f"there is no picture {name}")
            found[f"pictures/{name}"] = pieces.pictures[name]
    return found
