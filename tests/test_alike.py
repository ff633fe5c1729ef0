"""Variants that have drawn the same are set in one run of TeX; each is still whose it was planned to be."""

import json
from collections.abc import Callable
from concurrent.futures import Executor, Future
from pathlib import Path
from random import Random
from typing import Any

import pytest

import gen
from gen.batch.alike import DrawTask, alike_together, draw_seeds
from gen.batch.plan import plan_of_seeds
from gen.batch.project import project_of
from gen.batch.results import RESULT, Results, packed
from gen.batch.run import Batch, _order, _set_variants, _together
from gen.batch.setting import VariantTask
from gen.batch.store import Store
from gen.batch.work import Workers
from gen.model.exam import Exam
from tests.support.texts import RNN

LIMITS = (20.0, 1024)
PROBLEM = RNN.replace("x: [2, 1]", "x: [2, 3]").format(more="    require: ['h[2] != 0']\n", ask="value of h[2]", items="")


def told(archive: bytes) -> Any:
    return json.loads(Results(archive)[RESULT])


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Exam:
    folder = tmp_path_factory.mktemp("alike")
    (folder / "small.yaml").write_text(PROBLEM, encoding="utf-8")
    (folder / "exam.yaml").write_text("title: Final\nproblems: [small.yaml]\n", encoding="utf-8")
    return gen.load(folder / "exam.yaml")


def test_what_spares_most_points_decides_who_stands_together() -> None:
    """Of two groups with as many draws the one that is worth more; each variant is there once, and the order that they came in has no say
    but among equal ones."""
    random = Random(1)
    draws = [{"p a": str(random.randrange(40)), "p b": str(random.randrange(40))} for _ in range(400)]
    for points, first, second in (({"p a": 3.0, "p b": 1.0}, "p a", "p b"), ({"p a": 1.0, "p b": 3.0}, "p b", "p a")):
        order = alike_together(draws, points, 20)
        assert sorted(order) == list(range(400))
        runs = [order[n : n + 20] for n in range(0, 400, 20)]
        distinct = {group: max(len({draws[n][group] for n in run}) for run in runs) for group in (first, second)}
        assert distinct[first] <= 4 and distinct[second] > 10
    turned = alike_together(draws[::-1], points, 20)
    assert [draws[::-1][n] for n in turned] == [draws[n] for n in order]


@pytest.mark.parametrize(
    ("draws", "points"),
    [
        ([{}, {}, {}], {}),
        ([{}, {}, {}], {"p a": 2.0}),
        ([{"p a": "x"}, {}, {"p a": "x"}], {"p a": 2.0, "q a": 1.0}),
    ],
    ids=["nothing varies", "nobody drew", "one has no variant"],
)
def test_variants_without_draws_are_left_in(draws: list[dict[str, str]], points: dict[str, float]) -> None:
    assert sorted(alike_together(draws, points, 2)) == [0, 1, 2]


def test_seeds_with_the_same_numbers_draw_the_same(small: Exam) -> None:
    """A group's text tells its numbers, and nothing of the seed; a group counts as much as its items."""
    found = told(draw_seeds(DrawTask(project_of(small), tuple(range(40)), LIMITS)))
    assert found["points"] == {"small a": float(small.problems[0].items[0].points)}
    numbers = [gen.variant(small, seed).drawn["small"] for seed in range(40)]
    texts = [one["small a"] for one in found["draws"]]
    for n, one in enumerate(texts):
        assert [other == one for other in texts] == [numbers[k] == numbers[n] for k in range(40)]


class Inline(Executor):
    """Draws as workers do; of variants it tells their seeds alone, and those with a 7 it does not set."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        (task,) = args
        if isinstance(task, VariantTask):
            same = {"mark": "m", "fields": [], "pages": 1, "answers": [], "graded": None, "remarks": []}
            made: list[Any] = [{"name": str(one[0]), **same} for one in task.seeds]
            future.set_result(packed([(RESULT, json.dumps(made).encode())] if (7,) not in task.seeds else []))
        else:
            future.set_result(fn(task))
        return future


@pytest.mark.parametrize(("variants", "together"), [(1, 50), (999, 50), (1_400, 70), (2_000, 100), (9_000, 100)])
def test_runs_grow_once_there_are_enough_of_them_for_many_workers(variants: int, together: int) -> None:
    assert _together(variants) == together


def test_in_whatever_order_they_are_set_variants_are_those_of_the_plan(
    small: Exam, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Runs of three, draws of four at a time; a run that fails is told by its seeds."""
    monkeypatch.setattr("gen.batch.run.TOGETHER", (3, 3))
    monkeypatch.setattr("gen.batch.run.DRAWN", 4)
    batch = Batch(plan_of_seeds(range(20)), project_of(small), (), "en", LIMITS)
    crew = Workers(Inline(), 1, Store(tmp_path / "progress", tmp_path), lambda *_: None)
    made, failures, remarks = _set_variants(batch, _order(batch, tmp_path, crew), tmp_path, crew)
    (failed,) = failures
    seeds = failed.partition(":")[0].removeprefix("the variants of the seeds ").split(", ")
    assert len(seeds) == 3 and "7" in seeds and seeds == sorted(seeds, key=int) and remarks == []
    assert {n: one.name for n, one in made.items()} == {n: str(n) for n in range(20) if str(n) not in seeds}
    assert list(made) == sorted(made)
