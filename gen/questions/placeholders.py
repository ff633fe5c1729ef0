"""Numbers in the texts of a key: `{value 2*h[1]}` in a rule or a model answer is what that is with the item's numbers."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from gen.algebra.arrays import Value
from gen.algebra.expr import Atom, Var, replace_atoms
from gen.algebra.families import place_of
from gen.algebra.printer import text
from gen.calculus import evaluate, members
from gen.functions import ShapeError
from gen.functions.shapes import shape, shapes_of
from gen.messages.errors import InputError, InputErrors, MathError
from gen.model.choice import ChoiceAnswer, choice_of, with_choice
from gen.model.derivation import Answer
from gen.model.problem import Inline, Item


def fill_placeholders(item: Item, values: Mapping[Atom, Value], rest: bool = False) -> Item:
    """The item with the values of the first reading in its rules and answers. Raises InputErrors for what is not derived, unless the
    `rest` is left to others."""

    texts = [*(rule.text for rule in item.grading.rules), *item.answer.values()]
    if all(piece.kind != "value" for pieces in texts for piece in pieces):
        return item

    def put(pieces: tuple[Inline, ...]) -> tuple[Inline, ...]:
        return tuple(_filled_piece(piece, item, values, rest) if piece.kind == "value" else piece for piece in pieces)

    rules = tuple(replace(rule, text=put(rule.text)) for rule in item.grading.rules)
    answer = {label: put(pieces) for label, pieces in item.answer.items()}
    return replace(item, grading=replace(item.grading, rules=rules), answer=answer)


def fill_options(item: Item, answers: Iterable[Answer]) -> Item:
    """The item with the numbers of its options, as a sheet prints them: what is right is not among them."""
    choice, answer = choice_of(item), next((one for one in answers if isinstance(one, ChoiceAnswer)), None)
    if choice is None or answer is None:
        return item
    both = zip(choice.options, answer.options, strict=True)
    return with_choice(item, replace(choice, options=tuple(replace(option, shown=found.shown) for option, found in both)))


def _filled_piece(piece: Inline, item: Item, values: Mapping[Atom, Value], rest: bool) -> Inline:
    assert piece.expr is not None
    names = [atom.name for atom in values if isinstance(atom, Var) and place_of(atom.name)]
    e = replace_atoms(piece.expr, lambda atom: members(atom, names)[0] if isinstance(atom, Var) else atom) if names else piece.expr
    try:
        shape(e, shapes_of(values))
        return replace(piece, values={piece.expr: evaluate(e, values, item.conventions)})
    except KeyError as error:
        if rest:
            return piece
        missing = text(error.args[0])
        message = f"{{value {piece.text}}} needs {missing}, which this item does not derive"
        raise InputErrors([InputError(item.where, message, "its names are those that gen show prints")]) from None
    except ShapeError as error:
        raise InputErrors([InputError(item.where, f"{{value {piece.text}}}: {error}", error.hint)]) from None
    except MathError as error:
        raise InputErrors([InputError(item.where, f"{error} in {{value {piece.text}}}")]) from None
