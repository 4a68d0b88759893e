"""Trend with band: a line, its interval as a band, whiskers while there are few points, and words at the points."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from sonda.charts import labels, ticks
from sonda.charts.frame import END, Frame, Layer
from sonda.charts.theme import ACCENT, BAD, BAND, EDGE, GOOD, INK, SMALL, SOFT

NARROWEST = 288  # pixels of a column on the smallest phone
FEW = 8  # up to so many points each carries its whisker and its number


@dataclass(frozen=True, kw_only=True)
class Point:
    """One period: `value`, `low` and `high` in the unit of the axis (None: nobody answered), words ready."""

    label: str
    value: float | None
    low: float | None
    high: float | None
    value_text: str
    interval_text: str
    about: str
    tick: str = ""  # what the axis writes below; empty: nothing
    flag: str = ""  # a word at a signalled point
    flag_kind: str = "even"


@dataclass(frozen=True, kw_only=True)
class Axis:
    """How the scale writes its ticks, and how far it may go."""

    text: Any  # (float, digits) → str
    top_text: Any  # (float, digits) → str, with the unit
    low: float | None = None
    high: float | None = None
    goal: float | None = None
    goal_text: str = ""


def draw(points: Sequence[Point], *, axis: Axis, description: str) -> tuple[Layer, Layer]:
    """The figure for a column of 420 px and more, and for a narrow one."""
    return tuple(_draw(points, axis, description, narrow) for narrow in (False, True))  # type: ignore[return-value]


def start(points: Sequence[Point], axis: Axis) -> float:
    """Where the scale begins: a caption says so when it is not zero."""
    return _domain(points, axis)[0][0]


def _domain(points: Sequence[Point], axis: Axis) -> tuple[tuple[float, float], list[float]]:
    every = [v for p in points for v in (p.value, p.low, p.high) if v is not None]
    every += [] if axis.goal is None else [axis.goal]
    low, high = (min(every), max(every)) if every else (0.0, 1.0)
    return ticks.scale(low, high, 4, axis.low, axis.high)


def _draw(points: Sequence[Point], axis: Axis, description: str, narrow: bool) -> Layer:
    domain, lines = _domain(points, axis)
    last = max((i for i, p in enumerate(points) if p.value is not None), default=0)
    end = points[last] if points else None
    right = (
        max(48.0, labels.width(end.value_text, strong=True) + 20, labels.width(end.interval_text, SMALL) + 20)
        if end
        else 48
    )
    digits = ticks.digits(lines)
    left = max(labels.width(axis.top_text(t, digits)) for t in lines) + 26
    height = 168 if narrow else 260
    frame = Frame(
        x=(-0.15, max(len(points) - 1, 0) + 0.15), y=domain, height=height, left=left, right=right, top=18, bottom=30
    )
    rows = [_row(i, p, after) for i, (p, after) in enumerate(zip(points, [*points[1:], None], strict=True))]
    every = _every(points, (NARROWEST if narrow else frame.narrow_below) - left - right)
    texts = [(t, (axis.top_text if t == lines[-1] else axis.text)(t, digits)) for t in lines]
    few = len(points) <= FEW
    layers: list[Layer] = [
        *frame.grid_across(texts, start=-14),
        frame.rule(y=[0], x=-14, x2=END, colour=EDGE, width=1) if domain[0] < 0 < domain[1] else {},
        _goal(frame, axis),
        _area(frame),
        frame.rule(where="datum.whisker", x="at", y="low", y2="high", colour=EDGE) if few else {},
        _line(frame),
        frame.dot(
            x="at", y="value", fill=ACCENT, radius=5 if few else 3.2, about="about", where="isValid(datum.value)"
        ),
        *_flags(frame),
        frame.words(
            "tick",
            x="at",
            y=height + 20,
            align="center",
            where=f"datum.i % {every} == {last % every} && datum.i != {last}",
        ),
        frame.words("tick", x="at", y=height + 20, align="center", colour=INK, where=f"datum.i == {last}"),
        frame.strong("value_text", x="at", y="value", dx=13, dy=-1, where=f"datum.i == {last}"),
        frame.small("interval_text", x="at", y="value", dx=13, dy=15, where=f"datum.i == {last}"),
        frame.words(
            "value_text",
            x="at",
            y="value",
            dx=10,
            dy={"expr": "datum.value_dy"},
            colour=INK,
            where=f"datum.i != {last}",
        )
        if len(points) <= 4
        else {},
    ]
    return frame.spec(layers, rows=rows, description=description)


def _row(i: int, p: Point, after: Point | None) -> dict[str, Any]:
    rises = after is not None and (after.value or 0) > (p.value or 0)
    return {
        "i": i,
        "at": i,
        "label": p.label,
        "value": p.value,
        "low": p.low,
        "high": p.high,
        "value_text": p.value_text,
        "value_dy": 15 if rises else -11,  # on the side that the line leaves free
        "interval_text": p.interval_text,
        "about": p.about,
        "tick": p.tick,
        "flag": p.flag,
        "flag_kind": p.flag_kind,
        "whisker": p.low is not None,
    }


def _every(points: Sequence[Point], room: float) -> int:
    """Every how many points a tick is written, so that ticks do not touch in this room."""
    widest = max((labels.width(p.tick) for p in points), default=0) + 10
    return max(1, ceil(widest * max(len(points) - 1, 1) / max(room, 1)))


def _area(frame: Frame) -> Layer:
    return {
        "mark": {"type": "area", "aria": False, "invalid": "break-paths-show-path-domains"},
        "encoding": frame.at(x="at", y="low", y2="high") | {"fill": {"value": BAND}, "stroke": {"value": None}},
    }


def _line(frame: Frame) -> Layer:
    mark = {
        "type": "line",
        "aria": False,
        "strokeWidth": 2,
        "strokeJoin": "round",
        "invalid": "break-paths-show-path-domains",
    }
    return {"mark": mark, "encoding": frame.at(x="at", y="value") | {"stroke": {"value": ACCENT}}}


def _goal(frame: Frame, axis: Axis) -> Layer:
    if axis.goal is None:
        return {}
    return frame.rule(y=[axis.goal], x=-14, x2=END, colour=INK, width=1, dash=(4, 4))


def _flags(frame: Frame) -> list[Layer]:
    where = "datum.flag != ''"
    colour = {
        "field": "flag_kind",
        "type": "nominal",
        "scale": {"domain": ["good", "bad", "even"], "range": [GOOD, BAD, SOFT]},
        "legend": None,
    }
    return [
        frame.rule(where=where, x="at", y="value", y2=-2, colour=colour, width=1, dash=(2, 2)),
        frame.small("flag", where=where, x="at", y=-9, align="center", colour=colour, strong=True),
    ]
