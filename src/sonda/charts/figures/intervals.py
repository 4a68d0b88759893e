"""Rows of estimates with their intervals: a name, a dot with its whisker, the number to the right."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sonda.charts import labels, ticks
from sonda.charts.frame import Frame, Layer, kind_colour
from sonda.charts.theme import EDGE, INK, SMALL

MOST = 60


@dataclass(frozen=True, kw_only=True)
class Row:
    """One estimate; `second` is a quiet number beside it (n, reach)."""

    name: str
    value: float | None
    low: float | None
    high: float | None
    value_text: str
    second_text: str = ""
    kind: str = "accent"
    about: str = ""


@dataclass(frozen=True, kw_only=True)
class Look:
    """Scale and heads: `text(value, digits, first)` writes ticks; `goal` is a line with words; bars start at zero."""

    text: Any
    low: float | None = None
    high: float | None = None
    goal: float | None = None
    goal_text: str = ""
    head: str = ""
    second_head: str = ""
    bars: bool = False
    zero: bool = False


def draw(rows: Sequence[Row], *, look: Look, description: str) -> tuple[Layer, Layer]:
    """The figure for a wide and a narrow column."""
    return _draw(rows[:MOST], look, description, False), _draw(rows[:MOST], look, description, True)


def _draw(rows: Sequence[Row], look: Look, description: str, narrow: bool) -> Layer:
    every = [v for r in rows for v in (r.value, r.low, r.high) if v is not None]
    every += [look.goal] if look.goal is not None else []
    every += [0.0] if look.bars or look.zero else []
    domain, lines = ticks.scale(min(every, default=0.0), max(every, default=1.0), 4, look.low, look.high)
    digits = ticks.digits(lines)
    step, top = (46, 34) if narrow else (32, 30)
    height = top + step * len(rows) + 2
    names = 0.0 if narrow else labels.gutter([r.name for r in rows], 250)
    first = max((labels.width(t, strong=True) for t in [look.head, *(r.value_text for r in rows)]), default=30) + 14
    second = 0.0
    if any(r.second_text for r in rows):
        second = max(labels.width(t, SMALL) for t in [look.second_head, *(r.second_text for r in rows)]) + 12
    frame = Frame(
        x=domain,
        height=height,
        left=max(names, 20),
        right=first + second,
        top=4,
        bottom=28,
        narrow_below=int(max(420, names + first + second + 220)),
    )
    data = [
        {
            "name": r.name,
            "value": r.value,
            "low": r.low,
            "high": r.high,
            "value_text": r.value_text,
            "second_text": r.second_text,
            "kind": r.kind,
            "about": r.about,
            "zero": 0,
            "y": top + step * i + (29 if narrow else 14),
            "y_up": top + step * i + (23 if narrow else 8),
            "y_down": top + step * i + (35 if narrow else 20),
        }
        for i, r in enumerate(rows)
    ]
    texts = [(t, look.text(t, digits, i == 0)) for i, t in enumerate(lines)]
    at = {"value": {"expr": f"width + {first - 2:.0f}"}}
    edge = {"value": {"expr": f"width + {first + second - 2:.0f}"}}
    known = "isValid(datum.value)"
    layers: list[Layer] = [
        *frame.grid(texts, top=24, bottom=height),
        frame.rule(rows=[{}], x=[0], y=24, y2=height, colour=EDGE, width=1) if domain[0] <= 0 <= domain[1] else {},
        *_goal(frame, look, narrow),
        frame.words("name", x=-20, y="y", dy=-17, colour=INK, limit={"expr": f"width + {20 + first + second:.0f}"})
        if narrow
        else frame.words("name", x=-names, y="y", colour=INK, limit=names - 8 if names >= 250 else None),
        frame.box(where=known, x="zero", x2="value", y="y_up", y2="y_down", fill=kind_colour(), opacity=0.28)
        if look.bars
        else {},
        frame.rule(where="isValid(datum.low)", x="low", x2="high", y="y", colour=kind_colour(), width=2),
        frame.dot(where=known, x="value", y="y", fill=kind_colour(), about="about"),
        frame.strong("value_text", x=at, y="y", align="right", where="datum.kind != 'even'"),
        frame.words("value_text", x=at, y="y", align="right", where="datum.kind == 'even'"),
        frame.small({"value": look.head}, rows=[{}], x=at, y=10, align="right") if look.head else {},
    ]
    if second:
        layers += [
            frame.small("second_text", x=edge, y="y", align="right"),
            frame.small({"value": look.second_head}, rows=[{}], x=edge, y=10, align="right"),
        ]
    return frame.spec(layers, rows=data, description=description)


def _goal(frame: Frame, look: Look, narrow: bool) -> list[Layer]:
    """The line with its words; in a narrow column it stands beside the bars alone, not across the names over them."""
    if look.goal is None:
        return []
    share = (look.goal - frame.x[0]) / ((frame.x[1] - frame.x[0]) or 1)
    align = "left" if share < 0.2 else "right" if share > 0.8 else "center"
    return [
        frame.rule(x=[look.goal], y="y_up", y2="y_down", colour=INK, width=1, dash=(4, 4))
        if narrow
        else frame.rule(rows=[{}], x=[look.goal], y=20, y2=frame.height, colour=INK, width=1, dash=(4, 4)),
        frame.words({"value": look.goal_text}, rows=[{}], x=[look.goal], y=10, align=align, colour=INK),
    ]
