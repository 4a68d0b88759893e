"""The answers to one question of a file by the values of another column, in one pass."""

from collections.abc import Sequence

import numpy as np

from sonda.engine.analyses.analysis import TOO_MANY, Analysis, Counted, judged
from sonda.engine.analyses.answers import counted, counts_of
from sonda.engine.errors import DataError
from sonda.engine.selection import Selection
from sonda.engine.source import Source
from sonda.engine.table import Table
from sonda.methods.crosstab import Crosstab, crosstab_from_counts

MOST_LINES = 1_000


def crosstab(
    source: Source,
    selection: Selection,
    *,
    question: str,
    by: str,
    numeric: bool = False,
    scale: Sequence[float] | None = None,
    answers: Sequence[str] = (),
    level: float = 0.95,
    least: int = 0,
) -> Analysis:
    """Shares of the answers in a column within each value of `by`; people without one of the two are left out.

    Errors: as for `answers.counted`, and DataError for more than a thousand groups.
    """
    table = Table(source, selection)
    ends = None if scale is None else (float(scale[0]), float(scale[1]))
    found = counted(table, question, numeric=numeric, scale=ends, by=by)
    if len(found["line"].unique()) > MOST_LINES:
        raise DataError(TOO_MANY, column=by, most=MOST_LINES)

    def judge(rows: Counted) -> Crosstab:
        answered = rows.table.filter(rows.table["answer"].is_valid())
        counts, names = counts_of(answered, table.clusters), np.array(answered["line"].to_pylist(), object)
        grouped = np.array([name is not None for name in names], bool)
        return crosstab_from_counts(
            groups={name: counts.where(names == name) for name in dict.fromkeys(names[grouped])},
            scale=ends,
            answers=answers,
            weighted=bool(table.weight or table.clusters),
            n_in_no_group=round(float(counts.n[~grouped].sum())),
            level=level,
            least=least,
        )

    return judged(table, found, judge, of=Crosstab)
