"""Average and worst tenth of each line: a dot with its whisker, a ring for the worst-served tenth, a thread between."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sonda.charts import labels, ticks
from sonda.charts.frame import Frame, Layer, kind_colour
from sonda.charts.theme import EDGE, INK, SMALL

MOST = 60


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line; ends of intervals may be missing."""

    name: str
    mean: float | None
    low: float | None
    high: float | None
    worst: float | None
    worst_low: float | None
    worst_high: float | None
    mean_text: str
    spread_text: str
    about: str
    kind: str = "accent"


@dataclass(frozen=True, kw_only=True)
class Heads:
    """Words over the columns and at the ends of the first row."""

    mean: str
    worst: str
    spread: str


def draw(
    rows: Sequence[Row],
    *,
    heads: Heads,
    text: Any,
    description: str,
    limits: tuple[float | None, float | None] = (None, None),
) -> tuple[Layer, Layer]:
    """The figure for a wide and a narrow column; `text(value, digits)` writes the numbers of the scale."""
    shown = rows[:MOST]
    return tuple(_draw(shown, heads, text, description, limits, narrow) for narrow in (False, True))  # type: ignore[return-value]


def _draw(
    rows: Sequence[Row],
    heads: Heads,
    text: Any,
    description: str,
    limits: tuple[float | None, float | None],
    narrow: bool,
) -> Layer:
    ends = [v for r in rows for v in (r.mean, r.low, r.high, r.worst, r.worst_low, r.worst_high) if v is not None]
    domain, lines = ticks.scale(min(ends, default=0.0), max(ends, default=1.0), 4, *limits)
    digits = ticks.digits(lines)
    step, top = (46, 40) if narrow else (30, 34)
    height = top + step * len(rows) + 2
    names = 0.0 if narrow else labels.gutter([r.name for r in rows], 250)
    first = max(labels.width(t, strong=True) for t in [heads.mean, *(r.mean_text for r in rows)]) + 16
    second = max(labels.width(t, SMALL) for t in [heads.spread, *(r.spread_text for r in rows)]) + 14
    frame = Frame(
        x=domain,
        height=height,
        left=max(names, 16),
        right=first + second,
        top=4,
        bottom=28,
        narrow_below=int(max(460, names + first + second + 220)),
    )
    data = [_row(r, top + step * i + (30 if narrow else 13)) for i, r in enumerate(rows)]
    first_at = {"value": {"expr": f"width + {first - 2:.0f}"}}
    second_at = {"value": {"expr": f"width + {first + second - 2:.0f}"}}
    layers: list[Layer] = [
        *frame.grid([(t, text(t, digits)) for t in lines], top=28, bottom=height),
        frame.words("name", x=-16, y="y", dy=-17, colour=INK, limit={"expr": f"width + {16 + first + second:.0f}"})
        if narrow
        else frame.words("name", x=-names, y="y", colour=INK, limit=names - 8 if names >= 250 else None),
        frame.rule(
            where="isValid(datum.worst) && isValid(datum.mean)", x="worst", x2="mean", y="y", colour=EDGE, opacity=0.45
        ),
        frame.rule(where="isValid(datum.worst_low)", x="worst_low", x2="worst_high", y="y", colour=EDGE, width=4),
        frame.ring(where="isValid(datum.worst)", x="worst", y="y", radius=4.2),
        frame.rule(where="isValid(datum.low)", x="low", x2="high", y="y", colour=kind_colour(), width=4, opacity=0.6),
        frame.dot(where="isValid(datum.mean)", x="mean", y="y", radius=4.2, fill=kind_colour(), about="about"),
        frame.strong("mean_text", x=first_at, y="y", align="right"),
        frame.small("spread_text", x=second_at, y="y", align="right"),
        frame.small({"value": heads.mean}, rows=[{}], x=first_at, y=10, align="right"),
        frame.small({"value": heads.spread}, rows=[{}], x=second_at, y=10, align="right"),
        *_ends(frame, data, heads),
    ]
    return frame.spec(layers, rows=data, description=description)


def _row(r: Row, y: float) -> dict[str, Any]:
    return {
        "name": r.name,
        "mean": r.mean,
        "low": r.low,
        "high": r.high,
        "worst": r.worst,
        "worst_low": r.worst_low,
        "worst_high": r.worst_high,
        "mean_text": r.mean_text,
        "spread_text": r.spread_text,
        "about": r.about,
        "kind": r.kind,
        "y": y,
    }


def _ends(frame: Frame, data: list[dict[str, Any]], heads: Heads) -> list[Layer]:
    """The ring of the first row that has one is named over it."""
    first = next((row for row in data if row["worst"] is not None), None)
    if first is None:
        return []
    share = (first["worst"] - frame.x[0]) / ((frame.x[1] - frame.x[0]) or 1)
    align = "left" if share < 0.35 else "center" if share < 0.8 else "right"
    return [frame.small({"value": heads.worst}, rows=[{"end": first["worst"]}], x="end", y=10, align=align)]
