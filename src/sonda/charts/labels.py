"""Room for words: how wide a text will be, and where a name may stand without lying on another mark."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil

import numpy as np
from numpy.typing import NDArray

NARROW, WIDE = set("iljtfrI.,:;'|!()[] "), set("mwMWЖШЩМЮФжшщмюфы@%—")


@lru_cache(maxsize=4096)
def width(text: str, size: float = 12.5, strong: bool = False) -> float:
    """Pixels that a text takes, a little generously: fonts differ from one reader's machine to another's.

    >>> 60 < width("Food & drink") < 90
    True
    """
    ems = sum(0.32 if c in NARROW else 0.88 if c in WIDE else 0.66 if c.isupper() else 0.56 for c in text)
    return ems * size * (1.07 if strong else 1.0)


def gutter(names: Sequence[str], most: float, size: float = 12.5) -> float:
    """Width of a column of names: as wide as the widest, up to a limit past which names are cut.

    >>> gutter([], 200)
    0.0
    """
    return float(min(most, ceil(max((width(name, size) for name in names), default=-12) + 12)))


def wrap(text: str, room: float, most: int = 3, size: float = 11.5) -> list[str]:
    """A text in lines that fit; what does not is cut with an ellipsis.

    >>> wrap("Very satisfied with it", 80)
    ['Very satisfied', 'with it']
    """
    lines: list[str] = []
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and width(joined, size) <= room:
            lines[-1] = joined
        else:
            lines.append(word)
    if len(lines) > most:
        lines = [*lines[: most - 1], f"{lines[most - 1]}…"]
    return [cut(line, room, size) for line in lines] or [""]


def cut(line: str, room: float, size: float = 11.5) -> str:
    """A line that fits, ended with an ellipsis where it was longer."""
    while len(line) > 2 and width(line, size) > room:
        line = f"{line.removesuffix('…')[:-1]}…"
    return line


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A cross on a map, in pixels: its middle and its four ends; `rank` is who chooses a place first."""

    x: float
    y: float
    left: float
    right: float
    top: float
    bottom: float
    name: str
    rank: int = 0
    strong: bool = False


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a name stands relative to its mark."""

    dx: float
    dy: float
    align: str


Floats = NDArray[np.float64]
Box = tuple[float, float, float, float]  # left, top, right, bottom


@dataclass(frozen=True, kw_only=True)
class View:
    """The map as it is drawn at one width: its marks, its size, words that stand there already, and lines across it.

    Views of one map have the same marks, words and lines in the same order.
    """

    marks: Sequence[Mark]
    size: tuple[float, float]
    words: Sequence[Box] = ()
    lines: Sequence[Box] = ()


# Beside the middle of the cross first, then a little above and below it.
OFFSETS: list[tuple[float, float, str]] = [(8, -10, "left"), (-8, -10, "right"), (8, 11, "left"), (-8, 11, "right")]
OFFSETS += [(dx * 1.0, dy * 1.0, a) for dy in (-22, 23, -34, 35) for dx, a in ((8, "left"), (-8, "right"))]
WALL, WORD, POINT, LINE = 1000.0, 200.0, 25.0, 6.0
FAR = 20.0  # from its cross, a name no longer belongs to it
CLEAN = LINE  # a place that costs less crosses nothing


def places(views: Sequence[View], *, most: float = CLEAN) -> list[Place | None]:
    """A place for each name, the same at every width, the most important first; None where each costs `most` or more.

    Other names and points cost much, a line under the name costs something, the edge is a wall.
    """
    marks = views[0].marks
    chosen: list[Place | None] = [None] * len(marks)
    crosses = np.array([_arms(view.marks) for view in views])
    lines = np.array([view.lines for view in views]).reshape(len(views), -1, 4)
    words = np.array([view.words for view in views], float).reshape(len(views), -1, 4)
    size = np.array([view.size for view in views])[:, None]
    for index in sorted(range(len(marks)), key=lambda i: (marks[i].rank, marks[i].y, marks[i].x)):
        if not marks[index].name:
            continue
        offers = _offers(index, views)
        boxes = np.array([[box(place, view.marks[index]) for place in offers] for view in views])
        outside = (boxes[..., :2] < 0).any(axis=2) | (boxes[..., 2:] > size).any(axis=2)
        cost = WORD * _overlap(boxes, words, 0) + LINE * _overlap(boxes, lines, 1) + _cost(boxes, crosses, index)
        worst = np.where(outside, WALL, cost).max(axis=0) + [0.02 * (abs(p.dx) + abs(p.dy)) for p in offers]
        at = int(np.argmin(worst))
        if worst[at] < most:
            chosen[index] = offers[at]
            words = np.concatenate([words, boxes[:, [at]]], axis=1)
    return chosen


def _offers(index: int, views: Sequence[View]) -> list[Place]:
    """Near the middle of the cross, then past the ends of its arms, where they are longest."""
    marks = [view.marks[index] for view in views]
    up, down = min(m.top - m.y for m in marks) - 9, max(m.bottom - m.y for m in marks) + 10
    right, left = max(m.right - m.x for m in marks) + 6, min(m.left - m.x for m in marks) - 6
    past = [(right, 0.0, "left"), (left, 0.0, "right"), (0.0, up, "center"), (0.0, down, "center")]
    past += [(dx, dy, align) for dx, align in ((10.0, "right"), (-10.0, "left")) for dy in (up, down)]
    return [Place(dx=dx, dy=dy, align=align) for dx, dy, align in (*OFFSETS, *past)]


def box(place: Place, mark: Mark) -> Box:
    """What a name covers."""
    wide = width(mark.name, 12.5 if mark.strong else 11.5, mark.strong)
    start = mark.x + place.dx - {"left": 0, "center": wide / 2, "right": wide}[place.align]
    return start, mark.y + place.dy - 7, start + wide, mark.y + place.dy + 7


def _arms(marks: Sequence[Mark]) -> Floats:
    return np.array([(m.x, m.y, m.left, m.right, m.top, m.bottom) for m in marks], float).reshape(-1, 6).T


def _cost(boxes: Floats, crosses: Floats, index: int) -> Floats:
    """What the crosses make each place of a name cost: (views, places) of boxes (views, places, 4)."""
    x0, y0, x1, y1 = np.moveaxis(boxes, 2, 0)[..., None]
    x, y, left, right, top, bottom = np.moveaxis(crosses, 1, 0)[:, :, None]
    far = _distances(boxes, crosses)
    own = far[..., [index]]
    over = (x0 - 1 < x) & (x < x1 + 1) & (y0 < bottom) & (top < y1)
    across = (y0 < y) & (y < y1) & (x0 < right) & (left < x1)
    near = (x0 - 9 < x) & (x < x1 + 9) & (y0 - 9 < y) & (y < y1 + 9)
    upon = (x0 - 5 < x) & (x < x1 + 5) & (y0 - 5 < y) & (y < y1 + 5)
    others = LINE * (far < own) + 1.5 * near + POINT * upon  # nearer to another, it would be read as the other's name
    others[..., index] = 0
    out: Floats = (LINE * over + LINE * across + others).sum(axis=2) + LINE * (own[..., 0] > FAR)
    return out


def _overlap(boxes: Floats, others: Floats, margin: float) -> Floats:
    """How many of the other boxes each one lies on."""
    x0, y0, x1, y1 = np.moveaxis(boxes, 2, 0)[..., None]
    a, b, c, d = np.moveaxis(others, 2, 0)[:, :, None]
    lies = (x0 < c + margin) & (a - margin < x1) & (y0 < d + margin) & (b - margin < y1)
    return np.asarray(lies.sum(axis=2), float)


def _distances(boxes: Floats, crosses: Floats) -> Floats:
    """From each name to the nearer arm of each cross: (views, places, crosses)."""
    x0, y0, x1, y1 = np.moveaxis(boxes, 2, 0)[..., None]
    x, y, left, right, top, bottom = np.moveaxis(crosses, 1, 0)[:, :, None]

    def apart(a: Floats, b: Floats, c: Floats, d: Floats) -> Floats:
        return np.asarray(np.maximum(np.maximum(x0 - c, a - x1), 0) + np.maximum(np.maximum(y0 - d, b - y1), 0))

    return np.minimum(apart(x, top, x, bottom), apart(left, y, right, y))


def crossed(name: Box, marks: Sequence[Mark]) -> int:
    """How many crosses a text lies on."""
    return int((_distances(np.array([[name]], float), _arms(marks)[None]) == 0).sum())
