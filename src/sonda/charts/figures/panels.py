"""Several gaps side by side: one row an item, one panel a gap, each a dumbbell with the interval of its gap.

In a narrow column the panels of an item stand under each other, so that an item keeps its place in all of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sonda.charts import labels, ticks
from sonda.charts.frame import Frame, Layer, kind_colour
from sonda.charts.theme import GOOD, INK, LINE, SMALL, WASH

PLOT = (0.035, 0.585)  # of a panel's width: where its scale lies,
GAP_AT, HALF_AT = 0.79, 0.985  # and where its numbers end
LEAST = 205  # px of a panel


@dataclass(frozen=True, kw_only=True)
class Gap:
    """One gap: the ring, the dot, and the interval of dot − ring. `kind` is bad, good (on a tint) or even."""

    ring: float | None
    dot: float | None
    low: float | None
    high: float | None
    gap_text: str
    half_text: str
    kind: str
    about: str
    tint: bool = False


@dataclass(frozen=True, kw_only=True)
class Row:
    """One item with its gap in every panel; None where a panel was not asked about it."""

    name: str
    gaps: Sequence[Gap | None]


@dataclass(frozen=True, kw_only=True)
class Panel:
    """The words of a panel: its title, what ring and dot are, and one word for where room is short."""

    title: str
    ring: str
    dot: str
    short: str


@dataclass(frozen=True, kw_only=True)
class Heads:
    """Words over the numbers, and where there are none."""

    gap: str
    half: str
    nothing: str


def draw(
    rows: Sequence[Row], *, panels: Sequence[Panel], heads: Heads, text: Any, description: str
) -> tuple[Layer, Layer]:
    """The figure for a wide and a narrow column; `text(value, digits)` writes the numbers of the scale."""
    ends = [v for row in rows for gap in row.gaps if gap for v in _reach(gap)] or [0.0, 1.0]
    pad = (max(ends) - min(ends) or 1) * 0.04
    scale = (min(ends) - pad, max(ends) + pad)
    wide = _wide(rows, panels, heads, text, description, scale)
    return wide, _narrow(rows, panels, heads, text, description, scale)


def _reach(gap: Gap) -> list[float]:
    """Everything of a gap that is drawn."""
    if gap.ring is None or gap.low is None or gap.high is None:
        return [v for v in (gap.ring, gap.dot) if v is not None]
    return [gap.ring, gap.ring + gap.low, gap.ring + gap.high, *([] if gap.dot is None else [gap.dot])]


def _wide(
    rows: Sequence[Row],
    panels: Sequence[Panel],
    heads: Heads,
    text: Any,
    description: str,
    scale: tuple[float, float],
) -> Layer:
    n, step, top = len(panels), 30, 84
    height = top + step * len(rows) + 2
    names = labels.gutter([row.name for row in rows], 250)
    frame = Frame(x=(0, n), height=height, left=max(names, 16), top=4, bottom=26, narrow_below=int(names + LEAST * n))

    def at(panel: int, value: float | None) -> float | None:
        return None if value is None else panel + PLOT[0] + _share(value, scale) * (PLOT[1] - PLOT[0])

    data = [
        _mark(gap, row.name, panel, top + step * i + 12, lambda value, p=panel: at(p, value))
        for i, row in enumerate(rows)
        for panel, gap in enumerate(row.gaps)
    ]
    names_at = [{"name": row.name, "y": top + step * i + 12} for i, row in enumerate(rows)]
    lines = ticks.inside(*scale, 5)
    digits = ticks.digits(lines)
    grid = [{"tick": at(p, t), "tick_text": text(t, digits)} for p in range(n) for t in lines]
    layers: list[Layer] = [
        *_tints(frame, data, 15, 15, lambda panel: ([panel + 0.008], [panel + 0.995])),
        *(frame.rule(rows=[{}], x=[p], y=0, y2=height, colour=LINE, width=1) for p in range(1, n)),
        frame.rule(rows=grid, x="tick", y=top - 6, y2=height - 2, colour=LINE, width=1),
        frame.words("tick_text", rows=grid, x="tick", y=height + 13, align="center"),
        frame.words("name", rows=names_at, x=-names, y="y", colour=INK, limit=names - 8 if names >= 250 else None),
        *_dumbbells(frame),
        *_numbers(frame, "gap_at", "half_at"),
        frame.small({"value": heads.nothing}, x="middle", y="y", align="center", where="datum.missing"),
    ]
    for p, panel in enumerate(panels):
        begin = [p + PLOT[0] - 0.012]
        layers += [
            frame.strong({"value": panel.title}, rows=[{}], x=begin, y=10),
            frame.small({"value": f"○ {panel.ring}"}, rows=[{}], x=begin, y=29),
            frame.small({"value": f"● {panel.dot}"}, rows=[{}], x=begin, y=46),
            frame.small({"value": heads.gap}, rows=[{}], x=[p + GAP_AT], y=66, align="right"),
            frame.small({"value": heads.half}, rows=[{}], x=[p + HALF_AT], y=66, align="right"),
        ]
    return frame.spec(layers, rows=[_numbered(row) for row in data], description=description)


def _numbered(row: dict[str, Any]) -> dict[str, Any]:
    p = row["panel"]
    return row | {"gap_at": p + GAP_AT, "half_at": p + HALF_AT, "middle": p + sum(PLOT) / 2}


def _narrow(
    rows: Sequence[Row],
    panels: Sequence[Panel],
    heads: Heads,
    text: Any,
    description: str,
    scale: tuple[float, float],
) -> Layer:
    n, line, top = len(panels), 23, 26
    block = 26 + line * n
    height = top + block * len(rows) - 4
    left = labels.gutter([panel.short for panel in panels], 110, SMALL) + 10
    every = [gap for row in rows for gap in row.gaps if gap]
    gap_room = max((labels.width(gap.gap_text, strong=True) for gap in every), default=30) + 12
    half_room = max((labels.width(gap.half_text, SMALL) for gap in every), default=30) + 8
    half_room = max(half_room, labels.width(heads.half, SMALL) + 8)
    frame = Frame(x=scale, height=height, left=left, right=gap_room + half_room, top=4, bottom=26)
    gap_at = {"value": {"expr": f"width + {gap_room - 2:.0f}"}}
    half_at = {"value": {"expr": f"width + {gap_room + half_room - 1:.0f}"}}
    data, names_at = [], []
    for i, row in enumerate(rows):
        start = top + block * i
        names_at.append({"name": row.name, "y": start + 10})
        data += [
            _mark(gap, row.name, p, start + 31 + line * p, lambda value: value) | {"short": panels[p].short}
            for p, gap in enumerate(row.gaps)
        ]
    lines = ticks.inside(*scale, 5)
    digits = ticks.digits(lines)
    edge = {"value": {"expr": f"width + {gap_room + half_room:.0f}"}}
    layers: list[Layer] = [
        *_tints(frame, data, 11, 11, lambda _panel: ({"value": -left}, edge)),
        *frame.grid([(t, text(t, digits)) for t in lines], top=top, bottom=height),
        frame.strong("name", rows=names_at, x=-left, y="y"),
        frame.small("short", x=-left, y="y", limit=left - 6),
        *_dumbbells(frame),
        *_numbers(frame, gap_at, half_at),
        frame.small({"value": heads.nothing}, x={"value": 4}, y="y", where="datum.missing"),
        frame.small({"value": heads.gap}, rows=[{}], x=gap_at, y=10, align="right"),
        frame.small({"value": heads.half}, rows=[{}], x=half_at, y=10, align="right"),
    ]
    return frame.spec(layers, rows=data, description=description)


def _mark(gap: Gap | None, name: str, panel: int, y: float, at: Any) -> dict[str, Any]:
    """A gap as a row of data, its values put where the panel's scale has them."""
    row: dict[str, Any] = {"item": name, "panel": panel, "y": y, "missing": gap is None, "kind": "even"}
    if gap is None:
        return row | {"about": "", "tint": False, "strong": False}
    known = gap.ring is not None and gap.low is not None and gap.high is not None
    return row | {
        "ring": at(gap.ring),
        "dot": at(gap.dot),
        "low": at(gap.ring + gap.low) if known else None,  # type: ignore[operator]
        "high": at(gap.ring + gap.high) if known else None,  # type: ignore[operator]
        "gap_text": gap.gap_text,
        "half_text": gap.half_text,
        "kind": gap.kind,
        "about": gap.about,
        "tint": gap.tint,
        "strong": gap.kind != "even",
    }


def _share(value: float, scale: tuple[float, float]) -> float:
    return (value - scale[0]) / (scale[1] - scale[0])


def _tints(frame: Frame, data: list[dict[str, Any]], up: float, down: float, sides: Any) -> list[Layer]:
    """A wash behind every reversed gap."""
    layers = []
    for panel in sorted({row["panel"] for row in data if row.get("tint")}):
        rows = [
            {"y": row["y"] - up, "y2": row["y"] + down} for row in data if row.get("tint") and row["panel"] == panel
        ]
        start, stop = sides(panel)
        layers.append(frame.box(rows=rows, x=start, x2=stop, y="y", y2="y2", fill=WASH, corner=4))
    return layers


def _dumbbells(frame: Frame) -> list[Layer]:
    """Interval, line, ring and dot of every gap."""
    both = "isValid(datum.ring) && isValid(datum.dot)"
    width = {"condition": {"test": "datum.strong", "value": 2.5}, "value": 1.75}
    return [
        frame.rule(where="isValid(datum.low)", x="low", x2="high", y="y", colour=kind_colour(), width=9, opacity=0.2),
        frame.rule(where=both, x="ring", x2="dot", y="y", colour=kind_colour(), width=width),
        frame.ring(where="isValid(datum.ring)", x="ring", y="y", radius=4.2),
        frame.dot(
            where="isValid(datum.dot)", x="dot", y="y", radius=4.4, fill=kind_colour(), stroke=None, about="about"
        ),
    ]


def _numbers(frame: Frame, gap_at: Any, half_at: Any) -> list[Layer]:
    """The gap and half of its interval, in words."""
    return [
        frame.strong("gap_text", x=gap_at, y="y", align="right", where="datum.kind == 'bad'"),
        frame.strong("gap_text", x=gap_at, y="y", align="right", where="datum.kind == 'good'", colour=GOOD),
        frame.words("gap_text", x=gap_at, y="y", align="right", where="!datum.missing && datum.kind == 'even'"),
        frame.small("half_text", x=half_at, y="y", align="right", where="!datum.missing"),
    ]
