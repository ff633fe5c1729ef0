"""The certificate of a build: what it was made from and by which program, its answers, and how each of them was confirmed.

It holds all answers, and stands in a folder for staff (see `folders`). There is no date in it: the same build has the same certificate.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from functools import cache
from hashlib import sha256
from pathlib import Path
from sys import version_info
from typing import Any, get_args

from gen.algebra.printer import name_text
from gen.check import CheckedExam
from gen.document import answer_json
from gen.format import home_of
from gen.messages.errors import InputError, InputErrors, Location
from gen.model.exam import Exam
from gen.model.memo import Memo
from gen.model.pages import Layout, Slot
from gen.model.solved import Solved, SolvedItem
from gen.model.verified import Check
from gen.page import Audience, name_of
from gen.system import Unreadable, read_bytes, real_path
from gen.system.distribution import sources, version, versions
from gen.typeset.layout_file import layout_file
from gen.typeset.pdf import TypesetPdf
from gen.typeset.templates import Form
from gen.typeset.tex_output import Engine

SUFFIX = ".certificate.json"
ABOUT = "This file holds all answers: for staff only. gen verify FILE holds it against today."
VERSION = 3
MAX_BYTES = 32 * 2**20  # of a certificate: it holds all answers of an exam
OWN = "the author's own"


@dataclass(frozen=True, slots=True)
class Certificate:
    """`exam` and the names in `files` are relative to the folder above `problems`; digests are SHA-256.

    `numbers` are the author's own, or what was drawn for a variant; `fingerprint` stands on each page.

    `documents` were set in one run of TeX and cut apart: such a PDF has fonts with the letters of all; 0 where it was set by itself.

    `items` are the answers of each reading, the numbers given for them, the checks, and how many printed forms were read back: each an
    object of JSON as text, since a process that makes thousands of certificates keeps the items of many.
    """

    form: Form
    audience: Audience
    exam: str
    numbers: str | Mapping[str, Any]
    fingerprint: str
    files: Mapping[str, str]
    program: Mapping[str, str]
    engine: Engine
    layout: Layout
    documents: int
    tex_sha256: str
    pdf_sha256: str
    items: Sequence[str]

    def text(self, memo: Memo | None = None) -> str:
        """The file; equal certificates have the same. What the `memo` has met in others is not written again."""
        memo = memo or Memo()
        own = {"about": ABOUT, "certificate": VERSION, **{one.name: getattr(self, one.name) for one in fields(self) if one.name != "items"}}
        texts = {name: memo.call(_SHARED[name], value) if name in _SHARED else _json(value) for name, value in own.items()}
        texts["items"] = f"[{','.join(self.items)}\n  ]"
        lines = ",\n  ".join(f'"{name}": {text}' for name, text in texts.items())
        return f"{{\n  {lines}\n}}\n"


def _json(found: object) -> str:
    """As it stands in a file, within one pair of braces."""
    return json.dumps(found, indent=2, ensure_ascii=False).replace("\n", "\n  ")


def _json_of_layout(layout: Layout) -> str:
    return _json([{slot.name: slot.height for slot in page} for page in layout])


def _json_of_engine(engine: Engine) -> str:
    return _json(asdict(engine))


def _json_of_item(item: Mapping[str, Any]) -> str:
    """As it stands in the list of all."""
    return f"\n  {_json(item)}".replace("\n", "\n  ")


# What certificates of one exam have in common, and how it is written.
_SHARED: dict[str, Callable[[Any], str]] = {
    "files": _json,
    "program": _json,
    "engine": _json_of_engine,
    "layout": _json_of_layout,
}


def certify(
    checked: CheckedExam,
    form: Form,
    audience: Audience,
    layout: Layout,
    made: TypesetPdf,
    documents: int = 0,
    files: Mapping[str, str] | None = None,
    memo: Memo | None = None,
) -> Certificate:
    """The certificate of a form that TeX has just made, by itself or in a run of so many `documents`.

    `files` are the `digests` of the exam if they are known already.
    """
    exam = checked.exam
    path = Path(exam.where.file)
    return Certificate(
        form=form,
        audience=audience,
        exam=name_in_project(path, path),
        numbers={"variant": exam.variant, "problems": exam.drawn} if exam.variant else OWN,
        fingerprint=checked.key.fingerprint,
        files=digests(exam) if files is None else files,
        program=program(),
        engine=made.engine,
        layout=layout,
        documents=documents,
        tex_sha256=sha256(made.source).hexdigest(),
        pdf_sha256=sha256(made.pdf).hexdigest(),
        items=answers(checked, memo),
    )


def name_in_project(file: Path, exam: Path) -> str:
    """`problems/exams/final.yaml`: a file by its place in the project of an exam; by its name if a link leads out of that."""
    home = home_of(exam)
    project, place = home.parent if home.name == "problems" else home, real_path(file)
    return place.relative_to(project).as_posix() if place.is_relative_to(project) else file.name


def digests(exam: Exam) -> dict[str, str]:
    """The digest of every file that an exam is read from, its stored layout included."""
    path = Path(exam.where.file)
    stored = layout_file(path)
    files = (*exam.files, *((stored,) if stored.is_file() else ()))
    return {name_in_project(file, path): digest(file) for file in files}


def digest(file: Path) -> str:
    """The digest of a file. Raises InputErrors if it cannot be read."""
    try:
        return sha256(read_bytes(file)).hexdigest()
    except Unreadable as error:
        raise InputErrors([InputError(Location(str(file), 1, 1), str(error))]) from None


@cache
def program() -> Mapping[str, str]:
    """The versions of gen, of Python and of the packages that gen needs, and a digest of what gen is made of: of this process."""
    own = sha256("\n".join(f"{name} {digest(file)}" for name, file in sources().items()).encode()).hexdigest()
    return {"gen": version(), "sources": own, "python": ".".join(map(str, version_info[:3])), **versions()}


def answers(checked: CheckedExam, memo: Memo | None = None) -> list[str]:
    """The items of a certificate: all answers with the numbers that they hold for and their checks, and how many forms were read back."""
    memo = memo or Memo()
    items = [(name_of(problem, one.item), one) for problem in checked.exam.problems for one in checked.solved[problem.id].items]
    return [memo.call(_item, name, one, checked.read[name].numbers) for name, one in items]


def _item(name: str, one: SolvedItem, read_back: int) -> str:
    return _json_of_item(
        {
            "item": name,
            "given": {name_text(var): str(given.value) for var, given in one.item.given.items()},
            "read_back": read_back,
            "readings": [_reading(reading) for reading in one.readings],
        }
    )


def _reading(one: Solved) -> dict[str, Any]:
    return {
        "reading": one.name,
        "answers": [answer_json(answer, one) for answer in one.derivation.answers],
        "checks": [_check(check) for check in one.checks],
    }


def answers_only(items: Sequence[str]) -> dict[str, Any]:
    """The numbers and answers of each item without its checks: other versions of a library may leave other differences."""
    found = map(json.loads, items)
    return {item["item"]: (item["given"], [(one["reading"], one["answers"]) for one in item["readings"]]) for item in found}


def confirmations(items: Sequence[str]) -> dict[str, Any]:
    """How often each route confirmed each reading of each item, and how many printed forms were read back."""
    return {
        item["item"]: (item["read_back"], [[(check["route"], check["numbers"]) for check in one["checks"]] for one in item["readings"]])
        for item in map(json.loads, items)
    }


def _check(check: Check) -> dict[str, Any]:
    return {"route": check.route, "numbers": check.numbers, "largest_difference": f"{check.residual:.1g}"}


_KINDS = {
    "exam": str,
    "fingerprint": str,
    "files": dict,
    "program": dict,
    "documents": int,
    "tex_sha256": str,
    "pdf_sha256": str,
    "items": list,
}


def read_certificate(file: Path) -> Certificate:
    """A certificate that a build has written. Raises InputErrors for any other file."""
    try:
        found = json.loads(read_bytes(file, MAX_BYTES))
        about, number = found.pop("about"), found.pop("certificate")
        if about == ABOUT and number != VERSION:
            message = f"this certificate has the form {number}, this gen reads the form {VERSION}"
            raise InputErrors([InputError(Location(str(file), 1, 1), message, "build anew, or verify with the gen that wrote it")])
        if about != ABOUT:
            raise ValueError
        if found["form"] not in ("exam", "solutions") or found["audience"] not in get_args(Audience):
            raise ValueError
        if not all(isinstance(found[key], kind) for key, kind in _KINDS.items()):
            raise TypeError
        layout = tuple(tuple(Slot(name, float(height)) for name, height in page.items()) for page in found["layout"])
        items = [_json_of_item(item) for item in found["items"]]
        certificate = Certificate(**{**found, "layout": layout, "engine": Engine(**found["engine"]), "items": items})
        if not all(isinstance(name, str) for name in (*answers_only(certificate.items), *confirmations(certificate.items))):
            raise TypeError
    except Unreadable as error:
        raise InputErrors([InputError(Location(str(file), 1, 1), str(error))]) from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise InputErrors([InputError(Location(str(file), 1, 1), "this is no certificate of gen")]) from None
    return certificate
