"""The numbers that a rubric prices, read back: each stands in the remark of its rule, with the points that it earns."""

import re
from collections.abc import Sequence
from dataclasses import replace

from gen.algebra.printer import number_text, text
from gen.latex import Latex, escape
from gen.messages.errors import VerificationError
from gen.messages.sentences import translate
from gen.model.problem import GradingRule, Item
from gen.model.slips import PricedSlip, priced_slips
from gen.proofread.forms import reading_context
from gen.proofread.points import points_in

_LABEL = re.compile(r"\\textbf\{[^()]*\((?P<points>[^()]*)\):\} ")


def read_slips(remarks: Sequence[str], item: Item, latex: Latex) -> list[float]:
    """How far the number of each slip is off, in the order of the rubric. Raises VerificationError where one is lost, is another number, or
    has other points."""
    return [_read(rule, slip, remarks, item, latex) for rule, slip in priced_slips(item)]


def _read(rule: GradingRule, slip: PricedSlip, remarks: Sequence[str], item: Item, latex: Latex) -> float:
    """The remark of a rule has its words, and behind them the number."""
    assert slip.number is not None
    told = f"{text(slip.of)} = {number_text(slip.number)}"
    words = next((escape(piece.text).strip() for piece in rule.text if piece.kind == "text"), "")
    before, after = translate("This gives {number}.", latex.language, number="\0").split("\0")
    sentence = re.compile(rf"{re.escape(before)}\${re.escape(latex.expr(slip.of))} (=|\\approx) ([^$]*)\${re.escape(after)}$")
    for remark in remarks:
        label, number = _LABEL.match(remark), sentence.search(remark)
        if label is None or number is None or words not in remark:
            continue
        earned = [points for points, together, *_ in points_in(label["points"], latex.language) if not together]
        page = replace(reading_context({}, {}, item, latex), shown=None if number[1] == "=" else latex.shown)
        found = page.read(text(slip.of), number[2], symbols=False)
        if earned == [rule.points] and found.contains(slip.number):
            return found.relative_error(slip.number)
    raise VerificationError(f"no rule of the key pays for {told}")
