"""Survival steps and cumulative incidence: curves that hold until the next event, each named at its end."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sonda.charts import labels, ticks
from sonda.charts.frame import END, Frame, Layer, px
from sonda.charts.theme import ACCENT, BAND, EDGE, INK, PAPER, SEGMENTS, SMALL

LINE_HEIGHT = 13.5  # of small text, as Vega sets it
MOST = 220  # steps of one curve that are drawn
LEADER = 22  # pixels from the plot to the names: room for the lines that lead to them
DASHES = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3], [4, 2], [1, 3])


@dataclass(frozen=True, kw_only=True)
class Curve:
    """One curve: times, shares 0–1 and their interval, its name and the words at its end."""

    name: str
    times: Sequence[float]
    values: Sequence[float | None]
    lows: Sequence[float | None]
    highs: Sequence[float | None]
    end_text: str
    about: str
    short_text: str = ""  # at the end in a narrow column


@dataclass(frozen=True, kw_only=True)
class Look:
    """`time_text` and `share_text` write ticks; `start` is the share at time 0; `median` draws a line at a half."""

    time_text: Any
    share_text: Any
    title: str
    start: float
    full: bool = False  # up to 100 %
    median: float | None = None
    median_text: str = ""
    median_short: str = ""  # in a narrow column


def draw(curves: Sequence[Curve], *, look: Look, description: str) -> tuple[Layer, Layer]:
    """The figure for a wide and a narrow column; at most six curves."""
    return tuple(_draw(curves[:6], look, description, narrow) for narrow in (False, True))  # type: ignore[return-value]


def _draw(curves: Sequence[Curve], look: Look, description: str, narrow: bool) -> Layer:
    last = max((t for c in curves for t in c.times), default=1.0)
    shares = [v for c in curves for s in (c.values, c.lows, c.highs) for v in s if v is not None] + [look.start]
    low = 0.0
    if look.full and min(shares) > 0.5:
        low = ticks.scale(min(shares), 1.0, 4, 0.0, 1.0)[0][0]
    domain, lines = ticks.scale(low, 1.0 if look.full else max(shares), 4, 0.0, 1.0)
    downs = ticks.inside(0, last, 4 if narrow else 6)
    texts = [(t, look.share_text(t, t == lines[-1])) for t in lines]
    left = max(labels.width(t) for _, t in texts) + 22
    ended = [c.short_text if narrow and c.short_text else c.end_text for c in curves]
    right = max((labels.width(text, SMALL, True) for text in [*(c.name for c in curves), *ended]), default=0)
    right = min(right + LEADER + 8, 126 if narrow else 230)
    height = 230 if narrow else 320
    frame = Frame(x=(0, last or 1), y=domain, height=height, left=left, right=right, top=14, bottom=46)
    data = [row for i, c in enumerate(curves) for row in _rows(i, c, look.start)]
    ends = _ends(curves, frame, right - LEADER - 4 if narrow else None)
    one = len(curves) == 1
    layers: list[Layer] = [
        *frame.grid_across(texts, start=-8),
        frame.rule(rows=[{"tick": t} for t in downs], x="tick", y=height, y2=height + 5, colour=EDGE, width=1),
        frame.words(
            "tick_text",
            rows=[{"tick": t, "tick_text": look.time_text(t)} for t in downs],
            x="tick",
            y=height + 17,
            align="center",
        ),
        frame.small({"value": look.title}, rows=[{}], x=END, y=height + 36, align="right"),
        *_median(frame, look, height, look.median_short if narrow else look.median_text),
    ]
    for i, _ in enumerate(curves):
        layers += _curve(frame, i, one)
    layers += [
        layer
        for i, curve in enumerate(curves)
        for layer in _end(frame, [e for e in ends if e["curve"] == i], right, one)
    ]
    return frame.spec(layers, rows=data, description=description)


def _rows(i: int, c: Curve, start: float) -> list[dict[str, Any]]:
    stride = max(1, -(-len(c.times) // MOST))
    keep = [j for j in range(len(c.times)) if j % stride == 0 or j == len(c.times) - 1]
    rows: list[dict[str, Any]] = [
        {"curve": i, "time": c.times[j], "value": c.values[j], "low": c.lows[j], "high": c.highs[j]} for j in keep
    ]
    if not rows or rows[0]["time"] > 0:
        rows.insert(0, {"curve": i, "time": 0.0, "value": start, "low": start, "high": start})
    return rows


def _curve(frame: Frame, i: int, one: bool) -> list[Layer]:
    colour = _colour(i, one)
    band: Layer = {
        "transform": [{"filter": f"datum.curve == {i} && isValid(datum.low)"}],
        "mark": {"type": "area", "interpolate": "step-after", "aria": False, "opacity": 1 if one else 0.12},
        "encoding": frame.at(x="time", y="low", y2="high") | {"fill": {"value": BAND if one else colour}},
    }
    line: Layer = {
        "transform": [{"filter": f"datum.curve == {i} && isValid(datum.value)"}],
        "mark": {
            "type": "line",
            "interpolate": "step-after",
            "aria": False,
            "strokeWidth": 2,
            "strokeDash": DASHES[0 if one else i],
        },
        "encoding": frame.at(x="time", y="value") | {"stroke": {"value": colour}},
    }
    return [band, line]


def _colour(i: int, one: bool) -> str:
    return ACCENT if one else SEGMENTS[i]


def _end(frame: Frame, rows: list[dict[str, Any]], right: float, one: bool) -> list[Layer]:
    """The end of one curve: its dot, a thin line from it to its name, and the name, all of the curve's colour."""
    if not rows:
        return []
    colour = _colour(rows[0]["curve"], one)
    room: dict[str, Any] = {"x": END, "dx": LEADER, "limit": right - LEADER}
    to = {"value": {"expr": f"width + {LEADER - 4}"}}
    return [
        frame.rule(rows=rows, x="time", x2=to, y=px("y_dot"), y2="y_name", colour=colour, width=1, opacity=0.7),
        frame.dot(rows=rows, x="time", y="value", fill=colour, radius=3.4, stroke=PAPER, about="about"),
        frame.small("names", rows=rows, y=px("y_name"), colour=colour, strong=True, **room),
        frame.small("end_text", rows=rows, y=px("y_end"), **room),
    ]


def _ends(curves: Sequence[Curve], frame: Frame, room: float | None = None) -> list[dict[str, Any]]:
    """Names at the ends of curves, in lines that fit the `room`, pushed apart until the text of each has its place."""
    low, high = frame.y or (0, 1)
    rows: list[dict[str, Any]] = []
    for i, c in enumerate(curves):
        known = [(t, v) for t, v in zip(c.times, c.values, strict=True) if v is not None]
        if known:
            names = labels.wrap(c.name, room / 1.07, 2) if room else [c.name]
            rows.append(
                {
                    "curve": i,
                    "time": known[-1][0],
                    "value": known[-1][1],
                    "names": names,
                    "end_text": c.short_text if room and c.short_text else c.end_text,
                    "about": c.about,
                    "y": (high - known[-1][1]) / (high - low) * frame.height,
                    "y_dot": (high - known[-1][1]) / (high - low) * frame.height,
                    "tall": 31 + LINE_HEIGHT * (len(names) - 1),
                }
            )
    rows.sort(key=lambda row: row["y"])
    above = 0.0  # where the text before ends
    for row in rows:
        row["y"] = max(row["y"], above)
        above = row["y"] + row["tall"]
    below = frame.height + 22
    for row in reversed(rows):
        row["y"] = min(row["y"], below - row["tall"])
        below = row["y"]
        row |= {"y_name": row["y"], "y_end": row["y"] + row["tall"] - 16}
    return rows


def _median(frame: Frame, look: Look, height: float, text: str) -> list[Layer]:
    if look.median is None or not frame.y or not frame.y[0] <= 0.5 <= frame.y[1]:
        return []
    late = look.median > frame.x[1] / 2  # no room to the right: the words stand below the curve
    beside: dict[str, Any] = {"align": "right", "dx": -6, "dy": 10} if late else {"dx": 6, "dy": -9}
    return [
        frame.rule(rows=[{}], x=[0], x2=[look.median], y=[0.5], colour=INK, width=1, dash=(4, 4)),
        frame.rule(rows=[{}], x=[look.median], y=[0.5], y2=height, colour=INK, width=1, dash=(4, 4)),
        frame.small({"value": text}, rows=[{}], x=[look.median], y=[0.5], colour=INK, **beside),
    ]
