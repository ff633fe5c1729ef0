"""The tree of an exam as a JSON file, whole or as students see it, read back once it is written."""

import json
from collections.abc import Mapping

from gen.document import document
from gen.export.json_document import exam_record
from gen.export.json_encoding import encoded, schema
from gen.export.json_reading import read_json
from gen.export.json_records import FORMAT, VERSION
from gen.export.written import Task, Written
from gen.messages.errors import VerificationError
from gen.model.exam import Exam
from gen.model.memo import Memo
from gen.model.solved import SolvedProblem


def json_export(exam: Exam, solved: Mapping[str, SolvedProblem], sheet: bool = False, memo: Memo | None = None) -> str:
    """All that a sheet and its key say; of a `sheet` made without a look at the solutions. Raises VerificationError."""
    record = exam_record(document(exam, {} if sheet else solved, memo), sheet)
    text = _text(encoded(record))
    if read_json(text) != record:
        raise VerificationError("the JSON file does not read as it was written")
    return text


def json_files(task: Task) -> Written:
    """A file with all that sheet and key say, and one of the sheet alone; of each variant; and their schema. Raises VerificationError."""
    files = {
        f"{name}{'.sheet' if sheet else ''}.json": json_export(exam, solved, sheet, task.memo).encode()
        for exam, solved in task.exams
        for name in ("-".join(filter(None, ("exam", exam.variant))),)
        for sheet in (False, True)
    }
    files[f"{FORMAT}-{VERSION}.schema.json"] = json_schema().encode()
    return Written(files, sum(len(problem.items) for exam, _ in task.exams for problem in exam.problems))


def json_schema() -> str:
    """The JSON Schema of such a file."""
    return _text(schema())


def _text(found: object) -> str:
    return json.dumps(found, ensure_ascii=False, allow_nan=False, indent=1) + "\n"
