"""Kano of a file: people by category for each item, with their weights and events where asked for, in one pass."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from sonda.engine.analyses.analysis import Analysis, Counted, Row, items_of, judged
from sonda.engine.errors import DataError
from sonda.engine.moments import histograms, matrix, vector
from sonda.engine.selection import Selection
from sonda.engine.source import Source
from sonda.engine.table import Scale, Table
from sonda.engine.totals import totals
from sonda.methods.kano import ANSWERS, Kano, kano_from_counts, kano_from_tables
from sonda.methods.kano_counts import COUNTED, PLACES, PREFERENCE, CategoryCounts
from sonda.methods.result import N_

ANSWER = Scale(low=1, high=5, whole=True, words={word: at for at, word in enumerate(ANSWERS, 1)})
UNPAIRED = N_("%(functional)s functional and %(dysfunctional)s dysfunctional columns do not pair up.")


def kano(
    source: Source,
    selection: Selection,
    *,
    functional: Sequence[str],
    dysfunctional: Sequence[str],
) -> Analysis:
    """Kano categories of pairs of columns; an item is called as its functional column.

    Errors: DataError for lists of different length, another answer than the five, or a bad weight.
    """
    there, absent = items_of(source, functional), items_of(source, dysfunctional)
    if len(there) != len(absent):
        raise DataError(UNPAIRED, functional=len(there), dysfunctional=len(absent))
    table = Table(source, selection)
    pairs = {
        item: (table.number(item, scale=ANSWER), table.number(other, scale=ANSWER))
        for item, other in zip(there, absent, strict=True)
    }
    # NULL, where one of the two was not answered, is no value of a histogram and no place of a list.
    cells = {f"i{at}": f"(({one} - 1) * 5 + {other} - 1)::INT" for at, (one, other) in enumerate(pairs.values())}
    designed = bool(table.weight or table.clusters)
    found = table.collect(categories(table, cells) if designed else histograms(table, cells))

    def judge(rows: Counted) -> Kano:
        (row,) = rows
        if designed:
            return kano_from_counts(items={item: counts_of(row, f"i{at}") for at, item in enumerate(pairs)})
        return kano_from_tables(items={item: five_by_five(row[f"i{at}"]) for at, item in enumerate(pairs)})

    return judged(table, found, judge, of=Kano, too_small=lambda result: result.n < 1)


def categories(table: Table, cells: dict[str, str]) -> str:
    """People, weights and products of clusters by category. `cells`: an item's name → SQL of its cell in the table."""
    places = PLACES.ravel().tolist()
    placed = {name: f"({places})[{sql} + 1]" for name, sql in cells.items()}
    sets = {name: [f"({name} = {place})::INT" for place in range(len(PREFERENCE))] for name in cells}
    extra = {f"{name}_u{place}": f"sum({each})" for name, columns in sets.items() for place, each in enumerate(columns)}
    sets |= {f"{name}_k": [f"CASE WHEN {name} < {COUNTED.sum()} THEN 1 END"] for name in cells}  # A, O, M, I come first
    return totals(table, placed, sets, extra)


def counts_of(row: Row, name: str) -> CategoryCounts:
    k = len(PREFERENCE)
    return CategoryCounts(
        people=vector(row, k, f"{name}_u").astype(int),
        weight=vector(row, k, f"{name}_s"),
        products=matrix(row, k, f"{name}_c"),
        clusters=int(row[f"{name}_clusters"]),
        clusters_counted=int(row[f"{name}_k_clusters"]),
    )


def five_by_five(counted: Any) -> np.ndarray[Any, Any]:
    cells = np.zeros(25, int)
    for place, count in dict(counted or {}).items():
        cells[place] = count
    return cells.reshape(5, 5)
