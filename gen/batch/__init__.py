"""A whole course: variants for all students of a roster, set by many workers, and the folder that is handed out."""

from gen.batch.folder import begin, claim, end
from gen.batch.index import handed_out
from gen.batch.lists import lists, print_rooms
from gen.batch.plan import Plan, plan_of_roster, plan_of_seeds, roster_faults
from gen.batch.project import project_of
from gen.batch.run import Batch, run_batch

__all__ = [
    "Batch",  # what is to be made
    "Plan",  # who gets which variant, from which seed
    "begin",  # note which batch is on its way
    "claim",  # that a folder can take a batch
    "end",  # a batch is done
    "handed_out",  # whose a PDF in a folder for students is
    "lists",  # who has which variant, all answers, what failed
    "plan_of_roster",  # variants for students
    "plan_of_seeds",  # a variant for each seed
    "print_rooms",  # a PDF for each room
    "project_of",  # the files of an exam as bytes
    "roster_faults",  # what of students cannot be printed
    "run_batch",  # all variants, and all students' PDFs
]
