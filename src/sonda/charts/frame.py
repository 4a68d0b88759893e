"""The frame of a figure: fixed pixels around, data inside; and the handful of marks that every figure is made of.

A figure is drawn for its column and not scaled to it. The padding is fixed, the plotting width is what the column
leaves; the page (or `render`) only sets `width`. Rows of a figure lie at pixel heights, so that text and marks of a
row stand on one line at every width.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sonda.charts.theme import CONFIG, EDGE, INK, KINDS, LINE, PAPER, SMALL, SOFT, TEXT

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
END: dict[str, Any] = {"value": "width"}  # the right edge of the plot
Layer = dict[str, Any]
Rows = Sequence[Mapping[str, Any]]


def kind_colour(field: str = "kind") -> Layer:
    """Colour by meaning: good teal, bad burnt orange, even grey."""
    return {
        "field": field,
        "type": "nominal",
        "scale": {"domain": list(KINDS), "range": list(KINDS.values())},
        "legend": None,
    }


def px(field: str) -> Layer:
    """A field that holds pixels, where the scale holds data."""
    return {"field": field, "type": "quantitative", "scale": None}


@dataclass(frozen=True, kw_only=True)
class Frame:
    """Domain, height and padding of one drawing."""

    x: tuple[float, float]
    height: float
    y: tuple[float, float] | None = None  # None: heights are pixels from the top
    left: float = 0
    right: float = 0
    top: float = 0
    bottom: float = 0
    narrow_below: int = 420

    def at(self, **channels: Any) -> Layer:
        """Encodings: text names a field, a number is pixels, a one-item list is a value of the scale."""
        out: Layer = {}
        for channel, where in channels.items():
            match where:
                case str():
                    out[channel] = {"field": where, **self._scale(channel)}
                case [value]:
                    out[channel] = {"datum": value, **self._scale(channel)}
                case int() | float():
                    out[channel] = {"value": where}
                case _:
                    out[channel] = where
        return out

    def _scale(self, channel: str) -> Layer:
        if channel in ("x2", "y2"):
            return {}
        domain = list(self.x) if channel == "x" else list(self.y or (self.height, 0))
        scale = {"domain": domain, "nice": False, "zero": False}
        return {"type": "quantitative", "scale": scale, "axis": None}

    def spec(self, layers: Sequence[Layer], *, rows: Rows, description: str) -> Layer:
        """The whole specification, its data inline."""
        return {
            "$schema": SCHEMA,
            "description": description,
            "width": 640 - self.left - self.right,
            "height": self.height,
            "padding": {"left": self.left, "right": self.right, "top": self.top, "bottom": self.bottom},
            "autosize": "none",
            "config": CONFIG,
            "usermeta": {"narrowBelow": self.narrow_below},
            "data": {"values": [dict(row) for row in rows]},
            # Each layer means its own thing by a colour: a wash and a mark of one kind are not of one paint.
            "resolve": {"scale": {"color": "independent", "fill": "independent", "stroke": "independent"}},
            "layer": [layer for layer in layers if layer],
        }

    def rule(
        self,
        *,
        colour: str | Layer = EDGE,
        width: float | Layer = 1.5,
        dash: Sequence[float] | None = None,
        opacity: float | Layer | None = None,
        rows: Rows | None = None,
        where: str | None = None,
        **at: Any,
    ) -> Layer:
        """A straight line: whisker, grid line, target."""
        mark: Layer = {"type": "rule", "aria": False}
        if dash:
            mark["strokeDash"] = list(dash)
        return self._layer(mark, rows, where, at, color=colour, strokeWidth=width, opacity=opacity)

    def dot(
        self,
        *,
        fill: str | Layer = EDGE,
        stroke: str | Layer | None = PAPER,
        width: float = 1.5,
        radius: float | Layer = 5,
        shape: str | Layer = "circle",
        opacity: float | Layer | None = None,
        about: str | None = None,
        rows: Rows | None = None,
        where: str | None = None,
        **at: Any,
    ) -> Layer:
        """A point: full for what is given, ours, or left after chance; with `about` it can be reached and read out."""
        size = radius if isinstance(radius, dict) else 3.1416 * radius * radius
        mark: Layer = {"type": "point", "filled": True, "strokeWidth": width, "opacity": 1, "aria": about is not None}
        return self._layer(
            mark,
            rows,
            where,
            at,
            fill=fill,
            stroke=stroke,
            size=size,
            shape=shape,
            opacity=opacity,
            description=None if about is None else {"field": about},
        )

    def ring(self, *, radius: float = 4.6, **more: Any) -> Layer:
        """A hollow point: what is expected, theirs, or measured raw."""
        look: dict[str, Any] = {"fill": PAPER, "stroke": EDGE, "width": 1.75, "radius": radius}
        return self.dot(**look | more)

    def box(
        self,
        *,
        fill: str | Layer,
        opacity: float | None = None,
        rows: Rows | None = None,
        where: str | None = None,
        corner: float = 0,
        **at: Any,
    ) -> Layer:
        """A rectangle: a wash behind the claim, a part of a bar."""
        mark: Layer = {"type": "rect", "aria": False}
        if corner:
            mark["cornerRadius"] = corner
        return self._layer(mark, rows, where, at, fill=fill, opacity=opacity)

    def words(
        self,
        text: str | Layer,
        *,
        colour: str | Layer = SOFT,
        size: float = TEXT,
        strong: bool = False,
        align: str = "left",
        dx: float | Layer = 0,
        dy: float | Layer = 0,
        limit: float | Layer | None = None,
        halo: bool = True,
        rows: Rows | None = None,
        where: str | None = None,
        **at: Any,
    ) -> Layer:
        """Text at a mark: a field's name, or `{"value": …}` for words that are the same everywhere."""
        mark: Layer = {"type": "text", "align": align, "dx": dx, "dy": dy, "fontSize": size, "aria": False}
        if strong:
            mark["fontWeight"] = 600
        if limit:
            mark["limit"] = limit
        if halo:
            mark |= {"stroke": PAPER, "strokeWidth": 3, "strokeJoin": "round"}
        shown = {"field": text} if isinstance(text, str) else text
        return self._layer(mark, rows, where, at, text=shown, fill=colour)

    def small(self, text: str | Layer, **more: Any) -> Layer:
        """Small text in the quiet colour."""
        look: dict[str, Any] = {"size": SMALL}
        return self.words(text, **look | more)

    def strong(self, text: str | Layer, **more: Any) -> Layer:
        """Text that carries the claim."""
        look: dict[str, Any] = {"colour": INK, "strong": True}
        return self.words(text, **look | more)

    def grid(self, ticks: Sequence[tuple[float, str]], *, top: float, bottom: float) -> list[Layer]:
        """Vertical hairlines with their numbers below."""
        rows = [{"tick": value, "tick_text": text} for value, text in ticks]
        return [
            self.rule(rows=rows, x="tick", y=top, y2=bottom, colour=LINE, width=1),
            self.words("tick_text", rows=rows, x="tick", y=bottom + 15, align="center"),
        ]

    def grid_across(self, ticks: Sequence[tuple[float, str]], *, start: float = 0) -> list[Layer]:
        """Horizontal hairlines with their numbers to the left."""
        rows = [{"tick": value, "tick_text": text} for value, text in ticks]
        return [
            self.rule(rows=rows, y="tick", x=start, x2=END, colour=LINE, width=1),
            self.words("tick_text", rows=rows, y="tick", x=start - 8, align="right"),
        ]

    def _layer(
        self, mark: Layer, rows: Rows | None, where: str | None, at: Mapping[str, Any], **channels: Any
    ) -> Layer:
        encoding = self.at(**at)
        for channel, value in channels.items():
            if value is None:
                continue
            encoding[channel] = value if isinstance(value, dict) else {"value": value}
        out: Layer = {"mark": mark, "encoding": encoding}
        if rows is not None:
            out["data"] = {"values": [dict(row) for row in rows]}
        if where:
            out["transform"] = [{"filter": where}]
        return out
