"""Author's text to expressions: Python's own parser reads it, a whitelist lets through what is arithmetic.

Only `ast.parse` touches the text; nothing is ever compiled or executed.
"""

import ast
import keyword
import re
import warnings
from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction

from gen.algebra.axes import AXES, base_and_axis, over_axis
from gen.algebra.expr import OVER_STEPS, Add, Call, Div, Expr, MatMul, Mul, Neg, Num, Partial, Pow, Var, variables, walk
from gen.algebra.options import OPTIONS
from gen.algebra.rounding import normalized_literal
from gen.functions import BY_AXIS, FUNCTIONS, INTERNAL, OVER_AXES, arguments
from gen.messages.characters import ascii_instead
from gen.messages.errors import InputError, InputErrors, did_you_mean
from gen.model.source import Parsed, Relation, Text, Use
from gen.syntax.options import OptionError, options_of
from gen.syntax.subscripts import MAX_NAME, SubscriptError, bracketed, computed_places, with_all

MAX_LENGTH = 2_000  # characters of one expression
MAX_DEPTH = 60  # nesting; far below Python's own recursion limit
NUMBER = re.compile(r"(\d{1,200}(\.\d{0,200})?|\.\d{1,200})([eE][+-]?\d{1,3})?", re.ASCII)
_OVER_ROWS = "write sum(X, rows) for axis=1 or dim=1, sum(X, columns) for axis=0 or dim=0"
_INSTEAD = {"^": "write ** for a power", "\\": "write theta for \\theta"}


_STRAY = re.compile(r"[^A-Za-z0-9_.+\-*/@()\[\]:, \n]")
_FUNCTIONS_INSTEAD = {"transpose": "write A.T"}
_KEYWORD = re.compile(r"([(,]\s*[A-Za-z_]\w*\s*)=(?!=)")
CELL_FUNCTIONS = {"sum_t": (1, 1), "mean_t": (1, 1), "grad": (2, 2)}


def relation(text: Text, extra: Mapping[str, int] | None = None, timeless: Collection[str] = (), cell: bool = False) -> Relation:
    """Read an equation or inequality. Raises InputErrors if there is not exactly one sign with an expression on either side.

    `extra`, `timeless` and `cell` are those of `expression`; single entries may stand where those of a `cell` may.
    """
    signs = [sign for sign in re.finditer(r"<=|>=|!=|==|=|<|>", text.value) if not _is_keyword(text.value, sign)]
    if len(signs) != 1 or signs[0][0] == "==":
        none = ascii_instead(text.value) or "such as h[t] = h[t-1] or V > 0"
        hint = none if not signs else "one at a time" if len(signs) > 1 else "equality is written ="
        raise InputErrors([InputError(text.where, f"expected an equation or inequality, found '{text.value}'", hint)])
    sign = signs[0]
    left = expression(text.part(0, sign.start()), extra, timeless=timeless, cell=cell)
    right = expression(text.part(sign.end(), len(text.value)), extra, timeless=timeless, cell=cell)
    entries = [use for use in (*left.uses, *right.uses) if use.var.index and not cell]
    if entries:
        raise InputErrors([InputError(use.where, f"an entry of '{use.var.name}' cannot stand here") for use in entries])
    return Relation(left, sign[0], right, text.value, text.where)


def expression(
    text: Text,
    extra: Mapping[str, int] | None = None,
    indices: Collection[str] = ("t",),
    timeless: Collection[str] = (),
    cell: bool = False,
) -> Parsed:
    """Read an expression. Raises InputErrors, each with its place, if the text is not one.

    `extra` are functions (with their number of arguments) that are allowed here beside those of the table. `indices` are the
    letters that may stand for a time, `timeless` the names that have none: `b[2]` is an entry of these. In an equation of a
    `cell`, T is the last time, `t` alone is a number, and `sum_t`, `mean_t` and `grad` may stand.
    """
    if not text.value.strip():
        raise InputErrors([InputError(text.where, "an expression is missing here")])
    if len(text.value) > MAX_LENGTH:
        raise InputErrors([InputError(text.where, f"the expression is longer than {MAX_LENGTH} characters")])
    functions = {fn: arguments(fn) for fn in FUNCTIONS if fn not in INTERNAL | BY_AXIS} | {fn: (n, n) for fn, n in (extra or {}).items()}
    if cell:
        functions, indices = functions | CELL_FUNCTIONS, ("t", "T")
    reader = _Reader(text, functions, indices, timeless, cell)
    expr = reader.read()
    if reader.faults:
        raise InputErrors(reader.faults)
    uses, steps = (tuple(sorted(found, key=lambda use: use.where)) for found in (reader.uses, reader.steps))
    return Parsed(expr, uses, text.where, text.value, steps)


def variable(text: Text, indices: Collection[str] = ("t",), timeless: Collection[str] = ()) -> Use:
    """Read a single name such as `V`, `h[3]` or `V[1, 2]`. Raises InputErrors if the text is anything else."""
    parsed = expression(text, indices=indices, timeless=timeless)
    if not isinstance(parsed.expr, Var):
        raise InputErrors([InputError(text.where, f"expected a name such as V or h[3], found '{text.value}'")])
    return parsed.uses[0]


def _is_keyword(text: str, sign: re.Match[str]) -> bool:
    """Whether a sign is that of `stride=2`, within brackets."""
    before = text[: sign.start()]
    return sign[0] == "=" and before.count("(") > before.count(")") and re.search(r"[(,]\s*[A-Za-z_]\w*\s*$", before) is not None


class _Reader:
    """One walk over Python's tree of one expression; collects faults and the places of names."""

    def __init__(
        self, text: Text, functions: Mapping[str, tuple[int, int]], indices: Collection[str], timeless: Collection[str], cell: bool
    ) -> None:
        self.functions, self.indices, self.timeless, self.cell = functions, indices, timeless, cell
        self.text, self.faults, self.uses, self.steps = text, list[InputError](), list[Use](), list[Use]()
        self.summed = False

    def read(self) -> Expr:
        source = self.text.value
        for stray in _STRAY.finditer(_KEYWORD.sub(r"\1 ", source)):
            hint = ascii_instead(stray[0]) or _INSTEAD.get(stray[0], "")
            return self.fault_at(stray.start(), f"'{stray[0]}' has no meaning in an expression", hint)
        for word in re.finditer(r"[A-Za-z_]\w*", source):
            if keyword.iskeyword(word[0]):
                hint = "choose another, such as lam for lambda, and set its LaTeX under 'latex'"
                return self.fault_at(word.start(), f"'{word[0]}' cannot be a name", hint)
        if _depth(source) > MAX_DEPTH:
            return self.fault_at(0, f"brackets are nested deeper than {MAX_DEPTH}")
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                tree = ast.parse(source.replace("\n", " "), mode="eval")
            return self.walk(tree.body, 0)
        except SyntaxError as error:
            # Python counts 1-based characters here; past the end it would point behind the line.
            offset = min(max((error.offset or 1) - 1, 0), max(len(source) - 1, 0))
            hint = "a product needs its *" if re.search(r"[\w\])]\s+[\w(]|\d[A-Za-z(]", source) else ""
            return self.fault_at(offset, f"cannot read '{source}' as an expression", hint)
        except ValueError:
            return self.fault_at(0, f"cannot read '{source}' as an expression")
        except (MemoryError, RecursionError):
            return self.fault_at(0, f"the expression is nested deeper than {MAX_DEPTH}", "give parts of it names by equations of their own")

    def fault_at(self, offset: int, message: str, hint: str = "") -> Expr:
        self.faults.append(InputError(self.text.at(offset), message, hint))
        return Num(Fraction(0))

    def fault(self, node: ast.expr, message: str, hint: str = "") -> Expr:
        return self.fault_at(self.offset(node), message, hint)

    def offset(self, node: ast.expr) -> int:
        """The node's place in the text; all on one line and ASCII, as `read` has seen to it."""
        return node.col_offset

    def segment(self, node: ast.expr) -> str:
        return self.text.value[node.col_offset : node.end_col_offset]

    def walk(self, node: ast.expr, depth: int) -> Expr:
        if depth > MAX_DEPTH:
            raise RecursionError
        match node:
            case ast.Constant():
                return self.number(node)
            case ast.Name(id="t") if self.cell:
                self.steps.append(Use(Var("t"), self.text.at(self.offset(node)), self.summed))
                return Var("t")
            case ast.Name(id=name):
                return self.use(node, Var(name))
            case ast.Subscript():
                return self.bracketed(node)
            case ast.UnaryOp(op=ast.USub(), operand=arg):
                return Neg(self.walk(arg, depth + 1))
            case ast.UnaryOp(op=ast.UAdd(), operand=arg):
                return self.walk(arg, depth + 1)
            case ast.BinOp(op=ast.Add() | ast.Sub() | ast.Mult() | ast.MatMult()):
                return self.chain(node, depth)
            case ast.BinOp(left=left, op=ast.Div(), right=right):
                return Div(self.walk(left, depth + 1), self.walk(right, depth + 1))
            case ast.BinOp(left=left, op=ast.Pow(), right=right):
                return Pow(self.walk(left, depth + 1), self.walk(right, depth + 1))
            case ast.Call():
                return self.call(node, depth)
            case ast.Attribute(value=arg, attr="T"):
                return Call("transpose", (self.walk(arg, depth + 1),))
            case _:
                return self.fault(node, f"'{self.segment(node)}' is not arithmetic that a problem may use")

    def chain(self, node: ast.BinOp, depth: int) -> Expr:
        """A run of + and - (or of *, or of @) as one flat sum or product; Python nests it to the left."""
        kinds = (ast.Add, ast.Sub) if isinstance(node.op, ast.Add | ast.Sub) else (type(node.op),)
        parts: list[Expr] = []
        left: ast.expr = node
        while isinstance(left, ast.BinOp) and isinstance(left.op, kinds):
            part = self.walk(left.right, depth + 1)
            parts.append(Neg(part) if isinstance(left.op, ast.Sub) else part)
            left = left.left
        parts.append(self.walk(left, depth + 1))
        parts.reverse()
        if isinstance(node.op, ast.Add | ast.Sub):
            return Add(tuple(parts))
        product, other = (Mul, MatMul) if isinstance(node.op, ast.Mult) else (MatMul, Mul)
        if isinstance(parts[0], other) and not self.text.value[left.end_col_offset :].lstrip().startswith(")"):
            # Python reads r*U @ h as (r*U) @ h, which is another number than r*(U @ h).
            return self.fault(node, "'*' and '@' stand side by side without brackets", "write r*(U @ h) or (r*U) @ h")
        if isinstance(parts[0], Neg):  # -a*b is minus a product, not a product with a bracket in it
            return Neg(product((parts[0].arg, *parts[1:])))
        return product(tuple(parts))

    def number(self, node: ast.Constant) -> Expr:
        text = self.segment(node)
        if not NUMBER.fullmatch(text):
            return self.fault(node, f"expected a number, found '{text}'")
        return Num(Fraction(text), normalized_literal(text))

    def use(self, node: ast.expr, var: Var) -> Expr:
        if var.name in AXES:
            hint = f"a value needs another name; only {', '.join(OVER_AXES)} are taken over rows or columns, as in softmax(S, rows)"
            return self.fault(node, f"'{var.name}' says over what a function is taken", hint)
        if len(var.name) > MAX_NAME:
            return self.fault(node, f"a name has at most {MAX_NAME} letters")
        self.uses.append(Use(var, self.text.at(self.offset(node)), self.summed))
        return var

    def bracketed(self, node: ast.Subscript) -> Expr:
        brackets: list[ast.expr] = []
        inner: ast.expr = node
        while isinstance(inner, ast.Subscript):
            brackets.insert(0, inner.slice)
            inner = inner.value
        if not isinstance(inner, ast.Name):
            return self.fault(node, f"only a name has a time or entries, not '{self.segment(inner)}'", "give it a name by an equation")
        try:
            if self.cell and any(places := computed_places(brackets, self.indices, inner.id in self.timeless)):
                return self.looked_up(node, inner.id, with_all(brackets, places), places)
            return self.use(node, bracketed(inner.id, brackets, self.indices, inner.id in self.timeless, self.segment))
        except SubscriptError as error:
            return self.fault(error.node, error.message, error.hint)

    def looked_up(self, node: ast.Subscript, name: str, brackets: Sequence[ast.expr], places: Sequence[ast.expr | None]) -> Expr:
        """`E[k[t], :]`, `Q[t, :]`, `x[k]`: what stands in `brackets`, at `places` that are names or steps."""
        found: Expr = self.use(node, bracketed(name, brackets, self.indices, False, self.segment) if brackets else Var(name))
        for fn, place in zip(("entries_at",) if len(places) == 1 else ("rows_at", "columns_at"), places, strict=True):
            if place is None:
                continue
            at = self.walk(place, 0)
            if not isinstance(at, Var) and (Var("t") not in walk(at) or len(variables(at)) > 1):
                message = f"'{self.segment(place)}' is no name of a place"
                return self.fault(place, message, "such as k or k[t]; give it a name by an equation")
            found = Call(fn, (found, at))
        return found

    def call(self, node: ast.Call, depth: int) -> Expr:
        if not isinstance(node.func, ast.Name):
            return self.fault(node, f"'{self.segment(node)}' is not arithmetic that a problem may use", "a product needs its *")
        name = node.func.id
        axes = [arg.id for arg in node.args[1:] if isinstance(arg, ast.Name) and arg.id in AXES and name in OVER_AXES]
        axis = axes[0] if len(axes) == 1 else ""
        before, self.summed = self.summed, self.summed or name in OVER_STEPS
        options = OPTIONS.get(name, ()) if name in self.functions else ()
        by_place = sum(not option.letter for option in options)
        own = node.args[: arguments(name)[1]] if by_place else node.args
        args = tuple(self.walk(arg, depth + 1) for arg in own if not (axis and isinstance(arg, ast.Name) and arg.id == axis))
        self.summed = before
        if name not in self.functions:
            base, over = base_and_axis(name)
            meant = f"write {base}(X, {over})" if base in OVER_AXES and over else _FUNCTIONS_INSTEAD.get(name)
            hint = meant or did_you_mean(name, self.functions) or "docs/format/expressions.md has the table of functions"
            return self.fault(node.func, f"unknown function '{name}'", hint)
        least, most = arguments(over_axis(name, axis)) if axis else self.functions[name]
        if (
            (node.keywords and not options)
            or not least <= len(args) <= most
            or len(node.args) - bool(axis) > most + by_place
            or any(isinstance(arg, ast.Starred) for arg in node.args)
        ):
            many = len(args) > most >= least + 2
            hint = f"of each row by itself: {name}(X, rows)" if name in OVER_AXES and len(args) > most else ""
            hint = _OVER_ROWS if any(one.arg in ("axis", "dim") for one in node.keywords) else hint
            return self.fault(node, f"{name} takes at most {most} arguments" if many else f"{name} takes {_arguments(least, most)}", hint)
        if name == "grad":
            of, wrt = args
            if isinstance(of, Var) and isinstance(wrt, Var) and not of.index:
                return Partial(of, wrt)
            return self.fault(node, "grad takes two names, such as grad(L, W)", "give the expression a name by an equation")
        if options:
            try:
                return Call(name, (*args, *options_of(node, name, most, options)))
            except OptionError as error:
                return self.fault(error.node, error.message, error.hint)
        if name == "huber":
            args = (*args[:2], *map(_quotient_of_numbers, args[2:]))
        if name in FUNCTIONS and not FUNCTIONS[name].array:
            args = (args[0], *map(_quotient_of_numbers, args[1:]))
            if not all(isinstance(arg, Num) for arg in args[1:]):
                return self.fault(node.args[1], f"the second argument of {name} is a number, such as 0.1 or 1/3")
        if name == "huber":  # its bound is a number, too: 1/2 as well as 0.5
            args = (*args[:2], *map(_quotient_of_numbers, args[2:]))
        return Call(over_axis(name, axis) if axis else name, args)


def _quotient_of_numbers(e: Expr) -> Expr:
    """One number in place of a quotient of two, printed as that; anything else as it is."""
    match e:
        case Div(Num(top, above), Num(bottom, below)) if bottom:
            return Num(top / bottom, f"{above}/{below}")
        case _:
            return e


def _arguments(least: int, most: int) -> str:
    """`two arguments`, `one or two arguments`, `two arguments or more`."""
    words = ("no", "one", "two", "three", "four")
    if most >= len(words):
        return f"{words[least]} argument{'s' * (least > 1)} or more"
    return f"{f'{words[least]} or {words[most]}' if least < most else words[most]} argument{'s' * (most > 1)}"


def _depth(source: str) -> int:
    depth = deepest = 0
    for c in source:
        depth += (c in "([{") - (c in ")]}")
        deepest = max(deepest, depth)
    return deepest
