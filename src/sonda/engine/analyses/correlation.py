"""What goes together in a file: sums over the people who answered both of every two questions, in one pass."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from sonda.engine.analyses.analysis import Analysis, Counted, items_of, judged
from sonda.engine.errors import DataError
from sonda.engine.moments import pairwise_powers, vector
from sonda.engine.selection import Selection
from sonda.engine.source import Source
from sonda.engine.table import Table
from sonda.methods.correlation import POWERS, Correlation, IntervalKind, Moments, correlation_from_moments
from sonda.methods.result import N_

MOST = 40  # questions: fifteen sums for each of 780 pairs

TOO_MANY = N_("At most %(most)s questions can be laid side by side; these are %(n)s.")
UNWEIGHTED = N_("What goes together is counted without weights and clusters: leave them out.")


def correlation(
    source: Source,
    selection: Selection,
    *,
    questions: Sequence[str],
    interval: IntervalKind = "cautious",
    level: float = 0.95,
) -> Analysis:
    """Correlation of every two of these columns, each from the people who answered both.

    Errors: DataError for bad cells or columns, fewer than two or too many of them, weights and clusters.
    """
    names = items_of(source, questions, least=2)
    if len(names) > MOST:
        raise DataError(TOO_MANY, most=MOST, n=len(names))
    if selection.weight or selection.cluster:
        raise DataError(UNWEIGHTED)
    table = Table(source, selection)
    columns = [table.number(name) for name in names]
    found = table.collect(pairwise_powers(table, columns, POWERS))

    def judge(rows: Counted) -> Correlation:
        return correlation_from_moments(moments=moments_in(rows[0], names), interval=interval, level=level)

    return judged(table, found, judge, of=Correlation)


def moments_in(row: dict[str, Any], names: Sequence[str]) -> Moments:
    """One row of what `pairwise_powers` counted as square tables."""
    first, second = np.triu_indices(len(names), 1)
    above = {(a, b): vector(row, len(first), f"p{a}{b}_") for a, b in POWERS}
    powers = {}
    for a, b in POWERS:
        whole = np.zeros((len(names), len(names)))
        whole[first, second], whole[second, first] = above[a, b], above[b, a]
        powers[a, b] = whole
    return Moments(questions=tuple(names), people=int(row["people"] or 0), powers=powers)
