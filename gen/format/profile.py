"""What a problem file says for a bank: `topics`, `level` and `minutes`."""

import re

from gen.model.profile import LEVELS, Profile
from gen.model.source import Text
from gen.syntax import Fields, split
from gen.syntax.yamltree import Sequence

MOST_MINUTES, MOST_TOPICS, LONGEST_TOPIC = 600, 20, 40
_TOPIC = re.compile(r"[^\W_]+(?:[ '+/&-]+[^\W_]+)*")


def read_profile(fields: Fields) -> Profile:
    """What the keys of a problem say; nothing of it is required."""
    word = fields.choice("level", "")
    level = next((level for level in LEVELS if level == word), None)
    return Profile(_topics(fields), level, _minutes(fields))


def _topics(fields: Fields) -> tuple[str, ...]:
    """`lstm, vanishing gradients`, or a list: each in lower case, in the author's order."""
    found: dict[str, None] = {}
    for text in _texts(fields):
        topic = " ".join(text.value.lower().split())
        if not _TOPIC.fullmatch(topic) or len(topic) > LONGEST_TOPIC:
            message = f"a topic is made of words, at most {LONGEST_TOPIC} letters long, found '{text.value[:LONGEST_TOPIC]}'"
            fields.fault(text.where, message, "several are a list: topics: [lstm, vanishing gradients]")
        elif topic in found:
            fields.fault(text.where, f"the topic '{topic}' is there twice")
        found[topic] = None
    if len(found) > MOST_TOPICS:
        fields.fault(fields.nodes["topics"].where, f"a problem has at most {MOST_TOPICS} topics")
    return tuple(found)


def _texts(fields: Fields) -> tuple[Text, ...]:
    node = fields.nodes.get("topics")
    if isinstance(node, Sequence):
        return tuple(text for one in node.items if (text := fields.leaf(one, "a topic")))
    text = fields.text("topics")
    return split(text) if text else ()


def _minutes(fields: Fields) -> int | None:
    text, minutes = fields.text("minutes"), fields.number("minutes")
    if text is None or minutes is None:
        return None
    if minutes.denominator != 1 or not 1 <= minutes <= MOST_MINUTES:
        fields.fault(text.where, f"the minutes of a problem are a whole number from 1 to {MOST_MINUTES}, found '{text.value}'")
        return None
    return int(minutes)
