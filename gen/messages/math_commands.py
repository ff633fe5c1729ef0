"""What an author's LaTeX may hold between `$` signs: every control sequence that is known, by what stands behind it.

The names are those of LaTeX, amsmath and amssymb. What is not here is no LaTeX for this tool, whatever TeX would do with it.
"""

from itertools import pairwise
from string import ascii_letters

from gen.messages.characters import SIGNS as SIGNS_OF_TEXT

SPACES = frozenset([r"\,", r"\:", r"\;", r"\!", r"\quad", r"\qquad", r"\enspace", r"\thinspace", r"\medspace", r"\thickspace"]) | {"\\ "}
ESCAPED = frozenset([r"\{", r"\}", r"\%", r"\&", r"\#", r"\$", r"\_", r"\|"])

# Behind a command stands the character that it prints, unless `messages.characters` knows that already.
_GREEK = (
    "alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa varkappa ϰ lambda mu nu xi pi varpi rho varrho "
    "sigma varsigma tau upsilon phi varphi chi psi omega digamma ϝ"
)
_CAPITALS = "Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega"
_LEANING = (
    "varGamma Γ varDelta Δ varTheta Θ varLambda Λ varXi Ξ varPi Π varSigma Σ varUpsilon Υ varPhi Φ varPsi Ψ varOmega Ω"  # italic capitals
)
_LETTERS = "ell hbar imath ı jmath ȷ Re Im wp ℘ aleph beth ℶ complement ∁ partial nabla infty emptyset varnothing ∅ eth ð Bbbk 𝕜 hslash ℏ"
_LOGIC = (
    "forall exists nexists neg lnot ¬ land ∧ lor ∨ wedge vee top bot ⊥ angle measuredangle ∡ triangle prime ′ backprime ‵ surd "
    "flat ♭ natural ♮ sharp ♯"
)
_SHAPES = (
    "square Box □ blacksquare lozenge Diamond ◊ blacklozenge ⧫ bigstar blacktriangle blacktriangledown ▼ checkmark "
    "clubsuit ♣ diamondsuit ♢ heartsuit ♡"
)
_BINARY = (
    "pm mp times div cdot ⋅ ast star circ bullet cap cup uplus ⊎ sqcap ⊓ sqcup ⊔ setminus smallsetminus ∖ wr ≀ diamond ⋄ bigcirc ◯ "
    "oplus ominus otimes oslash ⊘ odot dagger ddagger amalg ⨿ boxplus ⊞ boxminus ⊟ boxtimes ⊠ boxdot ⊡ barwedge ⊼ veebar ⊻ ltimes ⋉ "
    "rtimes ⋊ dotplus ∔ circledast ⊛ circledcirc ⊚ bmod triangleleft ◁ triangleright ▷ bigtriangleup △ bigtriangledown ▽"
)
_RELATIONS = (
    "le leq leqslant ge geq geqslant ll gg lll ⋘ ggg ⋙ ne neq equiv sim simeq approx approxeq ≊ cong doteq ≐ propto varpropto ∝ asymp ≍ "
    "lesssim ≲ gtrsim ≳ lessgtr ≶ gtrless ≷ prec succ preceq ⪯ succeq ⪰ preccurlyeq ≼ succcurlyeq ≽ in notin ni owns ∋ subset supset "
    "subseteq supseteq subsetneq ⊊ supsetneq ⊋ sqsubseteq ⊑ sqsupseteq ⊒ vdash dashv ⊣ models mid nmid ∤ parallel nparallel ∦ perp "
    "bowtie ⋈ smile ⌣ frown ⌢ nless ≮ ngtr ≯ nleq ≰ ngeq ≱ nsim ≁ ncong ≇ triangleq ≜ bumpeq ≏ backsim ∽ eqcirc ≖ circeq ≗ "
    "fallingdotseq ≒ risingdotseq ≓ therefore because ∵ colon : vDash ⊨ Vdash ⊩ trianglelefteq ⊴ trianglerighteq ⊵"
)
_ARROWS = (
    "leftarrow gets rightarrow to leftrightarrow uparrow downarrow updownarrow nearrow searrow swarrow nwarrow mapsto longmapsto "
    "Leftarrow Rightarrow Leftrightarrow Uparrow Downarrow Updownarrow ⇕ longleftarrow longrightarrow longleftrightarrow "
    "Longleftarrow Longrightarrow Longleftrightarrow iff ⟺ implies ⟹ impliedby ⟸ hookleftarrow ↩ hookrightarrow leftharpoonup ↼ "
    "leftharpoondown ↽ rightharpoonup ⇀ rightharpoondown ⇁ rightleftharpoons leftrightharpoons ⇋ leadsto ⇝ rightsquigarrow ⇝ "
    "twoheadrightarrow ↠ twoheadleftarrow ↞ rightrightarrows ⇉ leftleftarrows ⇇ rightleftarrows ⇄ leftrightarrows ⇆ nrightarrow ↛ "
    "nleftarrow ↚ circlearrowleft ↺ circlearrowright ↻ curvearrowleft ↶ curvearrowright ↷ upharpoonright ↾"
)
_DOTS = "dots ldots cdots vdots ddots dotsb ⋯ dotsc dotsm ⋯ dotsi ⋯"
_FUNCTIONS = "arccos arcsin arctan arg cos cosh cot coth csc deg dim exp hom ker lg ln log sec sin sinh tan tanh "  # no limits below these
_STYLES = "displaystyle textstyle scriptstyle scriptscriptstyle mathstrut"
_INTEGRALS = "int iint ∬ iiint ∭ oint"
_SUMS = "sum prod coprod ∐ bigcap ⋂ bigcup ⋃ bigsqcup ⨆ bigvee ⋁ bigwedge ⋀ bigoplus ⨁ bigotimes ⨂ bigodot ⨀ biguplus ⨄"
_LIMITS = "det gcd inf injlim lim liminf limsup max min Pr projlim sup varinjlim varprojlim varliminf varlimsup"
_OPENING = "langle lfloor lceil lbrace { lbrack [ lvert | lVert ‖ lgroup ⟮ lmoustache ⎰ ulcorner ⌜ llcorner ⌞"
_CLOSING = "rangle rfloor rceil rbrace } rbrack ] rvert | rVert ‖ rgroup ⟯ rmoustache ⎱ urcorner ⌝ lrcorner ⌟"
_BARS = "vert | Vert backslash \\ uparrow downarrow updownarrow Uparrow Downarrow Updownarrow"
_SIZES = "big Big bigg Bigg bigl Bigl biggl Biggl bigr Bigr biggr Biggr bigm Bigm biggm Biggm"
_ONE = (
    "mathrm mathbf mathit mathsf mathtt mathbb mathcal mathfrak mathnormal boldsymbol pmb "
    "hat widehat check tilde widetilde acute grave dot ddot dddot breve bar vec mathring overline underline overbrace underbrace "
    "overrightarrow overleftarrow overleftrightarrow underrightarrow underleftarrow mathop mathbin mathrel mathord mathopen mathclose "
    "mathpunct mathinner phantom hphantom vphantom smash boxed operatorname operatorname* pmod pod mod"
)
_TWO = "frac dfrac tfrac cfrac binom dbinom tbinom overset underset stackrel"
_WORDS = "text textrm textbf textit textsl textsf texttt textsc textnormal textup mbox emph"


def names(words: str) -> frozenset[str]:
    """Commands by their words: `\\left` and `\\right` for `left right`, without the characters behind them."""
    return frozenset(f"\\{word}" for word in words.split() if word[0] in ascii_letters)


def _printed(*tables: str) -> dict[str, str]:
    """The character that stands behind each command of some tables."""
    words = " ".join(tables).split()
    return {rf"\{name}": sign for name, sign in pairwise(words) if name[0] in ascii_letters and sign[0] not in ascii_letters}


INTEGRALS, SUMS, FUNCTIONS = names(_INTEGRALS), names(_SUMS), names(f"{_FUNCTIONS} {_LIMITS}")
LARGE = INTEGRALS | SUMS | names(_LIMITS)
"""Operators that may have their limits below and above."""

CAPITALS, LEANING = names(_CAPITALS), names(_LEANING)
"""Greek capitals that stand upright, and those that lean."""

BINARY, RELATIONS, LOGIC = names(_BINARY), names(f"{_RELATIONS} {_ARROWS}") - {r"\colon"}, names(_LOGIC)
OPENING, CLOSING, DOTS = names(_OPENING), names(_CLOSING), names(_DOTS)

_FENCES = f"{_OPENING} {_CLOSING} {_BARS}"
FENCES = names(_FENCES) | {r"\{", r"\}", r"\|"} | frozenset("()[]|/.<>")
"""What may stand behind `\\left`, `\\middle`, `\\right` and `\\big`."""

SIZES = names(_SIZES)

LETTERS = names(f"{_GREEK} {_CAPITALS} {_LEANING} {_LETTERS} {_SHAPES}")
"""What a name may be made of beside the letters of an alphabet."""

DISTINCT = names("mathbf mathit mathsf mathtt mathbb mathcal mathfrak boldsymbol pmb")
"""Fonts in which a digit is no number."""

SIGNS = (
    names(" ".join((_LOGIC, _BINARY, _RELATIONS, _ARROWS, _DOTS, _FUNCTIONS, _STYLES)))
    | LETTERS
    | LARGE
    | SPACES
    | ESCAPED
    | (names(_FENCES))
)
"""What stands for itself."""

CHARACTERS = {rf"\{sign}": sign for sign in "{}%&#$_"} | {r"\|": "‖"}
CHARACTERS |= SIGNS_OF_TEXT | _printed(
    _GREEK, _LEANING, _LETTERS, _LOGIC, _SHAPES, _BINARY, _RELATIONS, _ARROWS, _DOTS, _INTEGRALS, _SUMS, _OPENING, _CLOSING, _BARS
)
"""The character that a command prints."""

ARGUMENTS = dict.fromkeys(names(_ONE), 1) | dict.fromkeys(names(_TWO), 2) | dict.fromkeys((r"\sqrt", r"\xrightarrow", r"\xleftarrow"), 1)
"""How many groups of math stand behind a command; those of `OPTIONS` may have one in square brackets before them."""

OPTIONS = names("sqrt xrightarrow xleftarrow")
WORDS = names(_WORDS)
"""Commands with a group of text."""

_GRIDS = ("matrix", "pmatrix", "bmatrix", "Bmatrix", "vmatrix", "Vmatrix", "smallmatrix", "aligned")
COLUMNS = dict.fromkeys(_GRIDS, 10) | {"cases": 2, "gathered": 1}
"""How many columns an environment may have; an `array` says so itself."""

ALSO = {r"\bm": r"\boldsymbol"}
"""Names that are read as others."""

KNOWN = SIGNS | SIZES | ARGUMENTS.keys() | WORDS | ALSO.keys() | names("left right middle not substack limits nolimits begin end")

INSTEAD = {
    r"\over": r"write \frac{a}{b}",
    r"\choose": r"write \binom{n}{k}",
    r"\mathscr": r"write \mathcal{L}",
    r"\mathds": r"write \mathbb{1}",
    r"\hbox": r"write \text{...}",
    r"\color": "all is set in black",
    r"\textcolor": "all is set in black",
    r"\def": r"write \newcommand in the file of macros",
    r"\newcommand": "it stands in the file of macros",
    r"\tag": "no equation has a number",
    r"\label": "no equation has a number",
}
INSTEAD |= {rf"\{font}": rf"write \math{font}{{...}}" for font in ("rm", "bf", "it", "sf", "tt", "cal")}
_OPERATORS = "argmax argmin softmax relu ReLU sigmoid diag rank trace tr sign sgn KL Var Cov E LSTM GRU"
INSTEAD |= {rf"\{name}": rf"write \operatorname{{{name}}}, or define it in the file of macros" for name in _OPERATORS.split()}
