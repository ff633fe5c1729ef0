"""What a figure shows, in sentences for those who do not see it; made from what is drawn, so that a sheet tells nothing of its key."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from gen.figures.blanks import Blanks, only_label
from gen.figures.drawing import Label, Node
from gen.figures.edge_routing import RoutedBand, RoutedEdge
from gen.figures.gradient_graph import GradientGraph
from gen.figures.unrolled_layout import PlacedNode
from gen.latex import UNREAD, Latex, linear_text, unfitted
from gen.messages.sentences import Language, listed, translate
from gen.syntax import words_and_formulas


# Variants differ in numbers, and their figures have the same labels.
@lru_cache(maxsize=4096)
def spoken(label: Label, language: Language) -> str:
    """A label as text: a formula in one line, words behind it in brackets; of a blank its number, in a key with what belongs there."""
    formula = linear_text(unfitted(label.formula)[0]).replace(UNREAD, "") if label.formula else ""
    if label.number:
        blank = translate("blank {number}", language, number=str(label.number))
        return f"{blank}: {formula}" if formula else blank
    return f"{formula} ({label.words})" if formula and label.words else formula or label.words


def plain_text(caption: str) -> str:
    """A caption in LaTeX as text, its formulas in one line each."""
    parts = words_and_formulas(caption)
    return "".join(linear_text(part) if i % 2 else part for i, part in enumerate(parts)).replace(UNREAD, "")


def graph_description(placed: Sequence[RoutedBand], latex: Latex, blanks: Blanks, marks: GradientGraph | None) -> str:
    """Each value with those that it is computed from; or, from the end, how far a gradient goes."""
    told = _gradient(placed, latex, marks) if marks else _values(placed, latex, blanks)
    return " ".join(told)


def _values(placed: Sequence[RoutedBand], latex: Latex, blanks: Blanks) -> Iterator[str]:
    language = latex.language
    yield translate("Arrows lead to each value from what it is computed from; in brackets what stands at the arrow.", language)
    for target, lines in _by_target(placed, latex, blanks):
        yield translate("{target} from {sources}.", language, target=target, sources=listed([text for _, text in lines], language))


def _gradient(placed: Sequence[RoutedBand], latex: Latex, marks: GradientGraph) -> Iterator[str]:
    language, none = latex.language, Blanks()
    yield translate("Bold edges carry the gradient, backward along the arrows; in brackets what stands at the edge.", language)
    for target, lines in reversed(list(_by_target(placed, latex, none))):
        live = [text for line, text in lines if line.edge in marks.live]
        dead = [text for line, text in lines if line.edge not in marks.live]
        if live:
            yield translate("The gradient goes from {target} to {sources}.", language, target=target, sources=listed(live, language))
        if dead:
            yield translate("Nothing of it goes from {target} to {sources}.", language, target=target, sources=listed(dead, language))
    spots = [spot for band in placed for spot in band.spots if not spot.ghost]
    dies = [_name(spot, latex, none) for spot in spots if spot.node.var in marks.dies]
    cut = [_name(spot, latex, none) for spot in spots if spot.node.var in marks.cut]
    if dies:
        yield translate("It ends at {names}: the derivative is 0 there.", language, names=listed(dies, language))
    if cut:
        yield translate("It ends at {names}, treated as a constant.", language, names=listed(cut, language))


def _by_target(placed: Sequence[RoutedBand], latex: Latex, blanks: Blanks) -> Iterator[tuple[str, list[tuple[RoutedEdge, str]]]]:
    """The name of each value with the edges that lead to it: where they come from, and what stands at them."""
    for band in placed:
        found: dict[int, list[tuple[RoutedEdge, str]]] = {}
        for line in band.lines:
            label = _edge_label(line, latex, blanks)
            source = _name(band.spots[line.source], latex, blanks)
            found.setdefault(line.target, []).append((line, f"{source} ({label})" if label else source))
        for target, lines in found.items():
            yield _name(band.spots[target], latex, blanks), lines


def _name(spot: PlacedNode, latex: Latex, blanks: Blanks) -> str:
    return spoken(blanks.shown(spot.node.name, latex.name(spot.node.name)), latex.language)


def _edge_label(line: RoutedEdge, latex: Latex, blanks: Blanks) -> str:
    if not line.label:
        return ""
    formula = ",".join(map(latex.expr, line.edge.labels))
    return spoken(blanks.shown(only_label(line.edge.labels), formula), latex.language)


def grids_description(nodes: Sequence[Node], language: Language) -> str:
    """Grids row by row, from left to right, with the signs between them; what lies in the window is in brackets."""
    parts, rows = list[str](), dict[float, list[str]]()

    def end() -> None:
        if rows:
            parts[-1] += f": {'; '.join(map(', '.join, rows.values()))}."
        rows.clear()

    for node in nodes:
        text = spoken(node.label, language)
        if node.style in ("pixel", "padding"):
            rows.setdefault(node.at[1], []).append(f"({text})" if "window" in node.over else text)
        else:
            end()
            parts.append(text)
    end()
    return " ".join([translate("Grids of numbers, row by row; what lies in the window is in brackets.", language), *parts])
