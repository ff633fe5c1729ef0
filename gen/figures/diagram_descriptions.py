"""The diagram of one step in sentences: each operation with what it reads, in the order of computation."""

from collections.abc import Mapping, Sequence

from gen.figures.dataflow import Dataflow, Wire
from gen.figures.descriptions import spoken
from gen.figures.drawing import Label
from gen.messages.sentences import Language, listed, translate


def diagram_description(
    flow: Dataflow,
    inner: Sequence[Label],
    titles: Sequence[Label | None],
    at_wires: Mapping[Wire, Label],
    spine: Sequence[int],
    language: Language,
) -> str:
    """The operations by what stands in them (`inner`) and above them, and what stands at wires; the `spine` is drawn bold."""
    order = _order(flow)
    names, counts = dict[int, str](), dict[str, int]()
    for i in order:
        kind, title = flow.ops[i].kind, titles[i]
        if title:
            names[i] = spoken(title, language)
        elif kind in ("product", "sum"):
            number = str(counts.setdefault(kind, 0) + 1)
            counts[kind] += 1
            names[i] = (
                translate("product {number}", language, number=number)
                if kind == "product"
                else translate("sum {number}", language, number=number)
            )
        else:
            names[i] = spoken(inner[i], language)

    def read(i: int) -> list[str]:
        """What an operation reads, with what stands at the wire; a join is what it joins."""
        found: list[str] = []
        for wire in flow.into(i):
            if flow.ops[wire.source].kind == "join":
                found += read(wire.source)
                continue
            name, label = named(wire.source), at_wires.get(wire)
            found.append(f"{name} ({spoken(label, language)})" if label else name)
        return found

    def named(i: int) -> str:
        return f"{names[i]} {', '.join(read(i))}" if flow.ops[i].kind == "complement" and not titles[i] else names[i]

    told = [i for i in order if flow.into(i) and flow.ops[i].kind != "join" and (flow.ops[i].kind != "complement" or titles[i])]
    operations = {i: spoken(inner[i], language) for i in told if titles[i]}
    ends = (names[spine[0]], names[spine[-1]]) if spine else ("", "")
    return _sentences(names, operations, {i: read(i) for i in told}, ends, language)


def _sentences(
    names: Mapping[int, str], operations: Mapping[int, str], sources: Mapping[int, Sequence[str]], ends: tuple[str, str], language: Language
) -> str:
    """Each operation with what it reads: its name, and its operation where the name is that of its value.

    `ends` are what the bold line leads from and to, empty where there is none.
    """
    told = [translate("One step from left to right; in brackets what stands at the line.", language)]
    for i, read in sources.items():
        slots = {"target": names[i], "sources": listed(list(read), language)}
        if i in operations:
            told.append(translate("{target} by {operation} from {sources}.", language, operation=operations[i], **slots))
        else:
            told.append(translate("{target} from {sources}.", language, **slots))
    if all(ends):
        told.append(translate("A bold line leads from {first} to {last}.", language, first=ends[0], last=ends[1]))
    return " ".join(told)


def _order(flow: Dataflow) -> list[int]:
    """Each operation behind those that it reads."""
    found: dict[int, None] = {}

    def visit(i: int) -> None:
        for wire in flow.into(i):
            if wire.source not in found:
                visit(wire.source)
        found.setdefault(i)

    for i in range(len(flow.ops)):
        visit(i)
    return list(found)
