"""Which characters an author's text may have, and what LaTeX sets each of them by.

ASCII, the letters of Latin, Greek, Cyrillic and Vietnamese with their accents, arrows and the signs of mathematics are set, in text and
between `$` signs; everything else is refused by name before TeX sees it. A letter with a combining accent is the letter that has it.
"""

import re
import string
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from gen.messages.scripts import GREEK_WORDS, LETTERS, UPTURNED, marked

_LATIN_1 = "¡¢£¤¥¦§¨©ª«¬®¯°±²³´µ¶·¸¹º»¼½¾¿ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõö÷øùúûüýþÿ"
_LATIN_EXTENDED = (
    "ĀāĂăĄąĆćĈĉĊċČčĎďĐđĒēĔĕĖėĘęĚěĜĝĞğĠġĢģĤĥĨĩĪīĬĭĮįİıĲĳĴĵĶķĹĺĻļĽľŁłŃńŅņŇňŊŋŌōŎŏŐőŒœŔŕŖŗŘřŚśŜŝŞşŠšŢţŤťŨũŪūŬŭŮůŰűŲųŴŵŶŷŸŹźŻżŽž"
    "ǍǎǏǐǑǒǓǔǢǣǦǧǨǩǪǫǰǴǵȘșȚțȲȳḂḃḍḞḟḥḰḱḷẎẏṃṅṇṛṣṭẐẑẞỲỳḠḡ"
)
_PUNCTUATION = "‐‑‒–—―‘’‚“”„‰‹›†‡•…€™№※"
NATIVE = frozenset(_LATIN_1 + _LATIN_EXTENDED + _PUNCTUATION)
"""What LaTeX reads as it stands, in text."""

_SPACES = {"\u00a0": "~", "\u2007": "~", "\u202f": r"\,", "\u2009": r"\,", "\u2002": r"\enspace{}", "\u2003": r"\quad{}"}

_GREEK = (
    "α alpha β beta γ gamma δ delta ε varepsilon ζ zeta η eta θ theta ι iota κ kappa λ lambda μ mu ν nu ξ xi π pi ρ rho ς varsigma σ sigma "
    "τ tau υ upsilon φ varphi χ chi ψ psi ω omega ϑ vartheta ϕ phi ϖ varpi ϱ varrho ϵ epsilon "
    "Γ Gamma Δ Delta Θ Theta Λ Lambda Ξ Xi Π Pi Σ Sigma Υ Upsilon Φ Phi Ψ Psi Ω Omega"
)
GREEK = dict(zip(_GREEK.split()[1::2], _GREEK.split()[::2], strict=True))
"""The Greek letters by the names of their commands."""

_LIKE_LATIN = "ο o Α A Β B Ε E Ζ Z Η H Ι I Κ K Μ M Ν N Ο O Ρ P Τ T Χ X"  # Greek letters that look like Latin ones
_SIGNS = (
    "← leftarrow ↑ uparrow → rightarrow ↓ downarrow ↔ leftrightarrow ↕ updownarrow ↖ nwarrow ↗ nearrow ↘ searrow ↙ swarrow ↦ mapsto "
    "⇐ Leftarrow ⇑ Uparrow ⇒ Rightarrow ⇓ Downarrow ⇔ Leftrightarrow ⟵ longleftarrow ⟶ longrightarrow ⟷ longleftrightarrow "
    "⟸ Longleftarrow ⟹ Longrightarrow ⟺ Longleftrightarrow ⟼ longmapsto ↪ hookrightarrow ⇌ rightleftharpoons "
    "≤ leq ≥ geq ⩽ leqslant ⩾ geqslant ≪ ll ≫ gg ≠ neq ≈ approx ≃ simeq ≅ cong ≡ equiv ∼ sim ∝ propto ≺ prec ≻ succ "
    "∓ mp ∗ ast ∘ circ ∙ bullet ⋅ cdot ⋆ star ⊕ oplus ⊖ ominus ⊗ otimes ⊙ odot ∖ setminus "
    "∞ infty ∂ partial ∇ nabla ∑ sum ∏ prod ∫ int ∮ oint ∆ Delta ∠ angle ∀ forall ∃ exists ∄ nexists ∅ emptyset ∴ therefore "
    "∈ in ∉ notin ∋ ni ⊂ subset ⊃ supset ⊆ subseteq ⊇ supseteq ∩ cap ∪ cup ∧ wedge ∨ vee ⊤ top ⊥ bot ⊢ vdash ⊨ models ∥ parallel ∣ mid "
    "⟨ langle ⟩ rangle ⌊ lfloor ⌋ rfloor ⌈ lceil ⌉ rceil ‖ Vert ⋯ cdots ⋮ vdots ⋱ ddots ℓ ell ℏ hbar ℜ Re ℑ Im ℵ aleph "
    "□ square ■ blacksquare ◊ lozenge △ triangle ▲ blacktriangle ★ bigstar ✓ checkmark ⊥ perp"
)
_BOARD = "ℕ N ℤ Z ℚ Q ℝ R ℂ C ℙ P ℍ H"


def _pairs(entries: str, form: str = r"\{}") -> dict[str, str]:
    words = entries.split()
    return {sign: form.replace("{}", name) for sign, name in zip(words[::2], words[1::2], strict=True)}


_MATH = (
    _pairs(_GREEK)
    | _pairs(_LIKE_LATIN, r"\mathrm{{}}")
    | _pairs(_SIGNS)
    | _pairs(_BOARD, r"\mathbb{{}}")
    | {"−": "-", "∕": "/", "√": r"\surd", "′": "'", "″": "''", "‴": "'''", "∶": ":", "≔": ":="}
    | {"⅓": r"\tfrac{1}{3}", "⅔": r"\tfrac{2}{3}", "⅛": r"\tfrac{1}{8}", "⅕": r"\tfrac{1}{5}", "⅙": r"\tfrac{1}{6}"}
)
"""What stands in math wherever it is met."""

_MATH_OF_TEXT = (
    _pairs("± pm × times · cdot ÷ div ¬ neg µ mu … ldots • bullet † dagger ‡ ddagger")
    | {"°": r"{}^{\circ}", "½": r"\tfrac{1}{2}", "¼": r"\tfrac{1}{4}", "¾": r"\tfrac{3}{4}"}
    | {"’": "'", "–": "-", "‐": "-", "‑": "-"}
)
"""What is set as text in text, and as this between `$` signs."""

SIGNS = {latex: sign for sign, latex in (_MATH_OF_TEXT | _MATH).items() if re.fullmatch(r"\\[A-Za-z]+", latex)}
SIGNS |= {rf"\{name}": letter for name, letter in GREEK.items()}
SIGNS |= {r"\le": "≤", r"\ge": "≥", r"\ne": "≠", r"\to": "→", r"\gets": "←", r"\cdot": "·", r"\dots": "…", r"\dotsc": "…"}
"""The character that a command of mathematics prints."""

RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱᵀ", "0123456789+-=()niT", strict=True))
LOWERED = dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", "0123456789+-=()aehijklmnoprstuvx", strict=True))

PRIMES = {"'": 1, "’": 1, "′": 1, "″": 2, "‴": 3}
"""How many primes a sign of math stands for."""

_LATIN = frozenset(c for c in NATIVE | set(string.ascii_letters) if c.isalpha())
_UP_TO = 0x2000  # where Unicode has letters that are composed of one and its accents


def _composed_ones() -> dict[str, str]:
    """LaTeX of the letters whose accents are put over them, or below."""
    others = {c: marked(c, _LATIN) for c in map(chr, range(0xC0, _UP_TO)) if c not in NATIVE and c not in LETTERS and composed(c) == c}
    return {c: latex for c, latex in others.items() if latex} | {c: rf"\upturned{{{plain}}}" for c, plain in UPTURNED.items()}


def composed(text: str) -> str:
    """The text with each letter and its combining accents as one character, where there is one."""
    return unicodedata.normalize("NFC", text)


_COMPOSED = _composed_ones()
DECLARED = LETTERS.keys() | _COMPOSED.keys()
"""What LaTeX reads as it stands, in text, once a document has declared it."""

ACCEPTED = NATIVE | DECLARED | _SPACES.keys() | _MATH.keys() | RAISED.keys() | LOWERED.keys()
"""Every character outside ASCII that is set."""

_ESCAPES = {
    "\\": r"\textbackslash{}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\textquotedbl{}",
}
_OF_MATH = "grave acute hat tilde ddot mathring check breve bar dot"
_ACCENTS = dict(zip("\u0300\u0301\u0302\u0303\u0308\u030a\u030c\u0306\u0304\u0307", _OF_MATH.split(), strict=True))
_MARKS = "[\u0300-\u036f]+"
_CLUSTER = "[^\u0300-\u036f][\u0300-\u036f]*"
# The fonts have signs of their own for these pairs; dashes and quotes are meant where they are typed.
_LIGATURES = re.compile(r",(?=,)|[?!](?=`)")
_PARTS = re.compile(f"[{''.join(RAISED)}]+|[{''.join(LOWERED)}]+|{_CLUSTER}", re.DOTALL)


@lru_cache(maxsize=4096)
def in_text(text: str) -> str:
    """LaTeX that prints accepted characters in text. Greek letters are those of words where it has one, or else signs of mathematics."""
    words = LETTERS.keys() if GREEK_WORDS.search(composed(text)) else LETTERS.keys() - _MATH.keys()
    parts = (part if part in words else _of_text(part) for part in _PARTS.findall(composed(text)))
    return _LIGATURES.sub(r"\g<0>{}", "".join(parts))


def _of_text(part: str) -> str:
    """LaTeX that prints an accepted character, or several raised or lowered ones, in text."""
    if part in _ESCAPES or part in _SPACES:
        return _ESCAPES.get(part) or _SPACES[part]
    if part[0] in _MATH and len(part) == 1:
        return rf"\mathsign{{{_MATH[part]}}}{{{ord(part)}}}"
    if part in NATIVE or part in DECLARED or part.isascii():
        return part
    if part[0] in RAISED or part[0] in LOWERED:
        macro, table = ("superscript", RAISED) if part[0] in RAISED else ("subscript", LOWERED)
        return _titled(rf"\text{macro}{{{''.join(table[c] for c in part)}}}", part)
    return _titled(marked(part, _LATIN), part)


def _titled(latex: str, part: str) -> str:
    """LaTeX, in the title of a PDF and in its outline the characters."""
    return rf"\texorpdfstring{{{latex}}}{{{''.join(map(_by_number, part))}}}"


def _by_number(sign: str) -> str:
    return rf"\unichar{{{ord(sign)}}}"


def of_math(part: str) -> str:
    """LaTeX that sets an accepted character of an author between `$` signs."""
    if part.isascii():
        return part
    return _MATH.get(part) or _MATH_OF_TEXT.get(part) or _SPACES.get(part) or _accented(part) or rf"\text{{{in_text(part)}}}"


def _accented(part: str) -> str:
    """LaTeX of a letter of mathematics with an accent; empty for what is none."""
    apart = unicodedata.normalize("NFD", part)
    base, accent = apart[0], _ACCENTS.get(apart[1:], "")
    letter = {"i": r"\imath", "j": r"\jmath"}.get(base) or (base if base.isascii() else _MATH.get(base))
    return rf"\{accent}{{{letter}}}" if accent and letter else ""


_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")


def declarations(source: str) -> Iterator[str]:
    """What a document says before its text of the letters in it that are not Latin, or have their accents put over them."""
    used = DECLARED.intersection(() if source.isascii() else _BEYOND_ASCII.findall(source))
    used |= {c for letter in used for c in _COMPOSED.get(letter, "") if c in LETTERS}
    if used or r"\accent" in source:
        yield r"\usepackage{genscripts}"
    for letter in sorted(used):
        yield LETTERS[letter].declared(letter) if letter in LETTERS else rf"\letter{{{ord(letter):04X}}}{{{_COMPOSED[letter]}}}"


# What is refused ------------------------------------------------------------------------------------------------------


_ASCII = re.compile(r"[\n\t -~]*")  # what needs no look at each character


def refused_characters(text: str) -> Iterator[tuple[int, str]]:
    """Each place of a text at which something stands that nothing here sets, and what: a character, or the accent that is too much."""
    if _ASCII.fullmatch(text):
        return
    for match in re.finditer(f"{_CLUSTER}|{_MARKS}", text, re.DOTALL):
        for n, sign in enumerate(match[0]):
            if not _set(composed(match[0][: n + 1])):
                yield match.start() + n, sign
                break


def _set(cluster: str) -> bool:
    """Whether a character, or a letter with its accents, is set."""
    return (cluster.isascii() and cluster.isprintable()) or cluster in "\n\t" or cluster in ACCEPTED or bool(marked(cluster, _LATIN))


def visible_text(text: str, kept: str = "\n\t") -> str:
    """The text for a terminal, which nothing in it commands: what shows nothing or turns the line stands there as `\\x1b`."""
    return "".join(c if c.isprintable() or c in kept else c.encode("unicode_escape").decode("ascii") for c in text)


def character_name(sign: str) -> str:
    """`'−' (MINUS SIGN)`; what shows nothing by itself by its number, `U+200B (ZERO WIDTH SPACE)`."""
    shown = f"'{sign}'" if sign.isprintable() and not unicodedata.category(sign).startswith("M") else f"U+{ord(sign):04X}"
    return f"{shown} ({unicodedata.name(sign, '') or _nameless(sign)})"


def _nameless(sign: str) -> str:
    """What Unicode calls a character that has no name of its own."""
    code = ord(sign)
    if code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF:
        return "NOT A CHARACTER"
    kind = {"Cc": "CONTROL CHARACTER", "Cs": "SURROGATE", "Co": "PRIVATE USE"}.get(unicodedata.category(sign), "UNASSIGNED")
    return _CONTROLS[code] if code < len(_CONTROLS) else "DELETE" if code == ord("\x7f") else kind


_NAMES = (
    "NULL|START OF HEADING|START OF TEXT|END OF TEXT|END OF TRANSMISSION|ENQUIRY|ACKNOWLEDGE|BELL|BACKSPACE|CHARACTER TABULATION|"
    "LINE FEED|LINE TABULATION|FORM FEED|CARRIAGE RETURN|SHIFT OUT|SHIFT IN|DATA LINK ESCAPE|DEVICE CONTROL ONE|DEVICE CONTROL TWO|"
    "DEVICE CONTROL THREE|DEVICE CONTROL FOUR|NEGATIVE ACKNOWLEDGE|SYNCHRONOUS IDLE|END OF TRANSMISSION BLOCK|CANCEL|END OF MEDIUM|"
    "SUBSTITUTE|ESCAPE|INFORMATION SEPARATOR FOUR|INFORMATION SEPARATOR THREE|INFORMATION SEPARATOR TWO|INFORMATION SEPARATOR ONE"
)
_CONTROLS = _NAMES.split("|")
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""What turns the direction of the text behind it, so that a file reads otherwise than it is."""

_THERE = {
    "Cyrillic": "the letters of Russian, Ukrainian, Belarusian, Bulgarian, Serbian and Macedonian are set",
    "Greek": "the letters of modern Greek are set",
    "Latin": "no font here has it: write another letter",
    "Combining": "a letter has at most two accents, of those in docs/format.md",
    "Replacement": "a letter was lost here: write it again",
}


def remedy(sign: str) -> str:
    """What to do about a character that is not set."""
    kind, script = unicodedata.category(sign), unicodedata.name(sign, "").split(" ")[0].split("-")[0]
    script = script if script == "CJK" else script.capitalize()
    if plain := plain_form(sign):
        return plain
    if kind == "Nd":
        return f"write {unicodedata.digit(sign)}"
    if kind[0] in "CZ" or script == "Variation":
        return "take it out"
    if script in _THERE:
        return _THERE[script]
    if kind[0] in "LMN":
        return f"no font here has {script} letters: write it in Latin, Greek or Cyrillic ones"
    return "write it in words" if kind[0] in "SP" else ""


_INSTEAD = (
    dict.fromkeys("−–—‒―‐‑﹣", "-")
    | dict.fromkeys("×·⋅∙∗•✕⊙⨯", "*")
    | dict.fromkeys("÷∕⁄", "/")
    | dict.fromkeys("‘’′´", "'")
    | dict.fromkeys("“”„«»", '"')
    | {"≤": "<=", "≥": ">=", "⩽": "<=", "⩾": ">=", "≠": "!=", "√": "sqrt(...)", "∂": "grad(L, W)", "∑": "sum_t(...)", "½": "1/2"}
    | {"¼": "1/4", "¾": "3/4", "∞": "a number", "…": "all that it stands for"}
    | {up: f"**{plain}" for up, plain in RAISED.items() if plain.isdigit()}
    | {down: f"[{plain}] or _{plain}" for down, plain in LOWERED.items() if plain.isalnum()}
    | {"ᵀ": ".T", "⊤": ".T"}
    | {sign: macro.lstrip("\\").removeprefix("var") for sign, macro in _pairs(_GREEK).items()}
)


def ascii_instead(text: str) -> str:
    """What to write where ASCII alone has a meaning: `'−' is MINUS SIGN, write -`; nothing where the text is ASCII."""
    sign = next((c for c in text if not c.isascii()), "")
    if not sign:
        return ""
    plain = unicodedata.normalize("NFKC", sign)
    write = _INSTEAD.get(sign) or ("a plain blank" if plain.isspace() else plain if plain.isascii() else "")
    return f"{character_name(sign)}: write {write}" if write else f"{character_name(sign)}: names and numbers are in ASCII"


def plain_form(text: str) -> str:
    """`write 2` for a full-width 2 and the like; nothing for what has no plain form that is set."""
    plain = unicodedata.normalize("NFKC", text)
    return f"write {plain}" if plain != text and plain.strip() and not any(refused_characters(plain)) else ""
