"""LaTeX: which commands there are, how a formula is written, how wide it is, and where it breaks."""

from gen.latex import font_metrics, glyph_boxes
from gen.latex.author_math import in_notation
from gen.latex.brackets import is_tall_fraction
from gen.latex.decimal_points import aligned
from gen.latex.inline_formulas import cell_sides, inline_formulas, slot_formulas
from gen.latex.line_breaking import INDENT, break_rows, fitted
from gen.latex.linear_text import UNREAD, linear_text, with_texts
from gen.latex.shared import knowing, shared_latex, without_letters
from gen.latex.tex import NOTHING, Tex, escape, picture, unfitted, utf16_digits
from gen.latex.text_width import BOLD, height, text_width, tokens, width
from gen.latex.writer import Latex

__all__ = [
    "BOLD",  # how much wider bold letters are
    "INDENT",  # what stands before a row that goes on
    "NOTHING",  # no LaTeX
    "UNREAD",  # stands for a command in the text of a formula that has none
    "Latex",  # expressions and names as LaTeX, for one problem
    "Tex",  # LaTeX that may go to a page as it is
    "aligned",  # numbers of a column, their decimal points below each other
    "break_rows",  # a formula as rows that fit
    "cell_sides",  # the two sides of each equation of a cell
    "escape",  # text as LaTeX that prints it
    "fitted",  # a formula made smaller where it cannot be broken
    "font_metrics",  # widths of glyphs, and what TeX takes each of them for
    "glyph_boxes",  # of single glyphs, and the spaces between symbols
    "height",  # of a formula, in points
    "in_notation",  # an author's formula with the names of arrays bold
    "inline_formulas",  # the formulas of a piece of text that is nothing else
    "is_tall_fraction",  # whether there is a fraction of more than two numbers
    "knowing",  # LaTeX that knows shapes, letters and calls, one object for all numbers
    "linear_text",  # how a formula reads in one line
    "picture",  # a TikZ picture from its lines
    "shared_latex",  # the LaTeX of a problem, one object for all variants
    "slot_formulas",  # what a placeholder stands for
    "text_width",  # of text with formulas, in points
    "tokens",  # commands, characters and blanks of a formula
    "unfitted",  # a formula without its scale, and the scale
    "utf16_digits",  # text as a string of a PDF has it
    "width",  # of a formula, in points
    "with_texts",  # a formula in which what does not read as it is printed is wrapped with how it reads
    "without_letters",  # the same LaTeX with each derivative written out
]
