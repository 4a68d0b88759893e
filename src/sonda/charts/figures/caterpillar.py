"""Caterpillar of units: measured raw as a ring with its whisker, after allowing for chance as a dot."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sonda.charts import labels, ticks
from sonda.charts.frame import Frame, Layer, kind_colour
from sonda.charts.theme import BAD_WASH, EDGE, EVEN, GOOD_WASH, INK

MOST = 60  # units drawn; the table holds the rest


@dataclass(frozen=True, kw_only=True)
class Row:
    """One unit; `kind` is good or bad where it truly differs from the middle, else even. `was` is the time before."""

    name: str
    raw: float | None
    shrunk: float | None
    low: float | None
    high: float | None
    kind: str
    about: str
    was: float | None = None


@dataclass(frozen=True, kw_only=True)
class Middle:
    """The line of all units, with its words, and the name of the earlier period."""

    value: float | None
    text: str
    before: str = ""


def draw(
    rows: Sequence[Row],
    *,
    middle: Middle,
    text: Any,
    description: str,
    limits: tuple[float | None, float | None] = (None, None),
) -> tuple[Layer, Layer]:
    """The figure for a wide and a narrow column; `text(value, digits, first)` writes the scale."""
    shown = thinned(rows)
    return tuple(_draw(shown, middle, text, description, limits, narrow) for narrow in (False, True))  # type: ignore[return-value]


def thinned(rows: Sequence[Row]) -> list[Row]:
    """At most `MOST` rows: what is decided first, then both ends."""
    if len(rows) <= MOST:
        return list(rows)
    ends = set(range(MOST // 3)) | set(range(len(rows) - MOST // 3, len(rows)))
    order = sorted(range(len(rows)), key=lambda i: (rows[i].kind == "even", i not in ends, i))
    return [rows[i] for i in sorted(order[:MOST])]


def _draw(
    rows: Sequence[Row],
    middle: Middle,
    text: Any,
    description: str,
    limits: tuple[float | None, float | None],
    narrow: bool,
) -> Layer:
    every = [v for r in rows for v in (r.raw, r.low, r.high, r.was, r.shrunk, middle.value) if v is not None] or [
        0.0,
        1.0,
    ]
    domain, lines = ticks.scale(min(every), max(every), 4, *limits)
    digits = ticks.digits(lines)
    step = (34 if narrow else 40) if len(rows) <= 12 else (26 if narrow else 24)
    top, left = 40, labels.gutter([r.name for r in rows], 110 if narrow else 210)
    height = top + step * len(rows) + 4
    frame = Frame(
        x=domain, height=height, left=left, right=18, top=4, bottom=28, narrow_below=int(max(420, left + 260))
    )
    data = [_row(r, top + step * i + step / 2) for i, r in enumerate(rows)]
    texts = [(t, text(t, digits, i == 0)) for i, t in enumerate(lines)]
    decided = [
        {"y": row["y"] - step / 2 + 2, "y2": row["y"] + step / 2 - 2, "kind": row["kind"]}
        for row in data
        if row["kind"] != "even"
    ]
    wash = {
        "field": "kind",
        "type": "nominal",
        "scale": {"domain": ["good", "bad"], "range": [GOOD_WASH, BAD_WASH]},
        "legend": None,
    }
    limit = left - 8 if left >= (110 if narrow else 210) else None
    layers: list[Layer] = [
        frame.box(
            rows=decided, x={"value": -left}, x2={"value": {"expr": "width + 16"}}, y="y", y2="y2", fill=wash, corner=4
        )
        if decided
        else {},
        *frame.grid(texts, top=32, bottom=height),
        *_middle(frame, middle, height),
        frame.words("name", x=-left, y="y", colour=INK, limit=limit, where="datum.kind == 'even'"),
        frame.strong("name", x=-left, y="y", limit=limit, where="datum.kind != 'even'"),
        frame.rule(where="isValid(datum.was)", x="was", y="y_up", y2="y_down", colour=EDGE, opacity=0.75),
        frame.rule(where="isValid(datum.low) && datum.kind == 'even'", x="low", x2="high", y="y"),
        frame.rule(
            where="isValid(datum.low) && datum.kind != 'even'",
            x="low",
            x2="high",
            y="y",
            colour=kind_colour(),
            width=2.5,
        ),
        frame.ring(where="isValid(datum.raw)", x="raw", y="y"),
        frame.dot(
            where="isValid(datum.shrunk) && datum.kind == 'even'",
            x="shrunk",
            y="y",
            radius=3.6,
            fill=EVEN,
            width=1,
            about="about",
        ),
        frame.dot(
            where="isValid(datum.shrunk) && datum.kind != 'even'",
            x="shrunk",
            y="y",
            radius=4.4,
            fill=kind_colour(),
            width=1,
            about="about",
        ),
        *_before(frame, data, middle),
    ]
    return frame.spec(layers, rows=data, description=description)


def _row(r: Row, y: float) -> dict[str, Any]:
    return {
        "name": r.name,
        "raw": r.raw,
        "shrunk": r.shrunk,
        "low": r.low,
        "high": r.high,
        "was": r.was,
        "kind": r.kind,
        "about": r.about,
        "y": y,
        "y_up": y - 7,
        "y_down": y + 7,
    }


def _middle(frame: Frame, middle: Middle, height: float) -> list[Layer]:
    if middle.value is None:
        return []
    share = (middle.value - frame.x[0]) / ((frame.x[1] - frame.x[0]) or 1)
    align = "left" if share < 0.25 else "right" if share > 0.75 else "center"
    return [
        frame.rule(x=[middle.value], y=24, y2=height, colour=INK, width=1, dash=(4, 4), rows=[{}]),
        frame.words({"value": middle.text}, rows=[{}], x=[middle.value], y=14, align=align, colour=INK),
    ]


def _before(frame: Frame, data: list[dict[str, Any]], middle: Middle) -> list[Layer]:
    """The earlier period is named where its tick lies furthest from the ring."""
    moved = [row for row in data if row["was"] is not None and row["raw"] is not None]
    if not moved or not middle.before:
        return []
    far = max(moved, key=lambda row: abs(row["was"] - row["raw"]))
    return [
        frame.small(
            {"value": middle.before}, rows=[{"was": far["was"], "y": far["y"]}], x="was", y="y", dy=-13, align="center"
        )
    ]
