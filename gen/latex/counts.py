"""How counts are written: sizes, entries of parameters, what a layer computes and sees."""

from collections.abc import Callable

from gen.algebra.expr import Group, Size, Var
from gen.messages.sentences import Language, translate

Named = Callable[[Var], str]


def count_latex(count: Size | Group, plain: Named, name: Named, language: Language) -> str:
    """A count in LaTeX; `plain` writes names of layers in an index, `name` those of parameters."""
    match count:
        case Group(_, layer) if layer:
            return rf"\text{{{translate('layer {number}', language, number=str(layer))}}}"
        case Group(names):
            return rf"\#({', '.join(name(Var(one)) for one in names)})"
        case Size(one, what="field"):
            return rf"r_{{{plain(Var(one))}}}"
        case Size(one, what="multiplications"):
            return rf"\text{{{translate('multiplications', language)}}}({name(Var(one))})"
        case Size(""):
            return rf"\text{{{translate('parameters', language)}}}"
        case Size(one, units=True):
            own, _, side = one.partition("(")  # of a matrix that no layer names: n_{W,1} are its rows
            return rf"n_{{{plain(Var(own))}{',' + side[0] if side else ''}}}"
        case Size(one):
            return rf"\#{name(Var(one))}"
