"""The expressions that are printed: a small immutable tree in the author's own order and brackets.

SymPy would reorder products and rewrite derivatives, so it is not used here. This module knows neither functions' rules nor
how anything is written: `functions` and `printer` do.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import lru_cache
from typing import Any, Literal, cast, get_args

from gen.algebra.kept_hash import KeepsHash, keeps_hash


@dataclass(frozen=True, slots=True)
class Shift:
    """A time relative to the step of its equation: `Shift(-1)` is t-1; general formulas have further indices such as tau."""

    by: int
    base: str = "t"

    def __str__(self) -> str:
        return self.base if self.by == 0 else f"{self.base}{self.by:+d}"


Time = int | Shift | None


@dataclass(frozen=True, slots=True)
class Range:
    """Rows, columns or entries that follow each other: from the first to the last, both of which belong to it, counted from 1."""

    first: int
    last: int

    def __str__(self) -> str:
        return f"{self.first}:{self.last}"


Place = int | Range | None
"""Along one axis: the number of a row, a range of them, or None for all. What is done with places is in `algebra.places`."""
Index = tuple[Place, ...]


def index_text(index: Index, between: str = ", ") -> str:
    """`1, 2`, `:, 2`, `:, 1:3`."""
    return between.join(":" if i is None else str(i) for i in index)


@dataclass(frozen=True, slots=True)
class Num:
    """An exact constant; `text` is how the author wrote it (`0.1`), for print only."""

    value: Fraction
    text: str = field(default="", compare=False)


@keeps_hash
@dataclass(frozen=True, slots=True)
class Var(KeepsHash):
    """A named value: `h` at time 3, `V` without time, or `h` at t-1 inside a cell; `K[2, 1]` is a matrix of a family.

    With an index it is a part of one, counted from 1: the entries `V[1, 2]` and `h[t][2]`, the row `W[1, :]` (None is the colon), the
    columns `W[:, 2:3]`.
    """

    name: str
    time: Time = None
    index: Index = ()

    @property
    def whole(self) -> "Var":
        """The value that this is a part of."""
        return Var(self.name, self.time) if self.index else self

    def __str__(self) -> str:
        """`V`, `h[3]`; `V[1, 2]`, `h[2][1]` and `K[2, 1, 3, 1]` for a part."""
        if self.index and self.name.endswith("]"):
            return f"{self.name[:-1]}, {index_text(self.index)}]"
        time = "" if self.time is None else f"[{self.time}]"
        return f"{self.name}{time}" + (f"[{index_text(self.index)}]" if self.index else "")


@keeps_hash
@dataclass(frozen=True, slots=True)
class LocalDerivative(KeepsHash):
    """The slope f'(arg) of a function at a named value, as a factor of its own in the chain rule.

    For a function of several arguments, `among`, it is the slope to one of them: of `max(z, w)` to z, of `leaky_relu(z, 0.1)` to z.
    """

    fn: str
    arg: Var
    among: tuple["Expr", ...] = ()

    def __str__(self) -> str:
        return f"{self.fn}'({self.arg})"


@keeps_hash
@dataclass(frozen=True, slots=True)
class Partial(KeepsHash):
    """The derivative of one named value, or of an entry of it, with respect to another, through everything in between.

    Of a number it has the shape of `wrt`, with respect to a number that of `of`; of a vector to a vector it is the Jacobian.
    """

    of: Var
    wrt: Var

    def __str__(self) -> str:
        return f"d{self.of}/d{self.wrt}"


@dataclass(frozen=True, slots=True)
class SecondDerivative:
    """A derivative of a number, or the slope of a function, differentiated once more; of a gradient it is the Hessian."""

    of: Partial | LocalDerivative
    wrt: Var

    def __str__(self) -> str:
        return f"d2{self.of.of}/d{self.of.wrt}/d{self.wrt}" if isinstance(self.of, Partial) else f"d{self.of}/d{self.wrt}"


@dataclass(frozen=True, slots=True)
class PathTerm:
    """One path's share of a derivative; paths are numbered from 1 in the order in which they are told."""

    partial: Partial
    number: int

    def __str__(self) -> str:
        return f"{self.partial}.{self.number}"


@dataclass(frozen=True, slots=True)
class Delta:
    """1 where two times are the same, else 0; in general formulas only."""

    a: Time
    b: Time

    def __str__(self) -> str:
        return f"delta({self.a}, {self.b})"


@dataclass(frozen=True, slots=True)
class Size:
    """A count: the units of a layer (`n_x`) or along an axis (`n_Z(2)`), the entries of a parameter (`#W`), or of all parameters (`#`).

    Of a layer it may also be `what` is computed in it, or how far its entries see: its receptive field along an axis (`r_Z`). Without a
    name it may be what two counts are compared by. Counts of another `cell` have its name.
    """

    name: str
    units: bool = False
    what: Literal["", "field", "difference", "ratio", "share", "multiplications", "parameters", "activations", "memory"] = ""
    cell: str = ""

    def __str__(self) -> str:
        of_cell = f" of {self.cell}" if self.cell else ""
        if self.what and not self.name:
            return self.what
        if self.what:
            return f"r_{self.name}" if self.what == "field" else f"{self.what}({self.name}){of_cell}"
        return f"n_{self.name}" if self.units else f"#{self.name}{of_cell}" if self.name else f"total{of_cell}"


@dataclass(frozen=True, slots=True)
class Group:
    """The entries of several parameters together: of these, which are those of a `layer` of a stack if there is one; or of another cell."""

    names: tuple[str, ...]
    layer: int = 0
    cell: str = ""

    def __str__(self) -> str:
        return f"layer {self.layer}" if self.layer else " + ".join(self.names) + (f" of {self.cell}" if self.cell else "")


@dataclass(frozen=True, slots=True)
class Neg:
    arg: "Expr"


@keeps_hash
@dataclass(frozen=True, slots=True)
class Add(KeepsHash):
    terms: tuple["Expr", ...]


@keeps_hash
@dataclass(frozen=True, slots=True)
class Mul(KeepsHash):
    factors: tuple["Expr", ...]


@dataclass(frozen=True, slots=True)
class MatMul:
    factors: tuple["Expr", ...]


@keeps_hash
@dataclass(frozen=True, slots=True)
class Div(KeepsHash):
    top: "Expr"
    bottom: "Expr"


@dataclass(frozen=True, slots=True)
class Pow:
    base: "Expr"
    exponent: "Expr"


@keeps_hash
@dataclass(frozen=True, slots=True)
class Call(KeepsHash):
    """A function of expressions; `relu'` (with the prime) is the slope of a piecewise linear function."""

    fn: str
    args: tuple["Expr", ...]


@dataclass(frozen=True, slots=True)
class Series:
    """The sum or the product of a term over all whole numbers `first` to `last` that an index stands for; in general formulas only.

    In the term the index is the base of times, `Shift(-1, "k")`. The limits may hold another index, as in `j = k+1`.
    """

    kind: Literal["sum", "product"]
    index: str
    first: Time
    last: Time
    term: "Expr"


Atom = Var | LocalDerivative | Partial | SecondDerivative | PathTerm | Delta | Size | Group
_ATOMS = frozenset(get_args(Atom))  # asked of every part, where `isinstance` takes several times as long
Expr = Num | Atom | Neg | Add | Mul | MatMul | Div | Pow | Call | Series

UNIT, TWO, DOTS = Num(Fraction(1)), Num(Fraction(2)), Var("...")  # dots stand for the factors or terms in between
OVER_STEPS = frozenset({"sum_t", "mean_t"})  # calls that add up their argument at all steps, until a cell is unrolled
LOOKUPS = frozenset({"rows_at", "columns_at", "entries_at"})  # what takes parts at places that are values: an author's `E[k, :]`


def children(e: Expr) -> tuple[Expr, ...]:
    """The direct sub-expressions, left to right."""
    return _CHILDREN[type(e)](e) if type(e) in _CHILDREN else ()


_CHILDREN: Mapping[type, Callable[[Any], tuple[Expr, ...]]] = {
    Neg: lambda e: (e.arg,),
    Series: lambda e: (e.term,),
    Add: lambda e: e.terms,
    Mul: lambda e: e.factors,
    MatMul: lambda e: e.factors,
    Call: lambda e: e.args,
    Div: lambda e: (e.top, e.bottom),
    Pow: lambda e: (e.base, e.exponent),
}


def rebuild(e: Expr, new: Callable[[Expr], Expr]) -> Expr:
    """The same form with every direct sub-expression replaced; an atom or number as it is."""
    match e:
        case Neg(arg):
            return Neg(new(arg))
        case Add(parts) | Mul(parts) | MatMul(parts):
            return type(e)(tuple(map(new, parts)))
        case Call(fn, parts):
            return Call(fn, tuple(map(new, parts)))
        case Div(a, b):
            return Div(new(a), new(b))
        case Pow(a, b):
            return Pow(new(a), new(b))
        case Series(term=term):
            return replace(e, term=new(term))
        case _:
            return e


def replace_atoms(e: Expr, new: Callable[[Atom], Expr]) -> Expr:
    """The same tree with every atom replaced by what `new` says."""
    return new(e) if isinstance(e, Atom) else rebuild(e, lambda child: replace_atoms(child, new))


def walk(e: Expr) -> Iterator[Expr]:
    """The expression and everything in it, left to right."""
    todo = [e]
    while todo:
        part = todo.pop()
        yield part
        if parts := _CHILDREN.get(type(part)):
            todo += reversed(parts(part))


def atoms(e: Expr) -> Iterator[Atom]:
    """Every atom, left to right, with repetitions."""
    return cast(Iterator[Atom], (part for part in walk(e) if type(part) in _ATOMS))


def terms_of(e: Expr) -> tuple[Expr, ...]:
    """Those of a sum; all else is one."""
    return e.terms if isinstance(e, Add) else (e,)


def sees_last_step(e: Expr) -> bool:
    """Whether an expression is known only when all steps are: it adds up over them, or has a value at the last one, `h[T]`."""
    last = any(isinstance(part, Var) and isinstance(part.time, Shift) and part.time.base == "T" for part in walk(e))
    return last or any(isinstance(part, Call) and part.fn in OVER_STEPS for part in walk(e))


@lru_cache(maxsize=4096)
def variables(e: Expr) -> tuple[Var, ...]:
    """The named values of an expression in order of appearance, each once."""
    return tuple(dict.fromkeys(a for a in atoms(e) if isinstance(a, Var)))
