"""The keys of exam and course files, of stored layouts and of variants."""

from gen.algebra.random_stream import MAX_SEED
from gen.keys.scalars import LANGUAGE, MARKDOWN, NOTATION, NUMBER, PROSE, TEXT, nested, whole
from gen.model.keys import Key, Keys, ListOf, Named, Scalar

OPTIONS = (
    Key("aids", (PROSE,), "The permitted aids, as you write them."),
    Key("language", (LANGUAGE,), "The language of all that the tool writes, and of texts in several languages."),
    Key("notation", (NOTATION,), "Whether letters of vectors and matrices are `bold` or `plain`, for problems that do not say."),
    Key("examiner", (PROSE,), "Who examines, for the cover."),
    Key("room", (PROSE,), "The room, for the cover."),
    Key("lines", (ListOf("texts", (PROSE,)),), "What students write on the cover, a line for each; `[]` for none.", example="[Name, Seat]"),
    Key(
        "sticker",
        (Scalar("a width and a height in cm", pattern=r"[0-9]{1,2}(\.[0-9])?\s*x\s*[0-9]{1,2}(\.[0-9])?", like=("9 x 4",)),),
        "An area on the cover for a sticker or a code: its width and height in cm, at most 10 x 8.",
        example="9 x 4",
    ),
    Key(
        "instructions",
        (ListOf("texts", (MARKDOWN,)),),
        "What the cover tells students, a text for each; `{pages}`, `{problems}`, `{points}`, `{duration}` and `{aids}` are filled in.",
    ),
    Key("cover", (Scalar("a word", one_of=("none", "page")),), "`none` where sheets get a cover elsewhere."),
    Key("credits", (Scalar("a word", one_of=("none", "boxes")),), "Whether the margin of the sheet has boxes for graders to tick."),
    Key(
        "top",
        (Scalar("a number of cm from 0 to 10", pattern=NUMBER.pattern, least=0, most=10),),
        "How many cm stay free at the top of each page.",
    ),
)
"""What an exam says of itself as a whole, or its course for all exams; an exam's own are taken before those of its course."""

DRAWN_PROBLEMS = Keys(
    "a problem of the exam",
    (
        Key(
            "choose",
            (Scalar("how many of which files", pattern=r"\s*[0-9]{1,4}\s+of\s+\[[^\[\]]*\]\s*", like=("2 of [a.yaml, b.yaml, c.yaml]",)),),
            "How many of which problem files are drawn.",
            True,
            "2 of [a.yaml, b.yaml, c.yaml]",
        ),
        Key(
            "per",
            (Scalar("for what", one_of=("exam", "variant")),),
            "Whether they are drawn once by the exam's `seed`, or by each variant.",
        ),
    ),
)
EXAM = Keys(
    "an exam",
    (
        Key("title", (PROSE,), "The title, which stands on the cover.", True, "Recurrent neural networks"),
        Key(
            "problems",
            (ListOf("file names", (Scalar("a problem file", pattern=r"[\s\S]+\.yaml"), DRAWN_PROBLEMS), 1),),
            "Problem files, named from where this one stands, and groups of which some are drawn.",
            True,
            "[../kink.yaml]",
        ),
        Key("date", (PROSE,), "The date as you write it, or as `2026-02-13`, which is then written out.", example="2026-02-13"),
        Key("duration", (PROSE,), "The duration as you write it.", example="60 minutes"),
        Key("course", (TEXT,), "The course's name, or a course file.", example="course.yaml"),
        Key(
            "handwriting",
            (Scalar("a number from 1 to 4", pattern=NUMBER.pattern, least=1, most=4),),
            "How high a line by hand is, in 5.6 mm, from 1 to 4; 5/4 without it.",
        ),
        Key("total", (NUMBER,), "The points that you expect, checked against the sum of the problems."),
        Key(
            "seed",
            (whole(0, MAX_SEED),),
            "Which problems of a group this exam has, where groups are drawn for it.",
            example="7",
        ),
        *OPTIONS,
    ),
)
COURSE = Keys(
    "a course",
    (
        Key("name", (PROSE,), "The name of the course.", True, "Introduction to Deep Learning"),
        Key("institution", (PROSE,), "What stands above the name on the cover."),
        Key(
            "logo",
            (Scalar("a file", pattern=r"[\s\S]+\.(pdf|png|jpg|jpeg)"),),
            "A picture for the cover, named from where this file stands.",
        ),
        Key(
            "macros",
            (Scalar("a file", pattern=r"[\s\S]+\.(tex|sty)"),),
            "A file with LaTeX definitions for all problems of the course's exams.",
        ),
        Key("header", (PROSE,), "What stands at the left of the head of each page; the course's name without it."),
        Key("footer", (PROSE,), "What stands at the left of the foot of each page; the exam's title and date without it."),
        Key("notice", (PROSE,), "One more instruction on the cover."),
        *OPTIONS,
    ),
)
LAYOUT = Keys(
    "a layout",
    (
        Key(
            "pages",
            (ListOf("pages", (Named("headings, items and heights in mm", (NUMBER,)),)),),
            "The height of each heading and item, page by page.",
            True,
        ),
        Key("seeds", (TEXT,), "The seeds whose variants it has room for.", example="0..17, 20..199"),
    ),
)
VARIANT = Keys(
    "a variant",
    (
        Key("variant", (TEXT,), "Its name: the seed, unless somebody has edited it.", True, "7"),
        Key("exam", (TEXT,), "The exam or problem file.", True),
        Key(
            "problems",
            (Named("problems and their numbers", (Named("items and their numbers", (Named("names and values", nested(TEXT, 2)),)),)),),
            "What was drawn: by problem, item and name.",
            True,
        ),
    ),
)
