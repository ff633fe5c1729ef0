"""Several epochs: examples that are given once and come again, in the same order, in each epoch."""

from collections.abc import Mapping
from dataclasses import replace

from gen.algebra.expr import Var
from gen.model.problem import Given
from gen.syntax import MAX_TIME, Fields


def read_epochs(fields: Fields) -> int:
    """`epochs: 2`; 1 where the item does not say."""
    text, n = fields.text("epochs"), fields.number("epochs")
    if text and n is not None and (n.denominator != 1 or not 2 <= n <= MAX_TIME):
        fields.fault(text.where, f"'epochs' is a whole number from 2 on, found '{text.value}'")
    return int(n) if text and n is not None and n.denominator == 1 and 2 <= n <= MAX_TIME else 1


def in_epochs(fields: Fields, given: Mapping[Var, Given], epochs: int) -> tuple[dict[Var, Given], int]:
    """The values with those of the first epoch once more in each of the others, and how many steps an epoch has; 0 for a single one.

    They are all values of an item, also those that it takes from elsewhere. The shortest list over time is an epoch. Others are as long, or
    go over all epochs, as those of a learning rate may.
    """
    if epochs == 1:
        return dict(given), 0
    where = fields.nodes["epochs"].where
    # Epochs of an item that this one is like are its own: they begin anew with what is given once.
    own = {var: one for var, one in given.items() if not one.repeats}
    lists = {name: [var for var in own if var.name == name and _step(var)] for name in dict.fromkeys(var.name for var in own)}
    lengths = {name: len(found) for name, found in lists.items() if found and {_step(var) for var in found} == {*range(1, len(found) + 1)}}
    if not lengths:
        fields.fault(where, "'epochs' repeats lists over time, and the item gives none", "write x: [...] under 'given'")
        return dict(own), 0
    steps = min(lengths.values())
    found = dict(own)
    if steps * epochs > MAX_TIME:
        fields.fault(where, f"{epochs} epochs of {steps} steps; the last time is at most {MAX_TIME:,}")
        return found, steps
    for name, length in lengths.items():
        first = lists[name][0]
        if Var(name, 0) in own:
            message = f"'{name}' begins at time 0, and 'epochs' repeats lists that begin at time 1"
            fields.fault(own[first].where, message, f"read {name}[t] in the equations, or write all epochs out")
        if length == steps:
            for var in lists[name]:
                again = (Var(name, _step(var) + steps * k) for k in range(1, epochs))
                found |= {other: replace(own[var], repeats=var) for other in again}
        elif length != steps * epochs:
            shortest = next(other for other, n in lengths.items() if n == steps)
            message = f"'{name}' has {length} values over time, but an epoch has {steps} steps, as many as '{shortest}' has values"
            fields.fault(own[first].where, message, f"give {steps} values, or {steps * epochs} for all epochs")
    return found, steps


def _step(var: Var) -> int:
    """The time of a value that may be one of a list; 0 for all others."""
    return var.time if isinstance(var.time, int) and var.time > 0 else 0
