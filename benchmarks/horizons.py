"""What a longer horizon costs, as ratios within this run: values of h[t] = tanh(V*h[t-1] + W*x[t]) and one gradient.

The gradient is that of the last value, or of a loss summed over all steps.

The derivation with its numbers, and apart from it all that confirms them. Then the key of an LSTM as records of LaTeX, solved before.

make bench
"""

import tempfile
from collections.abc import Callable
from itertools import product
from pathlib import Path
from time import process_time

from gen.format.problem_file import load_problem
from gen.model.exam import Exam
from gen.model.problem import Item, Problem
from gen.page import exam_view
from gen.questions.kind import AskedItem
from gen.questions.kinds import by_kind
from gen.solver import solve_problem

HORIZONS = (10, 100, 1000)
PAGES = (50, 100, 200)
ROUNDS = 3

PROBLEM = """\
title: A long horizon
cells:
  rnn:
    h[t]: tanh(V*h[t-1] + W*x[t])
    L: sum_t((h[t] - 1/2)**2)
items:
  - id: a
    prompt: For {{cell}} and {{given}}, compute the gradient of `{of}` with respect to `V`.
    given:
      V: 1/2
      W: 3/2
      h[0]: 1
      x: [{inputs}]
    ask: gradient of {of} wrt V
    by: {mode}
    points:
      all: 1
"""


LSTM = """\
title: A long memory
cells:
  lstm:
    f[t]: sigmoid(a*h[t-1] + b*x[t])
    i[t]: sigmoid(c*h[t-1] + d*x[t])
    o[t]: sigmoid(e*h[t-1] + g*x[t])
    k[t]: tanh(p*h[t-1] + q*x[t])
    s[t]: f[t]*s[t-1] + i[t]*k[t]
    h[t]: o[t]*tanh(s[t])
items:
  - id: a
    prompt: For {{cell}} and {{given}}, compute the gradient.
    given: {{a: 1/2, b: 1, c: 1/3, d: 1/2, e: 1, g: 1/2, p: 1, q: 1/2, 'h[0]': 0, 's[0]': 1, x: [{inputs}]}}
    ask: gradient of h[{steps}] wrt a
    points: {{all: 1}}
"""


def item(of: str, steps: int, mode: str) -> Item:
    return problem(PROBLEM.format(of=of.format(steps), inputs=inputs(steps), mode=mode)).items[0]


def inputs(steps: int) -> str:
    return ", ".join(("1", "-1/2", "1/3")[i % 3] for i in range(steps))


def problem(text: str) -> Problem:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "long.yaml"
        path.write_text(text, encoding="utf-8")
        return load_problem(path)[0]


def key_of_lstm(steps: int) -> float:
    """Seconds of the processor for the records of a key."""
    exam = Exam.of(problem(LSTM.format(steps=steps, inputs=inputs(steps))))
    solved = {exam.problems[0].id: solve_problem(exam.problems[0])}
    start = process_time()
    exam_view(exam, solved)
    return process_time() - start


def seconds(work: Callable[[], object]) -> float:
    """The shortest of a few runs, in processor seconds."""
    times = []
    for _ in range(ROUNDS):
        start = process_time()
        work()
        times.append(process_time() - start)
    return min(times)


def asked(it: Item) -> AskedItem:
    return AskedItem(it, it.readings[0], {var.name for var in it.given})


def derive(it: Item) -> None:
    for kind, query in by_kind(it.queries):
        kind.derivation(query, asked(it))


def derive_and_confirm(it: Item) -> None:
    for kind, query in by_kind(it.queries):
        kind.answer(query, asked(it))


def main() -> None:
    for of, mode in product(("h[{}]", "L"), ("forward", "reverse")):
        items = {steps: item(of, steps, mode) for steps in HORIZONS}
        for what, work in (("derived", derive), ("with all that confirms", derive_and_confirm)):
            found = {steps: seconds(lambda it=it, work=work: work(it)) for steps, it in items.items()}  # type: ignore[misc]
            unit = found[HORIZONS[0]] / HORIZONS[0]
            steps = ", ".join(f"T = {steps}: {spent / steps / unit:.2f}" for steps, spent in found.items())
            print(
                f"{of.format('T'):<4} {mode:<7} {what:<23} per step, T = {HORIZONS[0]} being 1: {steps} ({found[HORIZONS[-1]]:.1f} s)",
                flush=True,
            )
    pages = {steps: key_of_lstm(steps) for steps in PAGES}
    unit = pages[PAGES[0]] / PAGES[0]
    told = ", ".join(f"T = {steps}: {spent / steps / unit:.2f}" for steps, spent in pages.items())
    print(f"LSTM, a gradient: records of its key, per step, T = {PAGES[0]} being 1: {told} ({pages[PAGES[-1]]:.1f} s)")


if __name__ == "__main__":
    main()
