"""Which characters an author's text may have, and what LaTeX sets each of them by.

ASCII, the Latin letters and signs that the fonts have, Greek letters, arrows and the signs of mathematics are set, in text and between
`$` signs; everything else is refused by name before TeX sees it. A letter with a combining accent is the letter that has it.
"""

import re
import unicodedata
from collections.abc import Iterator

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

RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱᵀ", "0123456789+-=()niT", strict=True))
LOWERED = dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", "0123456789+-=()aehijklmnoprstuvx", strict=True))

PRIMES = {"'": 1, "’": 1, "′": 1, "″": 2, "‴": 3}
"""How many primes a sign of math stands for."""

ACCEPTED = NATIVE | _SPACES.keys() | _MATH.keys() | RAISED.keys() | LOWERED.keys()
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
# The fonts have signs of their own for these pairs; dashes and quotes are meant where they are typed.
_LIGATURES = re.compile(r",(?=,)|[?!](?=`)")
_INDICES = re.compile(f"[{''.join(RAISED)}]+|[{''.join(LOWERED)}]+|.", re.DOTALL)


def composed(text: str) -> str:
    """The text with each letter and its combining accents as one character, where there is one."""
    return unicodedata.normalize("NFC", text)


def in_text(text: str) -> str:
    """LaTeX that prints accepted characters in text."""
    return _LIGATURES.sub(r"\g<0>{}", "".join(map(of_text, _INDICES.findall(composed(text)))))


def of_text(part: str) -> str:
    """LaTeX that prints an accepted character, or several raised or lowered ones, in text."""
    if part in _ESCAPES or part in _SPACES:
        return _ESCAPES.get(part) or _SPACES[part]
    if part[0] in _MATH:
        return rf"\mathsign{{{_MATH[part]}}}{{{ord(part)}}}"
    if part in NATIVE or part.isascii():
        return part
    macro, table = ("superscript", RAISED) if part[0] in RAISED else ("subscript", LOWERED)
    plain, own = "".join(table[c] for c in part), "".join(rf"\unichar{{{ord(c)}}}" for c in part)
    return rf"\texorpdfstring{{\text{macro}{{{plain}}}}}{{{own}}}"


def of_math(part: str) -> str:
    """LaTeX that sets an accepted character of an author between `$` signs."""
    if part.isascii():
        return part
    return _MATH.get(part) or _MATH_OF_TEXT.get(part) or _SPACES.get(part) or rf"\text{{{part}}}"


# What is refused ------------------------------------------------------------------------------------------------------


def refused(text: str) -> Iterator[tuple[int, str]]:
    """Each place of a text at which something stands that nothing here sets, with its name."""
    for match in re.finditer(r"[^\u0300-\u036f][\u0300-\u036f]*|[\u0300-\u036f]+", text, re.DOTALL):
        for sign in composed(match[0]):
            if not (sign in ACCEPTED or sign in "\n\t" or " " <= sign <= "~"):
                yield match.start() + max(match[0].find(sign), 0), called(sign)


def visible(text: str, kept: str = "\n\t") -> str:
    """The text for a terminal, which nothing in it commands: what shows nothing or turns the line stands there as `\\x1b`."""
    return "".join(c if c.isprintable() or c in kept else c.encode("unicode_escape").decode("ascii") for c in text)


def called(sign: str) -> str:
    """`'−' (MINUS SIGN)`; what shows nothing by its number, `U+200B (ZERO WIDTH SPACE)`."""
    shown = f"'{sign}'" if sign.isprintable() and not unicodedata.combining(sign) else f"U+{ord(sign):04X}"
    name = unicodedata.name(sign, "")
    return f"{shown} ({name})" if name else shown


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


def instead(text: str) -> str:
    """What to write where ASCII alone has a meaning: `'−' is MINUS SIGN, write -`; nothing where the text is ASCII."""
    sign = next((c for c in text if not c.isascii()), "")
    if not sign:
        return ""
    plain = unicodedata.normalize("NFKC", sign)
    write = _INSTEAD.get(sign) or ("a plain blank" if plain.isspace() else plain if plain.isascii() else "")
    return f"{called(sign)}: write {write}" if write else f"{called(sign)}: names and numbers are in ASCII"


def alike(text: str) -> str:
    """`write 2` for a full-width 2 and the like; nothing for what has no plain form that is set."""
    plain = unicodedata.normalize("NFKC", text)
    return f"write {plain}" if plain != text and plain.strip() and not any(refused(plain)) else ""
