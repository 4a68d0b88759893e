"""Two sides of zero: what a low rating takes away and what a high rating adds, each with its interval."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sonda.charts import labels, ticks
from sonda.charts.frame import Frame, Layer
from sonda.charts.theme import BAD, EDGE, EVEN, GOOD, INK, SMALL, SOFT


@dataclass(frozen=True, kw_only=True)
class Side:
    """A coefficient with its interval; `sure` when the interval keeps off zero."""

    value: float | None
    low: float | None
    high: float | None
    sure: bool


@dataclass(frozen=True, kw_only=True)
class Row:
    """One driver: its penalty, its reward, and what kind of driver that makes."""

    name: str
    penalty: Side
    reward: Side
    kind_text: str
    about: str
    decided: bool


@dataclass(frozen=True, kw_only=True)
class Heads:
    """Words over the two sides."""

    penalty: str
    reward: str
    kind: str


def draw(rows: Sequence[Row], *, heads: Heads, text: Any, description: str) -> tuple[Layer, Layer]:
    """The figure for a wide and a narrow column; `text(value, digits)` writes the scale with signs."""
    return _draw(rows, heads, text, description, False), _draw(rows, heads, text, description, True)


def _draw(rows: Sequence[Row], heads: Heads, text: Any, description: str, narrow: bool) -> Layer:
    sides = [side for r in rows for side in (r.penalty, r.reward)]
    every = [v for s in sides for v in (s.value, s.low, s.high) if v is not None]
    domain, lines = ticks.scale(min([0.0, *every]), max([0.0, *every]), 5)
    digits = ticks.digits(lines)
    step, top = (46, 34) if narrow else (34, 30)
    height = top + step * len(rows) + 2
    names = 0.0 if narrow else labels.gutter([r.name for r in rows], 250)
    kinds = (
        0.0 if narrow else max(labels.width(t, SMALL, True) for t in [heads.kind, *(r.kind_text for r in rows)]) + 16
    )
    frame = Frame(
        x=domain,
        height=height,
        left=max(names, 20),
        right=max(kinds, 22),
        top=4,
        bottom=28,
        narrow_below=int(max(480, names + kinds + 260)),
    )
    data = [_row(r, top + step * i + (28 if narrow else 15)) for i, r in enumerate(rows)]
    edge = {"value": {"expr": f"width + {kinds - 2:.0f}"}}
    end = {"value": {"expr": "width + 20"}}
    layers: list[Layer] = [
        *frame.grid([(t, text(t, digits)) for t in lines], top=24, bottom=height),
        frame.rule(rows=[{}], x=[0], y=24, y2=height, colour=EDGE, width=1.5),
        frame.words("name", x=-20, y="y", dy=-17, colour=INK, limit={"expr": "width + 40 - datum.kind_room"})
        if narrow
        else frame.words("name", x=-names, y="y", colour=INK, limit=names - 8 if names >= 250 else None),
        *_side(frame, "penalty", BAD, -4.0),
        *_side(frame, "reward", GOOD, 4.0),
        frame.small({"value": heads.penalty}, rows=[{}], x=[0], dx=-8, y=10, align="right"),
        frame.small({"value": heads.reward}, rows=[{}], x=[0], dx=8, y=10),
    ]
    for decided in (True, False):
        where = f"datum.decided == {str(decided).lower()}"
        at = {"x": end, "y": "y", "dy": -17} if narrow else {"x": edge, "y": "y"}
        layers.append(
            frame.small("kind_text", where=where, align="right", strong=decided, colour=INK if decided else SOFT, **at)
        )
    if not narrow:
        layers.append(frame.small({"value": heads.kind}, rows=[{}], x=edge, y=10, align="right"))
    return frame.spec(layers, rows=data, description=description)


def _row(r: Row, y: float) -> dict[str, Any]:
    row: dict[str, Any] = {
        "name": r.name,
        "kind_text": r.kind_text,
        "kind_room": labels.width(r.kind_text, SMALL, True) + 12,  # that it takes of the name's line
        "about": r.about,
        "decided": r.decided,
        "y": y,
        "zero": 0,
    }
    for key, side in (("penalty", r.penalty), ("reward", r.reward)):
        row |= {key: side.value, f"{key}_low": side.low, f"{key}_high": side.high, f"{key}_sure": side.sure}
    return row


def _side(frame: Frame, key: str, colour: str, shift: float) -> list[Layer]:
    """A bar from zero, its whisker and its end; grey when the interval touches zero. The two lie a little apart."""
    paint = {"condition": {"test": f"datum.{key}_sure", "value": colour}, "value": EVEN}
    known = f"isValid(datum.{key})"
    layers = [
        frame.rule(x="zero", x2=key, colour=paint, width=6, opacity=0.3, where=known, y="y"),
        frame.rule(x=f"{key}_low", x2=f"{key}_high", colour=paint, width=2, where=f"isValid(datum.{key}_low)", y="y"),
        frame.dot(x=key, fill=paint, radius=4.4, about="about" if key == "penalty" else None, where=known, y="y"),
    ]
    for layer in layers:
        layer["mark"]["yOffset"] = shift
    return layers
