"""Kano of a file: a table of functional by dysfunctional answers for each item, in one pass."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from sonda.engine.analyses.analysis import Analysis, Counted, items_of, judged, unclustered, unweighted
from sonda.engine.errors import DataError
from sonda.engine.moments import histograms
from sonda.engine.selection import Selection
from sonda.engine.source import Source
from sonda.engine.table import Scale, Table
from sonda.methods.kano import ANSWERS, Kano, kano_from_tables
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

    Errors: DataError for lists of different length, another answer than the five, weights or clusters.
    """
    unweighted(selection, "kano")
    unclustered(selection, "kano")
    there, absent = items_of(source, functional), items_of(source, dysfunctional)
    if len(there) != len(absent):
        raise DataError(UNPAIRED, functional=len(there), dysfunctional=len(absent))
    table = Table(source, selection)
    pairs = {
        item: (table.number(item, scale=ANSWER), table.number(other, scale=ANSWER))
        for item, other in zip(there, absent, strict=True)
    }
    # NULL, where one of the two was not answered, is no value of a histogram.
    cells = {f"i{at}": f"(({one} - 1) * 5 + {other} - 1)::INT" for at, (one, other) in enumerate(pairs.values())}
    found = table.collect(histograms(table, cells))

    def judge(rows: Counted) -> Kano:
        (row,) = rows
        return kano_from_tables(items={item: five_by_five(row[f"i{at}"]) for at, item in enumerate(pairs)})

    return judged(table, found, judge, of=Kano, too_small=lambda result: result.n < 1)


def five_by_five(counted: Any) -> np.ndarray[Any, Any]:
    cells = np.zeros(25, int)
    for place, count in dict(counted or {}).items():
        cells[place] = count
    return cells.reshape(5, 5)
