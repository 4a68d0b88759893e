"""A figure that leaves the page: SVG with a title and a description, PNG for slides and mail. No browser is needed."""

import re
from typing import Any
from xml.sax.saxutils import escape

from sonda.charts.chart import Chart, Spec
from sonda.charts.theme import THEMES, paint


def drawing(chart: Chart, *, theme: str = "light", width: int = 640) -> Spec:
    """The specification as it is drawn outside the page: colours written out, paper behind, a fixed width."""
    if chart.wide:  # a figure that takes the whole width of a page takes what it needs of a file
        width = max(width, chart.narrow_below)
    spec = chart.specs["narrow" if width < chart.narrow_below else "wide"]
    painted = paint(spec, theme)
    sides = painted["padding"]["left"] + painted["padding"]["right"]
    return painted | {"width": width - sides, "background": THEMES[theme]["paper"]}


def svg(chart: Chart, *, theme: str = "light", width: int = 640) -> str:
    """The figure as SVG that says what it shows: `role="img"`, `<title>` (the finding), `<desc>` (the description).

    Numbers and dates inside are texts already, in the chart's language: nothing is left to a drawing library's locale.
    """
    import vl_convert

    drawn: str = vl_convert.vegalite_to_svg(drawing(chart, theme=theme, width=width), vl_version="6.4")
    return _described(drawn, chart)


def png(chart: Chart, *, theme: str = "light", width: int = 640, scale: float = 2) -> bytes:
    """The figure as PNG, `scale` pixels to a point."""
    import vl_convert

    picture: bytes = vl_convert.svg_to_png(svg(chart, theme=theme, width=width), scale=scale)
    return picture


def csv(chart: Chart) -> str:
    """The whole table of a chart as CSV with the values unrounded; an interval takes two columns."""
    import csv as writer
    from io import StringIO

    out = StringIO()
    lines = writer.writer(out, lineterminator="\n")
    rows = chart.every_row or chart.rows
    kinds = [cell.kind for cell in rows[0]] if rows else ["text"] * len(chart.columns)
    head: list[str] = []
    for column, kind in zip(chart.columns, kinds, strict=True):
        head += [f"{column.key}_low", f"{column.key}_high"] if kind == "interval" else [column.key]
    lines.writerow([safe(name) for name in head])
    for row in rows:
        values: list[Any] = []
        for cell in row:
            values += list(cell.value or (None, None)) if cell.kind == "interval" else [safe(cell.value)]
        lines.writerow(values)
    return out.getvalue()


def safe(value: Any) -> Any:
    """A text that a spreadsheet would take for a formula is quoted with an apostrophe."""
    return f"'{value}" if isinstance(value, str) and value[:1] in tuple("=+-@\t\r") else value


def _described(drawn: str, chart: Chart) -> str:
    head = f"<title>{escape(chart.finding)}</title><desc>{escape(chart.description)}</desc>"
    drawn = re.sub(r"(<svg [^>]*?)(>)", rf'\1 role="img" lang="{chart.language}"\2', drawn, count=1)
    drawn = drawn.replace(">", ">\0", 1).replace("\0", head, 1)
    # Vega draws the halo over the letters; `paint-order` puts it behind them.
    return re.sub(r"<text (?=[^>]*stroke=)", '<text paint-order="stroke" ', drawn)
