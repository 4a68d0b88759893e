"""Control chart: the values in time, the limits that chance keeps to, and a flag where a rule fired."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sonda.charts import labels, ticks
from sonda.charts.frame import END, Frame, Layer
from sonda.charts.theme import ACCENT, BAD, BAND, EDGE, INK, PAPER, SMALL, SOFT

MOST = 400


@dataclass(frozen=True, kw_only=True)
class Point:
    """One moment: its value, centre, limits, and whether a rule fired."""

    label: str
    value: float | None
    center: float | None
    low: float | None
    high: float | None
    signal: bool
    about: str
    second: float | None = None  # cusum: the lower sum
    tick: str = ""


@dataclass(frozen=True, kw_only=True)
class Look:
    """Scale and words: `text(value, digits, last)` writes ticks."""

    text: Any
    center_text: str
    high_text: str
    low_text: str
    low: float | None = None
    high: float | None = None


def draw(points: Sequence[Point], *, look: Look, description: str) -> tuple[Layer, Layer]:
    """The figure for a wide and a narrow column; the latest `MOST` points."""
    return tuple(_draw(points[-MOST:], look, description, narrow) for narrow in (False, True))  # type: ignore[return-value]


def _draw(points: Sequence[Point], look: Look, description: str, narrow: bool) -> Layer:
    every = [v for p in points for v in (p.value, p.center, p.low, p.high, p.second) if v is not None] or [0.0, 1.0]
    domain, lines = ticks.scale(min(every), max(every), 4, look.low, look.high)
    digits = ticks.digits(lines)
    texts = [(t, look.text(t, digits, t == lines[-1])) for t in lines]
    left = max(labels.width(t) for _, t in texts) + 26
    right = (
        34.0 if narrow else max(labels.width(t, SMALL) for t in (look.center_text, look.high_text, look.low_text)) + 16
    )
    height = 190 if narrow else 270
    last = len(points) - 1
    frame = Frame(x=(-0.3, max(last, 0) + 0.3), y=domain, height=height, left=left, right=right, top=14, bottom=30)
    # A step as wide as a point: limits belong to a point, not to the way between two.
    data = [
        {
            "i": i,
            "at": i,
            "from": max(i - 0.5, -0.3),
            "to": min(i + 0.5, last + 0.3),
            "label": p.label,
            "value": p.value,
            "center": p.center,
            "low": p.low,
            "high": p.high,
            "signal": p.signal,
            "about": p.about,
            "second": p.second,
            "tick": p.tick,
        }
        for i, p in enumerate(points)
    ]
    every_nth = _every(points, narrow)
    ends = [r for r in data if r["center"] is not None]
    layers: list[Layer] = [
        *frame.grid_across(texts, start=-14),
        frame.box(where="isValid(datum.low) && isValid(datum.high)", x="from", x2="to", y="low", y2="high", fill=BAND),
        frame.rule(where="isValid(datum.high)", x="from", x2="to", y="high", colour=EDGE, width=1, dash=(4, 3)),
        frame.rule(where="isValid(datum.low)", x="from", x2="to", y="low", colour=EDGE, width=1, dash=(4, 3)),
        frame.rule(where="isValid(datum.center)", x="from", x2="to", y="center", colour=INK, width=1),
        _line(frame, "value"),
        _line(frame, "second") if any(p.second is not None for p in points) else {},
        frame.dot(
            where="isValid(datum.value) && !datum.signal",
            x="at",
            y="value",
            fill=ACCENT,
            radius=3.2,
            width=1,
            about="about",
        ),
        frame.dot(
            where="isValid(datum.value) && datum.signal",
            x="at",
            y="value",
            fill=BAD,
            stroke=PAPER,
            radius=6,
            shape="diamond",
            width=1,
            about="about",
        ),
        frame.words(
            "tick", x="at", y=height + 20, align="center", where=f"datum.i % {every_nth} == {last % every_nth}"
        ),
    ]
    if ends and not narrow:
        layers += _names(frame, ends[-1], look)
    return frame.spec(layers, rows=data, description=description)


def _names(frame: Frame, end: dict[str, Any], look: Look) -> list[Layer]:
    """Names of the three lines at their right ends, at least 14 px apart."""
    out = []
    low, high = frame.y or (0, 1)
    taken: list[float] = []
    for key, text in (("center", look.center_text), ("high", look.high_text), ("low", look.low_text)):
        if end[key] is None:
            continue
        y = (high - end[key]) / (high - low) * frame.height
        if all(abs(y - other) >= 14 for other in taken):
            taken.append(y)
            out.append(
                frame.small(
                    {"value": text},
                    rows=[{"level": end[key]}],
                    x=END,
                    dx=8,
                    y="level",
                    colour=INK if key == "center" else SOFT,
                )
            )
    return out


def _line(frame: Frame, field: str) -> Layer:
    mark = {
        "type": "line",
        "aria": False,
        "strokeWidth": 1.5,
        "strokeJoin": "round",
        "invalid": "break-paths-show-path-domains",
    }
    return {"mark": mark, "encoding": frame.at(x="at", y=field) | {"stroke": {"value": ACCENT}}}


def _every(points: Sequence[Point], narrow: bool) -> int:
    widest = max((labels.width(p.tick) for p in points), default=0) + 10
    room = (240 if narrow else 380) / max(len(points) - 1, 1)
    return max(1, int(-(-widest // room)))
