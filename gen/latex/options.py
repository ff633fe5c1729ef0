r"""The options of a function below its name: `\\operatorname{conv}_{s=2,\\,p=1}`, `\\operatorname{maxpool}_{2\\times 2}`."""

from collections.abc import Iterable

from gen.algebra.expr import Call, Expr, Num
from gen.algebra.options import Option


def options_below(options: Iterable[tuple[Option, Expr]], planar: bool) -> str:
    """Each with its letter; a size has none, and one that holds for rows and columns of a `planar` array says both."""
    return r",\,".join(_named(option, arg) if option.letter else _size(arg, planar) for option, arg in options)


def _named(option: Option, arg: Expr) -> str:
    match arg:
        case Call("pair", (rows, columns)):
            return f"{option.letter}=({_whole(rows)},{_whole(columns)})"
        case _:
            return f"{option.letter}={_whole(arg)}"


def _size(arg: Expr, planar: bool) -> str:
    match arg:
        case Call("pair", (rows, columns)):
            return rf"{_whole(rows)}\times {_whole(columns)}"
        case _:
            return rf"{_whole(arg)}\times {_whole(arg)}" if planar else str(_whole(arg))


def _whole(arg: Expr) -> int:
    assert isinstance(arg, Num)
    return int(arg.value)
