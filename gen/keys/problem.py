"""The keys of a problem file."""

from gen.keys.item import ABOUT_VARIANTS, ITEM
from gen.keys.parts import CONVENTION, GIVEN, PICTURE, SHAPES, STACK, VARY
from gen.keys.scalars import IDENT, LANGUAGE, MARKDOWN, NAMES, NOTATION, NUMBER, PROSE, REASONS, TEXT, TOLERANCE, whole
from gen.model.keys import Instead, Key, Keys, ListOf, Named, Scalar
from gen.model.profile import LEVELS

_LATEX = Scalar("LaTeX of a formula")

PROBLEM = Keys(
    "a problem",
    (
        Key("title", (PROSE,), "The title, which stands on the page.", True, "A recurrent unit"),
        Key("items", (ListOf("items", (ITEM,), 1),), "The questions, in their order.", True),
        Key(
            "corrected",
            (Instead("problem", (*ABOUT_VARIANTS, "points")),),
            "Keys that take the place of others in variants; one without a value is left out.",
        ),
        Key("id", (IDENT,), "The id of the problem; the name of the file without it."),
        Key("stem", (MARKDOWN,), "Text before the first item."),
        Key("picture", (PICTURE,), "A picture of your own below the stem.", example="{path: loss.png, alt: Two curves.}"),
        Key(
            "latex",
            (Named("names and their LaTeX", (_LATEX,)),),
            "LaTeX for names whose letters do not say it.",
            example=r"{V: '\mathbf{V}'}",
        ),
        Key(
            "macros", (Scalar("a file", pattern=r"[\s\S]+\.(tex|sty)"),), "A file with LaTeX definitions, named from where this one stands."
        ),
        Key(
            "cells",
            (Named("cells", (Named("equations", (Scalar("an expression"),), like=("h[t]",)),)),),
            "The equations, cell by cell: a name with its time, and an expression.",
            example='{rnn: {"h[t]": "relu(V*h[t-1] + W*x[t])"}}',
        ),
        Key(
            "stacks",
            (Named("stacks of cells", (STACK,)),),
            "Cells on top of each other.",
            example="{deep: {cells: [rnn, rnn], feeds: {x: h}}}",
        ),
        Key("names", (NAMES,), "Every name that the cells use; an undeclared one is a finding.", example="x, h, V, W"),
        Key("acknowledge", (REASONS,), "Findings of the whole problem by their keys, and why they may stand."),
        Key("language", (LANGUAGE,), "The language of what the tool says on a page; `en` without it."),
        Key("total", (NUMBER,), "The points that you expect, checked against the sum of the items."),
        Key(
            "shown",
            (Scalar("digits or decimals", pattern=r"[0-9]{1,3}\s+(digit|decimal)s?", like=("4 digits", "3 decimals")),),
            "How values are rounded for print; `6 digits` without it.",
            example="4 digits",
        ),
        Key(
            "numbers",
            (Scalar("fractions or decimals", one_of=("fractions", "decimals")),),
            "Whether exact results are printed as fractions, however long, or as decimals; without it short fractions.",
        ),
        Key("tolerance", (TOLERANCE,), "How far an accepted answer may be off: a number, or a percentage of the value.", example="1%"),
        Key(
            "vectors",
            (Scalar("what a list is", one_of=("columns", "rows")),),
            "What a list of numbers is; needed only where no equation tells.",
        ),
        Key("notation", (NOTATION,), "Whether letters of vectors and matrices are `bold`, as they are without it, or `plain`."),
        Key("given", (GIVEN,), "Numbers that all items share.", example="{V: 2}"),
        Key("shapes", (SHAPES,), "Sizes that all items share.", example="{W: [5, 3]}"),
        Key("convention", (CONVENTION,), "Slopes at kinks that all items share.", example="{relu'(0): 0}"),
        Key("vary", (VARY,), "What varies of the numbers that all items share.", example="{V: 2..4}"),
        Key(
            "topics",
            (Scalar("words, with commas between them"), ListOf("topics", (TEXT,))),
            "What the problem is about, for `gen list`; it stands on no page.",
            example="[rnn, vanishing gradients]",
        ),
        Key("level", (Scalar("a level", one_of=LEVELS),), "How hard the problem is, for `gen list`."),
        Key("minutes", (whole(1, 600),), "How long students need; an exam adds them up."),
    ),
)
