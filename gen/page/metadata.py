"""What a PDF says about itself, in the information of the document and, for programs, in XML (XMP)."""

import re
from dataclasses import dataclass

from gen.latex import NOTHING, Tex, escape
from gen.messages.dates import day_in
from gen.model.exam import Exam

_SPECIAL = re.compile(r"[^\w .,:;()+/-]|_")


@dataclass(frozen=True, slots=True)
class Metadata:
    """`author` is who holds the exam, as LaTeX; those in `xml` are characters of XML that TeX passes as they are; `day` is the exam's,
    `2026-02-13`, or empty."""

    author: Tex
    title_xml: Tex
    author_xml: Tex
    subject_xml: Tex
    day: Tex = NOTHING

    @property
    def pdf_date(self) -> Tex:
        """The day as the information of a PDF has it."""
        return Tex(f"D:{self.day.replace('-', '')}") if self.day else NOTHING


def metadata_of(exam: Exam) -> Metadata:
    """Of an exam: its examiner is the author, or else the institution stands for one, or the course."""
    examiner = exam.cover.examiner if exam.cover else ""
    author, day = examiner or exam.course.institution or exam.course.name, day_in(exam.date)
    return Metadata(escape(author), in_xml(exam.title), in_xml(author), in_xml(exam.course.name), Tex(day.isoformat() if day else ""))


def in_xml(text: str) -> Tex:
    """Text as characters of XML; those that mean something in XML or TeX by their numbers."""
    return Tex(_SPECIAL.sub(lambda sign: f"&#{ord(sign[0])};", text))
