"""Priority map: a cross of two intervals for each item, lines in the middle, what is decided in colour."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import Any

from sonda.charts import labels, ticks
from sonda.charts.frame import END, Frame, Layer, kind_colour, px
from sonda.charts.theme import BAD, BAD_WASH, EDGE, GOOD, INK, SMALL, SOFT

WIDE = 540  # below this the narrow drawing is taken
ROOMS = {False: (540, 640, 760, 920), True: (312, 360, 430, 520)}  # widths at which names must keep clear of lines
UNDER_NAMES = 22  # of the upper corners, which may meet over the middle
ROW = 19  # of the key under the map


@dataclass(frozen=True, kw_only=True)
class Cross:
    """One item: across (performance) and up (importance), each with its interval; None hides the interval."""

    name: str
    x: float
    x_low: float | None
    x_high: float | None
    y: float
    y_low: float | None
    y_high: float | None
    kind: str  # bad: fix first; good: keep; even: the rest
    sure: bool
    about: str


@dataclass(frozen=True, kw_only=True)
class Corners:
    """Names of the four corners; `worst` says which one carries the wash ("top-left" or none)."""

    top_left: str
    top_right: str
    bottom_left: str
    bottom_right: str
    wash: bool = True


@dataclass(frozen=True, kw_only=True)
class Scale:
    """One axis: its ticks (`text(value, digits, with_unit)`), its middle, how far it may go, its title."""

    text: Any
    middle: float
    title: str
    low: float | None = None
    high: float | None = None


def draw(
    crosses: Sequence[Cross], *, across: Scale, up: Scale, corners: Corners, description: str
) -> tuple[Layer, Layer]:
    """The figure for a wide and a narrow column; a mark whose name finds no free place has a number and a key below."""
    return tuple(_draw(crosses, across, up, corners, description, narrow) for narrow in (False, True))  # type: ignore[return-value]


def _domain(values: list[float], middle: float, scale: Scale) -> tuple[float, float]:
    low, high = min([*values, middle]), max([*values, middle])
    pad = (high - low or abs(high) or 1) * 0.05
    low = low - pad if scale.low is None else max(low - pad, scale.low)
    high += pad * 1.6  # the corners' names stand at the upper end
    return low, high if scale.high is None else min(high, scale.high)


def _draw(
    crosses: Sequence[Cross], across: Scale, up: Scale, corners: Corners, description: str, narrow: bool
) -> Layer:
    x = _domain([v for c in crosses for v in (c.x, c.x_low, c.x_high) if v is not None], across.middle, across)
    y = _domain([v for c in crosses for v in (c.y, c.y_low, c.y_high) if v is not None], up.middle, up)
    ups, downs = ticks.inside(*y, 5), ticks.inside(*x, 4)
    up_texts = [(t, up.text(t, ticks.digits(ups), t == ups[-1])) for t in ups]
    left = max(labels.width(t) for _, t in up_texts) + 14 if up_texts else 30.0
    height = 340 if narrow else 430
    frame = Frame(x=x, y=y, height=height, left=left, right=6, top=26, bottom=46, narrow_below=WIDE)
    views = [_view(crosses, frame, room - left - 6, corners, across, up) for room in ROOMS[narrow]]
    low = [_low(views, at) for at in (2, 3)]
    views = [replace(view, words=[*view.words[:2], *(view.words[at] for at in low)]) for view in views]
    data = _placed(crosses, views)
    texts = [(t, across.text(t, ticks.digits(downs), i == 0)) for i, t in enumerate(downs)]
    key, rows = _key(frame, data, ROOMS[narrow][0])
    frame = replace(frame, bottom=46 + (ROW * rows + 10 if rows else 0))
    layers = [*_layers(frame, data, across, up, corners, texts, up_texts, low), *key]
    return frame.spec(layers, rows=data, description=description)


def _view(
    crosses: Sequence[Cross], frame: Frame, room: float, corners: Corners, across: Scale, up: Scale
) -> labels.View:
    """The map in pixels when its plot is `room` wide."""
    (x0, x1), (y0, y1) = frame.x, frame.y or (0, 1)
    height = frame.height

    def px(v: float | None, other: float) -> float:
        return ((other if v is None else v) - x0) / (x1 - x0) * room

    def py(v: float | None, other: float) -> float:
        return (y1 - (other if v is None else v)) / (y1 - y0) * height

    marks = [
        labels.Mark(
            x=px(c.x, c.x),
            y=py(c.y, c.y),
            left=px(c.x_low, c.x),
            right=px(c.x_high, c.x),
            top=py(c.y_high, c.y),
            bottom=py(c.y_low, c.y),
            name=c.name,
            strong=c.sure,
            rank=0 if c.sure and c.kind == "bad" else 1 if c.sure else 2,
        )
        for c in crosses
    ]
    middle_x, middle_y = px(across.middle, 0), py(up.middle, 0)
    wide = {key: labels.width(name, strong=True) + 12 for key, name in vars(corners).items() if isinstance(name, str)}
    return labels.View(
        marks=marks,
        size=(room, height),
        words=[
            (0.0, 0.0, wide["top_left"], 22.0),
            (room - wide["top_right"], 0.0, room, 22.0),
            (0.0, height - 20, wide["bottom_left"], height),
            (room - wide["bottom_right"], height - 20, room, height),
            (0.0, middle_y + 4, wide["bottom_left"], middle_y + 24),
            (room - wide["bottom_right"], middle_y + 4, room, middle_y + 24),
        ],
        lines=[(middle_x, 0.0, middle_x, height), (0.0, middle_y, room, middle_y)],
    )


def _low(views: Sequence[labels.View], at: int) -> int:
    """Where the name of a lower corner stands: at the bottom; under the middle line (two words on) if that is freer."""
    return min((at, at + 2), key=lambda place: sum(labels.crossed(view.words[place], view.marks) for view in views))


def _placed(crosses: Sequence[Cross], views: Sequence[labels.View]) -> list[dict[str, Any]]:
    """Rows with a place for each name that crosses nothing; the others get numbers, in the order of the table."""
    found = labels.places(views)
    numbers = {i: str(n) for n, i in enumerate((i for i, place in enumerate(found) if place is None), 1)}
    numbered = labels.places([_numbered(view, found, numbers) for view in views], most=labels.WALL)
    rows = []
    for i, c in enumerate(crosses):
        place = found[i] or numbered[i]
        rows.append(
            {
                "name": c.name,
                "label": numbers.get(i, c.name),
                "number": int(numbers.get(i, 0)),
                "x": c.x,
                "x_low": c.x_low,
                "x_high": c.x_high,
                "y": c.y,
                "y_low": c.y_low,
                "y_high": c.y_high,
                "kind": c.kind,
                "sure": c.sure,
                "about": c.about,
                "named": place is not None,
                "dx": place.dx if place else 0,
                "dy": place.dy if place else 0,
                "align": place.align if place else "left",
            }
        )
    return sorted(rows, key=lambda row: (bool(row["sure"]), row["kind"] == "bad"))


def _numbered(view: labels.View, found: Sequence[labels.Place | None], numbers: Mapping[int, str]) -> labels.View:
    """The same map, where names that found a place are words already, and the other marks are called by numbers."""
    named = [labels.box(place, mark) for mark, place in zip(view.marks, found, strict=True) if place]
    marks = [replace(mark, name=numbers.get(i, "")) for i, mark in enumerate(view.marks)]
    return replace(view, marks=marks, words=[*view.words, *named])


def _key(frame: Frame, data: Sequence[Mapping[str, Any]], least: float) -> tuple[list[Layer], int]:
    """What the numbers stand for, in columns under the map; and how many rows that takes."""
    told = sorted((row for row in data if row["number"]), key=lambda row: row["number"])
    if not told:
        return [], 0
    wide = max(labels.width(row["name"], SMALL, row["sure"]) for row in told) + 40
    columns = int(max(1, min(3, least // wide, ceil(len(told) / 2))))
    rows = ceil(len(told) / columns)
    layers = []
    limit = f"(width + {frame.left + frame.right:.0f}) / {columns} - 28"
    for at in range(columns):
        start = f"(width + {frame.left + frame.right:.0f}) * {at} / {columns} - {frame.left:.0f}"
        for sure in (True, False):
            part = [
                {"key": row["label"], "key_name": row["name"], "row": frame.height + 58 + ROW * i}
                for i, row in enumerate(told[rows * at : rows * (at + 1)])
                if row["sure"] == sure
            ]
            look: dict[str, Any] = {"rows": part, "y": px("row"), "strong": sure, "colour": INK if sure else SOFT}
            if part:
                layers += [
                    frame.small("key", x={"value": {"expr": f"{start} + 16"}}, align="right", **look),
                    frame.small("key_name", x={"value": {"expr": f"{start} + 24"}}, limit={"expr": limit}, **look),
                ]
    return layers, rows


def _layers(
    frame: Frame,
    data: list[dict[str, Any]],
    across: Scale,
    up: Scale,
    corners: Corners,
    texts: list[tuple[float, str]],
    up_texts: list[tuple[float, str]],
    low: Sequence[int],
) -> list[Layer]:
    h = frame.height
    x0, y1 = frame.x[0], (frame.y or (0, 1))[1]
    left, right = ({"y": h - 11} if at < 4 else {"y": [up.middle], "dy": 14} for at in low)
    width = {"condition": {"test": "datum.sure", "value": 2.5}, "value": 1.75}
    faint = {"condition": {"test": "datum.sure", "value": 1}, "value": 0.62}
    moved = {"dx": {"expr": "datum.dx"}, "dy": {"expr": "datum.dy"}, "align": {"expr": "datum.align"}}
    return [
        frame.box(
            rows=[{"a": x0, "b": across.middle, "c": y1, "d": up.middle}],
            x="a",
            x2="b",
            y="c",
            y2="d",
            fill=BAD_WASH,
            opacity=0.55,
        )
        if corners.wash
        else {},
        frame.rule(rows=[{}], x=0, x2=END, y=h, colour=EDGE, width=1),
        frame.rule(rows=[{"tick": t} for t, _ in texts], x="tick", y=h, y2=h + 5, colour=EDGE, width=1),
        frame.words(
            "tick_text", rows=[{"tick": t, "tick_text": s} for t, s in texts], x="tick", y=h + 17, align="center"
        ),
        frame.words(
            "tick_text", rows=[{"tick": t, "tick_text": s} for t, s in up_texts], x=-8, y="tick", align="right"
        ),
        frame.small({"value": up.title}, rows=[{}], x=-frame.left, y=-15, colour=SOFT),
        frame.small({"value": across.title}, rows=[{}], x=END, y=h + 36, align="right", colour=SOFT),
        frame.rule(
            rows=[{}], x=[across.middle], y=0 if corners.wash else UNDER_NAMES, y2=h, colour=INK, width=1, dash=(4, 4)
        ),
        frame.rule(rows=[{}], x=0, x2=END, y=[up.middle], colour=INK, width=1, dash=(4, 4)),
        frame.strong({"value": corners.top_left}, rows=[{}], x=8, y=12, colour=BAD if corners.wash else SOFT),
        frame.strong(
            {"value": corners.top_right},
            rows=[{}],
            x=END,
            dx=-4,
            y=12,
            align="right",
            colour=GOOD if corners.wash else SOFT,
        ),
        frame.words({"value": corners.bottom_left}, rows=[{}], x=8, **left),
        frame.words({"value": corners.bottom_right}, rows=[{}], x=END, dx=-4, align="right", **right),
        frame.rule(
            where="isValid(datum.x_low)",
            x="x_low",
            x2="x_high",
            y="y",
            colour=kind_colour(),
            width=width,
            opacity=faint,
        ),
        frame.rule(
            where="isValid(datum.y_low)",
            x="x",
            y="y_low",
            y2="y_high",
            colour=kind_colour(),
            width=width,
            opacity=faint,
        ),
        frame.dot(
            x="x",
            y="y",
            fill=kind_colour(),
            stroke=None,
            radius={"condition": {"test": "datum.sure", "value": 64}, "value": 28},
            about="about",
        ),
        frame.small("label", where="datum.named && !datum.sure", x="x", y="y", **moved),
        frame.strong("label", where="datum.named && datum.sure", x="x", y="y", **moved),
    ]
