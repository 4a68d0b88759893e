"""Priority map: a cross of two intervals for each item, lines in the middle, what is decided in colour."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sonda.charts import labels, ticks
from sonda.charts.frame import END, Frame, Layer, kind_colour
from sonda.charts.theme import BAD, BAD_WASH, EDGE, GOOD, INK, SOFT

WIDE = 540  # below this only decided marks are named,
TOLD = 8  # and of those so many


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
    """The figure for a wide and a narrow column; the narrow one names decided marks only."""
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
    room = (320 if narrow else WIDE) - left - 6
    data = _placed(crosses, frame, room, narrow, corners, up.middle)
    texts = [(t, across.text(t, ticks.digits(downs), i == 0)) for i, t in enumerate(downs)]
    return frame.spec(_layers(frame, data, across, up, corners, texts, up_texts), rows=data, description=description)


def _placed(
    crosses: Sequence[Cross], frame: Frame, room: float, narrow: bool, corners: Corners, middle: float
) -> list[dict[str, Any]]:
    """Rows with a place for each name, found at the least width of the drawing: a wider one only moves marks apart."""
    (x0, x1), (y0, y1) = frame.x, frame.y or (0, 1)

    def px(v: float | None, other: float) -> float:
        return ((other if v is None else v) - x0) / (x1 - x0) * room

    def py(v: float | None, other: float) -> float:
        return (y1 - (other if v is None else v)) / (y1 - y0) * frame.height

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
    order = sorted(range(len(crosses)), key=lambda i: (marks[i].rank, -crosses[i].y))
    told = set([i for i in order if crosses[i].sure][:TOLD]) if narrow else set(order)
    low = frame.height if corners.wash else py(middle, middle) + 24
    corner_words = [
        (0.0, 0.0, 90.0, 22.0),
        (room - 90, 0.0, room, 22.0),
        (0.0, low - 20, 90.0, low),
        (room - 90, low - 20, room, low),
    ]
    named = sorted(told)
    found = labels.places(
        [marks[i] for i in named], size=(room, frame.height), taken=corner_words, most=30 if narrow else 45
    )
    at = dict(zip(named, found, strict=True))
    rows = []
    for i, c in enumerate(crosses):
        place = at.get(i)
        rows.append(
            {
                "name": c.name,
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


def _layers(
    frame: Frame,
    data: list[dict[str, Any]],
    across: Scale,
    up: Scale,
    corners: Corners,
    texts: list[tuple[float, str]],
    up_texts: list[tuple[float, str]],
) -> list[Layer]:
    h = frame.height
    x0, y1 = frame.x[0], (frame.y or (0, 1))[1]
    # Without a wash the lower names stand under the middle line: what nobody minds lies in the very corner.
    low: dict[str, Any] = {"y": h - 11} if corners.wash else {"y": [up.middle], "dy": 14}
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
        frame.rule(rows=[{}], x=[across.middle], y=0, y2=h, colour=INK, width=1, dash=(4, 4)),
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
        frame.words({"value": corners.bottom_left}, rows=[{}], x=8, **low),
        frame.words({"value": corners.bottom_right}, rows=[{}], x=END, dx=-4, align="right", **low),
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
        frame.small("name", where="datum.named && !datum.sure", x="x", y="y", **moved),
        frame.strong("name", where="datum.named && datum.sure", x="x", y="y", **moved),
    ]
