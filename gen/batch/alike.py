"""Which variants are set in one run of TeX: those that have drawn the same for what is worth most points.

A run of TeX sets a solution once that several of its documents have, and a worker solves it once. So what a variant costs depends on its
neighbours, and what it is does not.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from gen.batch.project import OpenProject, Project, digest_of, opened
from gen.batch.results import RESULT, packed
from gen.messages.errors import InputErrors, MathError
from gen.variants import draw

Draws = Mapping[str, str]
"""By a group of choices, such as `sheet-a d`, what a variant has drawn for it, as a text: the same for the same numbers."""


@dataclass(frozen=True, slots=True)
class DrawTask:
    """Seeds of variants, of which nothing but the numbers is asked; `limits` as in VariantTask."""

    project: Project
    seeds: tuple[int, ...]
    limits: tuple[float, int]

    @property
    def digest(self) -> str:
        """Of all that the result follows from."""
        return digest_of("draws", self.project.digest, self.seeds)


def draw_seeds(task: DrawTask) -> bytes:
    """An archive with `result.json`: the points of each group, and the draws of each seed, none of one that has no variant."""
    project = opened(task.project)
    told = {"points": _points(project), "draws": [dict(_drawn(project, seed, task.limits)) for seed in task.seeds]}
    return packed([(RESULT, json.dumps(told).encode())])


def _points(project: OpenProject) -> dict[str, float]:
    """How many points the items of each group have together."""
    return {
        f"{name} {group.name}": float(sum(accepted.variation.problem.items[place].points for place in group.items))
        for name, accepted in project.accepted.items()
        for group in accepted.variation.groups
    }


def _drawn(project: OpenProject, seed: int, limits: tuple[float, int]) -> Iterator[tuple[str, str]]:
    try:
        with project.within(limits):
            variant = draw(project.accepted, seed, project.exam.choices)
    except (InputErrors, MathError):
        return  # whoever makes the variant says why there is none
    for name, drawn in variant.draws.items():
        for group in project.accepted[name].variation.groups:
            own = repr([drawn[choice.key] for choice in group.free])
            yield f"{name} {group.name}", sha256(own.encode()).hexdigest()[:12]


def alike_together(draws: Sequence[Draws], points: Mapping[str, float], together: int) -> list[int]:
    """The numbers of the variants in an order in which so many that follow each other have little to solve and to set.

    They are ordered by what they drew for the group that spares most, then for the next.
    """

    def spared(group: str) -> float:
        """Points that a run sets less of where variants are ordered by this group: about."""
        number = len({one.get(group) for one in draws})
        by_chance = number * (1 - (1 - 1 / number) ** together)
        return points[group] * (by_chance - number * together / len(draws))

    groups = sorted(points, key=spared, reverse=True)
    return sorted(range(len(draws)), key=lambda n: ([draws[n].get(group, "") for group in groups], n))
