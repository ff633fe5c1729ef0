"""What a stress test found, as records for its page: a card for each problem, and a row for each failure."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from gen.algebra.arrays import Value, numbers
from gen.algebra.numbers import NumberFormat
from gen.algebra.printer import number_text
from gen.stress.plots import BoxPlot, Plot, box_plot, categories, curve, histogram, relative_position
from gen.stress.trials import StressReport, Trial, as_float

NEAR = 0.8, 1.25  # spreads are compared on a scale that is no shorter
BRIEF = NumberFormat(n=3)


MEASURES: Sequence[tuple[str, Callable[[Trial], float]]] = (
    ("operations", lambda trial: trial.effort.operations),
    ("negative numbers", lambda trial: trial.effort.negatives),
    ("fractions", lambda trial: trial.effort.fractions),
    ("digits", lambda trial: trial.effort.digits),
    ("largest number", lambda trial: trial.largest),
)


@dataclass(frozen=True, slots=True)
class Chart:
    """A name, what there is to say, and a plot unless all variants have the same."""

    name: str
    note: str
    plot: Plot | None


@dataclass(frozen=True, slots=True)
class Card:
    """`growth` is the curve of different variants over seeds. `spread` compares digits with the author's own, whose place is `even`."""

    id: str
    title: str
    file: str
    seeds: int
    variants: int
    repeated: int
    failed: int
    seconds: float
    growth: str
    spread: BoxPlot | None
    efforts: tuple[Chart, ...]
    answers: tuple[Chart, ...]

    @property
    def each(self) -> float:
        """Processor time for one variant, the author's own included."""
        return self.seconds / (self.variants + 1)


@dataclass(frozen=True, slots=True)
class Failure:
    """A variant that failed: its first seed (empty: the author's own numbers), how many more seeds have it, and how to see it."""

    problem: str
    seed: str
    more: int
    cause: str
    details: str
    command: str


@dataclass(frozen=True, slots=True)
class StressPage:
    """`even` is where spreads have the author's own, between `least` and `most` times as many digits."""

    seeds: str
    cards: tuple[Card, ...]
    failures: tuple[Failure, ...]
    even: float
    least: str
    most: str

    @property
    def variants(self) -> int:
        return sum(card.variants for card in self.cards)

    @property
    def drawn(self) -> int:
        return sum(card.seeds for card in self.cards)

    @property
    def seconds(self) -> float:
        return sum(card.seconds for card in self.cards)


def stress_page(reports: Sequence[StressReport], seeds: str) -> StressPage:
    """The page of all reports."""
    ratios = {report.target: _ratios(report) for report in reports}
    every = [*NEAR, *(ratio for found in ratios.values() for ratio in found)]
    low, high = min(every), max(every)
    cards = tuple(_card(report, box_plot(found, low, high) if (found := ratios[report.target]) else None) for report in reports)
    failed = tuple(_failure(report, trial) for report in reports for trial in report.failures)
    return StressPage(seeds, cards, failed, relative_position(1, low, high), f"{low:.0%}", f"{high:.0%}")


def _ratios(report: StressReport) -> list[float]:
    """How many digits variants have beside the author's own, by seed."""
    own = report.own.effort.digits
    return [trial.effort.digits / own for trial in report.good for _ in trial.seeds] if own else []


def _card(report: StressReport, spread: BoxPlot | None) -> Card:
    good, own = report.good, None if report.own.causes else report.own
    first = {trial.seeds[0] for trial in report.trials if trial.drawn}
    grown, seen = [], 0
    for seed in sorted(seed for trial in report.trials for seed in trial.seeds):
        seen += seed in first
        grown.append(seen)
    return Card(
        id=report.target.problem,
        title=report.title,
        file=str(report.target.file),
        seeds=report.seeds,
        variants=report.variants,
        repeated=report.repeated,
        failed=len(report.failures),
        seconds=report.seconds,
        growth=curve(grown),
        spread=spread,
        efforts=tuple(_counted(name, {trial: of(trial) for trial in good}, of(own) if own else None) for name, of in MEASURES if good),
        answers=tuple(_answer(name, good, own) for name in dict.fromkeys(name for trial in good for name, _ in trial.answers)),
    )


def _counted(name: str, found: Mapping[Trial, float], own: float | None) -> Chart:
    """How often each number occurs among the seeds."""
    counts: Counter[float] = Counter()
    for trial, x in found.items():
        counts[x] += len(trial.seeds)
    beside = "" if own is None else f", author {own:,.4g}"
    if len(counts) == 1:
        (x,) = counts
        return Chart(name, f"always {x:,.4g}{'' if own == x else beside}", None)
    return Chart(name, f"{min(counts):,.4g} to {max(counts):,.4g}{beside}", histogram(counts, own))


def _answer(name: str, good: Sequence[Trial], own: Trial | None) -> Chart:
    """How often an answer has each value; of arrays the plot counts entries."""
    values: Counter[Value | str] = Counter()
    for trial in good:
        for other, value in trial.answers:
            if other == name:
                values[value] += len(trial.seeds)
    mine = dict(own.answers).get(name) if own else None
    ((most, times),) = values.most_common(1)
    if len(values) == 1:
        return Chart(name, f"always {_value_text(most)}" + ("" if mine in (most, None) else f", author {_value_text(mine)}"), None)
    note = f"{len(values):,} different; {_value_text(most)} in {times / sum(values.values()):.0%}"
    words = {value: count for value, count in values.items() if isinstance(value, str)}
    if words:
        return Chart(name, note, categories(words, mine if isinstance(mine, str) else None))
    entries: Counter[float] = Counter()
    for value, count in values.items():
        for x in numbers(value):  # type: ignore[arg-type]
            entries[as_float(x)] += count
    single = [as_float(x) for x in numbers(mine)] if not isinstance(mine, str | None) else []
    return Chart(name, note, histogram(entries, single[0] if len(single) == 1 else None))


def _value_text(value: Value | str | None) -> str:
    written = value if isinstance(value, str) else "" if value is None else number_text(value, BRIEF)
    return written if len(written) <= 32 else f"{written[:30]} …"


def _failure(report: StressReport, trial: Trial) -> Failure:
    file, details = report.target.file, "\n".join(trial.causes)
    cause = trial.causes[0].splitlines()[0]
    if not trial.seeds:
        return Failure(report.target.problem, "", 0, cause, details, f"gen variants {file}")
    seed = str(trial.seeds[0])
    return Failure(report.target.problem, seed, len(trial.seeds) - 1, cause, details, f"gen new-variant --seed {seed} {file}")
