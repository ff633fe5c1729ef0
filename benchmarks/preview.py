"""How long a save takes until a preview has its pages, and until all is judged, over fifty edits of sheet-a of different kinds.

Each is told in seconds of the processor and as a ratio to the same in a process that has kept nothing. make bench
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time

from gen.model.memo import Memo
from gen.preview.answers import Messages, Pages, Request, View
from gen.preview.work import answers
from gen.system.memory import look_for_garbage_seldom

SHEET = Path(__file__).resolve().parent.parent / "problems" / "sheet-a.yaml"
KINDS: dict[str, Callable[[str, int], str]] = {
    "a number": lambda text, n: text.replace("x: [2, 3, 1]", f"x: [2, 3, {n + 8}/2]"),
    "a prompt": lambda text, n: text.replace("How many parameters", f"How many parameters, {'really ' * (n + 1)}"),
    "a line": lambda text, n: text.replace("From here on,", f"From here on,{''.join(f'{chr(10)}      and {i},' for i in range(n + 1))}"),
    "a cell": lambda text, n: text.replace("relu(V*h[t-1] + W*x[t])", f"relu(V*h[t-1] + W*x[t] + {n + 1}*0)"),
    "points": lambda text, n: text.replace("total: 9", f"total: {n + 10}").replace("h[3]: 1\n    follow", f"h[3]: {n + 2}\n    follow"),
}
ROUNDS = 10


def _edits() -> Iterator[tuple[str, str]]:
    """Kinds in turn, as somebody works."""
    text = SHEET.read_text(encoding="utf-8")
    for n in range(ROUNDS):
        for kind, edit in KINDS.items():
            changed = edit(text, n)
            if changed == text:
                raise ValueError(f"{kind} changes nothing in {SHEET.name}")
            yield kind, changed


def cost(file: Path, memo: Memo) -> tuple[float, float]:
    """Seconds until the pages are there, and until all is judged."""
    start, pages = process_time(), 0.0
    for answer in answers(Request(file, View(), 60, 4096), memo):
        if isinstance(answer, Messages) and answer.faults:
            raise ValueError(answer.faults[0])
        if isinstance(answer, Pages):
            pages = process_time() - start
    return pages, process_time() - start


def main() -> None:
    look_for_garbage_seldom()  # as in the process that works for a preview
    with TemporaryDirectory() as folder:
        file, memo = Path(folder) / SHEET.name, Memo()
        file.write_text(SHEET.read_text(encoding="utf-8"), encoding="utf-8")
        first = cost(file, memo)
        print(f"first pages after {first[0]:.2f} s, all judged after {first[1]:.2f} s")
        found: dict[str, list[tuple[float, float, float]]] = {kind: [] for kind in KINDS}
        for kind, text in _edits():
            file.write_text(text, encoding="utf-8")
            pages, whole = cost(file, memo)
            found[kind].append((pages, whole, pages / cost(file, Memo())[0]))
        for kind, costs in found.items():
            made, judged, ratios = ([one[i] for one in costs] for i in range(3))
            print(
                f"{kind:<10} pages {median(made):.3f} s, at most {max(made):.3f} s, {median(ratios):4.2f} of what it takes anew;"
                f" all judged {median(judged):.3f} s"
            )


if __name__ == "__main__":
    main()
