"""The roles of gates as statements of the key, confirmed by turning each gate up and down."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar

from gen.algebra.expr import Shift, Var
from gen.calculus import Evidence, Role, role_of, roles
from gen.messages.errors import InputError, InputErrors, VerificationError, did_you_mean
from gen.model.derivation import Derivation, Statement
from gen.model.problem import Cell, Inline, sentence_inline
from gen.model.queries import Query
from gen.model.source import Use
from gen.model.verified import Check, Verified
from gen.questions.kind import AskedItem, Kind, WrittenQuestion, written_of
from gen.syntax import check_once
from gen.verify import gate_throughput

_CALLED: dict[Role, Inline] = {
    "forget": sentence_inline("forget gate"),
    "update": sentence_inline("update gate (input gate)"),
    "output": sentence_inline("output gate"),
    "reset": sentence_inline("reset gate"),
}


@dataclass(frozen=True, slots=True)
class RolesQuery(Query):
    """`roles of g_1, g_2, g_3`: which gate does what."""

    gates: tuple[Use, ...]
    kind: ClassVar[str] = "roles"

    @property
    def same(self) -> object:
        return self.kind, tuple(use.var for use in self.gates)

    @property
    def uses(self) -> tuple[Use, ...]:
        return self.gates


@dataclass(frozen=True, slots=True)
class RoleAnswer:
    """What a gate does."""

    gate: str
    role: str

    @property
    def name(self) -> str:
        return self.gate

    @property
    def about(self) -> str:
        return self.gate

    @property
    def value(self) -> str:
        return self.role

    @property
    def word(self) -> str:
        return self.role

    @property
    def text(self) -> str:
        return f"{self.gate}: {self.role}"

    @property
    def json(self) -> dict[str, Any]:
        return {"gate": self.gate, "role": self.role}


def _read(written: WrittenQuestion) -> list[RolesQuery]:
    gates = written.names()
    check_once(written.fields, gates)
    return [RolesQuery(tuple(gates), where=written.text.where)]


def _answer(query: RolesQuery, asked: AskedItem) -> Verified:
    """The role of each gate asked for. Raises InputErrors where the structure does not tell."""
    cell = asked.cell
    found = roles(cell)
    faults, said, answers = [], [], []
    for use in query.gates:
        name = use.var.name
        if name not in found:
            hint = did_you_mean(name, found)
            faults.append(InputError(use.where, f"no equation of the cell '{cell.name}' defines '{name}'", hint))
            continue
        role, why = _confirmed_role(cell, found[name])
        if role is None:
            faults.append(InputError(use.where, f"the structure of the cell '{cell.name}' does not tell the role of '{name}'", why))
            continue
        said.append(Statement("role", name, (_role_sentence(name, found[name]),)))
        answers.append(RoleAnswer(name, role))
    if faults:
        raise InputErrors(faults)
    return Verified(Derivation(tuple(said), tuple(answers), {}), (Check("turning each gate up and down", len(said)),))


def _confirmed_role(cell: Cell, evidence: tuple[Evidence, ...]) -> tuple[Role | None, str]:
    """The role that the evidence agrees on and that turning the gate confirms; or none, and why."""
    role = role_of(evidence)
    if role is None:
        several = " and ".join(sorted({e.role for e in evidence}))
        return None, f"it does the work of {several}" if several else "nothing that it multiplies shows one"
    try:
        _confirm(cell, evidence)
    except (ZeroDivisionError, VerificationError):
        return None, "what it multiplies is not let through the further it is open"
    return role, ""


def _role_sentence(name: str, evidence: tuple[Evidence, ...]) -> Inline:
    """`g_2 is the forget gate: it controls how much of c_{t-1} goes into c_t`."""
    first = evidence[0]
    named = {"gate": Var(name, Shift(0)), "factor": first.factor, "equation": first.equation}
    # What blends the old state with a new one, as in a GRU, is no input gate.
    role = sentence_inline("update gate") if first.role == "update" and first.rest is not None else _CALLED[first.role]
    slots = {slot: Inline("expr", "", var) for slot, var in named.items()} | {"role": role}
    if first.role == "output":
        return sentence_inline("{gate} is the {role}: it controls how much of {factor} is passed to {equation}.", **slots)
    if first.closing:
        return sentence_inline("{gate} is the {role}: it controls how much of {factor} is kept out of {equation}.", **slots)
    if first.rest is not None:
        rest = Inline("expr", "", first.rest)
        return sentence_inline(
            "{gate} is the {role}: it controls how much of {factor} goes into {equation}; the rest comes from {rest}.", **slots, rest=rest
        )
    return sentence_inline("{gate} is the {role}: it controls how much of {factor} goes into {equation}.", **slots)


def _confirm(cell: Cell, evidence: tuple[Evidence, ...]) -> None:
    """The further the gate is open the more gets through it, and nothing where it is closed.

    What a gate lets through by its complement, and the rest that it leaves, get through the other way round.
    """
    equations = {eq.lhs.var: eq.rhs.expr for eq in cell.equations}
    for one in evidence:
        for factor, closing in ((one.factor, one.closing), (one.rest, True)):
            if factor is None:
                continue
            gate = Var(one.gate, Shift(0))
            through = [
                gate_throughput(equations[one.equation], gate, level, factor) for level in (Fraction(0), Fraction(1, 2), Fraction(1))
            ]
            shut, half, full = reversed(through) if closing else through
            if not shut == 0 < abs(half) < abs(full):
                raise VerificationError(f"the gate {one.gate} as {one.role} lets through {through} at 0, 1/2 and 1")


ROLES = Kind(
    types=(RolesQuery,),
    forms=("roles of g_1, g_2",),
    patterns=(written_of("roles"),),
    read=_read,
    answer=_answer,
    one=("an item names all gates in one line", "join them, roles of z, r"),
)
