"""How each style of a drawing looks where no TeX sets it: the same strokes, greys and sizes as `templates/genfigures.sty` has in print.

A grey is a share of the ink, in percent, so that it is as far from the paper where ink is light and paper dark.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

SOLID: tuple[float, ...] = ()
DOTTED, DASHED = (0.5, 1.0), (3.0, 2.0)  # points: TeX's `densely dotted` and `densely dashed`


@dataclass(frozen=True, slots=True)
class Look:
    """Lines have `line` percent of ink and are so `thick`; what is filled has `fill` percent of ink on paper, None shows what is below.

    A node's border is a box, one with `round` ends, or a circle; it is at least so `high`, keeps `pad` around its text, which is so large
    (`size`) and has `text` percent of ink. An arrow's `tip` has a length and a width. All in points.
    """

    line: int = 0
    thick: float = 0.5
    dash: tuple[float, ...] = SOLID
    caps: Literal["butt", "round"] = "butt"
    joins: Literal["miter", "round"] = "miter"
    fill: int | None = None
    hatched: bool = False
    border: Literal["box", "round", "circle"] = "box"
    corner: float = 0.0
    high: float = 0.0
    pad: tuple[float, float] = (0.0, 0.0)
    text: int = 100
    size: float = 10.0
    lift: float = 0.0
    tip: tuple[float, float] | None = None


_NODE = Look(border="round", high=24.0)
_PARAMETER = Look(high=12.0)
_DRAWN = Look(line=100, thick=0.9, joins="round")
_STEPS = Look(line=70, thick=0.4)
_LABEL = Look(fill=0, pad=(1.0, 1.8), size=9.0)
_PIXEL = Look(line=60, thick=0.4, size=8.0)

LOOKS: dict[str, Look] = {
    "value": replace(_NODE, line=100),
    "input": replace(_NODE, fill=8),
    "start": replace(_NODE, line=45),
    "ghost": replace(_NODE, line=45, text=60, dash=DOTTED),
    "parameter": _PARAMETER,
    "end": _PARAMETER,
    "edge": Look(line=80, tip=(4.5, 3.6)),
    "name": Look(fill=0, corner=2.5, pad=(1.5, 1.5)),
    "badge": Look(line=100, fill=0, border="circle", high=9.5, size=9.0),
    "label": _LABEL,
    "cell": Look(line=45, fill=4, corner=6.0),
    "layer": Look(line=100, fill=14, high=20.0),
    "function": Look(line=100, fill=0, border="round", high=20.0),
    "product": Look(line=100, fill=0, border="circle"),
    "sum": Look(line=100, fill=0, border="circle"),
    "complement": Look(line=100, fill=0, border="round", high=15.0, size=9.0),
    "join": Look(fill=100, border="circle"),
    "port": Look(high=16.0),
    "title": Look(size=9.0, lift=1.0),
    "memory": Look(line=100, thick=1.0, tip=(4.5, 3.6)),
    "wire label": replace(_LABEL, fill=4),
    "line": Look(line=80),
    "pixel": _PIXEL,
    "padding": replace(_PIXEL, line=45, text=66, dash=DOTTED),
    "sign": Look(size=9.0),
    "axis": Look(line=100, thick=0.4),
    "zero": Look(line=45, thick=0.3),
    "grid": Look(line=45, thick=0.3, dash=(0.3, 2.0), caps="round"),
    "curve 0": _DRAWN,
    "curve 1": replace(_DRAWN, dash=(4.0, 2.2)),
    "curve 2": replace(_DRAWN, dash=(0.4, 1.9), caps="round", thick=1.1),
    "curve 3": replace(_DRAWN, dash=(5.0, 2.0, 0.9, 2.0)),
    "steps 0": _STEPS,
    "steps 1": replace(_STEPS, dash=(3.0, 2.0)),
    "steps 2": replace(_STEPS, dash=(0.5, 1.6), caps="round"),
    "steps 3": replace(_STEPS, dash=(4.0, 1.6, 0.8, 1.6)),
    "contour": Look(line=55, thick=0.35, joins="round"),
    "path": Look(line=100, thick=0.8, joins="round"),
    "unit": Look(line=100, thick=0.5),
    "bar": Look(line=100, thick=0.4, fill=14),
    "dot": Look(line=100, thick=0.4, fill=100),
    "ring": Look(line=100, thick=0.6, fill=0),
    "square": Look(line=100, thick=0.4, fill=100),
    "triangle": Look(line=100, thick=0.6, fill=0),
    "cross": Look(line=100, thick=0.9),
    "number across": Look(size=8.0),
    "number up": Look(size=8.0),
    "axis name": Look(size=9.0),
    "curve name": Look(size=9.0),
    "point name": Look(size=9.0, fill=0, pad=(0.6, 0.6)),
    "side name": Look(size=9.0, fill=0, pad=(1.0, 1.0)),
}

OVER: dict[str, dict[str, Any]] = {
    "live": {"line": 100, "thick": 1.3, "tip": (6.0, 5.0)},
    "dead": {"line": 45, "thick": 0.4, "dash": DASHED},
    "dies": {"line": 100, "thick": 1.3, "hatched": True},
    "unreached": {"line": 45, "text": 60},
    "stopped": {"line": 100, "thick": 1.3},
    "window": {"fill": 18},
    "blank": {"line": 100, "thick": 0.5, "dash": SOLID, "fill": 0, "pad": (0.0, 0.0)},
    "filled": {"line": 100, "thick": 0.5, "dash": SOLID, "fill": 16, "pad": (0.0, 0.0)},
}
"""What further styles change."""


def look_of(style: str, over: Sequence[str] = ()) -> Look:
    """The look of a style with others over it."""
    look = LOOKS[style]
    for one in over:
        look = replace(look, **OVER[one])
    return look
