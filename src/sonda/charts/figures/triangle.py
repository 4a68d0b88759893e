"""How things go together two by two: a lower triangle of cells, each thing's name where its row meets its column."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sonda.charts import labels
from sonda.charts.frame import Frame, Layer, kind_colour
from sonda.charts.theme import EDGE, INK, SMALL, SOFT

MOST = 30  # things: more would leave a cell too narrow for a digit
PX: Layer = {"type": "quantitative", "scale": None, "axis": None}  # pixels from the top
WIDE, NARROW = 640.0, 300.0
WIDEST = {False: 190.0, True: 112.0}  # pixels of a name to the right of the last column, past which it is cut
TALLEST, LOWEST = 40.0, 19.0
PALEST, DEEPEST = 0.05, 0.5  # how strong the wash is: ink stays readable on the deepest, in both themes


@dataclass(frozen=True, kw_only=True)
class Box:
    """One pair, −1 … 1; `texts` say it with ever fewer digits, and the longest that fits is written."""

    value: float | None
    sure: bool
    texts: Sequence[str]
    about: str


def draw(names: Sequence[str], rows: Sequence[Sequence[Box]], *, description: str) -> tuple[Layer, Layer]:
    """The figure for a wide and a narrow column; row i holds the cells of thing i with the things before it."""
    return _draw(names, rows, description, narrow=False), _draw(names, rows, description, narrow=True)


def _draw(names: Sequence[str], rows: Sequence[Sequence[Box]], description: str, *, narrow: bool) -> Layer:
    columns = max(len(names) - 1, 1)
    whole, widest = NARROW if narrow else WIDE, WIDEST[narrow]
    right = min(max((labels.width(name) for name in names[-3:]), default=0.0) + 10, widest)
    cell = min((whole - right) / columns, 64.0)
    right = whole - cell * columns  # few things leave room: the names may be long
    step = min(max(cell * 0.72, LOWEST), TALLEST)
    frame = Frame(x=(0, columns), height=step * len(names), right=right, top=2, bottom=4, left=1, narrow_below=480)
    digits = _digits(rows, cell)
    cells = [
        _cell(box, column, row * step, step, _text(box, digits, cell))
        for row, of in enumerate(rows)
        for column, box in enumerate(of)
    ]
    told = [
        {"name": _cut(name, whole - cell * place - 8), "at": place, "middle_y": (place + 0.5) * step}
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


def _digits(rows: Sequence[Sequence[Box]], cell: float) -> int | None:
    """From which of the texts on they fit into most cells; None where even the shortest do not."""
    boxes = [box for row in rows for box in row if box.texts]
    for place in range(min((len(box.texts) for box in boxes), default=0)):
        if sum(_fits(box.texts[place], cell) for box in boxes) > 0.8 * len(boxes):
            return place
    return None


def _fits(text: str, cell: float) -> bool:
    return labels.width(text, SMALL) <= cell - 2


def _text(box: Box, digits: int | None, cell: float) -> str:
    """A minus sign may cost a digit, so that the others keep theirs."""
    return next((text for text in box.texts[digits:] if _fits(text, cell)), "") if digits is not None else ""


def _cell(box: Box, column: int, y: float, step: float, text: str) -> dict[str, Any]:
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
        "text": text,
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


def _cut(name: str, room: float) -> str:
    while len(name) > 2 and labels.width(name) > room:
        name = f"{name.removesuffix('…')[:-1].rstrip()}…"
    return name
