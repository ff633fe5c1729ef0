"""The problems of an exam: files that it names, and groups of which some are drawn, for the exam or for each of its variants."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from gen.algebra.printer import points_text
from gen.algebra.random_stream import MAX_SEED, chosen
from gen.format.named_files import named_file
from gen.format.problem_file import load_problem
from gen.keys import DRAWN_PROBLEMS
from gen.messages.errors import InputError, Location
from gen.messages.sentences import Language
from gen.model.exam import ProblemChoice
from gen.model.math_tree import Macros
from gen.model.problem import Problem, Weight
from gen.model.source import Text
from gen.syntax import Fields, split
from gen.syntax.yamltree import Leaf, Mapping, Node

MOST_DRAWN = 200  # problems that a group may have
_CHOOSE = re.compile(r"(?P<number>\d{1,4})\s+of\s+\[(?P<files>[^\[\]]*)\]", re.ASCII)
_FORM = "write: choose: 2 of [a.yaml, b.yaml, c.yaml]"


@dataclass(frozen=True, slots=True)
class _Group:
    """What stands in one place of the list: so many of these problems; one of one where a file is named."""

    problems: tuple[Problem, ...]
    number: int
    each_variant: bool
    where: Location


@dataclass(frozen=True, slots=True)
class ExamProblems:
    """The problems that an exam has, those that its variants may have, and what each variant chooses."""

    own: tuple[Problem, ...]
    pool: tuple[Problem, ...]
    choices: tuple[ProblemChoice, ...]
    read: tuple[Problem, ...]
    """All that are named, drawn or not."""


def read_problems(exam: Path, fields: Fields, macros: Macros, language: Language | None, notation: Weight | None) -> ExamProblems:
    """What stands under `problems`, and what `seed` draws of it; `notation` is for problems that state none.

    Faults go to `fields`, those of problem files with them.
    """
    reader = _Reader(exam, fields, macros, language, notation)
    groups = [group for node in fields.items("problems") if (group := reader.group(node))]
    seed = _seed(fields, any(group.number < len(group.problems) and not group.each_variant for group in groups))
    drawn = [_drawn(group, seed) for group in groups]
    choices = tuple(
        ProblemChoice(tuple(problem.id for problem in group.problems), group.number, group.where) for group in groups if group.each_variant
    )
    own = tuple(problem for group, some in zip(groups, drawn, strict=True) for problem in some[: group.number])
    return ExamProblems(
        own=own,
        pool=tuple(problem for some in drawn for problem in some) if choices else (),
        choices=choices,
        read=tuple(problem for group in groups for problem in group.problems),
    )


def _drawn(group: _Group, seed: int) -> tuple[Problem, ...]:
    """What of a group is in the exam or in a variant of it, in the order of the file."""
    if group.each_variant:
        return group.problems
    ids = chosen([problem.id for problem in group.problems], group.number, seed)
    return tuple(problem for problem in group.problems if problem.id in ids)


def _seed(fields: Fields, draws: bool) -> int:
    """The seed of the exam; 0 where nothing is drawn by it."""
    text, seed = fields.text("seed"), fields.number("seed")
    if text and seed is not None and (seed.denominator != 1 or not 0 <= seed <= MAX_SEED):
        fields.fault(text.where, f"a seed is a whole number from 0 on, of at most 18 digits, found '{text.value[:40]}'")
    if fields.faults:
        return 0  # a group that could not be read may be the one that is drawn
    if draws and "seed" not in fields:
        message = "this exam draws problems, and does not say by which seed"
        fields.fault(fields.nodes["problems"].where, message, "add a number such as seed: 7, or 'per: variant' to each 'choose'")
    elif text and not draws:
        fields.fault(text.where, "'seed' draws nothing here", "leave it out; gen new-variant has a seed of its own")
    return int(seed or 0)


class _Reader:
    """Reads the entries of `problems`; `first` are the places of the ids that are there."""

    def __init__(self, exam: Path, fields: Fields, macros: Macros, language: Language | None, notation: Weight | None) -> None:
        self.exam, self.fields, self.macros, self.language, self.notation = exam, fields, macros, language, notation
        self.first: dict[str, tuple[Location, bool]] = {}

    def group(self, node: Node) -> _Group | None:
        """A file, or a mapping with `choose`."""
        if isinstance(node, Leaf):
            problem = self.problem(node.text, False)
            return _Group((problem,), 1, False, node.where) if problem else None
        if not isinstance(node, Mapping):
            self.fields.leaf(node, "a problem of the exam")
            return None
        own = Fields(node, DRAWN_PROBLEMS, self.fields.faults)
        each_variant = own.choice("per", "exam") == "variant"
        found = self.choose(own)
        if found is None:
            return None
        number, files = found
        before = len(self.fields.faults)
        problems = tuple(problem for file in files if (problem := self.problem(file, True)))
        if len(problems) < len(files):
            return None
        if each_variant and len(self.fields.faults) == before:
            self.fields.faults += _unequal(files, problems)
        return _Group(problems, number, each_variant, node.where)

    def choose(self, own: Fields) -> tuple[int, Sequence[Text]] | None:
        """How many of which files."""
        node = own.nodes.get("choose")
        text = node.text if isinstance(node, Leaf) else None
        match = _CHOOSE.fullmatch(text.value.strip()) if text else None
        if text is None or match is None:
            if node:
                own.fault(node.where, "'choose' tells how many of which problem files are drawn", _FORM)
            return None
        lead = len(text.value) - len(text.value.lstrip())
        inner = text.part(*(lead + place for place in match.span("files")))
        files = [file for file in split(inner) if file.value]
        number = int(match["number"])
        if not 1 <= number <= len(files):
            some = f"{len(files)} problem{'' if len(files) == 1 else 's'}"
            own.fault(text.where, f"{number} of {some} cannot be drawn", f"1 to {len(files)}" if files else _FORM)
            return None
        if len(files) > MOST_DRAWN:
            own.fault(text.where, f"a group has at most {MOST_DRAWN} problems, this one has {len(files)}")
            return None
        return number, files

    def problem(self, text: Text, drawn: bool) -> Problem | None:
        """A problem file, whose id no other problem of the exam has."""
        file = named_file(self.exam, text, "problem", (".yaml",), self.fields.faults)
        if not file:
            return None
        problem, more = load_problem(file, self.macros, self.language)
        self.fields.faults += more
        place, before = self.first.setdefault(problem.id, (text.where, drawn))
        if place is not text.where:
            mixed = "; what always stands in the exam cannot be drawn as well" if drawn != before else ""
            self.fields.fault(text.where, f"duplicate problem id '{problem.id}'", f"first in line {place.line}{mixed}")
        return replace(problem, notation=problem.notation or self.notation)


def _unequal(files: Sequence[Text], problems: Sequence[Problem]) -> Iterator[InputError]:
    """Problems that a student gets by luck earn the same and take as long."""
    first = problems[0]
    for file, problem in zip(files, problems, strict=True):
        if problem.points != first.points:
            points = f"'{problem.id}' has {points_text(problem.points)} points, and '{first.id}' {points_text(first.points)}"
            yield InputError(file.where, f"a variant has one or the other: {points}", "all problems of a group have the same points")
        elif problem.profile.minutes != first.profile.minutes:
            own, other = (one.profile.minutes or "no" for one in (problem, first))
            minutes = f"'{problem.id}' has {own} minutes, and '{first.id}' {other}"
            yield InputError(file.where, f"a variant has one or the other: {minutes}", "all problems of a group have the same 'minutes'")
