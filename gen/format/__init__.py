"""An author's files to frozen data: problems, items, prompts, LaTeX, rubrics; each fault with its line and column."""

from gen.format.exam_file import kind_of, load_course, load_exam, problem_files
from gen.format.generators import in_place
from gen.format.languages import languages_of
from gen.format.named_files import home_of
from gen.format.problem_file import problem_of
from gen.format.witness import check_sizes, read_answer

__all__ = [
    "check_sizes",  # an answer of other sizes than the witness, told at the answer
    "home_of",  # the folder in which the files of an exam lie
    "in_place",  # the numbers that a text makes
    "kind_of",  # whether a file is an exam, a course or a problem
    "languages_of",  # in which languages a file is written
    "load_course",  # a course file
    "load_exam",  # an exam file, or a problem as an exam of its own
    "problem_files",  # all files below a folder
    "problem_of",  # the problem that a tree holds
    "read_answer",  # what a student has found
]
