"""Widths of the glyphs of Latin Modern, in thousandths of the font's size, and what TeX takes each of them for.

Read out of TeX with `\\the\\fontcharwd` and `\\the\\fontcharic` on the math fonts of a document in 11pt with lmodern, amsmath and
amssymb (rm-lmr10, lmmi10, lmsy10, lmex10). The optical sizes of indices are wider by the ratio in `OPTICAL`, within 2%.
"""

import string
import unicodedata
from typing import Literal

from gen.messages.scripts import LETTERS

Class = Literal["ord", "op", "bin", "rel", "open", "close", "punct", "inner"]
CLASSES: tuple[Class, ...] = ("ord", "op", "bin", "rel", "open", "close", "punct", "inner")

EM = 1000
SMALL, DESCENDERS = frozenset("acegmnopqrsuvwxyz"), frozenset("gjpqy")
DIGIT = 500

_ITALIC = (
    "529 429 433 520 466 490 477 576 345 412 521 298 878 600 485 503 446 451 469 361 572 485 716 572 490 465 "
    "750 759 715 828 738 643 786 831 440 555 849 681 970 803 763 642 791 759 613 584 683 583 944 828 581 683"
)
_LEAN = (
    "0 0 0 0 0 108 36 0 0 57 31 20 0 0 0 0 36 28 0 0 0 36 27 0 36 44 "
    "0 50 72 28 58 139 0 81 78 96 72 0 109 109 28 139 0 8 58 139 109 222 139 78 222 72"
)
_UPRIGHT = (
    "500 556 444 556 444 306 500 556 278 306 528 278 833 556 500 556 528 392 394 389 556 528 722 528 528 444 "
    "750 708 722 764 681 653 785 750 361 514 778 625 917 750 778 681 778 736 556 722 750 750 1028 750 750 611"
)


_BOLD = (
    "632 520 513 609 553 568 544 667 404 470 603 348 1032 712 584 600 542 528 531 415 681 566 831 659 590 555 "
    "869 866 816 938 810 688 886 982 511 631 971 755 1142 950 836 723 868 872 692 636 800 677 1093 947 674 772"
)
_BOLD_LEAN = (
    "0 0 0 0 0 110 37 0 0 62 18 8 0 0 0 0 37 31 0 0 0 37 27 0 37 42 "
    "0 48 69 31 54 159 0 82 77 100 69 0 114 114 31 159 0 4 53 159 114 255 159 77 255 69"
)
_BOLD_UPRIGHT = (
    "559 638 511 638 527 351 574 638 319 351 606 319 958 638 574 638 606 473 453 447 638 606 830 606 606 511 "
    "869 818 830 881 755 723 904 899 436 594 901 691 1091 899 863 786 863 862 638 800 884 869 1188 869 869 702"
)


def _letters(widths: str) -> dict[str, int]:
    return dict(zip(string.ascii_letters, map(int, widths.split()), strict=True))


ITALIC = _letters(_ITALIC)
LEAN = _letters(_LEAN)  # the italic correction, which math adds to a letter's width
UPRIGHT = _letters(_UPRIGHT)
TEXT = UPRIGHT | {sign: letter.width for sign, letter in LETTERS.items()} | {"½": 854}


BOLD, BOLD_LEAN, BOLD_UPRIGHT = _letters(_BOLD), _letters(_BOLD_LEAN), _letters(_BOLD_UPRIGHT)
BOLD_DIGIT = 575


def _named(entries: str) -> dict[str, int]:
    """`top 778 bot 778` as a table."""
    words = entries.split()
    return dict(zip(words[::2], map(int, words[1::2]), strict=True))


# Greek letters and the like, which lean as well.
SLANTED = _named(
    "alpha 640 beta 566 gamma 518 delta 444 epsilon 406 zeta 438 eta 497 theta 469 iota 354 kappa 576 lambda 583 mu 603 nu 494 xi 438 "
    "pi 570 rho 517 sigma 571 tau 437 upsilon 540 phi 596 chi 626 psi 651 omega 622 varepsilon 466 vartheta 591 varpi 828 varrho 517 "
    "varsigma 363 varphi 654 partial 531 ell 417"
)
SLANTED_LEAN = _named(
    "alpha 4 beta 53 gamma 56 delta 38 zeta 74 eta 36 theta 28 nu 64 xi 46 pi 36 sigma 36 tau 113 upsilon 36 psi 36 omega 36 varpi 28 "
    "varsigma 80 partial 56"
)
BOLD_SLANTED = _named(
    "alpha 760 beta 659 gamma 590 delta 522 epsilon 483 zeta 508 eta 599 theta 561 iota 412 kappa 667 lambda 670 mu 707 nu 576 xi 508 "
    "pi 682 rho 611 sigma 685 tau 520 upsilon 630 phi 712 chi 718 psi 758 omega 717 varepsilon 528 vartheta 691 varpi 974 varrho 611 "
    "varsigma 423 varphi 747 partial 628 ell 473 Gamma 691 Delta 958 Theta 894 Lambda 805 Xi 766 Pi 899 Sigma 830 Upsilon 894 Phi 830 "
    "Psi 894 Omega 830"
)
BOLD_SLANTED_LEAN = _named(
    "beta 34 gamma 63 delta 38 zeta 62 eta 37 theta 31 nu 68 xi 30 pi 37 sigma 37 tau 134 upsilon 37 psi 37 omega 37 varpi 31 "
    "varsigma 79 partial 63"
)
# What letters move together or apart: those of formulas before a comma, and upright ones of names.
KERNS = (
    {f"{letter},": -56 for letter in "fjrCHKMNSTXZ"} | {f"{letter},": -111 for letter in "FJPU"} | {f"{letter},": -167 for letter in "VWY"}
)
KERNS |= {"po": 28, "oo": 28}
CAPITALS = _named("Gamma 625 Delta 833 Theta 778 Lambda 694 Xi 667 Pi 750 Sigma 722 Upsilon 778 Phi 722 Psi 778 Omega 722")

_SYMBOLS: dict[Class, str] = {
    "ord": "top 778 bot 778 infty 1000 nabla 833 prime 275 emptyset 500 forall 556 exists 556 neg 667 lnot 667 hbar 540 Re 722 Im 722 "
    '| 278 vert 278 Vert 500 # 833 % 833 & 778 $ 500 _ 300 / 500 . 278 " 500 @ 778 imath 345 jmath 412 backslash 500',
    "bin": "+ 778 - 778 * 500 cdot 278 times 778 div 778 pm 778 mp 778 odot 778 oplus 778 ominus 778 otimes 778 circ 500 ast 500 star 500 "
    "bullet 500 dagger 444 wedge 667 land 667 vee 667 lor 667 cap 667 cup 667 setminus 500 diamond 500 bmod 2000",
    "rel": "= 778 < 778 > 778 : 278 leq 778 le 778 geq 778 ge 778 neq 778 ne 778 approx 778 equiv 778 sim 778 simeq 778 cong 778 in 667 "
    "ni 667 notin 667 subset 778 subseteq 778 supset 778 supseteq 778 propto 778 ll 1000 gg 1000 mid 278 parallel 500 perp 778 to 1000 "
    "rightarrow 1000 leftarrow 1000 gets 1000 mapsto 1000 Rightarrow 1000 Leftarrow 1000 leftrightarrow 1000 Leftrightarrow 1000 "
    "longrightarrow 1638 implies 2600 iff 2900",
    "open": "( 389 [ 278 { 500 lbrace 500 langle 389 lfloor 444 lceil 444 lvert 278 lVert 500",
    "close": ") 389 ] 278 } 500 rbrace 500 rangle 389 rfloor 444 rceil 444 rvert 278 rVert 500 ! 278 ? 472",
    "punct": ", 278 ; 278 colon 278",
    "inner": "cdots 1167 ldots 1167 dots 1167 dotsc 1167 dotsb 1167 ddots 1280",
}
SYMBOLS = {name: (kind, wide) for kind, entries in _SYMBOLS.items() for name, wide in _named(entries).items()}

# Operators of several letters, and the large ones of a display; those that take their indices above and below.
_FUNCTIONS = (
    "arccos arcsin arctan arg cos cosh cot coth csc deg det dim exp gcd hom inf ker lg lim ln log max min sec sin sinh sup tan tanh"
)
FUNCTIONS = frozenset(_FUNCTIONS.split())
LARGE = _named("sum 1444 prod 1278 bigcup 1111 bigcap 1111 int 1000 bigoplus 1511 bigotimes 1511")
LIMITS = frozenset({"sum", "prod", "bigcup", "bigcap", "bigoplus", "bigotimes", "max", "min", "sup", "inf", "lim", "det", "gcd"})

# Letters of other alphabets, in percent of upright ones.
ALPHABETS = _named(
    "mathrm 100 mathup 100 mathnormal 106 mathit 106 mathsf 100 mathbf 116 boldsymbol 125 bm 125 mathbb 106 mathcal 135 mathfrak 110 "
    "mathscr 140 mathtt 190"
)

BOLD_ITALIC = ("boldsymbol", "bm")  # alphabets with widths of their own, which are the same at all sizes


def in_alphabet(name: str, alphabet: str | None) -> tuple[float, float]:
    """Width and slope of a Latin letter in the alphabet of a command, in math italic without one."""
    if alphabet in BOLD_ITALIC:
        return BOLD[name], BOLD_LEAN[name]
    if alphabet is None:
        return ITALIC[name], LEAN[name]
    return (BOLD_UPRIGHT[name] if alphabet == "mathbf" else UPRIGHT[name] * ALPHABETS[alphabet] / 100), 0


# Brackets that grow: total height and width in points, from the text's own to those that are pieced together.
BRACKETS = ((10.95, 4.26), (12.0, 4.58), (18.0, 5.97), (24.0, 7.36), (30.0, 7.92), (float("inf"), 8.75))
_SIDES = {
    "[": (3.1, 4.17, 4.72, 5.28, 5.83, 6.67),
    "langle": (4.26, 4.72, 6.11, 7.5, 8.06, 8.06),
    "lfloor": (4.87, 4.72, 5.28, 5.83, 6.39, 6.67),
    "|": (3.04, 3.33, 3.33, 3.33, 3.33, 3.33),
    "lVert": (5.48, 5.56, 5.56, 5.56, 5.56, 5.56),
    ".": (1.2,) * 6,  # none
}
_CLOSING = {"]": "[", "rangle": "langle", "rfloor": "lfloor", "rVert": "lVert", "lvert": "|", "rvert": "|"}


def bracket(side: str, need: float) -> tuple[float, float]:
    """The height and the width of the smallest `\\left` or `\\right` delimiter that is as high as needed."""
    place = next(i for i, (total, _) in enumerate(BRACKETS) if total >= need)
    total, wide = BRACKETS[place]
    name = side.lstrip("\\")
    return total, _SIDES[_CLOSING.get(name, name)][place] if _CLOSING.get(name, name) in _SIDES else wide


_BIG = {"big": 4.58, "Big": 5.97, "bigg": 7.36, "Bigg": 7.92}
_ENDS: tuple[tuple[str, Class], ...] = (("l", "open"), ("r", "close"), ("m", "rel"), ("", "ord"))
BIG = {rf"\{name}{end}": (kind, wide) for name, wide in _BIG.items() for end, kind in _ENDS}

# How much wider a glyph is at 8pt and 6pt than at 10.95pt, each relative to its size.
OPTICAL = {10.95: 1.0, 8.0: 1.0625, 6.0: 1.235}

# Horizontal spaces, in eighteenths of a quad.
SKIPS = {r"\,": 3, r"\:": 4, r"\>": 4, r"\;": 5, r"\!": -3, r"\quad": 18, r"\qquad": 36, r"\thinspace": 3, r"\ ": 6, "~": 6}
SILENT = {r"\limits", r"\nolimits", r"\displaystyle", r"\textstyle", r"\middle", r"\allowbreak", r"\nonumber", r"\relax"}
ACCENTS = {r"\tilde", r"\hat", r"\bar", r"\dot", r"\ddot", r"\vec", r"\check", r"\breve", r"\widetilde", r"\widehat", r"\overline"}
ACCENTS |= {r"\underline", r"\mathring", r"\acute", r"\grave"}


def letter(char: str) -> int:
    """A character of text; a letter with an accent is as wide as without."""
    plain = unicodedata.normalize("NFD", char)[:1]
    if wide := TEXT.get(char) or TEXT.get(plain):
        return wide
    return SYMBOLS[plain][1] if plain in SYMBOLS else DIGIT if len(char) == 1 else EM
