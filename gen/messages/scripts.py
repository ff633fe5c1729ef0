"""Letters of other scripts than Latin, each with its place in a font that is installed with LaTeX and Latin Modern.

Cyrillic stands in the fonts of the AMS, Greek in the math italic of Computer Modern, Vietnamese in Latin Modern itself; see
`templates/genscripts.sty`. A letter with an accent that has no place of its own is its letter with the accent put over it.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Letter:
    """The script of a letter, its code and its name in the script's fonts, and its width in thousandths of the size."""

    script: str
    code: int
    glyph: str
    width: int

    def declared(self, letter: str) -> str:
        """What a document says of the letter: `\\Cyrillic{0436}{25}{zhe}`."""
        glyph = f"{{{self.glyph}}}" if self.glyph else ""
        return rf"\{self.script}{{{ord(letter):04X}}}{{{self.code}}}{glyph}"


_CYRILLIC = (
    "А A 65 814 Б B 66 771 В V 86 771 Г G 71 712 Д D 68 844 Е E 69 742 Ж Zhe 17 1106 З Z 90 669 И I 73 872 Й Ishort 18 872 К K 75 742 "
    "Л L 76 874 М M 77 989 Н N 78 814 О O 79 844 П P 80 814 Р R 82 742 С S 83 786 Т T 84 786 У U 85 815 Ф F 70 786 Х H 72 814 "
    "Ц C 67 814 Ч Q 81 872 Ш X 88 1164 Щ W 87 1164 Ъ Hard 95 1004 Ы Y 89 1062 Ь Soft 94 771 Э Ze 3 786 Ю Yu 16 1224 Я Ya 23 800 "
    "Ё Yo 19 742 І Iroman 4 406 Є Ye 5 786 Ђ Dj 6 932 Ћ Tsoft 7 830 Љ Lj 1 1136 Њ Nj 0 1150 Џ Dzh 2 814 Ј J 74 567 Ѕ Zelo 22 611 "
    "Ѣ Yatz 35 887 Ѳ Fita 21 844 Ѵ Izhitsa 20 814 а a 97 553 б b 98 582 в v 118 522 г g 103 483 д d 100 572 е e 101 494 ж zhe 25 744 "
    "з z 122 456 и i 105 589 й ishort 26 589 к k 107 504 л l 108 592 м m 109 667 н n 110 550 о o 111 553 п p 112 550 р r 114 611 "
    "с s 115 494 т t 116 533 у u 117 582 ф f 102 669 х h 104 550 ц c 99 550 ч q 113 589 ш x 120 783 щ w 119 783 ъ hard 127 678 "
    "ы y 121 717 ь soft 126 522 э ze 11 533 ю yu 24 825 я ya 31 544 ё yo 27 494 і iroman 12 319 є ye 13 533 ђ dj 14 640 ћ tsoft 15 699 "
    "љ lj 9 767 њ nj 8 775 џ dzh 10 550 ј j 106 349 ѕ zelo 30 417 ѣ yatz 43 728 ѳ fita 29 572 ѵ izhitsa 28 550"
)
_GREEK = (
    "Α A 65 750 Β B 66 759 Ε E 69 738 Ζ Z 90 683 Η H 72 831 Ι I 73 440 Κ K 75 849 Μ M 77 970 Ν N 78 803 Ο O 79 763 Ρ P 80 642 "
    "Τ T 84 584 Χ X 88 828 Υ Y 89 581 Γ Gamma 0 615 Δ Delta 1 833 Θ Theta 2 763 Λ Lambda 3 694 Ξ Xi 4 742 Π Pi 5 831 Σ Sigma 6 780 "
    "Φ Phi 8 667 Ψ Psi 9 612 Ω Omega 10 772 α alpha 11 640 β beta 12 566 γ gamma 13 518 δ delta 14 444 ε epsilon 34 466 ζ zeta 16 438 "
    "η eta 17 497 θ theta 18 469 ι iota 19 354 κ kappa 20 576 λ lambda 21 583 μ mu 22 603 ν nu 23 494 ξ xi 24 438 ο o 111 485 "
    "π pi 25 570 ρ rho 26 517 ς sigma1 38 363 σ sigma 27 571 τ tau 28 437 υ upsilon 29 540 φ phi1 39 654 χ chi 31 626 ψ psi 32 651 "
    "ω omega 33 622"
)
# Letters of Latin Modern that the encoding T1 does not have, by the places that T5 gives them.
_VIETNAMESE = {
    26: "ỶỷỴỵ",
    128: "   ẢẠ ẦẤẪẨẬ ẰẮẴẲẶ  ẼẺẸ ỀẾỄỂỆ   Ỉ",
    160: "   ảạ ầấẫẩậ ằắẵẳặ  ẽẻẹ ềếễểệ   ỉ",
    192: "Ị   ỎỌ ỒỐỖỔỘƠỜỚỠỞỢ   ỦỤƯỪỨỮỬỰ  Ỹ",
    224: "ị   ỏọ ồốỗổộơờớỡởợ   ủụưừứữửự  ỹ",
}


_HORNED = {f"{letter}\u031b": width for letter, width in zip("ouOU", (500, 556, 778, 750), strict=True)}


def _letters(script: str, entries: str) -> dict[str, Letter]:
    """`Ж Zhe 17 1106`: the letter, the name of its glyph, its code, its width."""
    words = entries.split()
    rows = zip(words[::4], words[1::4], words[2::4], words[3::4], strict=True)
    return {letter: Letter(script, int(code), glyph, int(width)) for letter, glyph, code, width in rows}


def _of_t5(rows: Mapping[int, str]) -> dict[str, Letter]:
    """Each as wide as without its accent; what has a horn is a little wider than its first letter."""
    found = {sign: code for first, row in rows.items() for code, sign in enumerate(row, first) if sign != " "}
    return {sign: Letter("Vietnamese", code, "", _HORNED.get(unicodedata.normalize("NFD", sign)[:2], 0)) for sign, code in found.items()}


CYRILLIC = _letters("Cyrillic", _CYRILLIC)
GREEK = _letters("Greek", _GREEK)
VIETNAMESE = _of_t5(_VIETNAMESE)
LETTERS = CYRILLIC | GREEK | VIETNAMESE
"""The letters that have a place of their own."""

_WITH_TONOS = "".join(c for c in map(chr, range(0x370, 0x400)) if unicodedata.normalize("NFD", c)[0] in GREEK and c not in GREEK)
GREEK_WORDS = re.compile(f"[{''.join(GREEK)}]{{2}}|[{_WITH_TONOS}]")
"""Where a text has a Greek word and not just letters of formulas."""

FONTS = {
    "WNCY": {letter.code: sign for sign, letter in CYRILLIC.items()} | {61: "і"},
    "CMMI": {letter.code: sign for sign, letter in GREEK.items()},
}
"""The letters by their codes in fonts that have no others, by the beginning of the fonts' names."""

UPTURNED = {"Ґ": "Г", "ґ": "г"}

# Combining accents by the code of theirs: above a letter in T1, below it in T5.
ABOVE = dict(zip("\u0300\u0301\u0302\u0303\u0308\u030b\u030a\u030c\u0306\u0304\u0307", range(11), strict=True))
BELOW = {"\u0323": 5, "\u0331": 9}
MOST_MARKS = 2


def marked(cluster: str, plain: frozenset[str]) -> str:
    """LaTeX of a letter with accents that has no place of its own; empty where it cannot be set. `plain` are letters of Latin."""
    apart, whole = unicodedata.normalize("NFD", cluster), unicodedata.normalize("NFC", cluster)
    parts = whole if len(whole) > 1 and (whole[0] in plain or whole[0] in LETTERS) else apart
    base, marks = parts[0], parts[1:]
    if not marks or len(apart) > 1 + MOST_MARKS or not (base in plain or base in LETTERS):
        return ""
    if base in GREEK and base.isupper() and marks == "\u0301":
        return rf"\tonos{{{base}}}"
    latex = base
    if any(mark in ABOVE for mark in marks):
        latex = {"i": "ı", "j": "ȷ", "і": r"\dotless{}"}.get(base, base)
    for mark in marks:
        if mark not in ABOVE and mark not in BELOW:
            return ""
        latex = rf"\accentabove{{{latex}}}{{{ABOVE[mark]}}}" if mark in ABOVE else rf"\accentbelow{{{latex}}}{{{BELOW[mark]}}}"
    return latex
