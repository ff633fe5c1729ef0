"""What a key says of an acknowledged finding: a misprint, with its reason."""

import re
from dataclasses import replace

from gen.document.messages import formulas_in
from gen.document.tree import Text
from gen.messages.sentences import Language, lazy_message, message_text
from gen.model.problem import Inline
from gen.model.solved import Erratum

# What a page says of a finding in fewer words than a command.
_STATED = "`{lhs}` is stated as `{rhs}`, which is not what the equations give: with {conditions} "
_ON_PAGE = {
    "`{name}` in the cell '{cell}' is not among the declared names, did you mean '{near}'?": lazy_message(
        "the sheet prints `{name}`; `{near}` is meant"
    ).sentence,
    **dict.fromkeys(
        (f"{_STATED}it is {{stated}}, derived {{derived}}", f"{_STATED}entry {{entry}} is {{stated}}, not {{derived}}"),
        lazy_message("the sheet states `{lhs} = {rhs}`, which does not follow from the equations").sentence,
    ),
}


def erratum_text(erratum: Erratum, language: Language) -> Text:
    """An acknowledged finding with its reason."""
    message = erratum.finding.message
    sentence = _quoted(message_text(replace(message, sentence=_ON_PAGE.get(message.sentence, message.sentence)), language))
    capital = sentence if sentence.startswith("`") else sentence[0].upper() + sentence[1:]
    stop = " " if capital.endswith("?") else ". "
    return (*formulas_in(capital), Inline("text", stop), *erratum.acknowledged.reason)


def _quoted(sentence: str) -> str:
    """With typographic quotation marks; what stands in backticks stays as it is."""
    parts = enumerate(sentence.split("`"))
    return "`".join(part if i % 2 else re.sub(r"'([^']+)'", "\u2018\\1\u2019", part) for i, part in parts)
