"""General formulas of an author's text: expressions with derivatives `dh[t]/dV`, slopes `relu'(z[t])` and `delta(t, tau)`."""

import re
from collections.abc import Collection
from dataclasses import replace

from gen.algebra.expr import Atom, Delta, Expr, LocalDerivative, Partial, Shift, Time, Var, replace_atoms
from gen.functions import FUNCTIONS
from gen.messages.errors import InputError, InputErrors, did_you_mean
from gen.model.source import Text
from gen.syntax.parse import expression, variable

_NAME = r"[A-Za-z_]\w*(?:\[[^\]]*\]){0,2}"
_TOKEN = re.compile(
    rf"(?P<partial>\bd(?P<of>{_NAME})/d(?P<wrt>{_NAME}))"
    rf"|(?P<prime>\b(?P<fn>[a-z_]+)'\((?P<arg>{_NAME})\))"
    r"|(?P<delta>\bdelta\((?P<i>[^,()]*),(?P<j>[^,()]*)\))"
)
_OF_ARRAYS = {"diag": 1, "identity": 1, "ones": 1}  # which a formula may have beside the functions of cells


def plain(source: str) -> str:
    """A name without blanks, as it is compared."""
    return re.sub(r"\s+", "", source)


def formula(source: Text, timeless: Collection[str] = ()) -> Expr:
    """A general formula; `timeless` are names of which `b[2]` is an entry. Raises InputErrors.

    Derivatives, slopes and deltas are read first and stand in as names of the same length, so that every fault keeps its column.
    """
    stand_ins: dict[str, Atom] = {}
    indices = {"t", *re.findall(r"\[\s*([A-Za-z_]\w*)", source.value)}

    def stand_in(match: re.Match[str]) -> str:
        def name(part: str) -> Var:
            return variable(source.part(*match.span(part)), indices, timeless).var

        if match["partial"]:
            atom: Atom = Partial(name("of"), name("wrt"))
        elif match["prime"]:
            if match["fn"] not in FUNCTIONS:
                raise InputErrors(
                    [InputError(source.at(match.start("fn")), f"unknown function '{match['fn']}'", did_you_mean(match["fn"], FUNCTIONS))]
                )
            atom = LocalDerivative(match["fn"], name("arg"))
        else:
            atom = Delta(_time(match["i"]), _time(match["j"]))
        word = f"s{len(stand_ins)}".ljust(len(match[0]), "_")
        stand_ins[word] = atom
        return word

    replaced = _TOKEN.sub(stand_in, source.value)
    try:
        read = expression(Text(replaced, source.where, source.starts), _OF_ARRAYS, indices, timeless).expr
    except InputErrors as error:
        raise InputErrors([replace(fault, message=fault.message.replace(replaced, source.value)) for fault in error.faults]) from None
    return replace_atoms(read, lambda atom: stand_ins.get(atom.name, atom) if isinstance(atom, Var) else atom)


def _time(word: str) -> Time:
    return int(word) if word.strip().isdigit() else Shift(0, word.strip())
