"""Attacks that stand in a problem file: each a text or bytes, the exit code of `gen check`, and the first line of what it says.

The place in the file, line and column, begins the line. Nothing is said of what is harmless: exit code 0.
"""

Row = tuple[str | bytes, int, str]


def problem(cell: str = "h[t]: V*h[t-1]", item: str = "given: {V: 2, 'h[0]': 1}; ask: value of h[1]", head: str = "", **keys: str) -> str:
    """A problem file of one cell and one item; what stands apart by `; ` stands in lines of its own. `keys` replace its plain texts."""
    title, prompt, points = keys.get("title", "T"), keys.get("prompt", "P"), keys.get("points", "{all: 1}")
    cell, item = cell.replace("; ", "\n    "), item.replace("; ", "\n    ")
    return f"title: {title}\n{head}cells:\n  c:\n    {cell}\nitems:\n  - id: a\n    prompt: {prompt}\n    {item}\n    points: {points}\n"


def question(item: str, head: str = "", title: str = "T") -> str:
    """A problem file of one open question."""
    return f"title: {title}\n{head}items:\n  - {{id: a, prompt: P, ask: open, answer: A, points: {{answer: 1}}{item}}}\n"


def open_item(**keys: str) -> str:
    """An open question whose texts are these."""
    texts = {"id": "a", "prompt": "P", "answer": "A"} | keys
    return "title: T\nitems:\n  - ask: open\n    points: {answer: 1}\n" + "".join(f"    {key}: {text}\n" for key, text in texts.items())


_KNOWN = (
    " in a problem (known: title, items, corrected, id, stem, picture, latex, macros, cells, stacks, names, acknowledge, language, total, "
    "shown, numbers, tolerance, vectors, notation, given, shapes, convention, vary, topics, level, minutes)"
)
_SQUARE = "[" + ", ".join("[" + ", ".join(str(i * j % 5 - 2) for j in range(8)) + "]" for i in range(8)) + "]"
_LAUGHS = "".join(f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True))
_GATE = "{0}[t]: sigmoid(W_{0}*x + U_{0}*h[t-1])"
_LSTM = "; ".join([*map(_GATE.format, "fio"), "k[t]: tanh(W_k*x + U_k*h[t-1])", "c[t]: f[t]*c[t-1] + i[t]*k[t]", "h[t]: o[t]*c[t]"])
_LSTM_GIVEN = ", ".join(f"{w}_{gate}: 1" for w in "WU" for gate in "fiok")

YAML: dict[str, Row] = {
    "a billion laughs": (f"a: &a x\n{_LAUGHS}", 2, "2:8: YAML aliases are not used in problem files (write 'like: ITEM')"),
    "an anchor that is its own child": ("a: &a [*a]\n", 2, "1:8: YAML aliases are not used in problem files (write 'like: ITEM')"),
    "an alias of an item": (
        "title: T\nitems:\n  - &x {id: a}\n  - *x\n",
        2,
        "4:5: YAML aliases are not used in problem files (write 'like: ITEM')",
    ),
    "a merge key": ("<<: {title: T}\nitems: []\n", 2, "1:1: a problem needs the key 'title'"),
    "a merge of an alias": ("base: &b {title: T}\n<<: *b\n", 2, "2:5: YAML aliases are not used in problem files (write 'like: ITEM')"),
    "a Python object": (
        "title: !!python/object/apply:os.system [id]\n",
        2,
        "1:8: YAML tags are not used in problem files: 'tag:yaml.org,2002:python/object/apply:os.system'",
    ),
    "a Python name": (
        "!!python/name:os.system ''\n",
        2,
        "1:1: YAML tags are not used in problem files: 'tag:yaml.org,2002:python/name:os.system'",
    ),
    "a tag of a set": ("title: !!set {a}\nitems: []\n", 2, "1:8: YAML tags are not used in problem files: 'tag:yaml.org,2002:set'"),
    "a tag of binary data": (
        "title: !!binary aGk=\nitems: []\n",
        2,
        "1:8: YAML tags are not used in problem files: 'tag:yaml.org,2002:binary'",
    ),
    "a tag of one's own": (
        "%TAG ! tag:evil,2000:\n---\ntitle: !x T\n",
        2,
        "3:8: YAML tags are not used in problem files: 'tag:evil,2000:x'",
    ),
    "a tag as an address": (
        "title: !<tag:yaml.org,2002:str> T\nitems: []\n",
        2,
        "1:8: YAML tags are not used in problem files: 'tag:yaml.org,2002:str'",
    ),
    "a version from the future": (
        "%YAML 9.9\n---\ntitle: T\n",
        2,
        "1:1: not readable as YAML: found incompatible YAML document (version 1.* is required)",
    ),
    "two documents": ("title: T\n---\ntitle: U\n", 2, "2:1: not readable as YAML: but found another document"),
    "braces by the hundred thousand": ("{" * 900_000, 2, "1:41: lists and mappings are nested deeper than 40"),
    "brackets by the hundred thousand": ("[" * 900_000, 2, "1:41: lists and mappings are nested deeper than 40"),
    "lists that go down line by line": (
        "".join(f"{' ' * n}-\n" for n in range(60)),
        2,
        "41:41: lists and mappings are nested deeper than 40",
    ),
    "lists in one line": ("- " * 400_000 + "x", 2, "1:81: lists and mappings are nested deeper than 40"),
    "keys within keys": ("".join(f"{' ' * n}a:\n" for n in range(60)), 2, "41:41: lists and mappings are nested deeper than 40"),
    "a question without an end": ("? " * 100_000, 2, "1:81: lists and mappings are nested deeper than 40"),
    "a key of 900,000 letters": (
        "a" * 900_000 + ": 1\n",
        2,
        "1:900001: not readable as YAML: mapping values are not allowed here"
        " (text that holds ': ' needs quotes, or '|' and a line of its own)",
    ),
    "an explicit key of 900,000 letters": (f"? {'a' * 900_000}\n: 1\n", 2, "1:1: a problem needs the key 'items'"),
    "a key of 900 letters": (
        "a" * 900 + ": 1\ntitle: T\nitems: []\n",
        2,
        "1:1: unknown key '" + "a" * 187 + " ... " + "a" * 186 + "'" + _KNOWN,
    ),
    "a list as a key": ("? [a, b]\n: 1\n", 2, "1:3: a key must be plain text"),
    "a mapping as a key": ("{{a: 1}: 2}\n", 2, "1:2: a key must be plain text"),
    "an empty key": (": 1\ntitle: T\n", 2, "1:1: not readable as YAML: expected the end of the block, but found ':'"),
    "a key that stands twice": ("title: T\nitems: []\ntitle: U\n", 2, "3:1: duplicate key 'title' (first in line 1)"),
    "a key twice in other letters": ('title: T\n"t\\x69tle": U\nitems: []\n', 2, "2:1: duplicate key 'title' (first in line 1)"),
    "a NUL": (b"title: T\x00\nitems: []\n", 2, "1:9: U+0000 (NULL) cannot stand in a file (take it out)"),
    "an escaped NUL": ('title: "T\\0"\nitems: []\n', 2, "1:8: U+0000 (NULL) cannot be set on a page (take it out)"),
    "UTF-16": ("title: T\n".encode("utf-16"), 2, "1:1: the file is not UTF-8 text"),
    "UTF-32": ("title: T\n".encode("utf-32"), 2, "1:1: the file is not UTF-8 text"),
    "UTF-7": (b"+ADw-title: T\n", 2, "1:1: a problem needs the key 'items'"),
    "a byte that no UTF-8 has": (b"title: T\nstem: \xff\nitems: []\n", 2, "2:1: the file is not UTF-8 text"),
    "an overlong slash": (b"title: \xc0\xaf\n", 2, "1:1: the file is not UTF-8 text"),
    "a surrogate in bytes": (b"title: \xed\xa0\x80\n", 2, "1:1: the file is not UTF-8 text"),
    "an escaped surrogate": ('title: "\\ud800"\nitems: []\n', 2, "1:8: U+D800 (SURROGATE) cannot be set on a page (take it out)"),
    "a pair of escaped surrogates": (
        'title: "\\ud83d\\ude00"\nitems: []\n',
        2,
        "1:8: U+D83D (SURROGATE) cannot be set on a page (take it out)",
    ),
    "a directive of 5,000 digits": (
        f"%YAML 1.{'9' * 5_000}\n---\ntitle: T\n",
        2,
        "1:1: not readable as YAML: an escape or a directive with a number that is too large",
    ),
    "beyond an integer": (
        'title: "\\Uffffffff"\nitems: []\n',
        2,
        "1:1: not readable as YAML: an escape or a directive with a number that is too large",
    ),
    "beyond Unicode": (
        'title: "\\U00110000"\nitems: []\n',
        2,
        "1:1: not readable as YAML: an escape or a directive with a number that is too large",
    ),
    "a second byte order mark": ("\ufeff\ufefftitle: T\n", 2, "1:1: a problem needs the key 'items'"),
    "a byte order mark within": (
        "title: T\n\ufeffitems: []\n",
        2,
        "2:1: U+FEFF (ZERO WIDTH NO-BREAK SPACE) cannot be set on a page (take it out)",
    ),
    "only a byte order mark": (b"\xef\xbb\xbf", 2, "1:1: the file is empty"),
    "nothing": ("", 2, "1:1: the file is empty"),
    "only a comment": ("# title: T\n", 2, "1:1: the file is empty"),
    "null": ("~\n", 2, "1:1: a problem must be a mapping of keys and values"),
    "a number": ("42\n", 2, "1:1: a problem must be a mapping of keys and values"),
    "a list of nothing": ("[]\n", 2, "1:1: a problem must be a mapping of keys and values"),
    "items that are a text": ("title: T\nitems: a\n", 2, "2:8: 'items' must be a list of items"),
    "items that are one mapping": ("title: T\nitems: {id: a}\n", 2, "2:8: 'items' must be a list of items"),
    "items in items": ("title: T\nitems: [[[[]]]]\n", 2, "2:9: an item must be a mapping of keys and values"),
    "a title that is a list": ("title: [T]\nitems: []\n", 2, "1:8: 'title' must be plain text or a number, not a list"),
    "a megabyte and one byte": ("#" * 1_000_001, 2, "1:1: the file is larger than 1,000,000 bytes"),
    "a megabyte of line ends": ("\n" * 1_000_000, 2, "1:1: the file is empty"),
    "a tab in front of a key": (
        "title: T\n\titems: []\n",
        2,
        "2:1: not readable as YAML: found character '\\t' that cannot start any token (indent with spaces, not tabs)",
    ),
    "a quote without an end": ('title: "T\nitems: []\n' + "x\n" * 1000, 2, "1003:1: not readable as YAML: found unexpected end of stream"),
    "a block of too much": (
        "title: |99\n T\n",
        2,
        "1:10: not readable as YAML: expected chomping or indentation indicators, but found '9'",
    ),
    "line ends of old Macs": (problem().replace("\n", "\r"), 0, ""),
    "a line separator": ("title: T\u2028items: []\n", 2, "2:8: a problem needs at least one item"),
}

EXPRESSIONS: dict[str, Row] = {
    "an import": (problem("h[t]: __import__('os').system('id')"), 2, "4:22: ''' has no meaning in an expression"),
    "a call of a call": (
        problem("h[t]: relu(V)(V)"),
        2,
        "4:11: 'relu(V)(V)' is not arithmetic that a problem may use (a product needs its *)",
    ),
    "a dunder": (problem("h[t]: V.__class__"), 2, "4:11: 'V.__class__' is not arithmetic that a problem may use"),
    "an attribute that looks like a transpose": (
        problem("h[t]: V.T.T.__init__"),
        2,
        "4:11: 'V.T.T.__init__' is not arithmetic that a problem may use",
    ),
    "a lambda": (
        problem("h[t]: (lambda: V)()"),
        2,
        "4:18: not readable as YAML: mapping values are not allowed here (text that holds ': ' needs quotes, or '|' and a line of its own)",
    ),
    "a walrus": (problem("h[t]: '(V := 3)'"), 2, "4:16: '=' has no meaning in an expression"),
    "a comprehension": (
        problem("h[t]: '[V for V in V]'"),
        2,
        "4:15: 'for' cannot be a name (choose another, such as lam for lambda, and set its LaTeX under 'latex')",
    ),
    "a text in an expression": (problem("h[t]: '\"a\"*V'"), 2, "4:12: '\"' has no meaning in an expression"),
    "a format string": (problem("h[t]: 'f\"{V}\"'"), 2, "4:13: '\"' has no meaning in an expression"),
    "a keyword as a name": (
        problem("h[t]: V*class"),
        2,
        "4:13: 'class' cannot be a name (choose another, such as lam for lambda, and set its LaTeX under 'latex')",
    ),
    "None": (
        problem("h[t]: V*None"),
        2,
        "4:13: 'None' cannot be a name (choose another, such as lam for lambda, and set its LaTeX under 'latex')",
    ),
    "True": (
        problem("h[t]: V*True"),
        2,
        "4:13: 'True' cannot be a name (choose another, such as lam for lambda, and set its LaTeX under 'latex')",
    ),
    "an imaginary number": (problem("h[t]: V*1j"), 2, "4:13: expected a number, found '1j'"),
    "a hexadecimal number": (problem("h[t]: V*0xff"), 2, "4:13: expected a number, found '0xff'"),
    "a number with underscores": (problem("h[t]: V*1_000"), 2, "4:13: expected a number, found '1_000'"),
    "a number of 1,900 digits": (
        problem("h[t]: V*" + "9" * 1_900),
        2,
        "4:13: expected a number, found '" + "9" * 174 + " ... " + "9" * 199 + "'",
    ),
    "an exponent of 1,900 digits": (
        problem("h[t]: V*1e" + "9" * 1_900),
        2,
        "4:13: expected a number, found '1e" + "9" * 172 + " ... " + "9" * 199 + "'",
    ),
    "infinity": (
        problem(item="given: {V: inf, 'h[0]': 1}; ask: value of h[1]"),
        2,
        "8:16: expected a number such as -3, 3/2 or 0.1, found 'inf'",
    ),
    "no number": (
        problem(item="given: {V: nan, 'h[0]': 1}; ask: value of h[1]"),
        2,
        "8:16: expected a number such as -3, 3/2 or 0.1, found 'nan'",
    ),
    "digits of another script": (
        problem(item="given: {V: ١٢, 'h[0]': 1}; ask: value of h[1]"),
        2,
        "8:16: '\u0661' (ARABIC-INDIC DIGIT ONE) cannot be set on a page (write 1)",
    ),
    "a number of 5,000 digits": (
        problem(item=f"given: {{V: {'9' * 5_000}, 'h[0]': 1}}; ask: value of h[1]"),
        2,
        "8:16: expected a number such as -3, 3/2 or 0.1, found '" + "9" * 151 + " ... " + "9" * 199 + "'",
    ),
    "a fraction over nothing": (problem(item="given: {V: 1/0, 'h[0]': 1}; ask: value of h[1]"), 2, "8:16: division by zero in '1/0'"),
    "a horizon of 5,000 digits": (
        problem(item=f"given: {{V: 2, 'h[0]': 1}}; horizon: {'9' * 5_000}; ask: value of h[1]"),
        2,
        "9:14: expected a number such as -3, 3/2 or 0.1, found '" + "9" * 151 + " ... " + "9" * 199 + "'",
    ),
    "a horizon of a thousand million": (
        problem(item="given: {V: 2, 'h[0]': 1}; horizon: 1000000000; ask: value of h[1]"),
        2,
        "9:14: a horizon is a whole number from 1 to 10,000, found '1000000000'",
    ),
    "a time of a thousand million": (
        problem(item="given: {V: 2, 'h[0]': 1}; ask: value of h[1000000000]"),
        2,
        "9:21: a time is at most 10,000",
    ),
    "a time of 5,000 digits": (
        problem(item=f"given: {{V: 2, 'h[0]': 1}}; ask: value of h[{'9' * 5_000}]"),
        2,
        "9:19: the expression is longer than 2000 characters",
    ),
    "an index of 1,900 digits": (problem(f"h[t]: V[{'9' * 1_900}]"), 2, "4:13: a time is at most 10,000"),
    "a step back of a thousand million": (problem("h[t]: V*h[t-1000000000]"), 2, "4:15: a time is at most 10,000"),
    "brackets, 900 deep": (problem(f"h[t]: {'(' * 900}V{')' * 900}"), 2, "4:11: brackets are nested deeper than 60"),
    "lists, 900 deep": (problem(f"h[t]: V*{'[' * 900}1{']' * 900}"), 2, "4:11: brackets are nested deeper than 60"),
    "signs, 1,900 deep": (
        problem(f"h[t]: {'-' * 1_900}V"),
        2,
        "4:11: the expression is nested deeper than 60 (give parts of it names by equations of their own)",
    ),
    "functions, 300 deep": (problem(f"h[t]: {'relu(' * 300}V{')' * 300}"), 2, "4:11: brackets are nested deeper than 60"),
    "powers, 100 deep": (
        problem(f"h[t]: {'V**' * 100}V"),
        2,
        "4:11: the expression is nested deeper than 60 (give parts of it names by equations of their own)",
    ),
    "a power of a power": (problem("h[t]: 9**9**9*h[t-1]"), 2, "4:11: a power above 10,000 in h[1] = 9^(9^9)*h[0] (= 9^(9^9)*1)"),
    "a power of numbers of the sheet": (
        problem("h[t]: V**V**V**V*h[t-1]", "given: {V: 9, 'h[0]': 1}; ask: value of h[1]"),
        2,
        "4:11: a power above 10,000 in h[1] = V^(V^(V^V))*h[0] (= 9^(9^(9^9))*1)",
    ),
    "a power below nothing": (
        problem("h[t]: V**(-999999999)*h[t-1]"),
        2,
        "4:11: a power above 10,000 in h[1] = V^(-999999999)*h[0] (= 2^(-999999999)*1)",
    ),
    "a sum of 400 terms": (problem(f"h[t]: {'+'.join(['V'] * 400)}", "given: {V: 2}; ask: value of h[1]"), 0, ""),
    "an expression of 2,001 letters": (
        problem(f"h[t]: {'+'.join(['V'] * 1_001)}"),
        2,
        "4:11: the expression is longer than 2000 characters",
    ),
    "a cell that is made of itself": (problem("h: h + 1", "given: {}; ask: value of h"), 2, "4:8: a cycle: h -> h"),
    "a ring of equations": (problem("a: b; b: c; c: a", "given: {}; ask: value of a"), 2, "4:8: a cycle: a -> c -> b -> a"),
    "a name of the tool": (
        problem("h[t]: ones(3)*V"),
        2,
        "4:11: unknown function 'ones' (docs/format/expressions.md has the table of functions)",
    ),
    "a value called t": (problem("t: V"), 2, "4:5: 't' is the time and no name of a value"),
    "an equation for an expression": (problem("h[t] + 1: V"), 2, "4:5: expected a name such as V or h[3], found 'h[t] + 1'"),
    "an equation for a call": (problem("relu(h): V"), 2, "4:5: expected a name such as V or h[3], found 'relu(h)'"),
    "a name like an operator of Python": (
        problem("h[t]: V if V else V"),
        2,
        "4:13: 'if' cannot be a name (choose another, such as lam for lambda, and set its LaTeX under 'latex')",
    ),
    "a semicolon": (problem("h[t]: 'V;W'"), 2, "4:13: ';' has no meaning in an expression"),
    "a line end": (problem('h[t]: "V\\nW"'), 2, "4:11: cannot read 'V\\nW' as an expression (a product needs its *)"),
    "a comment in an expression": (problem("h[t]: 'V # W'"), 2, "4:14: '#' has no meaning in an expression"),
    "the logarithm of nothing": (
        problem("h[t]: log(V - 2)*h[t-1]"),
        2,
        "4:11: logarithm of a number that is not positive in z_h_2[1] = log(V - 2) (= log(2 - 2))",
    ),
    "a root below nothing": (
        problem("h[t]: sqrt(-V)*h[t-1]"),
        2,
        "4:11: square root of a negative number in z_h_2[1] = sqrt(-V) (= sqrt(-2))",
    ),
}

TERMINAL: dict[str, Row] = {
    "an escape in a title": ('title: "\\e[2J"\nitems: []\n', 2, "1:8: U+001B (ESCAPE) cannot be set on a page (take it out)"),
    "a raw escape": (b"title: T\x1b[2J\nitems: []\n", 2, "1:9: U+001B (ESCAPE) cannot stand in a file (take it out)"),
    "the short form of an escape": (
        'title: "\\x9b2J"\nitems: []\n',
        2,
        "1:8: U+009B (CONTROL CHARACTER) cannot be set on a page (take it out)",
    ),
    "a window's title": ('title: "\\e]0;owned\\a"\nitems: []\n', 2, "1:8: U+001B (ESCAPE) cannot be set on a page (take it out)"),
    "a link that says something else": (
        'title: "\\e]8;;http://evil\\e\\\\bank\\e]8;;\\e\\\\"\nitems: []\n',
        2,
        "1:8: U+001B (ESCAPE) cannot be set on a page (take it out)",
    ),
    "the clipboard": ('title: "\\e]52;c;aWQ=\\a"\nitems: []\n', 2, "1:8: U+001B (ESCAPE) cannot be set on a page (take it out)"),
    "a device that answers": ('title: "\\e[c"\nitems: []\n', 2, "1:8: U+001B (ESCAPE) cannot be set on a page (take it out)"),
    "a bell": (b"title: \x07\nitems: []\n", 2, "1:8: U+0007 (BELL) cannot stand in a file (take it out)"),
    "backspaces over a message": (
        'title: "T\\b\\b\\b\\b"\nitems: []\n',
        2,
        "1:8: U+0008 (BACKSPACE) cannot be set on a page (take it out)",
    ),
    "a carriage return over a message": (
        '"\\rnothing found": 1\n',
        2,
        "1:1: U+000D (CARRIAGE RETURN) cannot be set on a page (take it out)",
    ),
    "a line end in a key": (
        '"x\\n1 file checked, nothing found": 1\ntitle: T\nitems: []\n',
        2,
        "1:1: unknown key 'x\\n1 file checked, nothing found'" + _KNOWN,
    ),
    "an escape in a key": ('"\\e[31m": 1\n', 2, "1:1: U+001B (ESCAPE) cannot be set on a page (take it out)"),
    "an escape in an id": (open_item(id='"\\e[2J"'), 2, "5:9: U+001B (ESCAPE) cannot be set on a page (take it out)"),
    "an escape in a name": (
        problem(item='given: {"\\e[2J": 1}; ask: value of h[1]'),
        2,
        "8:13: U+001B (ESCAPE) cannot be set on a page (take it out)",
    ),
    "an escape in an ask": (
        problem(item='given: {V: 2}; ask: "value of \\e[2J"'),
        2,
        "9:10: U+001B (ESCAPE) cannot be set on a page (take it out)",
    ),
    "an escape in a number": (
        problem(item='given: {V: "\\e[2J"}; ask: value of h[1]'),
        2,
        "8:16: U+001B (ESCAPE) cannot be set on a page (take it out)",
    ),
    "an escape in a tag": ("title: !\x1b[2J T\n", 2, "1:9: U+001B (ESCAPE) cannot stand in a file (take it out)"),
    "an escape in an anchor": ("title: &\x1b[2J T\n", 2, "1:9: U+001B (ESCAPE) cannot stand in a file (take it out)"),
    "a percent-coded escape in a tag": ("title: !%1b%5b2J T\n", 2, "1:8: YAML tags are not used in problem files: '!\\x1b[2J'"),
    "an escape in a directive": ("%\x1b[2J\n---\ntitle: T\n", 2, "1:2: U+001B (ESCAPE) cannot stand in a file (take it out)"),
    "a delete": ('title: "\\x7f"\nitems: []\n', 2, "1:8: U+007F (DELETE) cannot be set on a page (take it out)"),
    "a next line": ('title: "a\\Nb"\nitems: []\n', 2, "1:8: U+0085 (CONTROL CHARACTER) cannot be set on a page (take it out)"),
    "an escaped line separator": ('title: "a\\Lb"\nitems: []\n', 2, "1:8: U+2028 (LINE SEPARATOR) cannot be set on a page (take it out)"),
    "a form feed": (b"title: a\x0cb\nitems: []\n", 2, "1:9: U+000C (FORM FEED) cannot stand in a file (take it out)"),
}

UNICODE: dict[str, Row] = {
    "a text that turns": (
        question("", title="abc \u202edef"),
        2,
        "1:12: U+202E (RIGHT-TO-LEFT OVERRIDE) cannot stand in a file (take it out)",
    ),
    "an isolate without an end": (
        question("", title="abc \u2067def"),
        2,
        "1:12: U+2067 (RIGHT-TO-LEFT ISOLATE) cannot stand in a file (take it out)",
    ),
    "a mark from right to left": (
        question("", title="abc\u200fdef"),
        2,
        "1:11: U+200F (RIGHT-TO-LEFT MARK) cannot be set on a page (take it out)",
    ),
    "a blank without width": (question("", title="a\u200bb"), 2, "1:9: U+200B (ZERO WIDTH SPACE) cannot be set on a page (take it out)"),
    "a joiner without width": (question("", title="a\u200db"), 2, "1:9: U+200D (ZERO WIDTH JOINER) cannot be set on a page (take it out)"),
    "a word joiner": (question("", title="a\u2060b"), 2, "1:9: U+2060 (WORD JOINER) cannot be set on a page (take it out)"),
    "a soft hyphen": (question("", title="a\u00adb"), 2, "1:9: U+00AD (SOFT HYPHEN) cannot be set on a page (take it out)"),
    "a tag of a language": (
        question("", title="a\U000e0041b"),
        2,
        "1:9: U+E0041 (TAG LATIN CAPITAL LETTER A) cannot be set on a page (take it out)",
    ),
    "a selector of variants": (
        question("", title="a\ufe0fb"),
        2,
        "1:9: U+FE0F (VARIATION SELECTOR-16) cannot be set on a page (take it out)",
    ),
    "an accent on nothing": (
        question("", title='"\u0301"'),
        2,
        "1:9: U+0301 (COMBINING ACUTE ACCENT) cannot be set on a page (a letter has at most two accents, of those in docs/format.md)",
    ),
    "a hundred accents on a letter": (
        question("", title="a" + "\u0301" * 100),
        2,
        "1:11: U+0301 (COMBINING ACUTE ACCENT) cannot be set on a page (a letter has at most two accents, of those in docs/format.md)",
    ),
    "an enclosing circle": (
        question("", title="a\u20dd"),
        2,
        "1:9: U+20DD (COMBINING ENCLOSING CIRCLE) cannot be set on a page (a letter has at most two accents, of those in docs/format.md)",
    ),
    "private use": (question("", title="\ue000"), 2, "1:8: U+E000 (PRIVATE USE) cannot be set on a page (take it out)"),
    "no character": (question("", title="\ufdd0"), 2, "1:8: U+FDD0 (NOT A CHARACTER) cannot be set on a page (take it out)"),
    "the replacement of a character": (
        question("", title="\ufffd"),
        2,
        "1:8: '\ufffd' (REPLACEMENT CHARACTER) cannot be set on a page (a letter was lost here: write it again)",
    ),
    "an emoji": (question("", title="\U0001f600"), 2, "1:8: '\U0001f600' (GRINNING FACE) cannot be set on a page (write it in words)"),
    "Cyrillic letters that look like Latin ones": (
        problem("h: \u0430*b", "given: {a: 1, b: 2}; ask: value of h"),
        2,
        "4:8: '\u0430' has no meaning in an expression ('\u0430' (CYRILLIC SMALL LETTER A): names and numbers are in ASCII)",
    ),
    "a full-width operator": (
        problem("h: a\uff0bb", "given: {a: 1, b: 2}; ask: value of h"),
        2,
        "4:9: '\uff0b' (FULLWIDTH PLUS SIGN) cannot be set on a page (write +)",
    ),
    "a Greek question mark": (question("", title="a\u037e"), 0, ""),
    "a turned text in a name": (
        problem("h\u202e: a", "given: {a: 1}; ask: value of h"),
        2,
        "4:6: U+202E (RIGHT-TO-LEFT OVERRIDE) cannot stand in a file (take it out)",
    ),
    "a turned text in a comment": (
        "title: T # \u202e\nitems: []\n",
        2,
        "1:12: U+202E (RIGHT-TO-LEFT OVERRIDE) cannot stand in a file (take it out)",
    ),
    "an escape that turns a text": (
        'title: "abc \\u202edef"\nitems: []\n',
        2,
        "1:8: U+202E (RIGHT-TO-LEFT OVERRIDE) cannot be set on a page (take it out)",
    ),
    "a text that turns in a comment of its own": (
        "# \u2066\ntitle: T\nitems: []\n",
        2,
        "1:3: U+2066 (LEFT-TO-RIGHT ISOLATE) cannot stand in a file (take it out)",
    ),
    "Cyrillic in an id": (
        open_item(id="\u0430"),
        2,
        "5:9: the id of an item is made of letters, digits, - and _; found '\u0430'"
        " ('\u0430' (CYRILLIC SMALL LETTER A): names and numbers are in ASCII)",
    ),
    "Cyrillic in a name that is given": (
        problem(item="given: {\u0430: 1}; ask: value of h[1]"),
        2,
        "8:13: '\u0430' has no meaning in an expression ('\u0430' (CYRILLIC SMALL LETTER A): names and numbers are in ASCII)",
    ),
    "Arabic": (
        question("", title="\u0645\u0631\u062d\u0628\u0627"),
        2,
        "1:8: '\u0645' (ARABIC LETTER MEEM) cannot be set on a page"
        " (no font here has Arabic letters: write it in Latin, Greek or Cyrillic ones)",
    ),
    "Hebrew": (
        question("", title="\u05e9"),
        2,
        "1:8: '\u05e9' (HEBREW LETTER SHIN) cannot be set on a page"
        " (no font here has Hebrew letters: write it in Latin, Greek or Cyrillic ones)",
    ),
    "Devanagari": (
        question("", title="\u0939\u093f"),
        2,
        "1:8: '\u0939' (DEVANAGARI LETTER HA) cannot be set on a page"
        " (no font here has Devanagari letters: write it in Latin, Greek or Cyrillic ones)",
    ),
    "Hangul": (
        question("", title="\ud55c"),
        2,
        "1:8: '\ud55c' (HANGUL SYLLABLE HAN) cannot be set on a page"
        " (no font here has Hangul letters: write it in Latin, Greek or Cyrillic ones)",
    ),
    "Thai": (
        question("", title="\u0e20"),
        2,
        "1:8: '\u0e20' (THAI CHARACTER PHO SAMPHAO) cannot be set on a page"
        " (no font here has Thai letters: write it in Latin, Greek or Cyrillic ones)",
    ),
    "Georgian": (
        question("", title="\u10d0"),
        2,
        "1:8: '\u10d0' (GEORGIAN LETTER AN) cannot be set on a page"
        " (no font here has Georgian letters: write it in Latin, Greek or Cyrillic ones)",
    ),
    "a Greek letter of the ancients": (
        question("", title="\u1f00"),
        2,
        "1:8: '\u1f00' (GREEK SMALL LETTER ALPHA WITH PSILI) cannot be set on a page (the letters of modern Greek are set)",
    ),
    "a Cyrillic letter of Kazakh": (
        question("", title="\u049b"),
        2,
        "1:8: '\u049b' (CYRILLIC SMALL LETTER KA WITH DESCENDER) cannot be set on a page"
        " (the letters of Russian, Ukrainian, Belarusian, Bulgarian, Serbian and Macedonian are set)",
    ),
    "a Latin letter that no font here has": (
        question("", title="\u0259"),
        2,
        "1:8: '\u0259' (LATIN SMALL LETTER SCHWA) cannot be set on a page (no font here has it: write another letter)",
    ),
    "annotations between lines": (
        question("", title="a\ufff9b\ufffbc"),
        2,
        "1:9: U+FFF9 (INTERLINEAR ANNOTATION ANCHOR) cannot be set on a page (take it out)",
    ),
}

RESOURCES: dict[str, Row] = {
    "a claim of 200 steps": (
        problem("h[t]: abs(h[t-1]) + abs(h[t-1])", "ask: claim h[200] >= 0"),
        2,
        "8:16: a claim is about 50 steps at most",
    ),
    "the largest whole number below a power": (
        problem("h[t]: floor(exp(2000000))*h[t-1]"),
        2,
        "4:11: the number has grown beyond 4,200 digits in h[1] = floor(exp(2000000))*h[0] (= floor(exp(2000000))*1)",
    ),
    "an exponential of two million": (
        problem("h[t]: exp(2000000)*h[t-1]", head="shown: 3 decimals\n"),
        2,
        "5:11: the number has grown beyond 4,200 digits in h[1] = exp(2000000)*h[0] (= exp(2000000)*1)",
    ),
    "a logarithm of an exponential": (
        problem("h[t]: log(exp(10**9))*h[t-1]"),
        2,
        "4:11: the number is too large in h[1] = log(exp(10^9))*h[0] (= log(exp(10^9))*1)",
    ),
    "an exponential of an exponential": (
        problem("h[t]: exp(exp(exp(V*3)))*h[t-1]"),
        2,
        "4:11: the number is too large in z_h_4[1] = exp(exp(exp(V*3))) (= exp(exp(exp(2*3))))",
    ),
    "an exponential below all": (
        problem("h[t]: exp(-exp(exp(V*3)))*h[t-1]"),
        2,
        "4:11: the number is too small: more than 4,200 zeros stand before its first digit in z_h_5[1] = exp(-exp(exp(V*3)))"
        " (= exp(-exp(exp(2*3))))",
    ),
    "squares of squares": (
        problem("h[t]: h[t-1]**2", "given: {'h[0]': 10}; horizon: 20; ask: value of h[20]"),
        2,
        "4:11: the number has grown beyond 4,200 digits in h[13] = h[12]^2"
        " (= 1000000000000000000000000000000000000000 ... 0000000000000^2)",
    ),
    "factorials of a kind": (
        problem("h[t]: h[t-1]**h[t-1]", "given: {'h[0]': 3}; horizon: 4; ask: value of h[4]"),
        2,
        "4:11: a power above 10,000 in h[3] = h[2]^h[2] (= 443426488243037769948249630619149892803^ ... 630619149892803)",
    ),
    "2,000 steps": (
        problem(item="given: {V: 1, 'h[0]': 1}; horizon: 2000; ask: value of h[2000]"),
        2,
        "6:5: the key of this item would have 2,000 lines; it has 850 at most, on about 21 pages"
        " (ask for fewer steps, or make several items of it)",
    ),
    "paths that double": (
        problem("h[t]: V*h[t-1] + h[t-2]", "given: {V: 2, 'h[0]': 1, 'h[-1]': 1}; horizon: 40; by: paths; ask: gradient of h[40] wrt V"),
        2,
        "11:32: dh[40]/dV has 267,914,295 paths, more than 200 to tell one by one; use 'by: reverse'",
    ),
    "a matrix of 11 rows": (
        problem("h: V @ x", f"given: {{V: [{', '.join(['[1, 2]'] * 11)}], x: [1, 2]}}; ask: value of h"),
        2,
        "8:16: V is 11 x 2; a page holds vectors of 10 and matrices of 8 x 8 at most, so that the item 'a' cannot be set"
        " (take fewer units; gen show computes it as it is)",
    ),
    "a vector of 10,000": (
        problem("h: sum(x)", f"given: {{x: [{', '.join(['1'] * 10_000)}]}}; ask: value of h"),
        2,
        "8:16: x is a vector of 10000; a page holds vectors of 10 and matrices of 8 x 8 at most, so that the item 'a' cannot be set"
        " (take fewer units; gen show computes it as it is)",
    ),
    "sizes of a million million": (
        problem("h[t]: W @ x[t]", "shapes: {x: 1000000000000, h: 1000000000000}; ask: count of W", points="{total: 1}"),
        2,
        "8:17: a size is a whole number from 1 to 999,999,999, a letter, or a product such as 3*3*64, found '1000000000000'",
    ),
    "a size of 300 digits": (
        problem("h[t]: W @ x[t]", f"shapes: {{x: {'9' * 300}, h: 3}}; ask: count of W", points="{total: 1}"),
        2,
        "8:17: a size is a whole number from 1 to 999,999,999, a letter, or a product such as 3*3*64, found '" + "9" * 300 + "'",
    ),
    "201 equations": (
        problem("; ".join(f"a{n}: a{n - 1} + W" if n else "a0: V" for n in range(201)), "given: {V: 1, W: 1}; ask: value of a200"),
        2,
        "3:3: the cell 'c' has 201 equations; a cell has 200 at most",
    ),
    "a range of a million million": (
        problem(item="given: {V: 2, 'h[0]': 1}; vary: {V: 1..1000000000000}; ask: value of h[1]"),
        2,
        "9:15: '1..1000000000000' are more than 10,000 values",
    ),
    "a range of steps without an end": (
        problem(item="given: {V: 2, 'h[0]': 1}; vary: {V: 0..1 step 1e-200}; ask: value of h[1]"),
        2,
        "9:15: '0..1 step 1e-200' are more than 10,000 values",
    ),
    "a formula of itself": (
        problem(item="given: {V: 2, 'h[0]': 1}; vary: {V: = V + 1}; ask: value of h[1]"),
        2,
        "9:17: 'V' is computed from itself",
    ),
    "a thousand readings": (
        problem(
            item="given: {V: 2, 'h[0]': 1}; ask: value of h[1]; readings: {" + ", ".join(f"r{n}: {{cell: c}}" for n in range(1_000)) + "}"
        ),
        2,
        "10:15: 'readings' must be a list of readings",
    ),
    "a prompt of 90,000 letters": (open_item(prompt="word " * 18_000), 0, ""),
    "10,000 asterisks and brackets": (
        open_item(prompt="'" + "*[" * 10_000 + "'"),
        2,
        "3:5: '[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[ ...' in the prompt is 1069.9 cm wide and cannot be broken, a line has 15.4 cm"
        " (put a space or a hyphen into it, or make it shorter)",
    ),
    "words marked 3,000 times": (
        open_item(prompt="'" + "*a **b " * 1_500 + "c** d*" * 1_500 + "'"),
        2,
        "6:14: bold and emphasised words are nested at most 6 deep",
    ),
    "a table of 1,000 columns": (
        open_item(prompt=f"|\n      {'|a' * 1_000}\n      {'|-' * 1_000}\n"),
        2,
        "7:7: a table has at most 12 columns",
    ),
    "a table of 1,200 rows": (
        open_item(prompt="|\n      |a|b|\n      |-|-|\n" + "      |1|2|\n" * 1_200),
        2,
        "3:5: the prompt of this item takes about 23 pages; one item has 21 at most (make it shorter)",
    ),
    "a listing that ends itself": (open_item(prompt="|\n      ```\n      \\end{listing}\\input{/etc/passwd}\n      ```\n"), 0, ""),
    "a listing of 1,200 lines": (
        open_item(prompt="|\n      ```\n" + "      a\n" * 1_200 + "      ```\n"),
        2,
        "3:5: the prompt of this item takes about 23 pages; one item has 21 at most (make it shorter)",
    ),
    "an answer of 120,000 letters": (
        open_item(answer="word " * 24_000),
        2,
        "3:5: the key of this item takes about 24 pages; one item has 21 at most (ask for fewer steps, or make several items of it)",
    ),
    "a word of 50,000 letters": (
        open_item(prompt="w" * 50_000),
        2,
        "3:5: 'wwwwwwwwwwwwwwwwwwwwwwwwwwwwww ...' in the prompt is 13893.0 cm wide and cannot be broken, a line has 15.4 cm"
        " (put a space or a hyphen into it, or make it shorter)",
    ),
    "points of 300 digits": (
        problem(points=f"{{all: {'9' * 300}}}"),
        2,
        "10:19: expected a number such as -3, 3/2 or 0.1, found '" + "9" * 300 + "'",
    ),
    "points below nothing": (problem(points="{all: -1}"), 2, "10:19: points are positive and come in halves, found '-1'"),
    "half of half a point": (problem(points="{all: 1/4}"), 2, "10:19: points are positive and come in halves, found '1/4'"),
    "digits by the million": (
        problem(head="shown: 1000000 digits\n"),
        2,
        "2:8: 'shown' is 1 to 12 digits or 0 to 12 decimals, found '1000000 digits' (such as 4 digits)",
    ),
    "a tolerance of everything": (problem(head="tolerance: 1e300\n"), 2, "2:12: a number in a problem file has at most 240 digits"),
    "a count of an input": (
        problem("h[t]: tanh(W @ x[t])", "shapes: {x: 4, h: 3}; ask: count of x", points="{total: 1}"),
        2,
        "9:19: 'x' is no parameter",
    ),
    "a count beside a constant": (problem("h[t]: tanh(W @ x[t] + 1)", "shapes: {x: 4, h: 3}; ask: count of W", points="{total: 1}"), 0, ""),
    "a normal distribution at 1e200": (
        problem("h[t]: gelu(10**200*h[t-1])"),
        2,
        "4:11: the normal distribution beyond 1,000,000 in h[1] = gelu(10^200*h[0]) (= gelu(10^200*1))",
    ),
    "a truncated gradient told forward": (
        problem(
            "h[t]: V*h[t-1] + W*x[t]", "given: {V: 2, W: 1, 'h[0]': 1, x: [1, 2, 3]}; truncate: 2; by: forward; ask: gradient of h[3] wrt V"
        ),
        2,
        "11:31: a gradient over 2 steps is told from h[3] back; ask for a number by: reverse",
    ),
    "a truncated gradient told as usual": (
        problem("h[t]: V*h[t-1] + W*x[t]", "given: {V: 2, W: 1, 'h[0]': 1, x: [1, 2, 3]}; truncate: 2; ask: gradient of h[3] wrt V"),
        2,
        "10:31: a gradient over 2 steps is told from h[3] back; ask for a number by: reverse",
    ),
    "decimals beyond what is computed": (
        problem("h[t]: exp(h[t-1])*exp(V)", "given: {'h[0]': 80, V: 80}; ask: value of h[1]", head="shown: 3 decimals\n"),
        2,
        "5:11: 60 digits are not enough to show h[1] with 3 decimals (ask for fewer under 'shown', or for digits and not decimals)",
    ),
    "digits that cancel": (
        problem("h: tanh(200*V) - 1", "given: {V: 1}; ask: value of h"),
        2,
        "4:8: 60 digits are not enough for h: its digits cancel (if it is 0 for these numbers, choose others; if for all, as that of a "
        "bias before a normalisation, ask why in words)",
    ),
}

TIME: dict[str, Row] = {
    "an LSTM of 4,100 steps": (
        problem(_LSTM, f"given: {{{_LSTM_GIVEN}, x: 1, 'h[0]': 1, 'c[0]': 1}}; horizon: 4100; ask: value of h[4100]"),
        2,
        "11:5: this takes more than 1 s of processor time"
        " (take fewer items or steps, smaller arrays, or fewer values to draw from; --time-limit allows more)",
    ),
    "products of matrices over 20 steps": (
        problem(
            "a[t]: A @ h[t-1]; b[t]: B @ a[t]; h[t]: C @ b[t]",
            f"given: {{A: {_SQUARE}, B: {_SQUARE}, C: {_SQUARE}, 'h[0]': {_SQUARE}}}; horizon: 20; ask: value of h[20]",
        ),
        2,
        "8:5: this takes more than 1 s of processor time"
        " (take fewer items or steps, smaller arrays, or fewer values to draw from; --time-limit allows more)",
    ),
    "tanh over 800 steps": (
        problem("h[t]: tanh(V*h[t-1])", "given: {V: 1, 'h[0]': 1}; horizon: 800; ask: value of h[800]"),
        2,
        "6:5: this takes more than 1 s of processor time"
        " (take fewer items or steps, smaller arrays, or fewer values to draw from; --time-limit allows more)",
    ),
}
"""What no limit of a size refuses: with a second of processor time."""

KINDS = {"YAML": YAML, "expressions": EXPRESSIONS, "terminal": TERMINAL, "Unicode": UNICODE, "resources": RESOURCES}
