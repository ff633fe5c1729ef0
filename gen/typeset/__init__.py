"""From records to a PDF that is handed out: templates, pagination, TeX, inspection, folders, certificate."""

from gen.typeset.building import build, measure_keys, stored_layout
from gen.typeset.certificate import name_in_project, read_certificate
from gen.typeset.fitting import TooLittleRoom, too_little, unfit
from gen.typeset.folders import OUTPUT, STAFF, certificate_of, folder_of, unlike, variant_folder
from gen.typeset.layout_file import layout_file, layout_text, load_seeds, seeds_text
from gen.typeset.measuring import Laid, Measured, arranged, costly, only, tried
from gen.typeset.pdf import TexFailed
from gen.typeset.reproduce import Comparison, beside, described, recheck, verdict
from gen.typeset.signature import Unsigned, sign, signer
from gen.typeset.templates import Form, render_page

__all__ = [
    "OUTPUT",  # where files go unless the user says another folder
    "STAFF",  # the folder of what holds answers
    "Comparison",  # what a certificate states, beside what is so today
    "Form",  # sheet, key, or everything at its own height
    "Laid",  # a layout, and what does not fit into it
    "Measured",  # keys whose heights TeX has told
    "TexFailed",  # TeX is missing, or made no PDF that is handed out
    "TooLittleRoom",  # what does not fit, with its place
    "Unsigned",  # there is no good signature
    "arranged",  # a layout with room for all keys
    "beside",  # the exam that a certificate tells of
    "build",  # one form of an exam as a PDF, with its certificate
    "certificate_of",  # the certificate that tells of a file
    "costly",  # variants that take more pages than the exam's own key
    "described",  # which exam and variant a certificate is about
    "folder_of",  # the folder of an exam
    "layout_file",  # where the layout of an exam is stored
    "layout_text",  # the file of a layout
    "load_seeds",  # the seeds for which a stored layout has room
    "measure_keys",  # the keys of an exam and of its variants, measured
    "name_in_project",  # a file by its place in the project
    "only",  # some of the keys that were measured
    "read_certificate",  # a certificate that a build has written
    "recheck",  # all that a certificate states, compared
    "render_page",  # a page of HTML
    "seeds_text",  # whole numbers as ranges
    "sign",  # a signature beside a certificate
    "signer",  # who signed a certificate
    "stored_layout",  # the layout beside an exam file
    "too_little",  # what of a key does not fit
    "tried",  # what does not fit into a layout
    "unfit",  # what of variants does not fit
    "unlike",  # what other forms in a folder have in another way
    "variant_folder",  # the folder of a variant
    "verdict",  # all of it in a word
]
