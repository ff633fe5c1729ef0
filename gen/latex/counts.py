"""How counts are written: sizes, entries of parameters, what a layer computes and sees."""

from collections.abc import Callable
from dataclasses import replace

from gen.algebra.expr import Group, Size, Var
from gen.latex.tex import escape
from gen.messages.sentences import Language, translate

Named = Callable[[Var], str]


def count_latex(count: Size | Group, plain: Named, name: Named, language: Language) -> str:
    """A count in LaTeX; `plain` writes names of layers in an index, `name` those of parameters."""
    if count.cell:
        return _of_cell(count_latex(replace(count, cell=""), plain, name, language), count.cell)
    match count:
        case Group(_, layer) if layer:
            return rf"\text{{{translate('layer {number}', language, number=str(layer))}}}"
        case Group(names):
            return rf"\#({', '.join(name(Var(one)) for one in names)})"
        case Size("", what="difference"):
            return rf"\text{{{translate('difference', language)}}}"
        case Size("", what="ratio"):
            return rf"\text{{{translate('ratio', language)}}}"
        case Size("", what="share"):
            return rf"\text{{{translate('share', language)}}}"
        case Size(one, what="field"):
            return rf"r_{{{plain(Var(one))}}}"
        case Size(one, what=("multiplications" | "parameters" | "activations" | "memory") as what):
            layers = ", ".join(name(Var(layer)) for layer in one.split(" + "))
            return rf"\text{{{_word(what, language)}}}({layers})"
        case Size(""):
            return rf"\text{{{translate('parameters', language)}}}"
        case Size(one, units=True):
            axis, _, places = one.partition("[")  # of some rows alone, n_{W,1,2:4}
            own, _, side = axis.partition("(")  # of a matrix that no layer names: n_{W,1} are its rows
            return rf"n_{{{','.join([plain(Var(own)), *side[:1], *([places[:-1]] if places else [])])}}}"
        case Size(one):
            return rf"\#{name(Var(one))}"


def _word(what: str, language: Language) -> str:
    match what:
        case "multiplications":
            return translate("multiplications", language)
        case "parameters":
            return translate("parameters", language)
        case "activations":
            return translate("activations", language)
        case _:
            return translate("memory", language)


def _of_cell(written: str, cell: str) -> str:
    """With the name of the cell behind it, in an index where it is a word: a name in brackets is that of a layer."""
    return rf"{written}_{{\text{{{escape(cell)}}}}}"
