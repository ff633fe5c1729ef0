"""Many seeds of many problems: drawn, solved with every confirmation, set and read back, without TeX.

Work is cut into parts that processes share, and put together in order: what comes out does not depend on how many there are.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cache, partial
from pathlib import Path
from time import process_time
from typing import Any

from gen.algebra.arrays import Value, numbers
from gen.algebra.expr import Atom
from gen.algebra.numbers import Number
from gen.algebra.printer import text
from gen.check import check_exam
from gen.format import load_exam
from gen.messages.errors import InputErrors, MathError, VerificationError
from gen.model.exam import Exam
from gen.model.problem import Item, Problem
from gen.model.solved import Solved, SolvedItem, SolvedProblem
from gen.solver import solve_problem
from gen.stress.workload import NONE, Effort, effort_of
from gen.system import MEMORY, SECONDS, BeginProgress, budget, real_path, workers
from gen.variants import FEATURES, SAME, Acceptance, Draw, Feature, acceptances, features_in, find

LARGEST = Fraction(10**300)
PART = 10  # seeds or variants that a process takes at once

Answers = tuple[tuple[str, Value | str], ...]
"""The answers of all items by their names, `c: h[3]`: numbers, or a verdict or a role in words."""

SecondsAndMemory = tuple[float, int]
"""Seconds of processor time and MiB of memory, for a draw and for a trial."""


@dataclass(frozen=True, slots=True)
class Target:
    """A problem as it stands in an exam file, or by itself."""

    exam: Path
    problem: str
    file: Path


@dataclass(frozen=True, slots=True)
class Trial:
    """A variant with all seeds that draw it: why it failed, if it did, else what it is like. `drawn` is False where there is none.

    Answers and effort are those of the first reading of each item; `largest` is the largest number in size, but for counts of parameters.
    """

    causes: tuple[str, ...] = ()
    effort: Effort = NONE
    largest: float = 0
    answers: Answers = ()
    seeds: tuple[int, ...] = ()
    drawn: bool = True
    seconds: float = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class StressReport:
    """What became of a problem. `own` are the author's own numbers, corrected; trials are in the order of their first seeds."""

    target: Target
    title: str
    own: Trial
    trials: tuple[Trial, ...]
    seconds: float = field(default=0, compare=False)

    @property
    def seeds(self) -> int:
        return sum(len(trial.seeds) for trial in self.trials)

    @property
    def variants(self) -> int:
        """How many different ones were drawn."""
        return sum(trial.drawn for trial in self.trials)

    @property
    def repeated(self) -> int:
        """How many seeds drew a variant that an earlier one has."""
        return sum(len(trial.seeds) - 1 for trial in self.trials if trial.drawn)

    @property
    def failures(self) -> tuple[Trial, ...]:
        """The author's own numbers are one where they alone fail: else the others tell why."""
        return tuple(trial for trial in self.trials if trial.causes) or ((self.own,) if self.own.causes else ())

    @property
    def good(self) -> tuple[Trial, ...]:
        return tuple(trial for trial in self.trials if not trial.causes)


def targets(exams: Mapping[Path, Exam]) -> list[Target]:
    """Every problem of these exam files, once."""
    found: dict[Path, Target] = {}
    for path, exam in exams.items():
        for problem in exam.whole.problems:
            file = Path(problem.where.file)
            found.setdefault(real_path(file), Target(path, problem.id, file))
    return list(found.values())


def stress(
    chosen: Sequence[Target], seeds: Sequence[int], jobs: int | None, progress: BeginProgress, limits: SecondsAndMemory = (SECONDS, MEMORY)
) -> list[StressReport]:
    """A report for each problem, with so many processes (None: one for each core); each draw and each trial within the limits."""
    with _workers(jobs) as each, progress() as told:
        parts = [(target, part) for target in chosen for part in _parts(seeds)]
        seconds = dict.fromkeys(chosen, 0.0)
        found: dict[Target, dict[object, tuple[Draw | Trial, list[int]]]] = {target: {} for target in chosen}
        for n, ((target, part), (drawn, spent)) in enumerate(zip(parts, each(partial(_draw_all, limits), parts), strict=True), 1):
            seconds[target] += spent
            for seed, one in zip(part, drawn, strict=True):
                found[target].setdefault(_key(one), (one, []))[1].append(seed)
            told("draws", n, len(parts))
        draws = {target: [one for one, _ in found[target].values() if not isinstance(one, Trial)] for target in chosen}
        work: list[tuple[Target, Sequence[Draw | None]]] = [(t, part) for t in chosen for part in _parts([None, *draws[t]])]
        trials: dict[Target, list[Trial]] = {target: [] for target in chosen}
        for n, ((target, _), tried) in enumerate(zip(work, each(partial(_tested, limits), work), strict=True), 1):
            trials[target] += tried
            told("solves and verifies", n, len(work))
    return [_report(target, found[target].values(), trials[target], seconds[target]) for target in chosen]


def _report(target: Target, found: Iterable[tuple[Draw | Trial, list[int]]], tried: Sequence[Trial], seconds: float) -> StressReport:
    own, *others = tried
    solved = iter(others)
    trials = [replace(one if isinstance(one, Trial) else next(solved), seeds=tuple(seeds)) for one, seeds in found]
    return StressReport(target, _open_target(target)[0].title, own, tuple(trials), seconds + sum(trial.seconds for trial in trials))


def _key(one: Draw | Trial) -> object:
    return one.causes if isinstance(one, Trial) else tuple(one.items())


def _parts(sequence: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (sequence[k : k + PART] for k in range(0, len(sequence), PART))


@contextmanager
def _workers(jobs: int | None) -> Iterator[Callable[..., Iterator[Any]]]:
    """What maps a function over work, in order. One job needs no process of its own."""
    if jobs == 1:
        yield map
        return
    with workers("local", jobs, Path()) as (pool, _):
        yield pool.map


@cache
def _open_target(target: Target) -> tuple[Problem, Exam, Acceptance]:
    """The problem, the exam around it, and its judge; each process opens a file once."""
    exam, _ = load_exam(target.exam)
    problem = next(one for one in exam.whole.problems if one.id == target.problem)
    exam = exam.only(problem)
    return problem, exam, acceptances(exam)[problem.id]


def _draw_all(limits: SecondsAndMemory, work: tuple[Target, Sequence[int]]) -> tuple[list[Draw | Trial], float]:
    """The draw of each seed, or why there is none, and how long that took."""
    target, seeds = work
    acceptance, start = _open_target(target)[2], process_time()
    found: list[Draw | Trial] = []
    for seed in seeds:
        try:
            with _budget(target, limits):
                found.append(find(acceptance, seed))
        except InputErrors as error:
            found.append(Trial(tuple(map(str, error.faults)), drawn=False))
    return found, process_time() - start


def _budget(target: Target, limits: SecondsAndMemory) -> AbstractContextManager[None]:
    seconds, memory = limits
    return budget(seconds, _open_target(target)[0].where, memory)


def _tested(limits: SecondsAndMemory, work: tuple[Target, Sequence[Draw | None]]) -> list[Trial]:
    target, draws = work
    return [_trial(target, draw, limits) for draw in draws]


def _trial(target: Target, draw: Draw | None, limits: SecondsAndMemory) -> Trial:
    """A draw, or the author's own numbers, as far as they come. A crash is a failure of this draw, and not the end of the others."""
    acceptance, start = _open_target(target)[2], process_time()
    try:
        with _budget(target, limits):
            problem = acceptance.own({}) if draw is None else acceptance.problem(draw)
            solved = solve_and_confirm(target, problem)
            causes = (*map(str, solved.findings), *(_other_structure(target, solved, draw) if draw else ()))
        trial = Trial(causes) if causes else _measured(solved)
    except InputErrors as error:
        trial = Trial(tuple(map(str, error.faults)))
    except VerificationError as error:
        trial = Trial((f"not verified: {error}",))
    except MathError as error:
        trial = Trial((str(error),))
    except Exception as error:
        trial = Trial((f"crash: {type(error).__name__}: {error}",))
    return replace(trial, seconds=process_time() - start)


def solve_and_confirm(target: Target, problem: Problem) -> SolvedProblem:
    """The problem solved and verified, its key set and read back. Raises InputErrors and VerificationError."""
    _, exam, acceptance = _open_target(target)
    return check_exam(replace(exam, problems=(problem,)), memo=acceptance.memo).solved[problem.id]


def _other_structure(target: Target, solved: SolvedProblem, draw: Draw) -> Iterator[str]:
    """In what the confirmed derivation differs from that of the author's own numbers, though it may not."""
    acceptance = _open_target(target)[2]
    chosen = tuple((choice.key, draw[choice.key]) for choice in acceptance.variation.free if choice.kind == "either")
    for one, own in zip(solved.items, _own_features(target, chosen), strict=True):
        rules = acceptance.variation.rules.get(one.item.id)
        for feature in FEATURES:
            if not (rules and feature in rules.differ) and [found[feature] for found in _features(one)] != [
                found[feature] for found in own
            ]:
                yield f"{target.problem}, item {one.item.id}: '{SAME[feature]}' does not hold"


@cache
def _own_features(target: Target, chosen: tuple[tuple[str, Any], ...]) -> list[list[Mapping[Feature, object]]]:
    return [_features(one) for one in solve_problem(_open_target(target)[2].own(dict(chosen))).items]


def _features(one: SolvedItem) -> list[Mapping[Feature, object]]:
    return [features_in(reading.derivation, one.item.conventions).every for reading in one.readings]


def as_float(x: Number) -> float:
    """For plots: a number that no float can hold is as large as one can be."""
    return float(max(-LARGEST, min(LARGEST, x)))


def _measured(solved: SolvedProblem) -> Trial:
    """What a good variant is like."""
    first = [(one.item, one.readings[0]) for one in solved.items]
    shown = solved.problem.shown
    efforts = [effort_of(one.derivation.numbers, one.derivation.values, item.conventions, shown) for item, one in first]
    steps = [step for _, one in first for step in one.derivation.numbers]
    steps = [step for step in steps if step.kind not in ("size", "group", "count")] or steps  # counts are large by nature
    return Trial(
        effort=sum(efforts, NONE),
        largest=max((abs(as_float(x)) for step in steps for x in numbers(step.value)), default=0.0),
        answers=tuple(answer for item, one in first for answer in _answers(item, one)),
    )


def _answers(item: Item, one: Solved) -> Iterator[tuple[str, Value | str]]:
    for answer in one.derivation.answers:
        if isinstance(answer, Atom):
            yield f"{item.id}: {text(answer)}", one.derivation.values[answer]
        else:
            yield f"{item.id}: {answer.about}", answer.word
