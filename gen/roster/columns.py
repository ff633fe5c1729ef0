"""Which column of a list has what: by the names that exports of CAMPUSonline, Gradescope and Moodle have, or as the user says."""

import re
from collections.abc import Iterator, Mapping, Sequence

from gen.messages.errors import InputError, closest_word, did_you_mean
from gen.roster.source import Source
from gen.roster.table import Row

# Of each kind the better name first: in exports of Moodle an 'ID number' may stand beside the 'Matrikelnummer'.
KNOWN = {
    "number": (
        "REGISTRATION_NUMBER|Matrikelnummer|SID|ID number|ID-Nummer|Matrikelnr|Matrikel-Nr|Matrikel|Matr-Nr|MatrNr|Matnr|"
        "Matriculation number|Student number|Student ID|StudentID|idnumber"
    ),
    "family": "FAMILY_NAME_OF_STUDENT|Familien- oder Nachname|Last name|Nachname|Familienname|Family name|Surname|Zuname|Lastname",
    "given": "FIRST_NAME_OF_STUDENT|Vorname|First name|Given name|Vornamen|Rufname|Firstname",
    "name": "Name|Full name|Nachname Vorname|Name Vorname|Vollständiger Name|Student name|Fullname",
    "room": "Room|Raum|Hörsaal|Hoersaal|Saal|Prüfungsraum",
    "seat": "Seat|Sitzplatz|Platz|Sitz|Platznummer|Sitznummer|Seat number",
    "role": "Role|Rolle|Rollen|Roles",
}
_MAX_TITLE = 60  # characters of the name of a column that are looked at
_CALLED = {"number": "the number of a student", "name": "the name of a student", "family": "the family name"}


def columns_of(header: Row, chosen: Mapping[str, str], source: Source, faults: list[InputError]) -> dict[str, int]:
    """For each kind of `KNOWN` that the list has, which column it is; of `chosen` the values are names of columns.

    A name stands in `name` alone, or in `family` and `given`.
    """
    titles = [cell.text[:_MAX_TITLE] for cell in header]
    before = len(faults)
    found: dict[str, int] = {}
    for kind, title in chosen.items():
        if kind not in KNOWN:
            hint = did_you_mean(kind, KNOWN) or f"there are {', '.join(KNOWN)}"
            faults.append(InputError(source.at(header[0].begin), f"--columns has no '{kind}'", hint))
        elif not (places := _places(title, titles)):
            hint = did_you_mean(title, titles) or f"the file has {_listed(titles)}"
            faults.append(InputError(source.at(header[0].begin), f"there is no column '{title}' for {kind}", hint))
        else:
            _take(kind, places, header, source, faults, found)
    for kind, names in KNOWN.items():
        if kind not in chosen and (places := next(filter(None, (_places(name, titles) for name in names.split("|"))), [])):
            _take(kind, places, header, source, faults, found)
    _choose_names(found, chosen)
    if len(faults) == before:
        faults += _missing(found, header, source)
    return found


def _take(kind: str, places: Sequence[int], header: Row, source: Source, faults: list[InputError], found: dict[str, int]) -> None:
    found[kind] = places[0]
    if len(places) > 1:
        first, second = (header[n] for n in places[:2])
        hint = f"rename one of them, and say which with --columns {kind}=COLUMN"
        faults.append(InputError(source.at(second.begin), f"'{second.text}' and '{first.text}' are both columns for {kind}", hint))


def _choose_names(found: dict[str, int], chosen: Mapping[str, str]) -> None:
    """A name in one column or in two. Beside a `Vorname`, a column `Name` has the family name."""
    if "name" in chosen:
        found.pop("family", None)
        found.pop("given", None)
    elif "given" in found and "family" not in found and "name" in found:
        found["family"] = found.pop("name")
    elif "family" in found and "given" in found:
        found.pop("name", None)
    elif "name" in found and "family" not in chosen:
        found.pop("family", None)


def _missing(found: Mapping[str, int], header: Row, source: Source) -> Iterator[InputError]:
    """A fault for a number and a name that no column has; one fault if the first row names no columns."""
    where, titles = source.at(header[0].begin), [cell.text[:_MAX_TITLE] for cell in header]
    if not found and any(re.fullmatch(r"\d{5,}", title) for title in titles):
        hint = "write Matrikelnummer, Nachname, Vorname or the like above them"
        yield InputError(where, "the first row has numbers, and not the names of columns", hint)
        return
    kinds = [] if "number" in found else ["number"]
    if not {"name", "family"} & found.keys():
        kinds.append("family" if "given" in found else "name")
    others = [title for n, title in enumerate(titles) if n not in found.values()]
    for kind in kinds:
        names = [*KNOWN[kind].split("|")[:5], *(KNOWN["family"].split("|")[:3] if kind == "name" else ())]
        near = next(filter(None, (closest_word(name, others) for name in names)), "")
        message = f"no column has {_CALLED[kind]}: looked for {', '.join(names)} and others, the file has {_listed(titles)}"
        yield InputError(where, message, f"say which it is: --columns {kind}={near or 'COLUMN'}")


def _listed(titles: Sequence[str]) -> str:
    """The first names of columns, as messages list them."""
    return ", ".join(f"'{title[:30]}'" for title in titles[:8]) + (f" and {len(titles) - 8} more" if len(titles) > 8 else "")


def _places(title: str, titles: Sequence[str]) -> list[int]:
    """Where a name stands among those of the columns: as it is, or else but for capitals, blanks and the signs _ . , -."""
    exact = [n for n, other in enumerate(titles) if other == title]
    return exact or [n for n, other in enumerate(titles) if _plain(other) == _plain(title)]


def _plain(title: str) -> str:
    return re.sub(r"[\s_.,-]+", " ", title.casefold()).strip()
