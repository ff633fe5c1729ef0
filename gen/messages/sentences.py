"""What the tool itself says on a page, in English or German. The author's words stay as they are.

A sentence is looked up by its English text, which holds a `{slot}` wherever something is put in, so that another language
may order its words as it likes. A sentence without a German form is a fault of the tool, and a test finds it: that is why
`translate` and `lazy_message` are called with literals only.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from gen.messages.german import CHOICES, COVER, EXPORT, FINDINGS, FOUND, GRADING, HTML, PLOTS, PROOFS, SHAPES, TABLES
from gen.messages.german_figures import DESCRIPTIONS, FIGURES

Language = Literal["en", "de"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

# Backticks hold expressions, as they do in an author's text: what stands in them is set as a formula.
GERMAN: dict[str, str] = {
    # The page
    "Problem": "Aufgabe",
    "Problem {number}": "Aufgabe {number}",
    "Page {page} of {pages}": "Seite {page} von {pages}",
    "continued": "Fortsetzung",
    "Solutions": "Musterlösung",
    "Solutions for graders": "Musterlösung für die Korrektur",
    "Misprint on the sheet": "Fehler im Aufgabenblatt",
    "Misprints on the sheet": "Fehler im Aufgabenblatt",
    "Additional space (say for which problem and item)": "Zusätzlicher Platz (bitte Aufgabe und Teil angeben)",
    "Additional space (say for which item)": "Zusätzlicher Platz (bitte Teil angeben)",
    "the sheet prints `{name}`; `{near}` is meant": "auf dem Blatt steht `{name}`; gemeint ist `{near}`",
    "the sheet states `{lhs} = {rhs}`, which does not follow from the equations": (
        "das Blatt gibt `{lhs} = {rhs}` an, was nicht aus den Gleichungen folgt"
    ),
    "{reading}, where it differs": "{reading}, soweit sie abweicht",
    "Other accepted solution: page {page}.": "Weitere akzeptierte Lösung: Seite {page}.",
    "Figure {number}": "Abbildung {number}",
    "All problems": "Alle Aufgaben",
    "Recall": "Zur Erinnerung",
    **COVER,
    **EXPORT,
    **GRADING,
    **HTML,
    **PLOTS,
    **SHAPES,
    **TABLES,
    # Lists and points
    "{first} and {last}": "{first} und {last}",
    "{first} or {last}": "{first} oder {last}",
    "{points} point": "{points} Punkt",
    "{points} points": "{points} Punkte",
    r"{points}\,p": r"{points}\,P.",
    r"for {question}:\ {points}": r"zu {question}:\ {points}",
    r"{points}\,p for all": r"{points}\,P. für alle",
    "multiplications": "Multiplikationen",
    r"{points}\,p for all {number}": r"{points}\,P. für alle {number}",
    # Headings of a derivation
    "Reading: {name}": "Lesart: {name}",
    "Let {equations}.": "Sei {equations}.",
    "Forward pass": "Vorwärtsdurchlauf",
    "Forward pass with the new values": "Vorwärtsdurchlauf mit den neuen Werten",
    "Forward pass as in {items}": "Vorwärtsdurchlauf wie in {items}",
    "Forward and backward pass as in {items}": "Vorwärts- und Rückwärtsdurchlauf wie in {items}",
    "Likewise": "Ebenso",
    "Local derivatives": "Lokale Ableitungen",
    "Derivatives with respect to {name}": "Ableitungen nach {name}",
    "Second derivatives with respect to {name}": "Zweite Ableitungen nach {name}",
    "Sum over the steps": "Summe über die Schritte",
    "Sums over the paths through time": "Summen über die Pfade durch die Zeit",
    "Backward pass": "Rückwärtsdurchlauf",
    "Update": "Aktualisierung",
    "Step by step": "Schritt für Schritt",
    "Step {number}": "Schritt {number}",
    "After the last step": "Nach dem letzten Schritt",
    "Epoch {number}": "Epoche {number}",
    "Epoch {epoch}, step {number}": "Epoche {epoch}, Schritt {number}",
    "Eigenvalues": "Eigenwerte",
    # What the numbers of a gradient mean
    "The ReLU is inactive at {where}, so nothing of {names} reaches {of}.": (
        "Die ReLU ist inaktiv bei {where}: Von {names} gelangt nichts nach {of}."
    ),
    "The ReLU is inactive at {where}, so all derivatives of {of} are 0.": (
        "Die ReLU ist inaktiv bei {where}: Alle Ableitungen von {of} sind 0."
    ),
    "all entries of {name}": "allen Einträgen von {name}",
    "{first} to {last}": "{first} bis {last}",
    "From {of} back to {first} the gradient shrinks to about {percent}.": (
        "Von {of} zurück bis {first} schrumpft der Gradient auf etwa {percent}."
    ),
    "From {of} back to {first} the gradient shrinks by a factor of about {factor}.": (
        "Von {of} zurück bis {first} schrumpft der Gradient etwa um den Faktor {factor}."
    ),
    "From {of} back to {first} the gradient grows by a factor of about {factor}.": (
        "Von {of} zurück bis {first} wächst der Gradient etwa um den Faktor {factor}."
    ),
    "The tanh is saturated at {where}: hardly any gradient passes.": (
        "Der tanh ist gesättigt bei {where}: Dort kommt vom Gradienten kaum etwas durch."
    ),
    "The sigmoid is saturated at {where}: hardly any gradient passes.": (
        "Die Sigmoidfunktion ist gesättigt bei {where}: Dort kommt vom Gradienten kaum etwas durch."
    ),
    "Of the terms of {sum}, {term} alone makes up about {percent} in absolute value.": (
        "Von den Summanden von {sum} macht {term} allein dem Betrag nach etwa {percent} aus."
    ),
    "In general": "Allgemein",
    "for {condition}": "für {condition}",
    # Why a step has its value
    "since {relation}": "da {relation}",
    "since {relation}, by the stated convention": "da {relation}, nach der angegebenen Konvention",
    "as printed": "laut Aufgabenblatt",
    "{names}: {size} each": "{names}: je {size}",
    "since every way there is cut": "da jeder Weg dorthin abgeschnitten ist",
    "since {value} does not depend on {other}": "da {value} nicht von {other} abhängt",
    "since small changes of {other} do not change {value}": "denn kleine Änderungen von {other} ändern {value} nicht",
    "since {value} is the largest": "da {value} am größten ist",
    "since {value} is the smallest": "da {value} am kleinsten ist",
    "since {value} is not the largest": "da {value} nicht am größten ist",
    "since {value} is not the smallest": "da {value} nicht am kleinsten ist",
    "since {value} ties with another, by the stated convention": "da {value} einem anderen gleich ist, nach der angegebenen Konvention",
    "{mark} computed with unrounded values.": "{mark} mit ungerundeten Werten berechnet.",
    "parameters": "Parameter",
    "layer {number}": "Schicht {number}",
    # Remarks for graders
    "Note": "Hinweis",
    "Also accepted": "Auch akzeptiert",
    "Partial credit": "Teilpunkte",
    "This gives {number}.": "Das ergibt {number}.",
    "No points if": "Keine Punkte, falls",
    "No points": "Keine Punkte",
    "Accepted, depending on the reading": "Je nach Lesart akzeptiert",
    "Follow-through: no points for what rests on an earlier error.": (
        "Folgefehler: keine Punkte für das, was auf einem früheren Fehler beruht."
    ),
    "Follow-through: full marks for what follows correctly from an earlier error.": "Folgefehler: richtig Weitergerechnetes zählt voll.",
    "Answers within {difference} of the stated value are accepted.": (
        "Antworten, die um höchstens {difference} vom angegebenen Wert abweichen, werden akzeptiert."
    ),
    "Answers within {difference} of the stated value or one unit in its last place, whichever is more, are accepted.": (
        "Antworten, die um höchstens {difference} oder eine Einheit der letzten Stelle (das Größere von beiden) vom angegebenen Wert "
        "abweichen, werden akzeptiert."
    ),
    "In a vector or matrix, each entry may be off by {difference} of the largest one.": (
        "In einem Vektor oder einer Matrix darf jeder Eintrag um {difference} des größten abweichen."
    ),
    # Claims
    "True.": "Wahr.",
    "False.": "Falsch.",
    "A counterexample in one dimension: {numbers}.": "Ein Gegenbeispiel in einer Dimension: {numbers}.",
    "So {relation}.": "Also ist {relation}.",
    "So the eigenvalues are {pair}.": "Die Eigenwerte sind also {pair}.",
    "Indeed {relation}.": "Denn {relation}.",
    "Indeed {relation}, since {conditions}.": "Denn {relation} wegen {conditions}.",
    "From {equations} it follows that {relation}.": "Aus {equations} folgt {relation}.",
    **PROOFS,
    "In symbols": "In Symbolen",
    "The entries of {target} add up to 1.": "Die Einträge von {target} ergeben zusammen 1.",
    "Quotients are taken entry by entry.": "Quotienten gelten eintragsweise.",
    "The derivative of a scalar has the shape of the variable.": "Die Ableitung einer Zahl hat die Form der Variablen.",
    "Entry {place} of a Jacobian is the derivative of entry {row} with respect to entry {column}.": (
        "Der Eintrag {place} einer Jacobi-Matrix ist die Ableitung des Eintrags {row} nach dem Eintrag {column}."
    ),
    "Vectors are columns.": "Vektoren sind Spalten.",
    # Over what a function is taken, as its index
    "rows": "Zeilen",
    "columns": "Spalten",
    "Vectors are rows.": "Vektoren sind Zeilen.",
    "Constants: {names}.": "Als Konstanten gelten: {names}.",
    **CHOICES,
    # Gates
    "forget gate": "Forget-Gate",
    "update gate": "Update-Gate",
    "update gate (input gate)": "Update-Gate (Input-Gate)",
    "output gate": "Output-Gate",
    "reset gate": "Reset-Gate",
    "{gate} is the {role}: it controls how much of {factor} goes into {equation}.": (
        "{gate} ist das {role}: Es steuert, wie viel von {factor} in {equation} eingeht."
    ),
    "{gate} is the {role}: it controls how much of {factor} goes into {equation}; the rest comes from {rest}.": (
        "{gate} ist das {role}: Es steuert, wie viel von {factor} in {equation} eingeht; der Rest kommt von {rest}."
    ),
    "{gate} is the {role}: it controls how much of {factor} is kept out of {equation}.": (
        "{gate} ist das {role}: Es steuert, wie viel von {factor} nicht in {equation} eingeht."
    ),
    "{gate} is the {role}: it controls how much of {factor} is passed to {equation}.": (
        "{gate} ist das {role}: Es steuert, wie viel von {factor} nach {equation} gelangt."
    ),
    # Open questions
    "At most {number} words.": "Höchstens {number} Wörter.",
    "Together these ideas earn at most {points}.": "Zusammen zählen diese Gedanken höchstens {points}.",
    "From one step to the next: {formula}.": "Von einem Schritt zum nächsten: {formula}.",
    "Over all steps: {formula}.": "Über alle Schritte: {formula}.",
    "If {condition}, its powers grow without bound: the gradient explodes.": (
        "Für {condition} wachsen die Potenzen unbeschränkt: Der Gradient explodiert."
    ),
    "If {condition}, its powers tend to 0: the gradient vanishes.": (
        "Für {condition} gehen die Potenzen gegen 0: Der Gradient verschwindet."
    ),
    "The eigenvalues of {matrix} are the roots of its characteristic polynomial: {equation}.": (
        "Die Eigenwerte von {matrix} sind die Nullstellen des charakteristischen Polynoms: {equation}."
    ),
    "The eigenvalues of {matrix} solve {equation}: as the discriminant is negative, they are {pair}.": (
        "Die Eigenwerte von {matrix} lösen {equation}: Da die Diskriminante negativ ist, sind es {pair}."
    ),
    "{matrix} is triangular: its eigenvalues stand on its diagonal.": (
        "{matrix} ist eine Dreiecksmatrix: Ihre Eigenwerte stehen auf der Diagonalen."
    ),
    "Since {condition}, the powers of the matrix tend to 0: the gradient vanishes.": (
        "Wegen {condition} gehen die Potenzen der Matrix gegen 0: Der Gradient verschwindet."
    ),
    "Since {condition}, the powers of the matrix grow without bound: the gradient explodes.": (
        "Wegen {condition} wachsen die Potenzen der Matrix unbeschränkt: Der Gradient explodiert."
    ),
    "Since {condition}, no eigenvalue makes the powers of the matrix explode or vanish.": (
        "Wegen {condition} lässt kein Eigenwert die Potenzen der Matrix explodieren oder verschwinden."
    ),
    **FINDINGS,
    **FOUND,
    **FIGURES,
    **DESCRIPTIONS,
}

# The names of the families of matrices, which premises are written with.
GERMAN_FAMILIES = {
    "orthogonal": "orthogonal",
    "symmetric": "symmetrisch",
    "skew_symmetric": "schiefsymmetrisch",
    "idempotent": "idempotent",
    "involutory": "involutorisch",
    "diagonal": "diagonal",
}


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence that does not know yet in which language it will be told: its English text, and what goes into its slots."""

    sentence: str
    slots: tuple[tuple[str, "Slot"], ...] = ()

    def __str__(self) -> str:
        return message_text(self, "en")

    def __lt__(self, other: "Message") -> bool:
        return str(self) < str(other)


@dataclass(frozen=True, slots=True)
class Listed:
    """Several things in one slot: `a, b and c`."""

    parts: tuple["Slot", ...]
    word: Literal["and", "or"] = "and"


Slot: TypeAlias = str | Message | Listed


def lazy_message(sentence: str, /, **slots: Slot) -> Message:
    """A sentence to be told later."""
    return Message(sentence, tuple(slots.items()))


def translate(sentence: str, language: Language, /, **slots: str) -> str:
    """The sentence in this language, with its slots filled."""
    return lookup(sentence, language).format(**slots)


def message_text(slot: Slot, language: Language) -> str:
    """What was said, in this language."""
    match slot:
        case Message(sentence, slots):
            return lookup(sentence, language).format(**{name: message_text(inner, language) for name, inner in slots})
        case Listed(parts, word):
            return listed([message_text(part, language) for part in parts], language, word)
        case str():
            return slot


def lookup(sentence: str, language: Language) -> str:
    """The sentence in this language, its slots still open."""
    return GERMAN[sentence] if language == "de" else sentence


def family_name(name: str, language: Language) -> str:
    """The name of a function of matrices as it is printed: `skew-symmetric`, `schiefsymmetrisch`; others stay as they are."""
    return GERMAN_FAMILIES.get(name, name) if language == "de" else name.replace("_", "-")


def listed(parts: Sequence[str], language: Language, word: Literal["and", "or"] = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(parts) < 2:
        return "".join(parts)
    first, last = ", ".join(parts[:-1]), parts[-1]
    if word == "or":
        return translate("{first} or {last}", language, first=first, last=last)
    return translate("{first} and {last}", language, first=first, last=last)
