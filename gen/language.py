"""What the tool itself says on a page, in English or German. The author's words stay as they are.

A sentence is looked up by its English text, which holds a `{slot}` wherever something is put in, so that another language
may order its words as it likes. A sentence without a German form is a fault of the tool, and a test finds it.
"""

from datetime import date
from typing import Literal

Language = Literal["en", "de"]

GERMAN: dict[str, str] = {
    "Problem": "Aufgabe",
    "Problem {number}": "Aufgabe {number}",
    "Page {page} of {pages}": "Seite {page} von {pages}",
    "continued": "Fortsetzung",
    "Solutions": "Lösungen",
    "Solutions for graders": "Lösungen für die Korrektur",
    "Date": "Datum",
    "Duration": "Dauer",
    "Permitted aids": "Zugelassene Hilfsmittel",
    "Points": "Punkte",
    "Achieved": "Erreicht",
    "Worked out for the other reading on page {page}.": "Für die andere Lesart durchgerechnet auf Seite {page}.",
    "Further readings": "Weitere Lesarten",
    "Name": "Name",
    "Matriculation number": "Matrikelnummer",
    "Signature": "Unterschrift",
    "This exam has {pages} pages. Check that yours is complete.": "Diese Klausur hat {pages} Seiten. Prüfen Sie, ob Ihre vollständig ist.",
    "Write your answers into the frames.": "Schreiben Sie Ihre Antworten in die Rahmen.",
}


def say(sentence: str, language: Language, **slots: str) -> str:
    """The sentence in this language, with its slots filled."""
    return (GERMAN[sentence] if language == "de" else sentence).format(**slots)


_MONTHS = {
    "en": ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"],
    "de": ["Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"],
}


def date_words(text: str, language: Language) -> str:
    """`2026-02-13` as `13 February 2026` or `13. Februar 2026`; what is not such a date stays as it is."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    return f"{day.day}{'.' if language == 'de' else ''} {_MONTHS[language][day.month - 1]} {day.year}"
