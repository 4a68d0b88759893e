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


Box = tuple[float, float, float, float]  # left, top, right, bottom


@dataclass(frozen=True, kw_only=True)
class View:
    """The map as it is drawn at one width: its marks, its size, words that stand there already, and lines across it."""

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
    words = [list(view.words) for view in views]
    for index in sorted(range(len(marks)), key=lambda i: (marks[i].rank, marks[i].y, marks[i].x)):
        costs = {
            place: max(_cost(place, index, view, taken) for view, taken in zip(views, words, strict=True))
            for place in _offers(index, views)
        }
        best = min(costs, key=costs.__getitem__)
        if costs[best] < most:
            chosen[index] = best
            for view, taken in zip(views, words, strict=True):
                taken.append(box(best, view.marks[index]))
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


def _cost(place: Place, index: int, view: View, words: Sequence[Box]) -> float:
    x0, y0, x1, y1 = box(place, view.marks[index])
    if x0 < 0 or y0 < 0 or x1 > view.size[0] or y1 > view.size[1]:
        return WALL
    cost = 0.02 * (abs(place.dx) + abs(place.dy))
    cost += WORD * sum(x0 < c and a < x1 and y0 < d and b < y1 for a, b, c, d in words)
    cost += LINE * sum(x0 < c + 1 and a - 1 < x1 and y0 < d + 1 and b - 1 < y1 for a, b, c, d in view.lines)
    own = _distance((x0, y0, x1, y1), view.marks[index])
    cost += LINE * (own > FAR)
    for i, m in enumerate(view.marks):
        if i != index:
            cost += LINE * (_distance((x0, y0, x1, y1), m) < own)  # it would be read as the other's name
            cost += 1.5 * (x0 - 9 < m.x < x1 + 9 and y0 - 9 < m.y < y1 + 9)
            cost += POINT * (x0 - 5 < m.x < x1 + 5 and y0 - 5 < m.y < y1 + 5)
        cost += LINE * (x0 - 1 < m.x < x1 + 1 and y0 < m.bottom and m.top < y1)
        cost += LINE * (y0 < m.y < y1 and x0 < m.right and m.left < x1)
    return cost


def _distance(name: Box, mark: Mark) -> float:
    """From a name to the nearer arm of a cross."""
    x0, y0, x1, y1 = name
    arms = ((mark.x, mark.top, mark.x, mark.bottom), (mark.left, mark.y, mark.right, mark.y))
    return min(max(x0 - c, a - x1, 0) + max(y0 - d, b - y1, 0) for a, b, c, d in arms)


def crossed(name: Box, marks: Sequence[Mark]) -> int:
    """How many crosses a text lies on."""
    return sum(_distance(name, mark) == 0 for mark in marks)
