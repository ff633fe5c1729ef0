"""Items and problems as records of LaTeX."""

from dataclasses import dataclass

from gen.figures import Figure
from gen.latex import NOTHING, Tex
from gen.page.choices import ChoiceView
from gen.page.grids import GridView
from gen.page.solution import SolutionView
from gen.page.writing import WritingView


@dataclass(frozen=True, slots=True)
class ItemView:
    """An item. `place` tells problem and item, `credits` are the labels of its credit boxes; `solution` is None in the exam.

    A `column` is the width of the prompt where its figure stands beside it. A key has the first reading in its frame: a student writes
    but one. What is `different` in the `others` stands where there is room: there, below it, or behind the last item. `alone` are all
    readings one by one, for the layout to measure. An item that `recalls` tells derivatives of functions. Its sheet has lines to write on
    (`writing`), its key may have prompt and figure `filled` in.
    """

    name: Tex
    label: Tex
    place: Tex
    prompt: Tex
    figure: Figure | None
    column: Tex
    points: Tex
    credits: tuple[Tex, ...]
    solution: SolutionView | None
    others: SolutionView | None
    alone: tuple[SolutionView, ...]
    where: Tex
    different: SolutionView | None = None
    recalls: bool = False
    picture: Figure | None = None
    writing: WritingView | None = None
    filled: Tex = NOTHING
    choice: ChoiceView | None = None
    framed: bool = True
    grid: GridView | None = None

    @property
    def goes_on(self) -> bool:
        """Whether something of it may stand elsewhere: other solutions, or all that is said of what is only ticked."""
        return bool(self.different) or not self.framed


@dataclass(frozen=True, slots=True)
class ProblemView:
    """A problem. One that is alone has no `number`, and its `label` is empty, too."""

    name: Tex
    number: Tex
    label: Tex
    title: Tex
    stem: Tex
    points: Tex
    credit: Tex
    items: tuple[ItemView, ...]
    picture: Figure | None = None

    @property
    def length(self) -> Tex:
        """How many items there are."""
        return Tex(str(len(self.items)))
