"""From records to a PDF that is handed out: templates, pagination, TeX, inspection, folders, certificate."""

from gen.typeset.building import build, measure_keys, stored_layout
from gen.typeset.certificate import name_in_project, read_certificate
from gen.typeset.fitting import TooLittleRoom, key_overflows, variant_overflows
from gen.typeset.folders import OUTPUT, STAFF, certificate_of, differing_forms, folder_of, variant_folder
from gen.typeset.layout_file import layout_file, layout_text, load_seeds, seeds_text
from gen.typeset.measuring import FittedLayout, MeasuredKeys, arrange_for_all, longer_variants, overflow_of, select_keys
from gen.typeset.pdf import TexFailed, typeset
from gen.typeset.reproduce import Comparison, find_exam, reproduce, summary, verified_exam_text
from gen.typeset.signature import Unsigned, sign, signer
from gen.typeset.templates import Form, render_page, rendered
from gen.typeset.tex_output import Field

__all__ = [
    "OUTPUT",  # where files go unless the user says another folder
    "STAFF",  # the folder of what holds answers
    "Comparison",  # what a certificate states, beside what is so today
    "Field",  # where a page has a line for what a roster says of a student
    "FittedLayout",  # a layout, and what does not fit into it
    "Form",  # sheet, key, or everything at its own height
    "MeasuredKeys",  # keys whose heights TeX has told
    "TexFailed",  # TeX is missing, or made no PDF that is handed out
    "TooLittleRoom",  # what does not fit, with its place
    "Unsigned",  # there is no good signature
    "arrange_for_all",  # a layout with room for all keys
    "build",  # one form of an exam as a PDF, with its certificate
    "certificate_of",  # the certificate that tells of a file
    "differing_forms",  # what other forms in a folder have in another way
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
    "read_certificate",  # a certificate that a build has written
    "render_page",  # a page of HTML
    "rendered",  # the LaTeX that a template makes of records
    "reproduce",  # all that a certificate states, compared
    "seeds_text",  # whole numbers as ranges
    "select_keys",  # some of the keys that were measured
    "sign",  # a signature beside a certificate
    "signer",  # who signed a certificate
    "stored_layout",  # the layout beside an exam file
    "summary",  # all of it in a word
    "typeset",  # LaTeX as a PDF, with what TeX reports
    "variant_folder",  # the folder of a variant
    "variant_overflows",  # what of variants does not fit
    "verified_exam_text",  # which exam and variant a certificate is about
]
