"""Random cells of numbers, vectors and matrices, written as an author would: shapes fit by construction."""

import re
from dataclasses import dataclass, field

from hypothesis import assume
from hypothesis import strategies as st

Shape = tuple[int, int]
NUMBER: Shape = (1, 1)
_SUM, _PRODUCT, _ATOM = 1, 2, 3
Text = tuple[str, int]
"""An expression and how tightly it binds."""

_ODD_NUMBERS = ("150", "-40", "0.001", "7/3", "1.25", "12", "-0.125", "2/7")
_NUMBERS = ("2", "1/2", "-1", "1", "0.4", "2/3", "-3/2", "3/2", "-0.5", "0", "-1/3", "1/4")
_SMOOTH = ("tanh", "sigmoid", "softplus", "silu", "gelu", "Phi", "phi", "elu")
_ROUGH = ("exp", "log", "sqrt", "round")  # not of every number
_LINES = ("relu", "leaky_relu", "abs", "hard_sigmoid", "step", "sign", "floor")
CONVENTIONS = (
    "relu'(0): 1/3, leaky_relu'(0): 1/7, abs'(0): 1/5, hard_sigmoid'(-3): 1/8, hard_sigmoid'(3): 1/9, step(0): 1/2, step'(0): 1/4, "
    "sign'(0): 2/3, floor'(n): 1/6, max'(tie): 2/5, min'(tie): 3/5"
)


@dataclass(frozen=True)
class Cell:
    """Equations, numbers, and what is asked, each as text."""

    equations: tuple[str, ...]
    given: tuple[str, ...]
    horizon: int
    ask: tuple[str, ...]
    by: str = "reverse"
    vectors: str = ""
    cut: str = ""
    truncate: int = 0
    further: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = ()  # other numbers and other questions

    @property
    def yaml(self) -> str:
        return "\n".join(
            [
                "title: Random",
                *([f"vectors: {self.vectors}"] if self.vectors else []),
                "cells:",
                "  cell:",
                *(f"    {equation}" for equation in self.equations),
                "items:",
                "  - id: a",
                "    prompt: Find it.",
                "    given:",
                *(f"      {line}" for line in self.given or ("unused: 1",)),
                f"    horizon: {self.horizon}",
                f"    convention: {{{CONVENTIONS}}}",
                *([f"    cut: {self.cut}"] if self.cut else []),
                *([f"    truncate: {self.truncate}"] if self.truncate else []),
                f"    by: {self.by}",
                "    ask:",
                *(f"      - {line}" for line in self.ask),
                "    points: {all: 1}",
                "",
            ]
        )


@dataclass
class _Names:
    """What is given: weights are made as they are needed."""

    weights: dict[str, Shape] = field(default_factory=dict)
    inputs: dict[str, Shape] = field(default_factory=dict)

    def fresh(self, shape: Shape) -> str:
        stem = "w" if shape == NUMBER else "b" if 1 in shape else "W"
        name = f"{stem}_{sum(other[0] == stem for other in self.weights) + 1}"
        self.weights[name] = shape
        return name


@dataclass
class _Scope:
    """The names that an equation may use, besides weights."""

    names: _Names
    around: dict[str, Shape]
    steps: bool = False  # whether t is a number
    scalar: bool = False  # whether there are only numbers
    rough: bool = False  # whether there are functions that are not of every number


def _in(text: Text, need: int) -> str:
    return text[0] if text[1] >= need else f"({text[0]})"


@st.composite
def _leaf(draw: st.DrawFn, scope: _Scope, shape: Shape) -> Text:
    known = {**scope.around, **scope.around, **scope.names.weights}
    same = [name for name, s in known.items() if s == shape]
    turned = [f"{name}.T" for name, s in known.items() if s == shape[::-1] and s != NUMBER]
    vectors = [name for name, (n, m) in known.items() if 1 in (n, m) and n * m > 1]
    parts = []
    if shape == NUMBER:
        places = {name: draw(st.integers(1, max(known[name]))) for name in vectors}
        parts = [f"{name}[{k}]" for name, k in places.items()]
        parts += [f"{name}[{n}, {m}]" for name, (n, m) in known.items() if n > 1 and m > 1]
        parts += ["2", "0.5"] + (["t"] if scope.steps else [])
    if shape[0] == 1:
        parts += [f"{name}[{n}, :]" for name, (n, m) in known.items() if n > 1 and m == shape[1] and m > 1]
    if shape[1] == 1:
        parts += [f"{name}[:, {m}]" for name, (n, m) in known.items() if m > 1 and n == shape[0] and n > 1]
    parts += [f"{name}[{_range(draw, n, shape[0])}, {_range(draw, m, shape[1])}]" for name, (n, m) in known.items() if _has(shape, (n, m))]
    around = [name for name, s in scope.around.items() if s == shape]
    pools = [pool for pool in (around, around, same, same, turned, parts) if pool]
    if len(scope.names.weights) < 5 or not pools:
        pools.append([])
    pool = draw(st.sampled_from(pools))
    return (draw(st.sampled_from(pool)), _ATOM) if pool else (scope.names.fresh(shape), _ATOM)


def _has(part: Shape, whole: Shape) -> bool:
    """Whether a matrix has blocks of a shape beside itself."""
    return 1 not in whole and part not in (whole, NUMBER) and part[0] <= whole[0] and part[1] <= whole[1]


def _range(draw: st.DrawFn, n: int, length: int) -> str:
    """So many of n."""
    first = draw(st.integers(1, n - length + 1))
    return f"{first}:{first + length - 1}" if length < n else ":"


_ANY = ("leaf", "leaf", "leaf", "+", "-", "*", "*", "call", "call", "call", "@", "@", "@", "minus", "/", "**", "lines", "max", "root")
_NUMBERS_ONLY = tuple(kind for kind in _ANY if kind != "@")
_VECTOR = ("softmax", "softmax", "log_softmax", "concat", "concat")
_OF_LINES = ("softmax({}, {})", "log_softmax({}, {})", "normalize({}, {}, 1/2)")
_OF_EACH_LINE = ("sum", "mean", "var", "max", "min", "norm", "logsumexp")
_SCALAR = ("sum", "mean", "var", "dot", "dot", "norm", "mse", "logsumexp", "best", "entropy", "argmax", "twice", "step")


@st.composite
def expressions(draw: st.DrawFn, scope: _Scope, shape: Shape, depth: int) -> Text:
    """An expression of a shape."""
    kinds: tuple[str, ...] = (_NUMBERS_ONLY if scope.scalar else _ANY) if depth else ("leaf",)
    kinds += ("rough", "sum of parts") if depth and scope.rough else ()
    if depth and 1 in shape and shape != NUMBER:
        kinds += _VECTOR + ("number of each line",) * 2
        kinds += ("one_hot",) if shape[1] == 1 else ()
    if depth and shape == NUMBER and not scope.scalar:
        kinds += _SCALAR + _SCALAR
    if depth and shape != NUMBER:
        kinds += ("turned",)
    if depth and 1 not in shape:
        kinds += ("lines of it",) * 3
    kind = draw(st.sampled_from(kinds))

    def part(of: Shape = shape, need: int = 0) -> str:
        return _in(draw(expressions(scope, of, depth - 1)), need)

    def vector() -> Shape:
        n = draw(st.integers(1, 3))
        return draw(st.sampled_from(((n, 1), (1, n))))

    def array() -> Shape:
        return draw(st.sampled_from(((2, 2), (2, 3), (3, 1), (1, 2), (2, 1), (1, 1))))

    names = scope.names
    match kind:
        case "+" | "-":
            return f"{part(need=_SUM)} {kind} {part(need=_PRODUCT)}", _SUM
        case "*":
            other = draw(st.sampled_from((shape, NUMBER)))
            pair = [part(need=_ATOM), part(other, _ATOM)]
            return "*".join(draw(st.permutations(pair))), _PRODUCT
        case "/":
            below = draw(st.sampled_from(("2", "(-3)", f"(1 + {part(draw(st.sampled_from((shape, NUMBER))), _ATOM)}**2)")))
            return f"{part(need=_PRODUCT if depth < 2 else _ATOM)}/{below}", _PRODUCT
        case "**":
            return f"{part(need=_ATOM)}**{draw(st.sampled_from(('2', '2', '3', '1')))}", _PRODUCT
        case "minus":
            return f"-{part(need=_ATOM)}", _SUM
        case "call":
            return f"{draw(st.sampled_from(_SMOOTH))}({part()})", _ATOM
        case "rough":
            return f"{draw(st.sampled_from(_ROUGH))}({part()})", _ATOM
        case "sum of parts":
            factors = [draw(st.sampled_from(("2*", "-", "", "3/2*"))) for _ in range(2)]
            return f"{factors[0]}{part(need=_ATOM)} + {factors[1].replace('-', '2*')}{part(need=_ATOM)}", _SUM
        case "lines":
            fn = draw(st.sampled_from(_LINES))
            more = ", 0.2" if fn == "leaky_relu" and draw(st.booleans()) else ""
            return f"{fn}({part()}{more})", _ATOM
        case "root":
            return f"{draw(st.sampled_from(('sqrt', 'log')))}(1 + {part(need=_ATOM)}**2)", _ATOM
        case "max":
            other = draw(st.sampled_from((shape, NUMBER)))
            return f"{draw(st.sampled_from(('max', 'min')))}({part()}, {part(other)})", _ATOM
        case "@":
            inner = draw(st.integers(1, 3))
            factors = [names.fresh(of) if of == NUMBER else part(of, _ATOM) for of in ((shape[0], inner), (inner, shape[1]))]
            return " @ ".join(factors), _PRODUCT
        case "turned":
            return f"{_in((part(shape[::-1]), _SUM), _ATOM)}.T", _ATOM
        case "softmax" | "log_softmax":
            return f"{kind}({part()})", _ATOM
        case "lines of it":
            fn, axis = draw(st.sampled_from(_OF_LINES)), draw(st.sampled_from(("rows", "columns")))
            return f"{fn.format(part(), axis)}", _ATOM
        case "number of each line":
            fn, n = draw(st.sampled_from(_OF_EACH_LINE)), draw(st.integers(2, 3))
            axis, whole = ("rows", (shape[0], n)) if shape[1] == 1 else ("columns", (n, shape[1]))
            return f"{fn}({part(whole)}, {axis})", _ATOM
        case "concat":
            n = draw(st.integers(1, max(shape) - 1))
            sizes = (n, max(shape) - n)
            joined = ", ".join(part((n, 1) if shape[1] == 1 else (1, n)) for n in sizes)
            turn = ".T" if shape == (1, 2) else ""  # numbers alone make a column
            return f"concat({joined}){turn}", _ATOM
        case "one_hot":
            return f"one_hot({draw(st.sampled_from((str(max(shape)), '1', f'argmax({part()})')))}, {shape[0]})", _ATOM
        case "sum" | "mean" | "var":
            return f"{kind}({part(array())})", _ATOM
        case "best":
            return f"{draw(st.sampled_from(('max', 'min')))}({part(array())})", _ATOM
        case "argmax":
            return f"argmax({part(vector())})", _ATOM
        case "norm" | "logsumexp":
            return f"{kind}({part(vector())})", _ATOM
        case "dot":
            both = vector()
            return f"dot({part(both)}, {part(both)})", _ATOM
        case "mse":
            both = array()
            return f"mse({part(both)}, {part(both)})", _ATOM
        case "entropy":
            both = vector()
            target = draw(st.sampled_from((f"softmax({part(both)})", "")))
            if not target:
                both = (max(both), 1)
                target = f"one_hot({draw(st.integers(1, both[0]))}, {both[0]})"
            return f"cross_entropy(softmax({part(both)}), {target})", _ATOM
        case "twice":
            name = names.fresh(draw(st.sampled_from(((2, 2), (2, 3), (3, 2)))))
            n, m = names.weights[name]
            x, y = part((m, 1), _ATOM), part((m, 1), _ATOM)
            return f"sum({name} @ {x}) + dot({name}.T @ ({name} @ {y}), {x})", _SUM
        case "step" if scope.steps:
            return f"{part(need=_ATOM)}*{draw(st.sampled_from(('t', '0.5**t', '(1/(t + 1))')))}", _PRODUCT
        case _:
            return draw(_leaf(scope, shape))


@st.composite
def cells(draw: st.DrawFn, depth: int = 2, scalar: bool = False, rough: bool = False) -> Cell:
    """A recurrence of one or two states with an output and a loss, and one to three questions.

    `scalar` is one of numbers only; a `rough` one may take the logarithm of a negative number, and asks further questions.
    """
    names = _Names()
    rows = draw(st.booleans())
    horizon = draw(st.integers(1, 3))

    def vector(n: int) -> Shape:
        return NUMBER if scalar else (1, n) if rows else (n, 1)

    def scope_of(around: dict[str, Shape], steps: bool = False) -> _Scope:
        return _Scope(names, around, steps, scalar, rough)

    def text(scope: _Scope, shape: Shape, deep: int = depth) -> Text:
        return draw(expressions(scope, shape, deep))

    def at_each_step() -> str:
        found = text(scope_of(here, steps=True), NUMBER)[0]
        return found if re.search(r"\bt\b", found) else f"{'h[t]' if scalar else 'mean(h[t])'} - ({found})"

    states = {
        name: draw(st.sampled_from((vector(2), vector(3), vector(2), vector(1), NUMBER if scalar else (2, 2))))
        for name in ("h", "c")[: draw(st.integers(1, 2))]
    }
    inputs = {"x": vector(draw(st.integers(1, 3)))}
    back = {f"{name}[t-1]": shape for name, shape in states.items()}
    if draw(st.integers(0, 3)) == 0:
        back |= {"h[t-2]": states["h"]}
    equations = []
    around = {**back, "x[t]": inputs["x"]}
    if draw(st.integers(0, 4)) == 0:
        shape = NUMBER if scalar else draw(st.sampled_from(((2, 2), (2, 1), (1, 2), (3, 2))))
        around["A"] = shape
        equations.append(f"A: {text(scope_of({}), shape, 1)[0]}")
    for name, shape in states.items():
        scope = scope_of(dict(around), steps=True)
        if draw(st.booleans()) and 1 in shape:
            n, k = max(shape), max(inputs["x"])
            times = "*" if scalar else " @ "
            v, w = names.fresh((n, n)), names.fresh((k, n) if rows else (n, k))
            inner = f"{name}[t-1]{times}{v} + x[t]{times}{w}" if rows else f"{v}{times}{name}[t-1] + {w}{times}x[t]"
            rest = text(scope, shape, depth - 1)
            body = f"{draw(st.sampled_from(('tanh', 'sigmoid', 'relu', 'tanh')))}({inner} + {_in(rest, _PRODUCT)})"
        else:
            body = text(scope, shape)[0]
        equations.append(f"{name}[t]: {body}")
        around[f"{name}[t]"] = shape
    here = {f"{name}[t]": shape for name, shape in states.items()}
    last = {f"{name}[T]": shape for name, shape in states.items()}
    if horizon > 1:
        last |= {"h[T-1]": states["h"], "h[1]": states["h"]}
    outs = [f"{name}[{t}]" for name in states for t in range(1, horizon + 1)]
    shapes = {f"{name}[{t}]": shape for name, shape in states.items() for t in range(1, horizon + 1)}
    match draw(st.integers(0, 2 if scalar else 4)):
        case 0:
            equations.append(f"L: {text(scope_of(last), NUMBER)[0]}")
        case 1:
            equations += [f"l[t]: {text(scope_of(here, steps=True), NUMBER)[0]}", "L: sum_t(l[t])"]
        case 2:
            equations.append(f"L: {draw(st.sampled_from(('sum_t', 'mean_t')))}({at_each_step()})")
        case _:
            size = vector(draw(st.integers(2, 3)))
            inputs["y"] = size
            logits = text(scope_of(here), size, 1)[0]
            more = draw(st.sampled_from(("", "", " + dot(p[T], p[1])", " + 2*norm(p[T])")))
            target = draw(st.sampled_from(("y[t]", "y[t]", "softmax(y[t])")))
            equations += [f"p[t]: softmax({logits})", f"l[t]: cross_entropy(p[t], {target})", f"L: sum_t(l[t]){more}"]
            outs += [f"p[{t}]" for t in range(1, horizon + 1)]
            shapes |= {f"p[{t}]": size for t in range(1, horizon + 1)}
    whole = " ".join(equations)
    # b[2] is a time where b never stands alone.
    assume(all(re.search(rf"\b{name}\b(?!\[)", whole) for name in re.findall(r"\b([bW]_\d)\[\d\]", whole)))
    used = {name: shape for name, shape in names.weights.items() if re.search(rf"\b{name}\b", whole)}
    starts = {f"{name}[0]": shape for name, shape in states.items() if f"{name}[t-1]" in whole or f"{name}[t-2]" in whole}
    starts |= {f"{name}[-1]": shape for name, shape in states.items() if f"{name}[t-2]" in whole}
    drives = {f"{name}[{t}]": shape for name, shape in inputs.items() if f"{name}[t]" in whole for t in range(1, horizon + 1)}
    style = draw(st.sampled_from(("", "rows" if rows else "columns")))

    drawn = (*_NUMBERS, *_NUMBERS, *_ODD_NUMBERS) if rough else _NUMBERS

    def numbers(shape: Shape, hot: bool) -> str:
        n, m = shape
        place = draw(st.integers(0, n * m - 1))
        entries = [str(int(i == place)) if hot else draw(st.sampled_from(drawn)) for i in range(n * m)]
        if shape == NUMBER:
            return draw(st.sampled_from((entries[0], f"[{entries[0]}]" if style else entries[0], f"[[{entries[0]}]]")))
        if style and 1 in shape and (n == 1) == (style == "rows"):
            return f"[{', '.join(entries)}]"
        return f"[{', '.join('[' + ', '.join(entries[i * m : (i + 1) * m]) + ']' for i in range(n))}]"

    everything = {**used, **starts, **drives}
    given = [f"{name}: {numbers(shape, name.startswith('y'))}" for name, shape in everything.items()]

    def asked() -> tuple[str, ...]:
        return tuple(draw(st.lists(_questions(everything, shapes), min_size=1, max_size=3, unique=True)))

    ask = asked()
    further: list[tuple[tuple[str, ...], tuple[str, ...]]] = []
    while rough and everything and len(further) < 2 and draw(st.booleans()):
        stem = draw(st.sampled_from(list(everything))).partition("[")[0]
        series = [name for name in everything if name.partition("[")[0] == stem] if draw(st.booleans()) else []
        further.append((tuple(f"{name}: {numbers(everything[name], name.startswith('y'))}" for name in series), asked()))
    cuts = [out for out in outs if not any(out in question for question in ask)]
    cut = draw(st.sampled_from(cuts)) if cuts and draw(st.integers(0, 9)) == 0 else ""
    by = draw(st.sampled_from(("reverse", "reverse", "forward")))
    truncate = draw(st.integers(1, min(2, horizon))) if draw(st.integers(0, 3)) == 0 else 0
    return Cell(tuple(equations), tuple(given), horizon, ask, by, style, cut, truncate, tuple(further))


@st.composite
def _questions(draw: st.DrawFn, givens: dict[str, Shape], values: dict[str, Shape]) -> str:
    """One question: most of them the gradient of the loss."""

    def entry(name: str, shape: Shape) -> str:
        n, m = (draw(st.integers(1, k)) for k in shape)
        timed = "[" in name
        block = f"{n}:{shape[0]}, {m}"
        places = (f"{n}, {m}", block) if timed else (f"{n}, {m}", block, f"{n}, :", f":, 1:{m}")
        if 1 in shape:
            places = (f"{max(n, m)}", f"{max(n, m)}:{max(shape)}")
        return f"{name}[{draw(st.sampled_from(places))}]"

    everything = {**givens, **values}
    wrt = draw(st.sampled_from(list(everything)))
    to = entry(wrt, everything[wrt]) if everything[wrt] != NUMBER and draw(st.integers(0, 4)) == 0 else wrt
    match draw(st.sampled_from(("loss", "loss", "loss", "jacobian", "jacobian", "entry", "value"))):
        case "loss":
            return f"gradient of L wrt {to}"
        case "jacobian":
            vectors = [name for name, shape in values.items() if 1 in shape] or list(values)
            of = draw(st.sampled_from(vectors))
            below = draw(st.sampled_from([name for name, shape in everything.items() if 1 in shape] or [wrt]))
            return f"jacobian of {of} wrt {below}"
        case "entry":
            of = draw(st.sampled_from(list(values)))
            return f"gradient of {entry(of, values[of]) if values[of] != NUMBER else of} wrt {to}"
        case _:
            of = draw(st.sampled_from(list(values)))
            return f"value of {entry(of, values[of]) if values[of] != NUMBER and draw(st.booleans()) else of}"
