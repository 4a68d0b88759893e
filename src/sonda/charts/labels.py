"""Room for words: how wide a text will be, and where a name may stand without lying on another mark."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

NARROW, WIDE = set("iljtfrI.,:;'|!()[] "), set("mwMWЖШЩМЮФжшщмюфы@%—")


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
    return float(min(most, ceil(max((width(name, size) for name in names), default=-8) + 8)))


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


# Beside the cross first, then above and below, then past the ends of its arms.
OFFSETS: list[tuple[float, float, str]] = [(9, -9, "left"), (-9, -9, "right"), (9, 13, "left"), (-9, 13, "right")]
OFFSETS += [(dx * 1.0, dy * 1.0, a) for dy in (-22, 25, -34, 37) for dx, a in ((9, "left"), (-9, "right"))]


def places(
    marks: Sequence[Mark],
    *,
    size: tuple[float, float],
    taken: Sequence[tuple[float, float, float, float]] = (),
    most: float = 45,
) -> list[Place | None]:
    """A place for each name, the most important first; None where a name would lie on another one.

    Lines under a name cost a little (the halo keeps it legible), points and names cost much, the edge is a wall.
    """
    boxes = list(taken)
    chosen: list[Place | None] = [None] * len(marks)
    for index in sorted(range(len(marks)), key=lambda i: (marks[i].rank, marks[i].y, marks[i].x)):
        best = min(
            (Place(dx=dx, dy=dy, align=align) for dx, dy, align in _offers(marks[index])),
            key=lambda place: _cost(place, index, marks, boxes, size),
        )
        if _cost(best, index, marks, boxes, size) < most:
            chosen[index] = best
            boxes.append(_box(best, marks[index]))
    return chosen


def _offers(mark: Mark) -> list[tuple[float, float, str]]:
    up, down = mark.top - mark.y - 9, mark.bottom - mark.y + 10
    return [
        *OFFSETS,
        (mark.right - mark.x + 6, 0, "left"),
        (mark.left - mark.x - 6, 0, "right"),
        (0, up, "center"),
        (0, down, "center"),
    ]


def _box(place: Place, mark: Mark) -> tuple[float, float, float, float]:
    wide = width(mark.name, 12.5 if mark.strong else 11.5, mark.strong)
    start = mark.x + place.dx - {"left": 0, "center": wide / 2, "right": wide}[place.align]
    return start, mark.y + place.dy - 7, start + wide, mark.y + place.dy + 7


def _cost(
    place: Place,
    index: int,
    marks: Sequence[Mark],
    boxes: Sequence[tuple[float, float, float, float]],
    size: tuple[float, float],
) -> float:
    x0, y0, x1, y1 = _box(place, marks[index])
    if x0 < 0 or y0 < 0 or x1 > size[0] or y1 > size[1]:
        return 1000.0
    cost = 0.08 * (abs(place.dx) + abs(place.dy)) + 0.5 * max(abs(place.dy) - 16, 0)
    cost += sum(200 for a, b, c, d in boxes if x0 < c and a < x1 and y0 < d and b < y1)
    for i, m in enumerate(marks):
        cost += 9 * (i != index and x0 - 9 < m.x < x1 + 9 and y0 - 9 < m.y < y1 + 9)
        cost += 25 * (i != index and x0 - 4 < m.x < x1 + 4 and y0 - 4 < m.y < y1 + 4)
        cost += (1 if i == index else 6) * (x0 < m.x < x1 and y0 < m.bottom and m.top < y1)
        cost += (1 if i == index else 8) * (y0 < m.y < y1 and x0 < m.right and m.left < x1)
    return cost
