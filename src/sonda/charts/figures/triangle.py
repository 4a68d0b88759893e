"""How things go together two by two: a lower triangle of cells, each thing's name where its row meets its column."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from sonda.charts import labels
from sonda.charts.frame import Frame, Layer, kind_colour
from sonda.charts.theme import EDGE, INK, SMALL, SOFT, TEXT

MOST = 30  # things: more would leave a cell too narrow for its number
PX: Layer = {"type": "quantitative", "scale": None, "axis": None}  # pixels from the top
LEAST = 480.0  # pixels of a column that takes the triangle
WIDEST = 190.0  # pixels of a name to the right of the last column, past which it is cut
ROOMY, CLOSE = 32.0, 24.0  # pixels of a row, where they are few and where they are many
PALEST, DEEPEST = 0.05, 0.5  # how strong the wash is: ink stays readable on the deepest, in both themes


@dataclass(frozen=True, kw_only=True)
class Box:
    """One pair, −1 … 1; every `text` has the same number of digits, and all of them fit."""

    value: float | None
    sure: bool
    text: str
    about: str


def draw(names: Sequence[str], rows: Sequence[Sequence[Box]], *, description: str) -> Layer:
    """The figure for a column with room for the numbers; row i holds the cells of thing i with the things before it."""
    columns = max(len(names) - 1, 1)
    right = min(max((labels.width(name) for name in names[-3:]), default=0.0) + 10, WIDEST)
    cell = max((labels.width(box.text, SMALL) for row in rows for box in row), default=0.0) + 6
    whole = max(cell * columns + right, LEAST)
    cell = min((whole - right) / columns, 64.0)
    right = whole - cell * columns  # few things leave room: the names may be long
    step = ROOMY if len(names) <= MOST / 2 else CLOSE
    frame = Frame(
        x=(0, columns), height=step * len(names), right=right, top=2, bottom=4, left=1, narrow_below=ceil(whole) + 1
    )
    cells = [_cell(box, column, row * step, step) for row, of in enumerate(rows) for column, box in enumerate(of)]
    told = [
        {"name": labels.cut(name, whole - cell * place - 8, TEXT), "at": place, "middle_y": (place + 0.5) * step}
        for place, name in enumerate(names)
    ]
    layers = [
        _boxes(frame),
        _outlines(frame),
        frame.small("text", where="datum.sure", x="middle", y=_px("middle_y"), align="center", colour=INK, halo=False),
        frame.small(
            "text", where="!datum.sure", x="middle", y=_px("middle_y"), align="center", colour=SOFT, halo=False
        ),
        frame.words("name", rows=told, x="at", y=_px("middle_y"), dx=6, colour=INK, halo=False),
    ]
    return frame.spec(layers, rows=cells, description=description)


def _px(field: str) -> Layer:
    return PX | {"field": field}


def _cell(box: Box, column: int, y: float, step: float) -> dict[str, Any]:
    value = box.value or 0.0
    return {
        "left": column + 0.02,
        "right": column + 0.98,
        "middle": column + 0.5,
        "y": round(y + 1, 2),
        "y2": round(y + step - 1, 2),
        "middle_y": round(y + step / 2, 2),
        "deep": round(PALEST + (DEEPEST - PALEST) * min(abs(value), 1.0), 3) if box.sure else 0.0,
        "tone": "good" if value >= 0 else "bad",
        "sure": box.sure,
        "text": box.text,
        "about": box.about,
    }


def _boxes(frame: Frame) -> Layer:
    layer = frame.box(x="left", x2="right", y=_px("y"), y2="y2", fill=kind_colour("tone"), corner=2)
    layer["mark"]["aria"] = True
    layer["encoding"] |= {
        "fillOpacity": {"field": "deep", "type": "quantitative", "scale": None, "legend": None},
        "description": {"field": "about"},
    }
    return layer


def _outlines(frame: Frame) -> Layer:
    """What may be chance is outlined and not filled."""
    layer = frame.box(
        x="left", x2="right", y=_px("y"), y2="y2", fill="transparent", corner=2, where="!datum.sure"
    )  # fmt: skip
    layer["mark"] |= {"strokeDash": [2, 3]}
    layer["encoding"] |= {"stroke": {"value": EDGE}, "strokeWidth": {"value": 0.75}}
    return layer
