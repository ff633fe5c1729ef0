"""Expressions in LaTeX, names by what their letters say or by the author's own LaTeX."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property

from gen.algebra.arrays import SCALAR, Array, Value, numbers
from gen.algebra.axes import base_and_axis
from gen.algebra.expr import (
    DOTS,
    LOOKUPS,
    TWO,
    Atom,
    Call,
    Delta,
    Expr,
    Group,
    LocalDerivative,
    Mul,
    Num,
    Partial,
    PathTerm,
    Pow,
    Range,
    SecondDerivative,
    Size,
    Var,
    index_text,
    walk,
)
from gen.algebra.families import family_of, member, place_of
from gen.algebra.numbers import NumberFormat
from gen.algebra.options import OPTIONS
from gen.algebra.places import is_entry, looked_up
from gen.algebra.printer import ATOM, BASE, FACTOR, NEGATIVE, POWER, PRODUCT, PartWriter, Script, Values, write, write_binding
from gen.algebra.rounding import USUAL, TypedNumber, common_format, is_exact, is_written_as_fraction, shown_text
from gen.functions import FUNCTIONS
from gen.functions.shapes import NUMBERS, is_array, shape
from gen.latex.brackets import END, MATRIX, around_of, bracketed, enclosed, ends_open, is_matrix, large_fractions
from gen.latex.counts import count_latex
from gen.latex.decimal_points import aligned, are_decimals
from gen.latex.derivatives import second_derivative
from gen.latex.literal_array import literal_array
from gen.latex.names import base_and_subscript, run_together, time_latex
from gen.latex.options import over_windows
from gen.latex.series import series_latex
from gen.latex.typed_number import typed_number
from gen.messages.sentences import Language, family_name, translate
from gen.model.memo import Memo
from gen.model.problem import Problem, timeless_names
from gen.model.trace import Shapes

BRACKETED = POWER  # a power at the bracket of an argument would be read as the argument's: what is applied gets brackets of its own
LINES = 2000  # in letters that are kept as they have been written: the same in all variants
_NAMED = (Var, Partial, LocalDerivative)
_EULER = r"\mathrm{e}"


@dataclass(frozen=True)
class Latex:
    """LaTeX for one problem: the author's own LaTeX for names goes before what their letters say. Decimals are the language's.

    `shapes` are those of names that stand for arrays, which are bold unless `plain`; other names are written as numbers are. `deltas` are
    the letters for derivatives of a value with respect to those of a name, `calls` values that are written as what they are,
    `\\tanh(c_{2})`. Names that are `timeless` have no time in any cell.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    language: Language = "en"
    shown: NumberFormat = USUAL
    shapes: Shapes = field(default_factory=dict)
    deltas: Mapping[tuple[Var, str], str] = field(default_factory=dict)
    calls: Mapping[Var, Expr] = field(default_factory=dict)
    plain: bool = False
    timeless: Collection[str] = ()
    known: dict[object, "Latex"] = field(default_factory=dict, init=False, repr=False, compare=False)  # what `knowing` has made of it
    _names: dict[Var, str] = field(default_factory=dict, init=False, repr=False, compare=False)
    _atoms: dict[Atom, tuple[str, int]] = field(default_factory=dict, init=False, repr=False, compare=False)
    _in_letters: Memo = field(default_factory=lambda: Memo(LINES), init=False, repr=False, compare=False)

    @classmethod
    def of(cls, problem: Problem, language: Language = "en", shapes: Shapes = NUMBERS) -> "Latex":
        """The LaTeX of a problem, with names of these shapes."""
        plain, timeless = problem.notation == "plain", timeless_names(problem.cells)
        return cls(problem.latex, language, problem.shown, shapes, plain=plain, timeless=timeless)

    @cached_property
    def script(self) -> Script:
        return Script(
            atom=self.atom,
            number=self.number,
            constant=lambda x: (self if is_exact(x, self.shown) else replace(self, shown=USUAL)).number(x),
            typed=lambda text: typed_number(text, self.language),
            times=lambda numbers, arrays: r" \odot " if arrays else r" \cdot " if numbers else r"\,",
            apart=run_together,
            factor_out=self.factors_out,
            product=lambda numbers: r" \cdot " if numbers else r"\,",
            divide=lambda a, b: rf"\frac{{{a}}}{{{b}}}",
            power=lambda a, b: f"{a}^{{{b}}}",
            call=self.call,
            series=series_latex,
            bracket=bracketed,
            fraction=FACTOR,
            inside=0,
            last=PRODUCT,
            is_array=lambda e: is_array(e, self.shapes),
            literal=lambda e, values: literal_array(e, values, self.shapes),
            euler=_EULER,
            ones="" if self.plain else FUNCTIONS["ones"].latex,
        )

    def expr(self, e: Expr, values: Values | None = None) -> str:
        if values is None and isinstance(e, _NAMED):
            return self.atom(e)[0]
        return self._in_letters.call(write, e, self.script) if values is None else write(e, self.script, values)

    def name(self, var: Var) -> str:
        """`h_{3}`, `g_{1,t}`, `\\tilde{c}_{t-1}`; the author's LaTeX for a name takes the time as a subscript.

        So does a name without one the index of a part, `V_{1,2}`; what has a subscript stands in brackets, `(h_{3})_{1}`.
        """
        return self._names.get(var) or self._names.setdefault(var, self._name(var))

    def _name(self, var: Var) -> str:
        if var == DOTS:
            return r"\cdots"
        if var in self.calls:
            written, binds = write_binding(self.calls[var], self.script)
            return bracketed(written) if binds <= PRODUCT else written
        return self._named(var, self.is_bold(var.name))

    def factors_out(self, top: Expr, bottom: Expr, numbers: bool) -> bool:
        """Whether a quotient is written as a factor before what it divides: an array of numbers, the square of a norm, a fraction."""
        if self.is_square_of_norm(top):
            return isinstance(bottom, Num)
        if isinstance(bottom, Num) and not numbers:
            begins = top.factors[0] if isinstance(top, Mul) else top
            return not isinstance(begins, Num) and any(isinstance(e, Partial) and self.atom(e)[1] == FACTOR for e in walk(top))
        return numbers and is_array(top, self.shapes) and not is_array(bottom, self.shapes)

    def is_square_of_norm(self, e: Expr) -> bool:
        """Whether a sum of squares is written as that of a norm."""
        match e:
            case Call("sum", (Pow(base, exponent),)):
                return exponent == TWO and self.is_vector(base)
        return False

    @property
    def has_arrays(self) -> bool:
        """Whether a name stands for a vector or a matrix."""
        return any(shape != SCALAR for shape in self.shapes.values())

    def is_bold(self, name: str) -> bool:
        """Whether a name stands for a vector or a matrix, and shows it."""
        return not self.plain and self.shapes.get(name, SCALAR) != SCALAR

    def matrices(self, var: Var) -> Var | None:
        """What an index stands for behind the name of a family: a matrix of it, or several."""
        places = tuple(i for i in var.index if isinstance(i, int))
        name = member(var.name, places)
        known = (
            var.time is None and len(places) == len(var.index) and any(f"{one[:-1]},".startswith(f"{name[:-1]},") for one in self.shapes)
        )
        return Var(name) if known and not place_of(var.name) else None

    def _named(self, var: Var, bold: bool) -> str:
        """An entry is a number: it is bold only inside the bracket that it may need."""
        if var.index and (matrices := self.matrices(var)):
            return self._named(matrices, bold)
        if var.index:
            whole = self._named(var.whole, bold)
            number = is_entry(var.index)
            part = f"({whole})" if "_" in whole else self._named(var.whole, False) if number else whole
            return f"{part}_{{{index_text(var.index, ',')}}}"
        time = "" if var.time is None else time_latex(var.time)
        family, place = family_of(var.name), index_text(place_of(var.name), ",")
        if family in self.names:
            below = ",".join(part for part in (place, time) if part)
            return f"{{{self.names[family]}}}_{{{below}}}" if below else self.names[family]
        base, subscript = base_and_subscript(family, bold)
        below = ",".join(part for part in (subscript, place, time) if part)
        return f"{base}_{{{below}}}" if below else base

    def number(self, x: Value) -> tuple[str, int]:
        if isinstance(x, Array):
            style = replace(self, shown=common_format(x, self.shown))
            columns = list(zip(*([style.number(y)[0] for y in row] for row in x.rows), strict=True))
            columns = [aligned(column) if are_decimals(column) else column for column in columns]
            return self.matrix(zip(*columns, strict=True)), ATOM
        if isinstance(x, TypedNumber):
            return typed_number(x.text, self.language)
        if isinstance(x, Fraction) and x.denominator != 1 and is_written_as_fraction(x, self.shown):
            sign = "-" if x < 0 else ""
            return rf"{sign}\frac{{{abs(x.numerator)}}}{{{x.denominator}}}", NEGATIVE if x < 0 else FACTOR
        return typed_number(shown_text(x, self.shown), self.language, rounded=not is_exact(x, self.shown))

    def matrix(self, rows: Iterable[Iterable[str]]) -> str:
        """Entries that are LaTeX, in brackets; those of one row alone have room for large fractions."""
        found = [list(row) for row in rows]
        return MATRIX + r" \\ ".join(" & ".join(map(large_fractions, row) if len(found) == 1 else row) for row in found) + END

    def given(self, x: Value) -> str:
        """A number of the sheet, which is never rounded: a fraction that does not end stays one."""
        ends = all(is_exact(entry, self.shown) for entry in numbers(x))
        return (self if ends else replace(self, shown=USUAL)).number(x)[0]

    def call(self, call: Call, part: PartWriter) -> tuple[str, int]:
        match call:
            case Call("transpose", (Call("column", entries),)):
                return self.matrix([[part(entry, 0) for entry in entries]]), ATOM
            case Call("transpose", (arg,)):
                return rf"{part(arg, BASE)}^{{\top}}", POWER
            case Call("matrix_power", (base, exponent)):
                return self.script.power(part(base, BASE), part(exponent, 0)), POWER
            case Call("rows", (arg, first, last)):
                return f"{self.indexed(arg, part)}_{{{part(first, 0)}:{part(last, 0)}}}", POWER
            case Call(fn) if fn in LOOKUPS:
                return self.looked_up(call, part), ATOM
            case Call("unit", (_, place)):
                return rf"\mathbf{{e}}_{{{part(place, 0)}}}", ATOM
            case Call("units", (_, first, last)):
                return rf"{FUNCTIONS['units'].latex}_{{:,{part(first, 0)}:{part(last, 0)}}}", ATOM
            case Call("ones" | "identity" | "zeros" | "pi" as fn, _):
                return FUNCTIONS[fn].latex, ATOM
            case Call("column", entries):
                return self.matrix([part(entry, 0)] for entry in entries), ATOM
            case Call("sum", (Pow(base),)) if self.is_square_of_norm(call):
                return f"{self.applied('norm', [part(base, 0)])}^{{2}}", POWER
            case Call("sum", (arg,)) if not self.plain and is_array(arg, self.shapes) and shape(arg, self.shapes, strict=False)[1] == 1:
                return rf"{FUNCTIONS['ones'].latex}^{{\top}}\,{part(arg, FACTOR)}", PRODUCT
            case Call("sum_t", (arg,)):
                return rf"\sum_{{t=1}}^{{T}} {part(arg, PRODUCT)}", PRODUCT
            case Call("mean_t", (arg,)):
                return rf"\frac{{1}}{{T}}\sum_{{t=1}}^{{T}} {part(arg, PRODUCT)}", PRODUCT
            case Call("all_ones", (rows, columns)):
                return rf"{FUNCTIONS['all_ones'].latex}_{{{part(rows, 0)}\times {part(columns, 0)}}}", ATOM
            case Call(fn) if fn in OPTIONS:
                return self.applied(fn, *over_windows(call, self.shapes, part)), BRACKETED
            case Call("leaky_relu", (arg, Num() as leak)):
                return self.applied(call.fn, [part(arg, 0)], self.index([leak])), BRACKETED
            case Call(fn, args) if fn in FUNCTIONS and (written := FUNCTIONS[fn].is_written_as):
                return self.call(written(args), part)
        return self.applied(call.fn, [part(arg, 0) for arg in call.args]), BRACKETED if ends_open(call.fn) else ATOM

    def looked_up(self, call: Call, part: PartWriter) -> str:
        """`E_{k,:}`; what is a number stands with its vector in brackets, `(x)_k`."""
        array, index = looked_up(call)
        inside = ",".join(":" if i is None else str(i) if isinstance(i, int | Range) else part(i, 0) for i in index)
        inner = self.indexed(array, part) if is_array(call, self.shapes) or not self.is_bold_name(array) else bracketed(part(array, 0))
        return f"{inner}_{{{inside}}}"

    def is_bold_name(self, e: Expr) -> bool:
        return isinstance(e, Var) and self.is_bold(e.name)

    def index(self, args: Iterable[Expr]) -> str:
        """The numbers among the arguments of a function as its index; a quotient has no line of a fraction there."""
        literals = [arg.text or str(arg.value) for arg in args if isinstance(arg, Num)]
        return ", ".join("/".join(typed_number(number, self.language)[0] for number in one.split("/")) for one in literals)

    def is_vector(self, e: Expr) -> bool:
        """Whether an expression is a column or a row, as far as the shapes of names are known."""
        return is_array(e, self.shapes) and 1 in shape(e, self.shapes, strict=False)

    def indexed(self, e: Expr, part: PartWriter) -> str:
        """What an index is written behind."""
        inner = part(e, BASE)
        return inner if "_" not in inner or not isinstance(e, Var) else f"({inner})"

    def applied(self, fn: str, args: Sequence[str], index: str = "") -> str:
        """A function of arguments that are written already; `index` is what it depends on beside them: `LeakyReLU_{0.1}(z)`."""
        (name, axis), prime = base_and_axis(fn.rstrip("'")), "'" * fn.endswith("'")
        if axis:
            index = rf"\text{{{translate('rows', self.language) if axis == 'rows' else translate('columns', self.language)}}}"
        inner = f"{FUNCTIONS[name].between if name in FUNCTIONS else ','} ".join(args)
        if name == "maxabs":
            return rf"\max\left|{inner}\right|"
        if name == "eig":
            return r"\lambda" + bracketed(inner)
        if name == "sqrt":
            return rf"\sqrt{{{inner}}}" if not prime else r"\operatorname{sqrt}'" + bracketed(inner)
        if (around := around_of(name)) and not prime and not axis:
            return enclosed(around, args)
        head = FUNCTIONS[name].latex if name in FUNCTIONS else rf"\operatorname{{{family_name(name, self.language)}}}"
        if prime and name in ("max", "min"):  # whose indices stand above and below in a display
            head += r"\nolimits"
        return head + prime + (f"_{{{index}}}" if index else "") + (inner if is_matrix(inner) else bracketed(inner))

    def atom(self, atom: Atom) -> tuple[str, int]:
        if isinstance(atom, SecondDerivative) or (isinstance(atom, LocalDerivative) and atom.among):
            return self._atom(atom)  # in which a number may stand as it was typed: equal ones may be written otherwise
        return self._atoms.get(atom) or self._atoms.setdefault(atom, self._atom(atom))

    def _atom(self, atom: Atom) -> tuple[str, int]:
        match atom:
            case Var() if atom in self.calls:
                return write_binding(self.calls[atom], self.script)
            case Var():
                return self.name(atom), ATOM
            case LocalDerivative(fn, arg, among) if any(not isinstance(other, Num) for other in among if other != arg):
                of = self.applied(fn, [self.expr(one) for one in among])
                return rf"\frac{{\partial {of}}}{{\partial {self.name(arg)}}}", FACTOR
            case LocalDerivative(fn, arg, among):
                return self.applied(fn + "'", [self.name(arg)], self.index(among)), BRACKETED
            case Partial(of, wrt) if (of, wrt.name) in self.deltas:
                return self.name(replace(wrt, name=self.deltas[of, wrt.name])), ATOM
            case Partial(of, wrt):
                return rf"\frac{{\partial {self.name(of)}}}{{\partial {self.name(wrt)}}}", FACTOR
            case SecondDerivative(of, wrt):
                return second_derivative(of, wrt, self.expr, self.shapes), FACTOR
            case PathTerm(partial, k):
                return rf"\left({self.atom(partial)[0]}\right)_{{{k}}}", ATOM
            case Delta(a, b):
                return rf"\delta_{{{time_latex(a)},{time_latex(b)}}}", ATOM
            case Size() | Group():
                return count_latex(atom, replace(self, plain=True).name, self.name, self.language), ATOM
