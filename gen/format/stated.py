"""Sizes and conventions of an item, and where it states what it states itself."""

import re
from collections.abc import Mapping
from fractions import Fraction
from math import prod

from gen.algebra.expr import Var
from gen.algebra.printer import name_text
from gen.algebra.sizes import Extent, Product
from gen.functions import CONVENTIONS
from gen.messages.characters import ascii_instead, plain_form
from gen.messages.errors import Location
from gen.model.problem import Given
from gen.syntax import Fields
from gen.syntax.yamltree import Sequence


def shapes(fields: Fields, most: int) -> dict[str, tuple[Extent, ...]]:
    """Declared shapes: `x: 3` is a vector with 3 entries, `W: [5, 3]` a matrix with 5 rows, `W: [n, 3*64]` one with any number of rows,
    `X: [3, 32, 32]` an image of 3 channels, `K: [16, 3, 5, 5]` the kernels of 16 filters; with so many axes at `most`.
    """
    result = {}
    for name, node in fields.entries("shapes"):
        nodes = node.items if isinstance(node, Sequence) else (node,)
        texts = [text for n in nodes if (text := fields.leaf(n, f"the shape of '{name.value}'"))]
        sizes = [_size(text.value) for text in texts]
        for text, size in zip(texts, sizes, strict=True):
            if size is None:
                message = f"a size is a whole number from 1 to 999,999,999, a letter, or a product such as 3*3*64, found '{text.value}'"
                fields.fault(text.where, message, plain_form(text.value))
        if isinstance(node, Sequence) and len(nodes) > most:
            hint = "images and kernels have more where sizes and counts alone are asked for" if most == 2 else ""
            message = f"the shape of '{name.value}' has more than {'two' if most == 2 else 'four'} axes"
            fields.fault(node.where, message, hint)
        result[name.value] = tuple(size for size in sizes if size is not None)
    return result


def _size(word: str) -> Extent | None:
    """A number, a letter, or a product; without blanks."""
    factors = [part.strip() for part in word.split("*")]
    if not all(re.fullmatch(r"[1-9][0-9]{0,8}|(?![tT]$)[A-Za-z][A-Za-z0-9_]{0,20}", part) for part in factors):
        return None
    numbers = [int(part) for part in factors if part.isdigit()]
    if prod(numbers) >= 10**9:
        return None
    if len(numbers) < len(factors):
        return "*".join(factors)
    return Product(*numbers) if len(numbers) > 1 else numbers[0]


def conventions(fields: Fields) -> dict[str, Fraction]:
    """`relu'(0): 0`: the slope that a kink is given."""
    result = {}
    for name, node in fields.entries("convention"):
        convention = _convention(name.value)
        text = fields.leaf(node, f"'{name.value}'")
        if convention not in CONVENTIONS:
            hint = ascii_instead(convention) or f"known: {', '.join(CONVENTIONS)}"
            fields.fault(name.where, f"a convention is the slope at a kink, found '{name.value}'", hint)
            continue
        value = fields.fraction(text) if text else None
        if value is not None:
            result[convention] = value
    return result


def stated_places(fields: Fields, own: Mapping[Var, Given]) -> dict[str, Location]:
    """Where the item itself states numbers, sizes, conventions, its horizon and its cases, by the keys of the findings about them."""
    found = {f"given {name_text(var)}": given.where for var, given in own.items()}
    found |= {f"size {name.value}": name.where for name, _ in fields.entries("shapes")}
    found |= {f"convention {_convention(name.value)}": name.where for name, _ in fields.entries("convention")}
    return found | {key: fields.nodes[key].where for key in ("horizon", "over") if key in fields}


def _convention(name: str) -> str:
    return re.sub(r"\s", "", name)
