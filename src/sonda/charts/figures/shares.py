"""Stacked share bar: one bar of the whole, every part labelled on itself."""

from collections.abc import Sequence
from dataclasses import dataclass

from sonda.charts import labels
from sonda.charts.frame import Frame, Layer
from sonda.charts.theme import INK, SMALL


@dataclass(frozen=True, kw_only=True)
class Part:
    """A part of the whole: `share` 0–1, its words, and whether it is good, bad or neither."""

    share: float
    share_text: str
    name: str
    kind: str


def draw(parts: Sequence[Part], *, description: str) -> tuple[Layer, Layer]:
    """The figure for a wide and for a narrow column."""
    return _draw(parts, description, 420), _draw(parts, description, 300)


def _draw(parts: Sequence[Part], description: str, room: float) -> Layer:
    frame = Frame(x=(0, 1), height=50, left=0, right=0, top=2, bottom=0)
    rows, at = [], 0.0
    for i, part in enumerate(parts):
        rows.append(
            {
                "start": at,
                "stop": at + part.share,
                "name": part.name,
                "share": part.share,
                "share_text": part.share_text,
                "kind": part.kind,
                "about": f"{part.name}: {part.share_text}",
                "last": i == len(parts) - 1,
            }
        )
        at += part.share
    start = _starts(parts, room)
    for row, x in zip(rows, start, strict=True):
        row["text_at"] = row["stop"] if row["last"] else x / room
    colour = {
        "field": "kind",
        "type": "nominal",
        "scale": {
            "domain": ["good", "even", "bad", "accent"],
            "range": ["var(--good)", "var(--pale)", "var(--bad)", "var(--accent)"],
        },
        "legend": None,
    }
    layers = [
        frame.box(x="start", x2="stop", y=0, y2=10, fill=colour),
        frame.rule(x="start", y=-1, y2=11, colour="var(--paper)", width=2, where="datum.start > 0"),
    ]
    for last, align in ((False, "left"), (True, "right")):
        where = f"datum.last == {str(last).lower()}"
        layers += [
            frame.words("share_text", where=where, x="text_at", y=27, align=align, colour=INK),
            frame.small("name", where=where, x="text_at", y=43, align=align),
        ]
    return frame.spec(layers, rows=rows, description=description)


def _starts(parts: Sequence[Part], room: float) -> list[float]:
    """Where each label begins: at its part, pushed left or right until the labels do not touch."""
    wide = [max(labels.width(p.name, SMALL), labels.width(p.share_text)) + 10 for p in parts]
    start: list[float] = []
    at = 0.0
    for part in parts:
        start.append(max(at * room, start[-1] + wide[len(start) - 1] if start else 0.0))
        at += part.share
    limit = room
    for i in range(len(parts) - 1, -1, -1):
        start[i] = max(0.0, min(start[i], limit - wide[i]))
        limit = start[i]
    return start
