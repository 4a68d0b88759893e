"""Cronbach's alpha of a file: means and covariances of the rows that answered every item, in one pass."""

from collections.abc import Sequence

import numpy as np

from sonda.engine.analyses.analysis import Analysis, Counted, items_of, judged, unclustered
from sonda.engine.moments import complete_products, matrix
from sonda.engine.selection import Selection
from sonda.engine.source import Source
from sonda.engine.table import Table
from sonda.methods.alpha import Alpha, alpha_from_moments


def alpha(source: Source, selection: Selection, *, items: Sequence[str], level: float = 0.95) -> Analysis:
    """Cronbach's alpha of the columns `items`.

    Errors: DataError for fewer than two columns, clusters, or bad cells and weights.
    """
    unclustered(selection, "alpha")
    items = items_of(source, items, least=2)
    table = Table(source, selection)
    columns = [table.number(item) for item in items]
    found = table.collect(complete_products(table, columns))

    def judge(rows: Counted) -> Alpha:
        (row,) = rows
        total, k = float(row["w_sum"] or 0), len(items)
        mean, cov = np.zeros(k), np.zeros((k, k))
        if total > 0:
            mean = np.array([row[f"s{at}"] for at in range(k)], float) / total
            cov = matrix(row, k) / total - np.outer(mean, mean)
        effective = total**2 / float(row["ww"]) if total > 0 else 0.0
        return alpha_from_moments(items=items, n=int(row["n"]), mean=mean, cov=cov, level=level, n_effective=effective)

    return judged(table, found, judge, of=Alpha)
