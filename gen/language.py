"""What the tool itself says on a page, in English or German. The author's words stay as they are.

A sentence is looked up by its English text, which holds a `{slot}` wherever something is put in, so that another language
may order its words as it likes. A sentence without a German form is a fault of the tool, and a test finds it.
"""

from typing import Literal

Language = Literal["en", "de"]

GERMAN: dict[str, str] = {
    "Problem": "Aufgabe",
}


def say(sentence: str, language: Language, **slots: str) -> str:
    """The sentence in this language, with its slots filled."""
    return (GERMAN[sentence] if language == "de" else sentence).format(**slots)
