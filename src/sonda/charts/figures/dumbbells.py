"""Gap dumbbells: a ring for what is expected (or theirs, or raw), a dot for what is given (or ours, or adjusted)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sonda.charts import labels, ticks
from sonda.charts.frame import Frame, Layer, kind_colour
from sonda.charts.theme import GOOD, INK, SMALL, WASH

PLOT = 220.0  # px: the least width at which the scale is drawn


@dataclass(frozen=True, kw_only=True)
class Row:
    """One item; `kind` is bad (short of the ring), good (a reversed gap, on a tint) or even (undecided)."""

    name: str
    ring: float | None
    dot: float | None
    gap_text: str
    half_text: str
    kind: str
    about: str
    tint: bool = False


@dataclass(frozen=True, kw_only=True)
class Heads:
    """Words over the columns and at the ends of the first row."""

    ring: str
    dot: str
    gap: str
    half: str


def draw(rows: Sequence[Row], *, heads: Heads, description: str, text: Any) -> tuple[Layer, Layer]:
    """The figure for a wide and a narrow column; `text(value, digits)` writes the numbers of the scale."""
    return _draw(rows, heads, description, text, False), _draw(rows, heads, description, text, True)


def _draw(rows: Sequence[Row], heads: Heads, description: str, text: Any, narrow: bool) -> Layer:
    values = [v for row in rows for v in (row.ring, row.dot) if v is not None] or [0.0, 1.0]
    pad = (max(values) - min(values) or 1) * 0.04
    low, high = min(values) - pad, max(values) + pad
    lines = ticks.inside(low, high, 5)
    digits = ticks.digits(lines)
    step, top = (46, 40) if narrow else (30, 32)
    height = top + step * len(rows) + (0 if narrow else 2)
    names = 0.0 if narrow else labels.gutter([r.name for r in rows], 250)
    gap = max(labels.width(t, strong=True) for t in [heads.gap, *(r.gap_text for r in rows)]) + 14
    half = 0.0 if narrow else max(labels.width(t, SMALL) for t in [heads.half, *(r.half_text for r in rows)]) + 12
    frame = Frame(
        x=(low, high),
        height=height,
        left=max(names, 16),
        right=gap + half,
        bottom=26,
        top=4,
        narrow_below=int(max(420, names + gap + half + 220)),
    )
    data: list[dict[str, Any]] = [
        {
            "name": r.name,
            "ring": r.ring,
            "dot": r.dot,
            "gap_text": r.gap_text,
            "half_text": r.half_text,
            "kind": r.kind,
            "about": r.about,
            "tint": r.tint,
            "y": top + step * i + (30 if narrow else 12),
            "strong": r.kind != "even",
        }
        for i, r in enumerate(rows)
    ]
    return frame.spec(
        _layers(frame, data, heads, names, gap, half, narrow, [(t, text(t, digits)) for t in lines]),
        rows=data,
        description=description,
    )


def _layers(
    frame: Frame,
    data: list[dict[str, Any]],
    heads: Heads,
    names: float,
    gap: float,
    half: float,
    narrow: bool,
    lines: list[tuple[float, str]],
) -> list[Layer]:
    up, down = (27, 17) if narrow else (15, 15)
    tinted = [{"y": row["y"] - up, "y2": row["y"] + down} for row in data if row["tint"]]
    both = "isValid(datum.ring) && isValid(datum.dot)"
    gap_at = {"value": {"expr": f"width + {gap - 4:.0f}"}}
    layers: list[Layer] = [
        frame.box(
            rows=tinted,
            x={"value": -max(names, 16)},
            x2={"value": {"expr": f"width + {gap + half:.0f}"}},
            y="y",
            y2="y2",
            fill=WASH,
            corner=4,
        )
        if tinted
        else {},
        *frame.grid(lines, top=24, bottom=frame.height - 2),
        frame.words("name", x=-14, y="y", dy=-17, colour=INK, limit={"expr": f"width + {14 + gap:.0f}"})
        if narrow
        else frame.words("name", x=-names, y="y", colour=INK, limit=names - 8 if names >= 250 else None),
        frame.rule(
            where=both,
            x="ring",
            x2="dot",
            y="y",
            colour=kind_colour(),
            width={"condition": {"test": "datum.strong", "value": 2.5}, "value": 1.75},
        ),
        frame.ring(where="isValid(datum.ring)", x="ring", y="y"),
        frame.dot(where="isValid(datum.dot)", x="dot", y="y", fill=kind_colour(), stroke=None, about="about"),
        frame.strong("gap_text", x=gap_at, y="y", align="right", where="datum.kind != 'good' && datum.strong"),
        frame.strong("gap_text", x=gap_at, y="y", align="right", where="datum.kind == 'good'", colour=GOOD),
        frame.words("gap_text", x=gap_at, y="y", align="right", where="!datum.strong"),
        frame.small({"value": heads.gap}, rows=[{}], x=gap_at, y=10, align="right"),
    ]
    if narrow:
        layers.append(frame.small("half_text", x=gap_at, y="y", dy=15, align="right"))
    else:
        edge = {"value": {"expr": f"width + {gap + half - 2:.0f}"}}
        layers += [
            frame.small("half_text", x=edge, y="y", align="right"),
            frame.small({"value": heads.half}, rows=[{}], x=edge, y=10, align="right"),
        ]
    return [*layers, *_ends(frame, data, heads)]


def _ends(frame: Frame, data: list[dict[str, Any]], heads: Heads) -> list[Layer]:
    """The two voices are named over the ends of the first row that has both; close ends push their words apart."""
    first = next((row for row in data if row["ring"] is not None and row["dot"] is not None), None)
    if first is None:
        return []
    pair = sorted([(first["ring"], heads.ring), (first["dot"], heads.dot)])
    (left, left_name), (right, right_name) = pair
    span = frame.x[1] - frame.x[0]
    at = [(value - frame.x[0]) / span * PLOT for value in (left, right)]
    wide = [labels.width(name, SMALL) for name in (left_name, right_name)]

    def word(name: str, value: float, align: str, dx: float) -> Layer:
        return frame.small({"value": name}, rows=[{"end": value}], x="end", y=10, align=align, dx=dx)

    if at[0] + wide[0] / 2 + 10 < at[1] - wide[1] / 2 and at[1] + wide[1] / 2 < PLOT + 8:
        return [word(left_name, left, "center", 0), word(right_name, right, "center", 0)]
    if at[1] + wide[1] > PLOT + 8:  # no room to the right: both end at the right edge
        return [
            word(left_name, frame.x[1], "right", -min(wide[1] + 14, PLOT)),
            word(right_name, frame.x[1], "right", 0),
        ]
    if at[0] - wide[0] < -frame.left:  # no room to the left: both begin at the left edge
        return [word(left_name, frame.x[0], "left", 0), word(right_name, frame.x[0], "left", wide[0] + 14)]
    return [word(left_name, left, "right", -3), word(right_name, right, "left", 3)]
