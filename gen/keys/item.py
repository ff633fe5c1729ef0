"""The keys of an item."""

from dataclasses import replace
from typing import get_args

from gen.keys.parts import (
    CONVENTION,
    CRITERION,
    FIGURE,
    GIVEN,
    NUMBERS,
    OPTION,
    PICTURE,
    PLOT,
    PUBLISHED,
    READING,
    RULE,
    SCORING,
    SHAPES,
    TABLE,
    VARY,
)
from gen.keys.scalars import IDENT, MARKDOWN, NAMES, NUMBER, POINTS, REASONS, TEXT, TOLERANCE, YES_NO, between, whole
from gen.model.choice import Scheme
from gen.model.keys import Asked, Instead, Key, Keys, ListOf, Named, Scalar
from gen.model.problem import FollowOn, Mode, Style

ABOUT_VARIANTS = ("id", "like", "vary", "require", "differ", "either", "corrected")
"""What no alternative and no correction has of its own."""

_ASK = Scalar("a question", question=True)
_CELL = Scalar("the name of a cell")
_RELATIONS = Scalar("relations, with commas between them")
_CODE = Scalar("a line of code")

ASKED = (
    Asked(r"(choose\s+(one|all)|true\s+or\s+false)\b", needs=("options",), own=("options", "right", "scoring", "shuffle")),
    Asked(r"find\s", needs=("so that", "witness"), own=("so that", "witness", "region")),
    Asked(r"formula\s", own=("accept",)),
    Asked(r"table$", needs=("table",), own=("table",)),
    Asked(r"sketch$", needs=("plot", "answer")),
    Asked(r"gaps$", needs=("answer",)),
    Asked(r"blanks$", needs=("figure",)),
    Asked(r"open$", needs=("answer",)),
)
"""The keys that belong to a kind of question."""

ITEM = Keys(
    "an item",
    (
        Key("id", (IDENT,), "The letter of the item.", True, "a"),
        Key(
            "prompt",
            (MARKDOWN,),
            "What students read. Formulas stand between `$` signs, expressions between backticks; `{cell}`, `{given}`, `{printed}`, "
            "`{shapes}` and `{convention}` are filled in.",
            True,
            "For {cell} and {given}, compute `h[2]`.",
        ),
        Key(
            "ask",
            (_ASK, ListOf("questions", (_ASK, ListOf("questions", (_ASK,), 1)), 1)),
            "What is asked: one line, or a list of lines, in which the lines of one sub-question may be a list.",
            True,
            "value of h[2]",
        ),
        Key(
            "points",
            (
                POINTS,
                Named(
                    "steps and their points", (POINTS, CRITERION), like=("all", "each gap", "each blank", "each idea", "at most", "total")
                ),
            ),
            "What each step earns, or one number for all that is asked.",
            True,
            '{"h[2]": 1}',
        ),
        Key("like", (IDENT,), "An earlier item whose cell, numbers, shapes and conventions are taken."),
        Key("cell", (_CELL,), "The cell that is asked about, if the problem has several."),
        Key(
            "given",
            (GIVEN,),
            "Numbers, vectors and matrices by name; a list is the values at times 1, 2, 3 ..., or a vector.",
            example="{V: 2}",
        ),
        Key("printed", (Named("names and numbers", NUMBERS),), "Values that the sheet prints, right or wrong."),
        Key("shapes", (SHAPES,), "Sizes by name: `3` of a vector, `[5, 3]` of a matrix, `[n, 3*64]` with a letter.", example="{W: [5, 3]}"),
        Key("convention", (CONVENTION,), "The slope at a kink, needed only where an argument is exactly there.", example="{relu'(0): 0}"),
        Key("readings", (ListOf("readings", (READING,), 1),), "Accepted ways to understand the item; each is solved by itself."),
        Key("cut", (NAMES,), "Values whose derivative is taken as 0; their value stays.", example='"h[1]"'),
        Key("truncate", (whole(1),), "After how many steps back in time a gradient stops."),
        Key("horizon", (whole(1),), "The last time step; without it the last one that is given or asked for."),
        Key(
            "by",
            (Scalar("a way", one_of=get_args(Mode)),),
            "How a gradient is derived: `forward`, along all `paths`, or in `reverse`; without it what reads best.",
        ),
        Key(
            "style",
            (Scalar("a style", one_of=tuple(filter(None, get_args(Style)))),),
            "How the key sets numbers over time; without it the shorter one of `table` and `rows`.",
        ),
        Key(
            "space",
            (between("a number of cm", 0, 24),),
            "The height of the answer space in cm, `5`, or from the least to the most, `2..4`.",
            example="2..4",
        ),
        Key("assume", (_RELATIONS,), "Hypotheses of a claim.", example="abs(w) < 1"),
        Key("premises", (_RELATIONS,), "What holds for the matrices of an open question.", example="symmetric(M)"),
        Key(
            "derive",
            (TEXT, ListOf("jacobians", (TEXT,), 1)),
            "Jacobians that are derived beside the answer of an open question.",
            example="jacobian of s[t] wrt s[1]",
        ),
        Key(
            "answer",
            (MARKDOWN, Named("labels and texts", (MARKDOWN, ListOf("lines of code", (_CODE,), 1)))),
            "The model answer of an open question or a claim, a text or texts by label; the code of each gap by its number.",
            example="{why: The slope is 0 there.}",
        ),
        Key(
            "accept",
            (Named("answers and formulas", (Scalar("a formula"), ListOf("formulas", (Scalar("a formula"),), 1))),),
            "Other forms of an answer that is a formula.",
            example='{dL/dz: "-(y - p)"}',
        ),
        Key("rules", (ListOf("rules", (RULE,)),), "Rules for graders.", example="[{note: Units are not asked for.}]"),
        Key(
            "follow_on",
            (Scalar("a rule", one_of=get_args(FollowOn)),),
            "Whether results that follow correctly from an earlier error earn their points.",
        ),
        Key("published", (PUBLISHED,), "What an old sheet or key states of the item, for comparison."),
        Key("figure", (_CELL, FIGURE), "A figure of a cell below the prompt.", example="{cell: rnn, as: unrolled, steps: 3}"),
        Key("picture", (PICTURE,), "A picture of your own below the prompt.", example="{path: loss.png, alt: Two curves.}"),
        Key("acknowledge", (REASONS,), "Findings of the item by their keys, and why they may stand."),
        Key(
            "lines",
            (between("a number of lines", 1, 30),),
            "The height of the answer space in lines of 8 mm, which are printed: `4`, or `3..6`.",
        ),
        Key("words", (whole(1, 1000),), "How many words an answer may have; the sheet says so."),
        Key("table", (TABLE,), "A table to fill in, for `ask: table`.", example='{rows: t = 0..3, columns: "h[t]"}'),
        Key("epochs", (whole(2),), "How often lists over time come in all."),
        Key("tolerance", (TOLERANCE,), "How far an accepted answer may be off, if not what the problem says."),
        Key("total", (NUMBER,), "The points that you expect, checked against the sum."),
        Key("vary", (VARY,), "Names, and what each is drawn from in variants.", example="{V: 2..4}"),
        Key(
            "require",
            (TEXT, ListOf("requirements", (TEXT,))),
            "What every variant must satisfy, your own numbers included.",
            example="[denominator(answers) <= 4]",
        ),
        Key("differ", (NAMES,), "What variants need not share: `steps`, `gates`, `kinks`, `ties`, `zeros`.", example="gates, zeros"),
        Key(
            "corrected",
            (Instead("item", (*ABOUT_VARIANTS, "points")),),
            "Keys that take the place of others in variants; one without a value is left out.",
        ),
        Key(
            "either",
            (ListOf("alternatives", (Instead("item", ABOUT_VARIANTS),), 2),),
            "Alternatives of the item, each a mapping of keys that take the place of its own; one is drawn.",
        ),
        Key("plot", (PLOT,), "Curves and other plots of what the item computes.", example="{of: f, over: {x: -2..2}}"),
        Key(
            "over",
            (
                Named("names and lists of values", (Scalar("what makes numbers"), ListOf("values", NUMBERS, 1))),
                ListOf("cases", (replace(GIVEN, words="names and values"),), 1),
            ),
            "The cases that a question is about: a list of values for each name, or a list of cases.",
            example="{x_1: [0, 1], x_2: [0, 1]}",
        ),
        Key(
            "witness",
            (Named("names and numbers", (TEXT, *NUMBERS[1:])),),
            "A right answer of your own to a question for numbers, in numbers or formulas.",
            example="{w: 2, b: -1}",
        ),
        Key("so that", (_RELATIONS,), "What the numbers that are to be found must satisfy.", example="y = d"),
        Key("region", (_RELATIONS,), "Relations that say which answers are right: all that meet them, and no others.", example="w + b > 0"),
        Key(
            "options",
            (ListOf("options", (replace(MARKDOWN, spoken="words"), OPTION), 1),),
            "What there is to tick: texts, numbers, or mappings.",
        ),
        Key(
            "right",
            (Scalar("what is asked", like=("value of h[2]", "formula of gradient of L wrt W")),),
            "What is asked, once for all options: the option that has it is right.",
        ),
        Key("scoring", (Scalar("a scheme", one_of=get_args(Scheme)), SCORING), "How boxes are paid."),
        Key("shuffle", (YES_NO,), "Whether options change places in variants; `yes` without it."),
    ),
)
