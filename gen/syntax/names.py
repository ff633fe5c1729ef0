"""Lists of names, `V, W, x[1]`."""

import re
from collections.abc import Collection, Iterable
from functools import partial

from gen.algebra.expr import Var
from gen.messages.errors import InputError, InputErrors
from gen.model.source import Text, Use
from gen.syntax.literals import split
from gen.syntax.mapping_reader import Fields
from gen.syntax.parse import variable

_TWO = re.compile(r"(?P<one>[A-Za-z]\w*(\s*\[[^\]]*\])*)(\s+(and|und)\s+|\s*[;&]\s*|\s+)(?P<other>[A-Za-z]\w*)")


def names(fields: Fields, text: Text, timeless: Collection[str] = ()) -> list[Use]:
    """`V, W, x[1]`; `timeless` are names of which `b[2]` is an entry. Faults go to `fields`."""
    return [use for piece in split(text) if (use := fields.attempt(partial(one_name, timeless=timeless), piece))]


def one_name(text: Text, timeless: Collection[str] = ()) -> Use:
    """One name of a list. Raises InputErrors, also where no comma stands between two."""
    two = _TWO.match(text.value)
    if two:
        raise InputErrors(
            [InputError(text.at(two.start("other")), f"a comma is missing between '{two['one']}' and '{text.value[two.start('other') :]}'")]
        )
    return variable(text, timeless=timeless)


def check_once(fields: Fields, uses: Iterable[Use]) -> None:
    """Each name of a list stands there once; faults go to `fields`."""
    seen: set[Var] = set()
    for use in uses:
        if use.var in seen:
            fields.fault(use.where, f"'{use.var.name}' is asked twice")
        seen.add(use.var)
