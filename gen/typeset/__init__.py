"""From records to a PDF that is handed out: templates, pagination, TeX, inspection, folders, certificate."""

from gen.typeset.building import build, build_variant, confirm, drawn_pages, measure_keys, stored_layout, view_of
from gen.typeset.certificate import SUFFIX, certify, digests, name_in_project, program, read_certificate
from gen.typeset.fitting import TooLittleRoom, key_overflows, overflow_text, variant_overflows
from gen.typeset.folders import (
    EXAM_FILE,
    OUTPUT,
    STAFF,
    STUDENTS,
    certificate_of,
    claim_folder,
    differing_forms,
    exam_file,
    folder_of,
    student_folder,
    variant_folder,
)
from gen.typeset.layout_file import layout_file, layout_text, load_seeds, seeds_text
from gen.typeset.measuring import FittedLayout, MeasuredKeys, arrange_for_all, longer_variants, overflow_of, overflow_when_set, select_keys
from gen.typeset.pdf import TexFailed, TypesetPdf, run_tex, typeset
from gen.typeset.reproduce import Comparison, find_exam, reproduce, summary, verified_exam_text
from gen.typeset.signature import Unsigned, sign, signer
from gen.typeset.templates import Form, render, rendered
from gen.typeset.tex_output import Field
from gen.typeset.together import typeset_together

__all__ = [
    "EXAM_FILE",  # tells in a folder for staff which exam it is of
    "OUTPUT",  # where files go unless the user says another folder
    "STAFF",  # the folder of what holds answers
    "STUDENTS",  # the folder of what students get
    "SUFFIX",  # of certificates
    "Comparison",  # what a certificate states, beside what is so today
    "Field",  # where a page has a line for what a roster says of a student
    "FittedLayout",  # a layout, and what does not fit into it
    "Form",  # sheet, key, or everything at its own height
    "MeasuredKeys",  # keys whose heights TeX has told
    "TexFailed",  # TeX is missing, or made no PDF that is handed out
    "TooLittleRoom",  # what does not fit, with its place
    "TypesetPdf",  # a PDF with all that it was made from
    "Unsigned",  # there is no good signature
    "arrange_for_all",  # a layout with room for all keys
    "build",  # one form of an exam as a PDF, with its certificate
    "build_variant",  # sheet and key of a variant
    "certificate_of",  # the certificate that tells of a file
    "certify",  # the certificate of a form
    "claim_folder",  # that a folder takes the build of this exam
    "confirm",  # that what TeX made has its places and reads as it was set
    "differing_forms",  # what other forms in a folder have in another way
    "digests",  # of the files that an exam is read from
    "drawn_pages",  # the pages of a layout with what a variant has of them
    "exam_file",  # what tells of which exam a folder is
    "find_exam",  # the exam that a certificate tells of
    "folder_of",  # the folder of an exam
    "key_overflows",  # what of a key does not fit
    "layout_file",  # where the layout of an exam is stored
    "layout_text",  # the file of a layout
    "load_seeds",  # the seeds for which a stored layout has room
    "longer_variants",  # variants that take more pages than the exam's own key
    "measure_keys",  # the keys of an exam and of its variants, measured
    "name_in_project",  # a file by its place in the project
    "overflow_of",  # what does not fit into a layout
    "overflow_text",  # by how much it is
    "overflow_when_set",  # what has been set and is too high
    "program",  # which program this is, with all that it stands on
    "read_certificate",  # a certificate that a build has written
    "render",  # the LaTeX of a form
    "rendered",  # the LaTeX that a template makes of records
    "reproduce",  # all that a certificate states, compared
    "run_tex",  # a run of TeX for several documents in one PDF
    "seeds_text",  # whole numbers as ranges
    "select_keys",  # some of the keys that were measured
    "sign",  # a signature beside a certificate
    "signer",  # who signed a certificate
    "stored_layout",  # the layout beside an exam file
    "student_folder",  # where the files lie that students may get
    "summary",  # all of it in a word
    "typeset",  # LaTeX as a PDF, with what TeX reports
    "typeset_together",  # many documents set in one run of TeX
    "variant_folder",  # the folder of a variant
    "variant_overflows",  # what of variants does not fit
    "verified_exam_text",  # which exam and variant a certificate is about
    "view_of",  # what a form shows
]
