"""A table as washes of colour: one for shares, two for what lies above and below; a frame marks what truly differs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from sonda.charts import labels
from sonda.charts.frame import Frame, Layer, kind_colour
from sonda.charts.theme import EDGE, INK, PAPER, SMALL

MOST_ROWS, MOST_COLUMNS, MOST_CELLS = 40, 24, 900
PX: Layer = {"type": "quantitative", "scale": None, "axis": None}  # pixels from the top
WIDE, NARROW_BELOW = 760.0, 640  # pixels: these figures take the whole width of a page
WIDEST = 170  # pixels of a name, past which it is cut
PALEST, DEEPEST = 0.04, 0.34  # how strong the wash is: ink stays readable on the deepest


@dataclass(frozen=True, kw_only=True)
class Box:
    """One cell in words; `mark` is 1 for surely more than elsewhere, −1 for fewer.

    `share`, `low` and `high` lie on the line in the cell, 0 … 1 from edge to edge. Where `lean` is given (−1 … 1) it
    says how deep the wash is and of which colour; else the share does. `thin` cells rest on too few answers to
    be compared.
    """

    share: float | None
    share_text: str
    n_text: str
    about: str
    low: float | None = None
    high: float | None = None
    mark: int = 0
    lean: float | None = None
    thin: bool = False


@dataclass(frozen=True, kw_only=True)
class Row:
    name: str
    boxes: Sequence[Box]
    whole: bool = False  # everybody together: stands above the groups


@dataclass(frozen=True, kw_only=True)
class _Plan:
    """Where things stand: columns in blocks under each other, so that a cell never gets too narrow for its words."""

    heads: list[list[str]]
    per_block: int
    blocks: int
    names: float
    step: float
    head: float


def draw(heads: Sequence[str], rows: Sequence[Row], *, description: str) -> tuple[Layer, Layer]:
    """The figure for a wide and a narrow column."""
    return _draw(heads, rows, description, narrow=False), _draw(heads, rows, description, narrow=True)


def _draw(heads: Sequence[str], rows: Sequence[Row], description: str, *, narrow: bool) -> Layer:
    plan = _plan(heads, rows, narrow)
    tall = plan.head + plan.step * len(rows)
    height = plan.blocks * tall + (plan.blocks - 1) * 22
    frame = Frame(
        x=(0, plan.per_block),
        height=height,
        left=max(plan.names, 1),
        right=2,
        top=2,
        bottom=4,
        narrow_below=NARROW_BELOW,
    )
    deepest = max((box.share or 0.0 for row in rows for box in row.boxes), default=0.0) or 1.0
    cells, titles, names = [], [], []
    for block in range(plan.blocks):
        top = block * (tall + 22)
        first = block * plan.per_block
        shown = range(first, min(first + plan.per_block, len(heads)))
        titles += [
            {"words": line, "at": place - first + 0.5, "y": top + plan.head - 10 - 15 * (len(lines) - 1 - at)}
            for place in shown
            for lines in [plan.heads[place]]
            for at, line in enumerate(lines)
        ]
        for number, row in enumerate(rows):
            y = top + plan.head + plan.step * number
            names.append({"name": row.name, "y": y + (10 if narrow else 22), "strong": row.whole})
            under = y + (20 if narrow else 0)
            cells += [_cell(row.boxes[place], place - first, under, deepest) for place in shown]
    layers: list[Layer] = [
        frame.small("words", rows=titles, x="at", y="y", align="center", colour=INK, halo=False),
        *(
            frame.words(
                "name",
                rows=[each for each in names if each["strong"] == strong],
                x={"value": 0},
                y="y",
                dx=0 if narrow else -plan.names,
                colour=INK,
                strong=strong,
                halo=False,
                limit=300 if narrow else plan.names - 8 if plan.names >= WIDEST else None,
            )
            for strong in (True, False)
        ),
        _boxes(frame),
        *_edges(frame),
        frame.words(
            "share_text",
            where="datum.mark == 0",
            x="middle",
            y=PX | {"field": "y_share"},
            align="center",
            colour=INK,
            halo=False,
        ),
        frame.strong(
            "share_text", where="datum.mark != 0", x="middle", y=PX | {"field": "y_share"}, align="center", halo=False
        ),
        frame.small("n_text", x="middle", y=PX | {"field": "y_n"}, align="center", colour=INK, halo=False),
        frame.rule(where="isValid(datum.low)", x="low", x2="high", y=PX | {"field": "y_line"}, colour=EDGE, width=1.5),
        frame.dot(
            where="isValid(datum.low)",
            x="dot",
            y=PX | {"field": "y_line"},
            fill=EDGE,
            stroke=None,
            width=0,
            radius=2,
        ),
        *_triangles(frame),
    ]
    return frame.spec(layers, rows=cells, description=description)


def _plan(heads: Sequence[str], rows: Sequence[Row], narrow: bool) -> _Plan:
    names = 0.0 if narrow else labels.gutter([row.name for row in rows], WIDEST)
    room = 300.0 if narrow else WIDE - names
    texts = [text for row in rows for box in row.boxes for text in (box.share_text, box.n_text)]
    least = max([40.0, *(labels.width(text, 12.5, strong=True) + 12 for text in texts)])
    words = max((labels.width(word, SMALL) for head in heads for word in head.split()), default=0.0) + 8
    wide = min(max(least, words), 130.0)
    blocks = max(ceil(len(heads) / max(int(room // wide), 1)), 1)  # nobody answered: there is nothing to draw
    per_block = max(ceil(len(heads) / blocks), 1)
    wrapped = [labels.wrap(head, room / per_block - 6) for head in heads]
    return _Plan(
        heads=wrapped,
        per_block=per_block,
        blocks=blocks,
        names=names,
        step=68 if narrow else 48,
        head=12 + 15 * max(map(len, wrapped), default=1),
    )


def _cell(box: Box, place: int, y: float, deepest: float) -> dict[str, Any]:
    return {
        "left": place + 0.02,
        "right": place + 0.98,
        "middle": place + 0.5,
        "y": y,
        "y2": y + 44,
        "y_share": y + 13,
        "y_n": y + 27,
        "y_line": y + 38,
        "low": _across(place, box.low),
        "high": _across(place, box.high),
        "dot": _across(place, box.share),
        "deep": 0.0 if box.thin else round(PALEST + (DEEPEST - PALEST) * _strength(box, deepest), 3),
        "tone": "accent" if not box.lean else "good" if box.lean > 0 else "bad",
        "thin": box.thin,
        "share_text": box.share_text,
        "n_text": box.n_text,
        "mark": box.mark,
        "about": box.about,
    }


def _strength(box: Box, deepest: float) -> float:
    """How deep the wash of a cell is, 0 … 1."""
    return (box.share or 0.0) / deepest if box.lean is None else min(abs(box.lean), 1.0)


def _across(place: int, share: float | None) -> float | None:
    """Where a share lies on the line in its cell, whose width is the whole."""
    return None if share is None else round(place + 0.06 + 0.88 * share, 4)


def _boxes(frame: Frame) -> Layer:
    layer = frame.box(x="left", x2="right", y=PX | {"field": "y"}, y2="y2", fill=kind_colour("tone"), corner=3)
    layer["mark"]["aria"] = True
    layer["encoding"] |= {
        "fillOpacity": {"field": "deep", "type": "quantitative", "scale": None, "legend": None},
        "description": {"field": "about"},
    }
    return layer


def _edges(frame: Frame) -> Iterator[Layer]:
    for where, stroke, width, dash in (("datum.mark != 0", INK, 1.75, []), ("datum.thin", EDGE, 1, [3, 3])):
        layer = frame.box(
            x="left", x2="right", y=PX | {"field": "y"}, y2="y2", fill="transparent", corner=3, where=where
        )
        layer["mark"] |= {"strokeDash": dash}
        layer["encoding"] |= {"stroke": {"value": stroke}, "strokeWidth": {"value": width}}
        yield layer


def _triangles(frame: Frame) -> Iterator[Layer]:
    for mark, shape in ((1, "triangle-up"), (-1, "triangle-down")):
        layer = frame.dot(
            x="right", y=PX | {"field": "y"}, fill=INK, stroke=PAPER, width=1, radius=4.5, shape=shape,
            where=f"datum.mark == {mark}",
        )  # fmt: skip
        layer["mark"] |= {"xOffset": -5, "yOffset": 4}
        yield layer
