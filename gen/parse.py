"""Author's text to expressions: Python's own parser reads it, a whitelist lets through what is arithmetic.

Only `ast.parse` touches the text; nothing is ever compiled or executed.
"""

import ast
import keyword
import re
import warnings
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction

from gen.errors import Fault, Faults, Where, did_you_mean
from gen.expr import Add, Call, Div, Expr, MatMul, Mul, Neg, Num, Pow, Shift, Time, Var
from gen.rules import RULES

MAX_LENGTH = 2_000  # characters of one expression
MAX_GIVEN_BITS = 800
MAX_DEPTH = 60  # nesting; far below Python's own recursion limit
_NUMBER = re.compile(r"(\d{1,200}(\.\d{0,200})?|\.\d{1,200})([eE][+-]?\d{1,3})?")


_STRAY = re.compile(r"[^A-Za-z0-9_.+\-*/@()\[\], \n]")


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of an author's text and where it begins.

    `starts` holds the place of each line of the text; it is empty where columns cannot be told (folded or escaped text), and
    then every fault points at the beginning.
    """

    value: str
    where: Where
    starts: tuple[Where, ...] = ()

    def at(self, offset: int) -> Where:
        """The place of the character at `offset`."""
        line = self.value.count("\n", 0, offset)
        if line >= len(self.starts):
            return self.where
        return self.starts[line].at(offset - (self.value.rfind("\n", 0, offset) + 1))

    def part(self, start: int, end: int) -> "Text":
        """The characters from start to end without surrounding blanks."""
        piece = self.value[start:end]
        begin = self.at(start + len(piece) - len(piece.lstrip()))
        return Text(piece.strip(), begin, (begin,) if self.starts else ())


@dataclass(frozen=True, slots=True)
class Use:
    """A name as it stands at one place of the text."""

    var: Var
    where: Where


@dataclass(frozen=True, slots=True)
class Parsed:
    """An expression with the place of each name in it."""

    expr: Expr
    uses: tuple[Use, ...]
    where: Where
    text: str = ""


@dataclass(frozen=True, slots=True)
class Relation:
    """`left sign right`, the sign being one of = != < <= > >=."""

    left: Parsed
    sign: str
    right: Parsed
    text: str
    where: Where


def stands(sign: str, less: bool, same: bool) -> bool:
    """Whether a relation holds between two numbers of which is known if the left is less and if they are the same."""
    return {
        "=": same,
        "!=": not same,
        "<": less and not same,
        "<=": less or same,
        ">": not (less or same),
        ">=": same or not less,
    }[sign]


def relation(text: Text, extra: Mapping[str, int] | None = None) -> Relation:
    """Read an equation or inequality. Raises Faults if there is not exactly one sign with an expression on either side."""
    signs = list(re.finditer(r"<=|>=|!=|==|=|<|>", text.value))
    if len(signs) != 1 or signs[0][0] == "==":
        hint = "equality is written =" if signs and signs[0][0] == "==" else "such as h[t] = h[t-1] or V > 0"
        raise Faults([Fault(text.where, f"expected an equation or inequality, found '{text.value}'", hint)])
    sign = signs[0]
    left = expression(text.part(0, sign.start()), extra)
    right = expression(text.part(sign.end(), len(text.value)), extra)
    return Relation(left, sign[0], right, text.value, text.where)


def expression(text: Text, extra: Mapping[str, int] | None = None, indices: Collection[str] = ("t",)) -> Parsed:
    """Read an expression. Raises Faults, each with its place, if the text is not one.

    `extra` are functions (with their number of arguments) that are allowed here beside those of the table; where there are
    any, `A.T` is the transpose and is read as `transpose(A)`. `indices` are the letters that may stand for a time.
    """
    if not text.value.strip():
        raise Faults([Fault(text.where, "an expression is missing here")])
    if len(text.value) > MAX_LENGTH:
        raise Faults([Fault(text.where, f"the expression is longer than {MAX_LENGTH} characters")])
    reader = _Reader(text, extra or {}, indices)
    expr = reader.read()
    if reader.faults:
        raise Faults(reader.faults)
    return Parsed(expr, tuple(sorted(reader.uses, key=lambda use: use.where)), text.where, text.value)


def variable(text: Text, indices: Collection[str] = ("t",)) -> Use:
    """Read a single name such as `V` or `h[3]`. Raises Faults if the text is anything else."""
    parsed = expression(text, indices=indices)
    if not isinstance(parsed.expr, Var):
        raise Faults([Fault(text.where, f"expected a name such as V or h[3], found '{text.value}'")])
    return parsed.uses[0]


def constant(text: Text) -> Fraction:
    """Read an exact number such as -3, 3/2 or 0.1. Raises Faults if the text is anything else."""
    match = re.fullmatch(r"([+-]?)\s*(\S+?)(?:\s*/\s*(\S+))?", text.value)
    parts = match.groups() if match else ("", "", None)
    if not _NUMBER.fullmatch(parts[1]) or not (parts[2] is None or _NUMBER.fullmatch(parts[2])):
        raise Faults([Fault(text.where, f"expected a number such as -3, 3/2 or 0.1, found '{text.value}'")])
    bottom = Fraction(parts[2]) if parts[2] else Fraction(1)
    if bottom == 0:
        raise Faults([Fault(text.where, f"division by zero in '{text.value}'")])
    value = Fraction(parts[1]) / bottom
    if max(value.numerator.bit_length(), value.denominator.bit_length()) > MAX_GIVEN_BITS:
        raise Faults([Fault(text.where, "a number in a problem file has at most 240 digits")])
    return -value if parts[0] == "-" else value


def split(text: Text, separator: str = ",") -> tuple[Text, ...]:
    """The pieces between separators that stand outside brackets."""
    pieces, start, depth = [], 0, 0
    for i, c in enumerate(text.value):
        depth += (c in "([") - (c in ")]")
        if c == separator and depth == 0:
            pieces.append(text.part(start, i))
            start = i + 1
    return (*pieces, text.part(start, len(text.value)))


class _Reader:
    """One walk over Python's tree of one expression; collects faults and the places of names."""

    def __init__(self, text: Text, extra: Mapping[str, int], indices: Collection[str]) -> None:
        self.indices = indices
        self.text, self.faults, self.uses = text, list[Fault](), list[Use]()
        self.arity = dict.fromkeys(RULES, 1) | dict(extra)
        self.matrices = bool(extra)

    def read(self) -> Expr:
        source = self.text.value
        for stray in _STRAY.finditer(source):
            hint = "write ** for a power" if stray[0] == "^" else "write theta for \\theta" if not stray[0].isascii() else ""
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
        except (ValueError, MemoryError, RecursionError):
            return self.fault_at(0, f"cannot read '{source}' as an expression")

    def fault_at(self, offset: int, message: str, hint: str = "") -> Expr:
        self.faults.append(Fault(self.text.at(offset), message, hint))
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
            return self.fault(node, f"the expression is nested deeper than {MAX_DEPTH}")
        match node:
            case ast.Constant():
                return self.number(node)
            case ast.Name(id=name):
                return self.use(node, Var(name))
            case ast.Subscript(value=ast.Name(id=name), slice=index):
                return self.use(node, Var(name, self.time(index)))
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
            case ast.Attribute(value=arg, attr="T") if self.matrices:
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
        if not _NUMBER.fullmatch(text):
            return self.fault(node, f"expected a number, found '{text}'")
        # Written as the author has it where that is plain, `0.5`; as a fraction where it is 1e-3 or .5.
        return Num(Fraction(text), text if re.fullmatch(r"\d+(\.\d+)?", text) else "")

    def use(self, node: ast.expr, var: Var) -> Expr:
        self.uses.append(Use(var, self.text.at(self.offset(node))))
        return var

    def time(self, node: ast.expr) -> Time:
        match node:
            case ast.Constant(value=int(step)) if not isinstance(step, bool) and step < 10**9:
                return step
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int(step))) if not isinstance(step, bool) and step < 10**9:
                return -step
            case ast.Name(id=base) if base in self.indices:
                return Shift(0, base)
            case ast.BinOp(left=ast.Name(id=base), op=ast.Add() | ast.Sub() as op, right=ast.Constant(value=int(by))) if (
                base in self.indices and not isinstance(by, bool) and by < 10**9
            ):
                return Shift(by if isinstance(op, ast.Add) else -by, base)
            case _:
                self.fault(node, f"'{self.segment(node)}' is not a time", "a time is t, t-1 or a whole number such as 3")
                return 0

    def call(self, node: ast.Call, depth: int) -> Expr:
        if not isinstance(node.func, ast.Name):
            return self.fault(node, f"'{self.segment(node)}' is not arithmetic that a problem may use", "a product needs its *")
        name = node.func.id
        args = tuple(self.walk(arg, depth + 1) for arg in node.args)
        if name not in self.arity:
            return self.fault(node.func, f"unknown function '{name}'", did_you_mean(name, self.arity) or f"known: {', '.join(self.arity)}")
        wanted = self.arity[name]
        if node.keywords or len(args) != wanted or any(isinstance(arg, ast.Starred) for arg in node.args):
            return self.fault(node, f"{name} takes {'one argument' if wanted == 1 else f'{wanted} arguments'}")
        return Call(name, args)


def _depth(source: str) -> int:
    depth = deepest = 0
    for c in source:
        depth += (c in "([{") - (c in ")]}")
        deepest = max(deepest, depth)
    return deepest
