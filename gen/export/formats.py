"""The formats in which questions can be written, by their names."""

from collections.abc import Callable, Mapping

from gen.export.moodle_file import moodle_files
from gen.export.written import Task, Written

FORMATS: Mapping[str, Callable[[Task], Written]] = {
    "moodle": moodle_files,
}
"""What writes the files of a format. Raises VerificationError where what is read back is not what was to be written."""
