"""A function of gen replaced by a mutant wherever it is used."""

import sys
from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from typing import Any

import pytest

from gen.functions.registry import FUNCTIONS

Change = Callable[[Any], Any]  # from a function to its mutant


def put_in(monkeypatch: pytest.MonkeyPatch, place: str, change: Change) -> list[str]:
    """The mutant in every module that uses the function. Each of its calls is written down in the list."""
    calls: list[str] = []

    def counted(mutant: Any) -> Any:
        def run(*args: Any, **named: Any) -> Any:
            calls.append(place)
            return mutant(*args, **named)

        return run

    owner, name = place.rsplit(".", 1)
    if owner.startswith("RULES."):
        _, fn, *inside = owner.split(".")
        parts: list[Any] = [FUNCTIONS[fn]]
        for part in inside:
            parts.append(getattr(parts[-1], part))
        altered: Any = counted(change(getattr(parts[-1], name)))
        for whole, part in zip(reversed(parts), (name, *reversed(inside)), strict=True):
            altered = replace(whole, **{part: altered})
        monkeypatch.setitem(FUNCTIONS, fn, altered)
        return calls
    package, module, *inside = owner.split(".")
    holder: Any = sys.modules[f"gen.{package}.{module}"]
    for part in inside:
        holder = getattr(holder, part)
    original = getattr(holder, name)
    if isinstance(original, property):
        monkeypatch.setattr(holder, name, property(counted(change(original.fget))))
        return calls
    if isinstance(original, cached_property):
        monkeypatch.setattr(holder, name, property(counted(change(original.func))))
        return calls
    mutant = counted(change(original))
    users = [holder] if inside else [m for key, m in sys.modules.items() if key.startswith("gen.") and getattr(m, name, None) is original]
    for user in users:
        monkeypatch.setattr(user, name, mutant)
    return calls
