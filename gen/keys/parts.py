"""Mappings that stand inside items and problems: numbers, options, tables, plots, pictures, the rubric, what was published."""

from collections.abc import Mapping
from typing import get_args

from gen.keys.scalars import (
    MARKDOWN,
    NAMES,
    NUMBER,
    NUMBER_OR_MADE,
    POINTS,
    PROSE,
    SIZES,
    TEXT,
    YES_NO,
    nested,
    whole,
)
from gen.model.choice import Scheme
from gen.model.keys import Key, Keys, ListOf, Named, Scalar, Value
from gen.model.problem import MAX_FIGURE_STEPS, FigureForm, RuleKind, ValueSource

_RANGE = Scalar("a range, the low end first", pattern=r"\s*[^.\s]\S*\s*\.\.\s*\S+\s*", like=("-2..2",))
_EXPRESSION = Scalar("an expression in names of the item")
_CELL = Scalar("the name of a cell")

DATA = Keys(
    "data",
    (
        Key(
            "csv",
            (Scalar("a file", pattern=r"[\s\S]+\.csv"),),
            "The file, named from where this one stands: a line of names of columns, then numbers.",
            True,
        ),
        Key(
            "columns",
            (Scalar("names of columns, with commas between them"),),
            "Which columns are taken, in this order; without it all of them.",
        ),
    ),
)
LISTS: Value = (NUMBER_OR_MADE, *nested(NUMBER, 4)[1:])
NUMBERS: Value = (*LISTS, DATA, Named("a first time and values", (*LISTS, DATA), like=("from 0",), pattern=r"from\s+-?[0-9]{1,5}"))
GIVEN = Named("names and numbers", NUMBERS)
SHAPES = Named("names and sizes", SIZES)
CONVENTION = Named(
    "slopes such as relu'(0): 0", (NUMBER,), like=("relu'(0)", "abs'(0)", "leaky_relu'(0)", "max'(tie)", "min'(tie)", "step(0)")
)

STACK = Keys(
    "a stack",
    (
        Key(
            "cells",
            (ListOf("cells, the lowest layer first", (_CELL,), 2),),
            "The cells of the layers, the lowest first.",
            True,
            "[lstm, lstm]",
        ),
        Key(
            "feeds",
            (Named("inputs and values, such as x: h", (Scalar("a value of the layer below"),)),),
            "Which input of a layer is which value of the layer below.",
            True,
            "{x: h}",
        ),
    ),
)
READING = Keys(
    "a reading",
    (
        Key("name", (PROSE,), "How the key calls this way to understand the item.", True, "with the printed value"),
        Key("cell", (_CELL,), "A cell of its own; without it that of the item."),
        Key(
            "values",
            (Scalar("which values count", one_of=get_args(ValueSource)),),
            "Whether the `printed` values count in place of the computed ones.",
        ),
    ),
)
PICTURE = Keys(
    "a picture",
    (
        Key(
            "path",
            (Scalar("a file", pattern=r"[^/][\s\S]*\.(pdf|png|jpg|jpeg|svg)"),),
            "The file, named from where this one stands: `.pdf` of one page, `.png`, `.jpg` or `.svg`.",
            True,
        ),
        Key("alt", (PROSE,), "What the picture shows, in up to 300 letters, for those who do not see it.", True),
        Key("caption", (MARKDOWN,), "What stands below it behind its number."),
        Key(
            "width",
            (Scalar("a number of cm from 1 to 16", pattern=NUMBER.pattern, least=1, most=16),),
            "In cm, from 1 to 16; without it its own width, or that of a line.",
        ),
    ),
)
PUBLISHED = Keys(
    "'published'",
    (
        Key(
            "formulas",
            (Named("formulas", (Scalar("a general formula"),), like=("dh[t]/dV", "dL/dz")),),
            "General formulas that the sheet states, compared as identities.",
        ),
        Key(
            "lines",
            (
                Named(
                    "lines",
                    nested(Scalar("a number, a line of numbers or a word", stated=True), 2),
                    like=("h[2]", "dL/dW", "total", "verdict"),
                ),
            ),
            "What the sheet states of steps and values, by their names.",
        ),
        Key("label", (TEXT,), "The letter that the sheet prints."),
    ),
)
FIGURE = Keys(
    "a figure",
    (
        Key("cell", (_CELL,), "The cell that is drawn.", True),
        Key(
            "as",
            (Scalar("a form", one_of=get_args(FigureForm)),),
            "Unrolled over the steps, or one step as a diagram; `unrolled` without it.",
        ),
        Key("steps", (whole(1, MAX_FIGURE_STEPS),), "How many steps an unrolled figure has; without it those of the item."),
        Key(
            "blanks",
            (NAMES, ListOf("labels", (TEXT,))),
            "Labels that the figure leaves out, in the order of their numbers, for `ask: blanks`.",
            example='[U, W, "h[1]"]',
        ),
    ),
)
CRITERION = Keys(
    "points",
    (
        Key("points", (POINTS,), "Points for the step as a whole, beside `when`."),
        Key("equation", (POINTS,), "Points for the equation of the step."),
        Key("result", (POINTS,), "Points for its result."),
        Key("when", (Scalar("a condition on a matrix"),), "The case of an open question that earns them.", example="maxabs(eig(M)) > 1"),
    ),
)
SLIP = Keys(
    "a slip",
    (
        Key("given", (GIVEN,), "Other numbers than the item's."),
        Key("shapes", (SHAPES,), "Other shapes."),
        Key("convention", (CONVENTION,), "Another convention."),
        Key("cut", (NAMES,), "Other values whose derivative is 0; `no`: none."),
        Key("truncate", (TEXT,), "Another number of steps after which gradients stop; `no`: none."),
        Key("cell", (_CELL,), "Another cell."),
    ),
)
RULE = Keys(
    "a rule",
    (
        Key("note", (MARKDOWN,), "Something that graders should know."),
        Key("accept", (MARKDOWN,), "What is accepted as well."),
        Key("partial", (MARKDOWN,), "What earns the `points` beside it."),
        Key("forfeit", (MARKDOWN,), "What loses the points of the steps."),
        Key("zero", (MARKDOWN,), "What earns nothing."),
        Key("about", (NAMES,), "The steps that the rule is about; without it it holds for the item."),
        Key("points", (POINTS,), "What a `partial` answer earns."),
        Key(
            "slip",
            (_EXPRESSION, SLIP),
            "What the mistake of a `partial` answer gives for what it is `about`: an expression, or what is asked with something changed.",
            example="-dL/dw",
        ),
    ),
    one_of=get_args(RuleKind),
)
SCORING = Keys(
    "scoring",
    (
        Key("scheme", (Scalar("a scheme", one_of=get_args(Scheme)),), "How boxes are paid.", True),
        Key("wrong", (POINTS,), "What a wrong box costs with `right minus wrong`; without it as much as a right one earns."),
        Key("below zero", (YES_NO,), "Whether an item may have less than 0 points."),
    ),
)
OPTION = Keys(
    "an option",
    (
        Key("text", (MARKDOWN,), "Words, with `{value h[1]}` for a number of the item."),
        Key(
            "value",
            nested(Scalar("a number or an expression"), 2),
            "A number as you type it, a list of a vector, or an expression.",
            example="v*h[1]",
        ),
        Key("formula", (Scalar("a general formula"),), "A formula, for `right: formula of ...`.", example="(p - y) @ x.T"),
        Key(
            "slip", (SLIP,), "What is asked with something of the item changed: what a mistake would give.", example="{given: {x: [1, 2]}}"
        ),
        Key(
            "right",
            (
                Scalar(
                    "`yes`, `no`, `no other`, a claim, or what is asked",
                    like=("yes", "no", "no other", "claim h[2] > h[1]", "value of h[2]"),
                ),
            ),
            "What decides whether the option is right; without it what the item's `right` asks.",
        ),
        Key("reason", (MARKDOWN,), "What the key says of it."),
        Key("points", (POINTS,), "What this option earns; at each option or at none."),
        Key("last", (YES_NO,), "Whether it stays at its place in variants."),
    ),
)
TABLE_ENTRY = Keys(
    "a row or a column",
    (
        Key("head", (MARKDOWN,), "What stands before the row or above the column, instead of what it asks."),
        Key(
            "ask", (Scalar("what its cells ask"),), "What its cells ask; `...` is where the other list has a name.", example="value of ..."
        ),
        Key("cells", (ListOf("cells", (Scalar("what one cell asks"),)),), "Of a row: what its cells ask, one by one; `-` is crossed out."),
        Key("lines", (whole(1, 12),), "Of a row: how many lines by hand its cells have."),
    ),
)
_ENTRIES: Value = (
    Scalar("times such as `t = 0..3`, or names with commas between them"),
    ListOf("rows or columns", (Scalar("what is asked"), TABLE_ENTRY), 1),
)
TABLE = Keys(
    "a table",
    (
        Key("rows", _ENTRIES, "The rows: times, names, or what is asked.", True, "t = 0..3"),
        Key("columns", _ENTRIES, "The columns: times, names, or what is asked.", True, '["h[t]", "dL/dh[t]"]'),
        Key("corner", (MARKDOWN,), "What stands above the heads of rows."),
        Key("printed", (NAMES,), "Cells that the sheet prints although they are computed.", example="h[1], row h[t]"),
    ),
)
_POINT: Value = (NUMBER, ListOf("numbers", (NUMBER,)))
PLOT = Keys(
    "a plot",
    (
        Key(
            "of", (_EXPRESSION, ListOf("expressions", (_EXPRESSION,), 1)), "Up to 4 curves: values, derivatives `grad(f, x)`, expressions."
        ),
        Key("boundary", (_EXPRESSION, ListOf("values", (_EXPRESSION,), 1)), "Where a value is 0, or two are equal, in a plane."),
        Key("surface", (_EXPRESSION,), "The contours of a value in a plane."),
        Key("eigenvalues", (_EXPRESSION,), "The eigenvalues of a matrix, with the circle of radius 1."),
        Key("histogram", (_EXPRESSION,), "How often the numbers of a value occur."),
        Key(
            "over",
            (Scalar("`t`: over time", one_of=("t",)), Named("names and ranges", (_RANGE,))),
            "The names of the axes with their ranges, one for curves and two for a plane; `t`: over the steps.",
            example="{x: -2..2}",
        ),
        Key("range", (_RANGE,), "The range of the axis upwards.", example="-1..2"),
        Key(
            "points",
            (NUMBER, ListOf("points", _POINT, 1), Named("classes", (ListOf("points", _POINT, 1),))),
            "Of curves where they have a dot; in a plane points that are drawn, or such lists by the names of up to 4 classes.",
        ),
        Key("path", (NAMES, ListOf("names", (TEXT,), 1)), "Two names over time, or a vector of two, whose way is drawn."),
        Key("bins", (whole(2, 30),), "How many bars a histogram has."),
        Key("scale", (Scalar("a scale", one_of=("linear", "log")),), "The scale of the axis upwards."),
        Key("in", (Scalar("a place", one_of=("prompt", "key")),), "`key`: the plot stands in the key alone."),
    ),
    one_of=("of", "boundary", "surface", "eigenvalues", "histogram"),
)
DRAWN = Keys(
    "what an array is drawn from",
    (
        Key(
            "eigenvalues",
            (ListOf("numbers and ranges", (Scalar("a number or a range"),), 2),),
            "Matrices of small whole numbers around these eigenvalues.",
            example="[1, 2..3]",
        ),
        Key("one of", (ListOf("arrays", nested(NUMBER_OR_MADE, 2), 1),), "One of these vectors or matrices.", example="[[1, 2], [2, 1]]"),
    ),
    one_of=("eigenvalues", "one of"),
)
VARY = Named("names and what they are drawn from", (*nested(Scalar("a domain such as `2..4` or `1 | 2`"), 4), DRAWN))
SHARED: Mapping[str, Value] = {"numbers": NUMBERS, "domain": VARY.item, "text": (MARKDOWN,), "words": (PROSE,)}
"""What may stand in many places, by name."""
