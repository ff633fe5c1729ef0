"""The options of a function: whole numbers behind its arguments, or pairs of these, `conv(X, K, stride=2, padding=(1, 0))`."""

import ast
from collections.abc import Sequence
from fractions import Fraction

from gen.algebra.expr import Call, Expr, Num
from gen.algebra.options import Option
from gen.messages.errors import did_you_mean

MOST = 1000


class OptionError(Exception):
    """What cannot be read as an option: the node to blame, what is wrong, and what to write instead."""

    def __init__(self, node: ast.expr, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.node, self.message, self.hint = node, message, hint


def options_of(call: ast.Call, fn: str, arguments: int, options: Sequence[Option]) -> tuple[Expr, ...]:
    """The options of a call with so many arguments before them, all of them in their order. Raises OptionError."""
    by_place = [option.name for option in options if not option.letter]
    given = dict(zip(by_place, call.args[arguments:], strict=False))
    known = {option.name: option for option in options}
    for keyword in call.keywords:
        name = keyword.arg or ""
        if name not in known:
            hint = did_you_mean(name, known) or f"it has {', '.join(option.name for option in options if option.letter)}"
            raise OptionError(keyword.value, f"{fn} has no option '{name}'", hint)
        if name in given:
            raise OptionError(keyword.value, f"'{name}' stands twice")
        given[name] = keyword.value
    found: list[Expr] = []
    for option in options:
        if option.name in given:
            found.append(_option(given[option.name], option))
        elif option.default is not None:
            found.append(Num(Fraction(option.default)))
        elif found:
            found.append(found[-1])
        else:
            raise OptionError(call, f"{fn} needs the size of its windows", f"such as {fn}(X, 2) or {fn}(X, (2, 3))")
    return tuple(found)


def _option(node: ast.expr, option: Option) -> Expr:
    match node:
        case ast.Tuple(elts=[rows, columns]) | ast.List(elts=[rows, columns]):
            return Call("pair", (_whole(rows, option), _whole(columns, option)))
        case _:
            return _whole(node, option)


def _whole(node: ast.expr, option: Option) -> Num:
    if isinstance(node, ast.Constant) and type(node.value) is int and option.least <= node.value <= MOST:
        return Num(Fraction(node.value))
    message = f"'{option.name}' is a whole number from {option.least} to {MOST:,}, or two of them, one for rows and one for columns"
    raise OptionError(node, message, "such as 2 or (2, 1)")
