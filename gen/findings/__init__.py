"""Contradictions in good input: what a sheet states against what the equations give."""

from gen.findings.findings import Surroundings, item_findings, problem_findings, settle, surroundings_of
from gen.findings.published_number import decimal_places, fixed_decimals
from gen.findings.published_values import summary
from gen.findings.shown_answers import answer_findings

__all__ = [
    "Surroundings",  # what findings of an item need of its problem
    "answer_findings",  # answers that the page cannot show with the digits it has
    "decimal_places",  # how many decimals a number shows
    "fixed_decimals",  # a number with so many decimals
    "item_findings",  # what contradicts itself in an item, and which published numbers are right
    "problem_findings",  # what contradicts itself in a problem
    "settle",  # findings that are acknowledged, apart from those that are not
    "summary",  # how many published numbers are right, in a line
    "surroundings_of",  # those of an item
]
