"""Raking of a file: cells counted in one pass, weights written beside the data in another."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import narwhals as nw

from sonda.engine.analyses.analysis import Analysis, Counted, judged, unclustered
from sonda.engine.analyses.tables import margins_in
from sonda.engine.errors import DataError
from sonda.engine.selection import Selection
from sonda.engine.source import Source
from sonda.engine.table import Table
from sonda.engine.writing import WEIGHT_COLUMN, check_target, write_weighted
from sonda.methods.raking import Raking, rake_from_cells
from sonda.methods.result import N_, Note

NO_GROUPS = N_("Raking makes one set of weights for the whole file: leave out --by.")
REPLACED = N_("The column weight of the data was replaced in %(file)s.")


def rake(
    source: Source,
    selection: Selection,
    *,
    margins: Mapping[str, Mapping[str, float]] | str | Path,
    out: str | Path | None = None,
) -> Analysis:
    """Weights that meet population counts in every margin, starting from the selection's weight.

    `out` (`.csv` or `.parquet`) becomes the rows kept, as they are in the data, with a column `weight`; it is written
    beside its place first and moved there whole.
    Errors: DataError for a row without a category or with one that has no target, margins that are no counts, a
    target without people, an `out` that cannot be written or is the data itself.
    """
    unclustered(selection, "rake")
    if selection.by:
        raise DataError(NO_GROUPS)
    goals = margins_in(margins)
    target = None if out is None else check_target(source, Path(out))
    table = Table(source, selection)
    keys = [
        table.category(variable, list(targets), alias=f"v{at}") for at, (variable, targets) in enumerate(goals.items())
    ]
    sums: dict[str, nw.Expr] = {"n": nw.len()}
    if table.weight:
        w = nw.col(table.weight)
        sums |= {"w_sum": w.sum(), "ww": (w * w).sum()}
    counted = [expr.alias(name) for name, expr in (table.controls() | sums).items()]
    found = table.collect(table.frame().group_by(*keys).agg(*counted).sort(*keys))

    def judge(rows: Counted) -> Raking:
        cells = {tuple(row[key] for key in keys): row for row in rows}
        total, square = ("w_sum", "ww") if table.weight else ("n", "n")
        return rake_from_cells(
            cells={cell: float(row[total]) for cell, row in cells.items()},
            variables=tuple(goals),
            margins=goals,
            counts={cell: int(row["n"]) for cell, row in cells.items()},
            squares={cell: float(row[square]) for cell, row in cells.items()},
        )

    notes: list[Note] = []
    if target is not None and WEIGHT_COLUMN in source.columns:
        notes.append(Note(text=REPLACED, values={"file": target.name}))
    answer = judged(table, found, judge, of=Raking, notes=notes)
    if target is not None:
        raking: Any = answer.results[0][1]
        write_weighted(table, keys, raking.factors, target)
    return answer
