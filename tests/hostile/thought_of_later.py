"""Attacks that were thought of when the protections stood: what is in a folder, what is called there, exit code and first line.

A row of `PLAIN` ends before TeX has anything to do, or needs none; one of `TEX` is built.
"""

from tests.hostile.written import open_item, problem, question

Files = dict[str, str | bytes]
Row = tuple[Files, list[str], int, str]
PIPE, LINK = "a pipe", "a link to "
"""What stands in place of what is in a file."""

CHECK, BUILD = ["check", "problems/exams/e.yaml"], ["exam", "problems/exams/e.yaml"]
ONE_STEP = "given: {V: 2, 'h[0]': 1}; ask: value of h[1]"
GOOD = question("")
EXAM = "title: T\ncourse: course.yaml\nproblems: [../p.yaml]\n"


def checked(text: str) -> tuple[Files, list[str]]:
    return {"p.yaml": text}, ["check", "p.yaml"]


def built(text: str) -> tuple[Files, list[str]]:
    return {"p.yaml": text}, ["exam", "p.yaml"]


def exam(text: str, **more: str) -> Files:
    return {"problems/p.yaml": GOOD, "problems/exams/e.yaml": text, **more}


def course(**keys: str) -> str:
    return "name: N\n" + "".join(f"{key}: {text}\n" for key, text in keys.items())


def macros(text: str) -> Files:
    return exam(EXAM, **{"problems/exams/course.yaml": course(macros="m.tex"), "problems/exams/m.tex": text})


PLAIN: dict[str, Row] = {
    "vectors that are others": (*checked(problem(head="vectors: ../../x\n")), 2, "p.yaml:2:10: 'vectors' must be one of columns, rows"),
    "a reason that is a command": (
        *checked(question("", head="acknowledge: {'label twice': '$\\write18{x}$'}\n")),
        2,
        "p.yaml:2:15: there is no finding 'label twice' to acknowledge",
    ),
    "a rule about nothing": (
        *checked(open_item(rules="[{accept: '$\\\\write18{x}$', about: nothing}]")),
        2,
        "p.yaml:8:24: '\\\\' stands in an environment such as aligned or pmatrix only",
    ),
    "a label that is a command": (
        *checked(
            "title: T\nitems:\n  - id: a\n    prompt: P\n    ask: open\n    answer: {'\\input{x}': A}\n    points: {'\\input{x}': 1}\n"
        ),
        0,
        "1 file checked, nothing found",
    ),
    "a stem that is a list": (
        *checked(question("", head="stem: [[[]]]\n")),
        2,
        "p.yaml:2:7: 'stem' must be plain text or a number, not a list",
    ),
    "a name of a course in bytes": (
        exam('title: T\ncourse: "\\uD83D\\uDE00.yaml"\nproblems: [../p.yaml]\n'),
        CHECK,
        2,
        "problems/exams/e.yaml:2:9: U+D83D (SURROGATE) cannot be set on a page (take it out)",
    ),
    "signers without an end": (
        {"c.json": "{}"},
        ["verify", "c.json", "--signers", "/dev/zero"],
        2,
        "c.json:1:1: this is no certificate of gen",
    ),
    "a key that is an option": (
        {"c.certificate.json": "{}"},
        ["sign", "c.certificate.json", "--key", "-oProxyCommand=touch owned"],
        2,
        "c.certificate.json:1:1: this is no certificate of gen",
    ),
    "a place of escapes": (
        {"p.yaml": GOOD, "\x1b[2J": "x"},
        ["exam", "p.yaml", "--out", "\x1b[2J"],
        2,
        "Usage: main exam [OPTIONS] [EXAM]",
    ),
    "a place of 300 letters": (
        {"p.yaml": GOOD},
        ["exam", "p.yaml", "--out", "o" * 300],
        2,
        f"{'o' * 300}: File name too long",
    ),
    "a place that is a file": ({"p.yaml": GOOD, "out": "x"}, ["exam", "p.yaml", "--out", "out"], 2, "Usage: main exam [OPTIONS] [EXAM]"),
    "an item of escapes": (
        {"p.yaml": GOOD},
        ["show", "p.yaml", "--item", "\x1b[2J"],
        2,
        "p.yaml:1:1: there is no item '\\x1b[2J' (items: a)",
    ),
    "standard input": ({}, ["check", "/dev/stdin"], 2, "/dev/stdin:1:1: cannot read the file: it is a folder, a pipe or a device"),
    "memory of the process": ({}, ["check", "/proc/self/mem"], 2, "/proc/self/mem:1:1: cannot read the file: Input/output error"),
    "a file called by a slash": ({"p.yaml": GOOD}, ["check", "p.yaml/"], 0, "1 file checked, nothing found"),
    "a requirement over nothing": (
        *checked(problem(item=ONE_STEP + "; vary: {V: 2..9}; require: [1/(V - V) = 0]")),
        2,
        "p.yaml:11:15: the author's own numbers do not meet '1/(V - V) = 0' (change them, or the requirement)",
    ),
    "a requirement of a tower": (
        *checked(problem(item=ONE_STEP + "; vary: {V: 2..9}; require: [V**V**V**V != 0]")),
        0,
        "1 file checked, nothing found",
    ),
    "requirements by the thousand": (
        *checked(problem(item=ONE_STEP + "; vary: {V: 1..9}; require: [" + ", ".join(f"'h[1] != {n + 100}'" for n in range(500)) + "]")),
        0,
        "1 file checked, nothing found",
    ),
    "a root of less": (
        *checked(problem("h[t]: (-8)**(1/3)*V*h[t-1]")),
        2,
        "p.yaml:4:11: a negative number to a power that is not whole in h[1] = (-8)^(1/3)*V*h[0] (= (-8)^(1/3)*2*1)",
    ),
    "a claim of powers": (
        *checked(problem("h[t]: 2**h[t-1]", "ask: claim h[9] >= 0")),
        2,
        "p.yaml:8:10: no numbers that were tried meet the hypotheses of 'h[9] >= 0'",
    ),
    "a claim over nothing": (
        *checked(problem("h[t]: V*h[t-1]", "ask: claim h[t]/0 = 1")),
        2,
        "p.yaml:8:10: no numbers that were tried give both sides of 'h[t]/0 = 1' a value",
    ),
    "published formulas that grow": (
        *checked(
            problem(
                item="given: {V: 2, 'h[0]': 1}; ask: gradient of h[1] wrt V; published: {formulas: {'dh[1]/dV': exp(exp(exp(exp(9))))}}"
            )
        ),
        2,
        "p.yaml:10:40: the formula for dh[1]/dV cannot be compared: the equations have no values for random numbers",
    ),
    "a published line of itself": (
        *checked(problem(item=ONE_STEP + "; published: {lines: {'h[1]': 'h[1]'}}")),
        2,
        "p.yaml:10:33: expected a line of numbers, found 'h[1]'",
    ),
    "a published tower": (
        *checked(problem(item=ONE_STEP + "; published: {lines: {'h[1]': 9**9**9**9}}")),
        2,
        "p.yaml:10:33: expected a line of numbers, found '9**9**9**9'",
    ),
    "a certificate in UTF-16": ({"c.json": "{}".encode("utf-16")}, ["verify", "c.json"], 2, "c.json:1:1: this is no certificate of gen"),
    "a certificate that is a text": ({"c.json": '"x"'}, ["verify", "c.json"], 2, "c.json:1:1: this is no certificate of gen"),
    "a certificate of surrogates": (
        {"c.json": '{"about": "\\ud800"}'},
        ["verify", "c.json"],
        2,
        "c.json:1:1: this is no certificate of gen",
    ),
    "a certificate of no number": (
        {"c.json": '{"about": NaN, "certificate": -Infinity}'},
        ["verify", "c.json"],
        2,
        "c.json:1:1: this is no certificate of gen",
    ),
    "a certificate of 5,000 digits": (
        {"c.json": '{"about": ' + "9" * 5000 + "}"},
        ["verify", "c.json"],
        2,
        "c.json:1:1: this is no certificate of gen",
    ),
    "a certificate of brackets": ({"c.json": "[" * 200_000}, ["verify", "c.json"], 2, "c.json:1:1: this is no certificate of gen"),
    "another language": (
        *checked(question("", head="language: ../../x\n")),
        2,
        "p.yaml:2:11: 'language' must be one of en, de, found '../../x'",
    ),
    "a course that is the exam": (
        exam("title: T\ncourse: e.yaml\nproblems: [../p.yaml]\n"),
        CHECK,
        2,
        "problems/exams/e.yaml:1:1: a course needs the key 'name'",
    ),
    "a total of everything": (
        exam("title: T\ntotal: 1e99999999\nproblems: [../p.yaml]\n"),
        CHECK,
        2,
        "problems/exams/e.yaml:2:8: expected a number such as -3, 3/2 or 0.1, found '1e99999999'",
    ),
    "a handwriting of a mile": (
        exam("title: T\nhandwriting: 1e9\nproblems: [../p.yaml]\n"),
        BUILD,
        2,
        "problems/exams/e.yaml:2:14: the factor for handwriting lies from 1 to 4, found '1e9'",
    ),
    "a space of a mile": (
        *built(open_item(space="160000")),
        2,
        "p.yaml:8:12: the answer space has a height from 0 to 24 cm, found '160000'",
    ),
    "a space below nothing": (*checked(open_item(space="-5")), 2, "p.yaml:8:12: the answer space has a height from 0 to 24 cm, found '-5'"),
    "a space without an end": (*built(open_item(space="1e300")), 2, "p.yaml:8:12: a number in a problem file has at most 240 digits"),
    "an item like a later one": (
        *checked("title: T\nitems:\n  - {id: a, like: b, prompt: P}\n  - {id: b, like: a, prompt: P}\n"),
        2,
        "p.yaml:3:5: an item needs the key 'ask'",
    ),
    "an item like itself": (
        *checked("title: T\nitems:\n  - {id: a, like: a, prompt: P, ask: open, answer: A, points: {answer: 1}}\n"),
        2,
        "p.yaml:3:19: no earlier item 'a'",
    ),
    "a prompt of paragraphs": (
        *built(open_item(prompt="|\n" + "      a\n\n" * 3000)),
        2,
        "p.yaml:3:5: the prompt of this item takes about 57 pages; one item has 21 at most (make it shorter)",
    ),
    "an id of blanks": (*checked(open_item(id="' '")), 2, "p.yaml:5:9: the id of an item is made of letters, digits, - and _; found ' '"),
    "a title of a no-break space": (*checked(question("", title='"\\_"')), 2, "p.yaml:1:8: a text is missing here"),
    "a title of blanks": (*checked(question("", title="' \u2003 '")), 2, "p.yaml:1:8: a text is missing here"),
    "an item that climbs": (
        *checked(open_item(id="../x")),
        2,
        "p.yaml:5:9: the id of an item is made of letters, digits, - and _; found '../x'",
    ),
    "an id that climbs": (
        *checked(question("", head="id: ../../x\n")),
        2,
        "p.yaml:2:5: the id of a problem is made of letters, digits, - and _; found '../../x'",
    ),
    "a cell called by LaTeX": (
        *checked(
            "title: T\ncells: {'c}\\input{x': {'h[t]': 'V*h[t-1]'}}\nitems:\n  - {id: a, prompt: P, given: {V: 2, 'h["
            "0]': 1}, ask: 'value of h[1]', figure: 'c}\\input{x', points: {all: 1}}\n"
        ),
        0,
        "1 file checked, nothing found",
    ),
    "a name of 1,000 letters": (
        *checked(problem("h[t]: " + "V" * 1000 + "*h[t-1]", "given: {" + "V" * 1000 + ": 2, 'h[0]': 1}; ask: value of h[1]")),
        2,
        "p.yaml:4:11: a name has at most 60 letters",
    ),
    "a name that leaves its braces": (
        *checked(problem(item=ONE_STEP, head='latex: {V: "h}\\\\input{x"}\n')),
        2,
        "p.yaml:2:12: a '}' without its partner",
    ),
    "a name like another's with time": (
        *checked(problem("h[t]: V*h[t-1]", ONE_STEP, 'latex: {V: "h_1"}\n')),
        2,
        "p.yaml:7:5: V and h[1] are both printed as h_{1} (set another LaTeX under 'latex')",
    ),
    "a name like another's by a blank": (
        *checked(problem("h[t]: V*W*h[t-1]", "given: {V: 2, W: 3, 'h[0]': 1}; ask: value of h[1]", 'latex: {V: "W\\\\,"}\n')),
        2,
        "p.yaml:7:5: V and W are both printed as W (set another LaTeX under 'latex')",
    ),
    "a name like another's": (
        *checked(problem("h[t]: V*W*h[t-1]", "given: {V: 2, W: 3, 'h[0]': 1}; ask: value of h[1]", 'latex: {V: "{W}"}\n')),
        2,
        "p.yaml:7:5: V and W are both printed as W (set another LaTeX under 'latex')",
    ),
    "a name that is a sign": (
        *checked(problem(item=ONE_STEP, head='latex: {V: "-"}\n')),
        2,
        "p.yaml:2:12: what 'V' is printed as holds no letter, so it reads as a number or a sign",
    ),
    "a name that is a digit": (
        *checked(problem(item=ONE_STEP, head='latex: {V: "2"}\n')),
        2,
        "p.yaml:2:12: what 'V' is printed as holds no letter, so it reads as a number or a sign",
    ),
    "a name that is phantom": (
        *checked(problem(item=ONE_STEP, head='latex: {V: "\\\\phantom{V}"}\n')),
        2,
        "p.yaml:2:12: what 'V' is printed as holds no letter, so it reads as a number or a sign",
    ),
    "a name that is a blank": (
        *checked(problem(item=ONE_STEP, head='latex: {V: "\\\\,"}\n')),
        2,
        "p.yaml:2:12: what 'V' is printed as holds no letter, so it reads as a number or a sign",
    ),
    "a name that is invisible": (
        *checked(problem(item=ONE_STEP, head='latex: {V: "{}"}\n')),
        2,
        "p.yaml:2:12: what 'V' is printed as holds no letter, so it reads as a number or a sign",
    ),
    "an accent on a command": (
        *checked(question("").replace("prompt: P", 'prompt: "$\\\\alpha\u0301$"')),
        2,
        "p.yaml:3:21: '\\alphá' cannot stand in a formula (did you mean '\\alpha'?)",
    ),
    "a macro file that is YAML": (
        {"problems/p.yaml": GOOD, "problems/exams/e.yaml": EXAM, "problems/exams/course.yaml": course(macros="course.yaml")},
        CHECK,
        2,
        "problems/exams/course.yaml:2:9: 'course.yaml' is not the name of a LaTeX file (.tex or .sty)",
    ),
    "a parameter ten": (macros(r"\newcommand{\a}[9]{#10}"), CHECK, 0, "1 file checked, nothing found"),
    "a macro of macros": (
        macros(
            "".join(rf"\newcommand{{\{chr(98 + n)}}}{{\{chr(97 + n)}\{chr(97 + n)}}}" if n else r"\newcommand{\a}{x}" for n in range(20))
        ),
        CHECK,
        2,
        "problems/exams/m.tex:1:35: '\\b' cannot stand in a formula (did you mean '\\bm'?)",
    ),
    "two macros of each other": (
        macros(r"\newcommand{\a}{\b}\newcommand{\b}{\a}"),
        CHECK,
        2,
        "problems/exams/m.tex:1:17: '\\b' cannot stand in a formula (did you mean '\\bm'?)",
    ),
    "a macro of itself": (
        macros(r"\newcommand{\a}{\a}"),
        CHECK,
        2,
        "problems/exams/m.tex:1:17: '\\a' cannot stand in a formula (did you mean '\\tau'?)",
    ),
    "a macro for a digit": (
        macros(r"\renewcommand{\1}{2}"),
        CHECK,
        2,
        "problems/exams/m.tex:1:1: '\\renewcommand' cannot stand in a file of macros (write \\newcommand{\\name}"
        "[2]{...} or \\DeclareMathOperator{\\name}{...})",
    ),
    "a macro for frac": (macros(r"\renewcommand{\frac}[2]{#2}"), CHECK, 0, "1 file checked, nothing found"),
    "comment signs by the million": (macros("%" * 999_000), CHECK, 0, "1 file checked, nothing found"),
    "backslashes by the million": (
        macros("\\" * 999_000),
        CHECK,
        2,
        "problems/exams/m.tex:1:1: '\\' cannot stand in a file of macros (write \\newcommand{\\name}[2]{...} or "
        "\\DeclareMathOperator{\\name}{...})",
    ),
    "macros without an end": (
        macros(r"\newcommand x" * 70_000),
        CHECK,
        2,
        "problems/exams/m.tex:1:1: '\\newcommand' cannot stand in a file of macros (write \\newcommand{\\name}[2"
        "]{...} or \\DeclareMathOperator{\\name}{...})",
    ),
    "macros that keep their names": (
        macros(r"\newcommand{\left}{x}" * 47_000),
        CHECK,
        2,
        "problems/exams/m.tex:1:1: '\\left' keeps its meaning: choose another name",
    ),
    "faults line by line": (
        *checked("title: T\nitems:\n" + "- 1\n" * 200_000),
        2,
        "p.yaml:19998:3: a file holds at most 20,000 texts, lists and mappings (make several files of it)",
    ),
    "faults by the hundred thousand": (
        *checked("title: T\nitems: [" + "1, " * 300_000 + "1]\n"),
        2,
        "p.yaml:2:59994: a file holds at most 20,000 texts, lists and mappings (make several files of it)",
    ),
    "faults by the ten thousand": (
        *checked("title: T\nitems: [" + "1, " * 15_000 + "1]\n"),
        2,
        "p.yaml:2:9: an item must be a mapping of keys and values",
    ),
    "a stem of paragraphs": (
        *checked(question("", head="stem: |\n" + "  a\n\n" * 3_000)),
        2,
        "p.yaml:1:1: the stem takes about 57 pages; one item has 21 at most (make it shorter)",
    ),
    "a prompt of fillings": (
        *checked(
            "title: T\ncells: {c: {'h[t]': 'V*h[t-1]'}}\nitems:\n  - {id: a, prompt: '"
            + "{given} " * 6_000
            + "', given: {V: 2, 'h[0]': 1}, ask: 'value of h[1]', points: {all: 1}}\n"
        ),
        2,
        "p.yaml:4:5: the prompt of this item takes about 22 pages; one item has 21 at most (make it shorter)",
    ),
    "a macro that prints nothing for a name": (
        {"p.yaml": problem(item=ONE_STEP, head="macros: m.tex\nlatex: {V: '\\e'}\n"), "m.tex": r"\newcommand{\e}{}"},
        ["check", "p.yaml"],
        2,
        "p.yaml:3:12: what 'V' is printed as holds no letter, so it reads as a number or a sign",
    ),
    "a file that is a link to itself": (
        {"problems/x.yaml": f"{LINK}x.yaml"},
        ["check"],
        2,
        "problems/x.yaml:1:1: cannot read the file: Too many levels of symbolic links",
    ),
    "an exam of a link to itself": (
        {"problems/x.yaml": f"{LINK}x.yaml", "problems/e.yaml": "title: T\nproblems: [x.yaml]\n"},
        ["exam", "problems/e.yaml"],
        2,
        "problems/e.yaml:2:12: there is no file 'x.yaml' (did you mean 'x.yaml'?)",
    ),
    "seeds by the thousand million": (
        {"p.yaml": GOOD},
        ["stress", "p.yaml", "--seeds", "0..999999999"],
        2,
        "Usage: main stress [OPTIONS] [EXAM]...",
    ),
}

TEX: dict[str, Row] = {
    "a link of itself": (
        {"p.yaml": GOOD, "out": f"{LINK}out"},
        ["exam", "p.yaml", "--out", "out"],
        2,
        "cannot write out/staff: Too many levels of symbolic links",
    ),
    "a pipe where a PDF goes": ({"p.yaml": GOOD, "out/exam.pdf": PIPE}, ["exam", "p.yaml", "--out", "out"], 0, "out/exam.pdf"),
    "a file where staff goes": (
        {"p.yaml": GOOD, "out/staff": ""},
        ["exam", "p.yaml", "--out", "out"],
        2,
        "cannot write out/staff: File exists",
    ),
    "a folder where a PDF goes": (
        {"p.yaml": GOOD, "out/exam.pdf/x": ""},
        ["exam", "p.yaml", "--out", "out"],
        2,
        "cannot write out/exam.pdf: Is a directory",
    ),
    "no place": ({"p.yaml": GOOD}, ["exam", "p.yaml", "--out", ""], 0, "exam.pdf"),
    "German quotes in a formula": (
        *built(open_item(prompt='\'$"a "| "- "~$ "s\'').replace("items", "language: de\nitems")),
        0,
        "output/p/exam.pdf",
    ),
    "German quotes": (*built(question("", head="language: de\n", title='\'"a "o "= "| "- "~ 3"9\'')), 0, "output/p/exam.pdf"),
    "a header of lines": (
        exam(EXAM, **{"problems/exams/course.yaml": course(header="|\n  a\n\n  \\\\input{x}\n", footer="'$\\write18{x}$'")}),
        BUILD,
        0,
        "output/e/exam.pdf",
    ),
    "a duration of 10,000 words": (
        exam("title: T\nduration: '" + "long " * 10_000 + "'\nproblems: [../p.yaml]\n"),
        BUILD,
        3,
        "the cover is higher than its page: the exam has too many problems or instructions, or too long texts",
    ),
    "a thousand items": (
        *built(
            "title: T\nitems:\n"
            + "".join(f"  - {{id: a{n}, prompt: P, ask: open, answer: A, points: {{answer: 1}}}}\n" for n in range(1_000))
        ),
        0,
        "output/p/exam.pdf",
    ),
    "ligatures in a title": (*built(question("", title="'?`a !`b ,,c <<d>> --- `` '''' \"a\"'")), 0, "output/p/exam.pdf"),
    "TeX in a title": (*built(question("", title="'\\end{document}\\input{/etc/passwd} ^^5c #1 $x$ & ~'")), 0, "output/p/exam.pdf"),
    "a name of five indices": (
        *built(problem("h[t]: a_b_c_1_2*h[t-1]", "given: {a_b_c_1_2: 2, 'h[0]': 1}; ask: value of h[1]")),
        0,
        "output/p/exam.pdf",
    ),
}
