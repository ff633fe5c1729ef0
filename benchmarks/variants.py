"""What a variant of the shipped exam costs, from its seed to the source of its sheet and of its key for graders; no TeX is run.

Processor time of one core. Verification, which no key goes without, is told apart; an item that was verified with the same numbers is
not verified again. What is made once for all variants is not in it: a seed of its own comes before.

make bench
.venv/bin/python benchmarks/variants.py 50     # so many seeds
"""

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import process_time
from types import ModuleType
from typing import Any

from gen.figures import figures
from gen.format.exam_file import load_exam
from gen.model.memo import Memo
from gen.page.exam import exam_view
from gen.proofread.proofread import proofread_exam
from gen.questions import deciding, digits, eigenvalues
from gen.questions import gate_questions as gates
from gen.questions import open_questions as words
from gen.questions import parameter_count as count
from gen.questions import values as numeric
from gen.solver.solve import solve_problem
from gen.system.memory import look_for_garbage_seldom
from gen.typeset.building import stored_layout
from gen.typeset.templates import render
from gen.variants.acceptance import Acceptance
from gen.variants.variant_file import acceptances, draw, with_variant
from gen.variants.variation import ChoiceGroup, Draw

EXAM = Path(__file__).resolve().parent.parent / "problems" / "exams" / "default.yaml"
SEEDS = range(int(sys.argv[1]) if len(sys.argv) > 1 else 300)
FIRST = 100_000  # the seed that pays for imports and for what is made once
GOAL, GOAL_WITH = 40, 15  # exams a second, without verification and with it

VERIFYING = "verification"
STAGES = ("drawing", "numbers put in", "solving", "view", "templates")
PLACES: list[tuple[ModuleType, str, str]] = [
    (numeric, "verify", VERIFYING),
    (numeric, "verify_rule", VERIFYING),
    (numeric, "verify_rule_at_random", VERIFYING),
    (numeric, "evaluate_on_probes", VERIFYING),
    (digits, "evaluate_more_finely", VERIFYING),
    (count, "verify_count", VERIFYING),
    (eigenvalues, "verify_eigenvalues", VERIFYING),
    (deciding, "verify", VERIFYING),
    (deciding, "verify_relation", VERIFYING),
    (gates, "gate_throughput", VERIFYING),
    (words, "verify_slope", VERIFYING),
    (deciding, "prove_claim", "claims"),
    (figures, "diagram", "diagrams"),
    (figures, "routed", "unrolled cells"),
    (figures, "unrolled", "unrolled cells"),
]


class Clock:
    """Processor seconds by stage and by what is done in it; what is timed inside something else does not count there."""

    def __init__(self) -> None:
        self.spent: Counter[tuple[str, str]] = Counter()
        self.now = ("", "")
        self.since = process_time()

    def turn(self, to: tuple[str, str]) -> None:
        time = process_time()
        self.spent[self.now] += time - self.since  # type: ignore[assignment]
        self.now, self.since = to, time

    @contextmanager
    def part(self, stage: str, part: str = "") -> Iterator[None]:
        before = self.now
        self.turn((stage, part))
        try:
            yield
        finally:
            self.turn(before)

    def timed(self, function: Callable[..., Any], part: str) -> Callable[..., Any]:
        def run(*args: Any, **kwargs: Any) -> Any:
            with self.part(self.now[0], part):
                result = function(*args, **kwargs)
                return list(result) if isinstance(result, Iterator) else result  # a generator works when it is read

        return run

    def of(self, stage: str, part: str | None = None) -> float:
        """All of a stage but its verification, or a part of it."""
        return sum(t for (s, p), t in self.spent.items() if s == stage and (p == part or (part is None and p != VERIFYING)))


def main() -> None:
    look_for_garbage_seldom()  # as in a process that makes the variants of a course
    clock, attempts = Clock(), Counter[str]()
    for module, name, part in PLACES:
        setattr(module, name, clock.timed(getattr(module, name), part))
    good = Acceptance.accepts

    def counted(self: Acceptance, group: ChoiceGroup, drawn: Draw) -> bool:
        attempts[f"{self.variation.problem.id} {group.name}"] += 1
        return good(self, group, drawn)

    Acceptance.accepts = counted  # type: ignore[method-assign,assignment]
    exam, _ = load_exam(EXAM)
    stored = stored_layout(EXAM, exam)
    layout = stored.pages if stored else ()
    memo = Memo()
    judged = acceptances(exam, memo)

    def make(seed: int) -> None:
        with clock.part("drawing"):
            variant = draw(judged, seed)
        with clock.part("numbers put in"):
            own = with_variant(exam, judged, variant)
        with clock.part("solving"):
            solved = {problem.id: solve_problem(problem, memo=memo) for problem in own.problems}
        with clock.part("view"):
            sheet, key = exam_view(own, None, layout, memo=memo), exam_view(own, solved, layout, memo=memo)
        with clock.part("templates"):
            render(sheet, "exam", memo)
            render(key, "solutions", memo)
        with clock.part("reading back"):
            proofread_exam(key, solved, memo)

    make(FIRST)
    clock.spent.clear()
    attempts.clear()
    for seed in SEEDS:
        make(seed)
    report(clock, attempts)


def report(clock: Clock, attempts: Counter[str]) -> None:
    n = len(SEEDS)
    unverified = sum(clock.of(stage) for stage in STAGES)
    verifying = sum(t for (_, part), t in clock.spent.items() if part == VERIFYING)
    back = clock.of("reading back")
    print(f"{n} variants of three sheets with keys, without verification: 1")
    for stage in STAGES:
        tell(stage, clock.of(stage), unverified)
        for part in sorted({p for s, p in clock.spent if s == stage and p not in ("", VERIFYING)}):
            tell(f"  of it {part}", clock.of(stage, part), unverified)
    tell(VERIFYING, verifying, unverified)
    tell("  of it while drawing", clock.of("drawing", VERIFYING), unverified)
    tell("reading the key back", back, unverified)
    whole = unverified + verifying + back
    print(f"exams a second: {n / unverified:.1f} without verification (goal {GOAL}), {n / whole:.1f} with it (goal {GOAL_WITH})")
    print("attempts per seed: " + ", ".join(f"{name}: {count / n:.1f}" for name, count in attempts.most_common(4)))


def tell(what: str, seconds: float, unit: float) -> None:
    print(f"{what:<24} {seconds / unit:5.2f}  {1000 * seconds / len(SEEDS):6.1f} ms an exam")


if __name__ == "__main__":
    main()
