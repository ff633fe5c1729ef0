"""How many pages the content of a key takes: prompts and solutions in their frames, without figures, what frames leave empty and the cover.

.venv/bin/python benchmarks/key_pages.py [EXAM]
"""

import sys
from dataclasses import replace
from pathlib import Path

from gen.check.exam import check_exam
from gen.format.exam_file import load_exam
from gen.latex.tex import NOTHING
from gen.page.names import name_of
from gen.page.records import ItemView
from gen.page.solution import SolutionView
from gen.typeset.building import measure_keys

EXAM = Path(__file__).resolve().parent.parent / "problems" / "exams" / "default.yaml"


def without_figures(solution: SolutionView) -> SolutionView:
    """A solution without its figures; what stood beside one has the line for itself."""
    readings = []
    for reading in solution.readings:
        groups = [replace(group, figure=None) for group in reading.groups if group.blocks or not group.figure]
        alone = not any(group.side == "right" for group in groups)
        groups = [replace(group, side="") for group in groups] if alone else groups
        readings.append(replace(reading, groups=tuple(groups)))
    return replace(solution, figure=None, readings=tuple(readings))


def item_without_figures(item: ItemView, solution: SolutionView | None) -> ItemView:
    """An item with one solution, nothing else to measure."""
    bare = without_figures(solution) if solution else None
    return replace(item, figure=None, column=NOTHING, solution=bare, different=None, alone=())


def main(path: Path) -> None:
    exam, faults = load_exam(path)
    own = check_exam(exam, faults)
    pages: dict[str, float] = {}
    items = {item.name: item for problem in own.key.problems for item in problem.items}
    for what in ("solutions", "other accepted solutions"):
        kept = {name: item.solution if what == "solutions" else item.different for name, item in items.items()}
        problems = tuple(
            replace(problem, items=tuple(item_without_figures(item, kept[item.name]) for item in problem.items if kept[item.name]))
            for problem in own.key.problems
        )
        shown = {name for name, solution in kept.items() if solution}
        asked = tuple(replace(one, items=tuple(item for item in one.items if name_of(one, item) in shown)) for one in exam.problems)
        found = measure_keys(replace(own, exam=replace(exam, problems=asked), key=replace(own.key, problems=problems)))
        paper, blocks = found.paper, found.blocks[0]
        pages[what] = sum(block.need for block in blocks) / paper.page
        if what == "solutions":
            frames = sum(paper.gap + (0 if block.heading else paper.frame) for block in blocks)
            pages["headings and prompts"] = sum(block.top for block in blocks) / paper.page
            pages["frames and gaps"] = frames / paper.page
    for what, number in pages.items():
        print(f"{what:<26}{number:6.2f} pages")
    print(f"{'all':<26}{sum(pages.values()):6.2f} pages")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else EXAM)
