"""Raking of a file: cells counted in one pass, weights written beside the data in another."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import narwhals as nw

from sonda.engine.analyses.analysis import NO_GROUPS, NOT_JUDGED, Analysis, Counted, judged
from sonda.engine.analyses.tables import margins_in
from sonda.engine.errors import DataError
from sonda.engine.selection import Selection
from sonda.engine.source import Source
from sonda.engine.table import Table
from sonda.engine.writing import WEIGHT_COLUMN, check_target, write_weighted
from sonda.methods.raking import Margins, Raking, rake_from_cells, without_clusters
from sonda.methods.result import N_, Note

REPLACED = N_("The column weight of the data was replaced in %(file)s.")
NOT_RAKED = N_("Nothing was written, because group %(group)s cannot be raked: %(reason)s")
BLANK = N_("Rows without a value in %(column)s have no weight in %(file)s.")


def rake(
    source: Source,
    selection: Selection,
    *,
    margins: Mapping[str, Mapping[str, float]] | str | Path,
    out: str | Path | None = None,
) -> Analysis:
    """Weights that meet population counts in every margin, starting from the selection's weight.

    With groups each is raked on its own to the same margins, so that the weights of each add up to the population.
    `out` (`.csv` or `.parquet`) becomes the rows kept, as they are in the data, with a column `weight`, blank for a row
    of no group; it is written beside its place first and moved there whole.
    Errors: DataError for a row without a category or with one that has no target, margins that are no counts, a
    target without people, an `out` that cannot be written or is the data itself; and, where there is an `out`, for a
    group that cannot be raked, which is else a note.
    """
    goals = margins_in(margins)
    target = None if out is None else check_target(source, Path(out))
    table = Table(source, selection)
    keys = [
        table.category(variable, list(targets), alias=f"v{at}") for at, (variable, targets) in enumerate(goals.items())
    ]
    found = table.collect(cells(table, keys))
    notes: list[Note] = []
    if target is not None and WEIGHT_COLUMN in source.columns:
        notes.append(Note(text=REPLACED, values={"file": target.name}))
    if target is not None and any(None in found[key].to_pylist() for key in table.keys):
        column = ", ".join(selection.groups)
        notes.append(Note(text=BLANK, values={"column": column, "file": target.name}))
    answer = judged(table, found, raking(table, keys, goals), of=Raking, too_small=nobody, notes=notes)
    if target is not None:
        write_weighted(table, keys, factors(answer), target)
    return answer


def cells(table: Table, keys: list[str]) -> nw.LazyFrame[Any]:
    """People, Σw and Σw² of each combination of categories."""
    sums: dict[str, nw.Expr] = {"n": nw.len()}
    if table.weight:
        w = nw.col(table.weight)
        sums |= {"w_sum": w.sum(), "ww": (w * w).sum()}
    counted = [expr.alias(name) for name, expr in (table.controls() | sums).items()]
    return table.frame().group_by(*table.keys, *keys).agg(*counted).sort(*table.keys, *keys)


def raking(table: Table, keys: list[str], goals: Margins) -> Callable[[Counted], Raking]:
    """How the cells of one group are raked."""
    total, square = ("w_sum", "ww") if table.weight else ("n", "n")

    def judge(rows: Counted) -> Raking:
        named = {tuple(row[key] for key in keys): row for row in rows}
        result = rake_from_cells(
            cells={cell: float(row[total]) for cell, row in named.items()},
            variables=tuple(goals),
            margins=goals,
            counts={cell: int(row["n"]) for cell, row in named.items()},
            squares={cell: float(row[square]) for cell, row in named.items()},
        )
        return without_clusters(result) if table.clusters else result

    return judge


def nobody(result: Raking) -> bool:
    return result.n < 1


def factors(answer: Analysis) -> dict[tuple[str, ...], float]:
    """The factor of each cell, its group before its categories.

    Errors: DataError where a group has none, for then the file would hold weights by halves.
    """
    for note in answer.notes:
        if note.text == NOT_JUDGED:
            raise DataError(NOT_RAKED, group=note.values["group"], reason=note.values["reason"])
        if note.text == NO_GROUPS:
            raise DataError(NO_GROUPS, column=str(note.values["column"]))
    return {
        (*(() if group is None else (group,) if isinstance(group, str) else group), *cell): factor
        for group, result in answer.results
        if isinstance(result, Raking)
        for cell, factor in result.factors.items()
    }
