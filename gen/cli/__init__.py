"""The command `gen`: reads arguments, prints, and ends with an exit code."""

from gen.cli.commands import main

__all__ = [
    "main",  # the command
]
