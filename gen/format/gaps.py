"""Places to be filled in: gaps in the listings of a prompt, blanks in its figure, and what is accepted in them."""

from collections.abc import Iterator, Sequence

from gen.model.gaps import gaps_of
from gen.model.problem import GradingRule, Inline
from gen.model.queries import Query
from gen.questions import BlanksQuery, GapsQuery
from gen.syntax import Fields
from gen.syntax.yamltree import Mapping


def check_gaps(fields: Fields, prompt: Sequence[Inline], asked: Sequence[Query]) -> None:
    """What is left out is asked for; faults go to the fields."""
    gaps = list(gaps_of(prompt))
    if gaps and not any(isinstance(query, GapsQuery) for query in asked):
        hint = "write 'ask: gaps', and its code under 'answer'; to print the signs, set blanks between them"
        fields.fault(fields.nodes["prompt"].where, f"the prompt has the gap <<{gaps[0]}>>, but nothing asks for it", hint)
    figure = fields.nodes.get("figure")
    left_out = next((key for key, _ in figure.entries if key.value == "blanks"), None) if isinstance(figure, Mapping) else None
    if left_out and not any(isinstance(query, BlanksQuery) for query in asked):
        fields.fault(left_out.where, "the figure has blanks, but nothing asks for them", "write 'ask: blanks'")


def accepted_codes(asked: Sequence[Query]) -> Iterator[GradingRule]:
    """What else is accepted in a gap, as a rule for graders."""
    for query in asked:
        for one in query.typed if isinstance(query, GapsQuery) else ():
            pieces = [piece for code in one.others for piece in (Inline("code", code), Inline("text", ", "))][:-1]
            if pieces:
                yield GradingRule("accept", (str(one.gap),), tuple(pieces), None, one.where)
