"""What the tool itself says on a page, in English or German. The author's words stay as they are.

A sentence is looked up by its English text, which holds a `{slot}` wherever something is put in, so that another language
may order its words as it likes. A sentence without a German form is a fault of the tool, and a test finds it.
"""

from typing import Literal

Language = Literal["en", "de"]

GERMAN: dict[str, str] = {
    "Problem": "Aufgabe",
    "Figure: the cell {name}, unrolled over {steps} steps.": "Abbildung: die Zelle {name}, über {steps} Schritte entfaltet.",
    "Figure: the cell {name}, one step.": "Abbildung: die Zelle {name}, ein Schritt.",
    "Figure: one step of the cell {name}.": "Abbildung: ein Schritt der Zelle {name}.",
    "Thick edges carry the gradient of {of} backward.": "Dicke Kanten tragen den Gradienten von {of} zurück.",
    "Hatched with a 0: a closed gate, where the gradient dies.": "Schraffiert mit einer 0: ein geschlossenes Gate, hier endet er.",
    "With a cross: cut, its derivative is taken as 0.": "Mit einem Kreuz: abgeschnitten, die Ableitung gilt als 0.",
    "forget": "Vergessen",
    "update": "Aktualisieren",
    "output": "Ausgabe",
    "reset": "Zurücksetzen",
}


def say(sentence: str, language: Language, **slots: str) -> str:
    """The sentence in this language, with its slots filled."""
    return (GERMAN[sentence] if language == "de" else sentence).format(**slots)
