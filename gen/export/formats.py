"""The formats in which questions can be written, by their names."""

from collections.abc import Callable, Mapping

from gen.export.canvas_package import canvas_files
from gen.export.json_export import json_files
from gen.export.moodle_file import moodle_files
from gen.export.qti21_package import qti21_files
from gen.export.written import Task, Written

FORMATS: Mapping[str, Callable[[Task], Written]] = {
    "canvas": canvas_files,
    "json": json_files,
    "moodle": moodle_files,
    "qti21": qti21_files,
}
"""What writes the files of a format. Raises VerificationError where what is read back is not what was to be written."""
