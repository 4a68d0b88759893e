"""The table and the calibration figure that `make bench` prints."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from benchmarks.line import Line

NOMINAL, LEFT, RIGHT, CELLS = 0.95, 0.80, 1.00, 40

KEPT = {True: "[green]kept[/]", False: "[red]broken[/]", None: ""}


def show(lines: Sequence[Line], console: Console) -> None:
    """Every claim, what was measured, and whether its bound is kept; then the coverages on one scale."""
    table = Table(title="Claims and measurements", title_justify="left")
    for heading in ("claim", "measured", "bound", "", "note"):
        table.add_column(heading, justify="right" if heading in ("measured", "bound") else "left")
    for line in lines:
        sign = "≥" if line.at_least else "≤"
        bound = "" if line.bound is None else f"{sign} {line.said(line.bound)}"
        table.add_row(line.claim, line.said(line.measured), bound, KEPT[line.kept], line.note)
    console.print(table)
    shares = [line for line in lines if line.unit == "share"]
    if shares:
        console.print(calibration(shares))


def calibration(shares: Sequence[Line]) -> Table:
    """Coverage of each interval against the promised 95 %: a point on a scale from 80 to 100 %."""
    figure = Table(title="Calibration: where each 95 % interval stands", title_justify="left", box=None)
    figure.add_column("interval")
    figure.add_column(f"{LEFT:.0%}".ljust(30) + f"{NOMINAL:.0%}".ljust(CELLS - 32) + f"{RIGHT:.0%}", no_wrap=True)
    for line in shares:
        figure.add_row(line.claim, scale(line.measured))
    return figure


def scale(share: float) -> str:
    """One row of the figure; an arrow where the share is off the scale.

    >>> scale(0.95).index("●"), scale(0.5)[0], len(scale(0.9))
    (30, '◀', 41)
    """
    cells = ["·"] * (CELLS + 1)
    cells[place(NOMINAL)] = "│"
    cells[max(place(share), 0)] = "●" if share >= LEFT else "◀"
    return "".join(cells)


def place(share: float) -> int:
    return round((share - LEFT) / (RIGHT - LEFT) * CELLS)
