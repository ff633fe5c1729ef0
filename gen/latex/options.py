r"""The options of a function below its name: `\\operatorname{conv}_{s=2,\\,p=1}`, `\\operatorname{maxpool}_{2\\times 2}`."""

from gen.algebra.arrays import SCALAR
from gen.algebra.expr import Call, Expr, Num
from gen.algebra.options import Option, with_options
from gen.algebra.printer import PartWriter
from gen.functions import as_array
from gen.functions.shapes import shape
from gen.model.trace import Shapes


def over_windows(call: Call, shapes: Shapes, part: PartWriter) -> tuple[list[str], str]:
    """The arguments of a function that goes over windows, and its index; ones among them say their size, which nothing else would tell.

    A size that holds for rows and columns of a matrix says both.
    """
    args, options = with_options(call)
    sizes = [shape(arg, shapes, strict=False) for arg in args]
    planar = 1 not in sizes[-1] or sizes[-1] == SCALAR
    written = [part(as_array(arg, own, own), 0) for arg, own in zip(args, sizes, strict=True)]
    return written, r",\,".join(_named(option, arg) if option.letter else _size(arg, planar) for option, arg in options)


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
