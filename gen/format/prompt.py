"""Prompts: Markdown in which `$...$` is LaTeX math, backticks hold an expression of the problem and {braces} a placeholder.

Everything else is text and is escaped when it is set. This module reads what stands between these signs; it sets nothing.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial

from gen.algebra.expr import Expr, Num
from gen.algebra.families import family_of
from gen.format.markdown import read_markdown
from gen.messages.errors import InputError, InputErrors, Location, did_you_mean
from gen.model.gaps import gaps_of
from gen.model.math_tree import Macros, Row, latex_of_row
from gen.model.placeholders import ALL, STATED
from gen.model.problem import Cell, Inline, timeless_names
from gen.model.source import Text
from gen.syntax import COMMA, MATRIX_FUNCTIONS, Fields, check_prose, expression, read_math, variable
from gen.syntax.yamltree import Leaf

SLOTS = ("cell", "given", "printed", "convention", "shapes")
_FORMULA = re.compile(r"formula\s+of\s+(?:(?:gradient|jacobian)\s+of\s+(?=.+\swrt\s))?(?P<of>\S+)(?:\s+wrt\s+(?P<wrt>\S+))?")
EQUATIONS = ("equations", "equation")
_ENDLESS = "a listing that begins here does not end", "write the same signs on a line of their own below it"
_NO_GAP = "a listing has gaps in the prompt of an item that asks for them; to print the signs, set blanks between them"
_NO_LISTING = "a listing stands in a prompt, a stem or an answer", "here write ``code`` in a line"


@dataclass(frozen=True, slots=True)
class Prompts:
    """Splits the texts of one problem.

    `cells` are those that `{cell NAME}` may show, `names` those that an expression may use (None: anything, since a cell could
    not be read), `macros` those of the author; faults are added to the list.
    """

    cells: Mapping[str, Cell | None]
    names: Collection[str] | None
    faults: list[InputError]
    macros: Macros

    def pieces(self, text: Text, slots: Collection[str] = (), blocks: bool = True) -> tuple[Inline, ...]:
        """The pieces of a text, in order. `slots` are the placeholders that it may have besides `{cell NAME}`.

        Without `blocks` it has no lists, tables and listings.
        """
        check_prose(text, self.faults)
        found = read_markdown(text, partial(self._piece, text, slots), self.faults, blocks)
        if not blocks and (worked := next((piece for piece in found if piece.kind == "worked"), None)):
            self.faults.append(InputError(text.where, f"{{{worked.text}}} stands in the answer of an open question only"))
        if "printed" not in slots and (gaps := list(gaps_of(found))):
            self.faults.append(InputError(text.where, f"the gap <<{gaps[0]}>> stands in no prompt", _NO_GAP))
        return found

    def labelled(self, fields: Fields, key: str, alone: str, others: Callable[[str], bool]) -> dict[str, tuple[Inline, ...]]:
        """Texts by label under a key; a single text has the label `alone`. What `others` have is no text."""
        node = fields.nodes.get(key)
        if isinstance(node, Leaf):
            return {alone: self.pieces(node.text)}
        result = {}
        for label, value in fields.entries(key):
            if others(label.value):
                continue
            text = fields.leaf(value, f"'{label.value}'")
            if text and not text.value and not text.comment:
                fields.fault(label.where, f"the label '{label.value}' has no text", COMMA)
            elif text:
                result[label.value] = self.pieces(text)
        return result

    def _piece(self, text: Text, slots: Collection[str], match: re.Match[str]) -> Inline:
        """What a match of PIECE stands for."""
        group = match.lastgroup or ""
        match group:
            case "math" | "display":
                formula = self._formula(text.part(*match.span(group)))
                return Inline("math" if group == "math" else "formula", latex_of_row(formula), math=formula)
            case "slot":
                return self._slot(text.part(*match.span(group)), slots)
            case "expr":
                return Inline("expr", match[group], self._parsed(text.part(*match.span(group))))
            case "code":
                return Inline("code", match[group].strip())
            case "literal":
                return Inline("text", match[group])
            case "fence" | "endless":
                message, hint = _NO_LISTING if group == "fence" else _ENDLESS
            case _:
                message, hint = f"a '{match[0]}' without its partner", "to print it, put a backslash before it"
        self.faults.append(InputError(text.at(match.start(group)), message, hint))
        return Inline("text", "")

    def _slot(self, text: Text, slots: Collection[str]) -> Inline:
        """`{given}`, or `{cell}` and `{cell NAME}`; a plain `{cell}` is the item's own and is filled in later. In a key `{value h[1]}`.

        In a model answer `{formula of h[2]}`.
        """
        slot, _, name = text.value.partition(" ")
        if slot in EQUATIONS:
            return self._some_equations(text, text.part(len(slot), len(text.value)), slots)
        if slot == "value" and name and not slots:
            start = text.value.index(name)
            return Inline("value", name, self._parsed(text.part(start, len(text.value)), known=False) or Num(Fraction(0)))
        if slot == "formula" and not slots and (found := _FORMULA.fullmatch(text.value)):
            return self._worked(text, [text.part(*found.span(group)) for group in ("of", "wrt") if found[group]])
        if slot == "value":
            self.faults.append(InputError(text.where, "a {value ...} stands in rules and answers only" if slots else "write {value h[1]}"))
        elif slot in STATED and name == ALL and slot in slots:
            return Inline("slot", slot, label=ALL)
        elif slot not in {*SLOTS, *slots} or (name and slot != "cell"):
            known = slots if slots and not {*slots} <= {*SLOTS} else SLOTS
            some = f"write {{{slot}}} or {{{slot} {ALL}}}" if slot in STATED else ""
            hint = some or did_you_mean(slot, known) or f"known: {', '.join(known)}"
            self.faults.append(InputError(text.where, f"unknown placeholder {{{text.value}}}", hint))
        elif not name and slot not in slots:
            self.faults.append(
                InputError(text.where, f"{{{text.value}}} is filled in in prompts only", "write {cell NAME}" if slot == "cell" else "")
            )
        elif name and name not in self.cells:
            self.faults.append(InputError(text.where, f"unknown cell '{name}'", did_you_mean(name, self.cells)))
        return Inline("slot", slot, cell=self.cells.get(name))

    def _worked(self, text: Text, names: Sequence[Text]) -> Inline:
        """`{formula of h[2]}` and `{formula of gradient of L wrt W}`, which the engine works out."""
        timeless = timeless_names(cell for cell in self.cells.values() if cell)
        try:
            return Inline("worked", text.value, chain=tuple(variable(name, timeless=timeless).var for name in names))
        except InputErrors as error:
            self.faults.extend(error.faults)
            return Inline("text", "")

    def _some_equations(self, slot: Text, written: Text, slots: Collection[str]) -> Inline:
        """`{equations h, y}` and `{equations h, y of rnn}`: these alone of the item's cell, or of that one."""
        listed, _, name = written.value.rpartition(" of ") if " of " in written.value else (written.value, "", "")
        cell = self.cells.get(name.strip())
        if not listed.strip():
            self.faults.append(InputError(slot.where, f"{{{slot.value}}} names no equation", "write {equations h, y}"))
        elif name and name.strip() not in self.cells:
            self.faults.append(InputError(slot.where, f"unknown cell '{name.strip()}'", did_you_mean(name.strip(), self.cells)))
        elif not name and "cell" not in slots:
            hint = f"write {{{slot.value} of CELL}}"
            self.faults.append(InputError(slot.where, f"{{{slot.value}}} has no cell outside of prompts", hint))
        return Inline("slot", "cell", cell=cell and self.part_of(cell, listed, slot.where), label=listed.strip())

    def part_of(self, cell: Cell, listed: str, where: Location) -> Cell:
        """A cell with those equations alone that compute the listed names."""
        computed = {equation.lhs.var.name for equation in cell.equations}
        names = [re.sub(r"\[.*", "", name).strip() for name in re.split(r",(?![^\[]*\])", listed)]
        for name in names:
            if name not in computed:
                message = f"the cell '{cell.name}' has no equation for '{name}'"
                self.faults.append(InputError(where, message, did_you_mean(name, computed)))
        return replace(cell, equations=tuple(equation for equation in cell.equations if equation.lhs.var.name in names))

    def _formula(self, text: Text) -> Row:
        """A formula as it was read."""
        try:
            return read_math(text, self.macros)
        except InputErrors as error:
            self.faults.extend(error.faults)
            return ()

    def _parsed(self, text: Text, known: bool = True) -> Expr | None:
        try:
            timeless = timeless_names(cell for cell in self.cells.values() if cell)
            parsed = expression(text, MATRIX_FUNCTIONS, timeless=timeless, cell=True)
        except InputErrors as error:
            sides = [side.strip() for side in text.value.split("=")]
            hint = f"write `{sides[0]}` $=$ `{sides[1]}`" if len(sides) == 2 and all(sides) and sides[0][-1:] not in "<>!" else ""
            self.faults.extend(replace(fault, hint=fault.hint or hint) for fault in error.faults)
            return None
        for use in parsed.uses:
            if known and self.names is not None and family_of(use.var.name) not in self.names:
                self.faults.append(InputError(use.where, f"unknown name '{use.var.name}'", did_you_mean(use.var.name, self.names)))
        return parsed.expr
