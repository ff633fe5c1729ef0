"""What is to be exported, and files that were written and read back, with what staff should know of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gen.export.questions import Question, Wanted, questions
from gen.model.exam import Exam
from gen.model.memo import Memo
from gen.model.solved import SolvedProblem


@dataclass(frozen=True, slots=True)
class Task:
    """Exams with their confirmed solutions: one, or the variants of one. Which kinds of questions are `wanted`, and whether students see
    the key once a test shows `feedback`. `pictures` are the author's by the names of `gen.html.picture_name`."""

    exams: Sequence[tuple[Exam, Mapping[str, SolvedProblem]]]
    wanted: Wanted = "auto"
    feedback: bool = False
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    memo: Memo = field(default_factory=Memo)

    @property
    def questions(self) -> tuple[Question, ...]:
        """All questions, variants of each beside each other."""
        found = [one for exam, solved in self.exams for one in questions(exam, solved, self.wanted, self.memo)]
        names = {name: i for i, name in enumerate(dict.fromkeys(one.name for one in found))}
        return tuple(sorted(found, key=lambda one: names[one.name]))


@dataclass(frozen=True, slots=True)
class Written:
    """Files by their names; how many questions they have; those that a person marks, by their names, each with the reason; and other things
    to know, a sentence each."""

    files: Mapping[str, bytes]
    questions: int
    by_hand: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
