"""How a derivative of a derivative is written."""

from collections.abc import Callable

from gen.algebra.expr import Expr, LocalDerivative, Partial, Var
from gen.functions.shapes import is_array
from gen.model.trace import Shapes


def second_derivative(of: Partial | LocalDerivative, wrt: Var, write: Callable[[Expr], str], shapes: Shapes) -> str:
    r"""`\frac{\partial^{2} L}{\partial w\,\partial v}` for that of dL/dw to v; with a power where both are one number, and the
    second vector turned where both are vectors. The slope of a function stands above the line."""
    below = write(wrt)
    if isinstance(of, LocalDerivative):
        return rf"\frac{{\partial {write(of)}}}{{\partial {below}}}"
    arrays = [is_array(var, shapes) for var in (of.wrt, wrt)]
    if of.wrt == wrt and not any(arrays):
        return rf"\frac{{\partial^{{2}} {write(of.of)}}}{{\partial {below}^{{2}}}}"
    turned = r"^{\top}" if all(arrays) else ""
    return rf"\frac{{\partial^{{2}} {write(of.of)}}}{{\partial {write(of.wrt)}\,\partial {below}{turned}}}"
