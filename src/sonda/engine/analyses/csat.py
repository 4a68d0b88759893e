"""CSAT of a file: how many chose one of the top answers, and the mean, in one pass."""

import narwhals as nw

from sonda.engine.analyses.analysis import Analysis, Counted, judged, scale_of
from sonda.engine.counting import sums_of
from sonda.engine.selection import Selection
from sonda.engine.source import Source
from sonda.engine.table import Scale, Table
from sonda.methods.csat import CSAT, check_scale, csat_from_sums


def csat(
    source: Source,
    selection: Selection,
    *,
    score: str,
    scale: tuple[int, int] | str,
    top: int = 2,
    level: float = 0.95,
) -> Analysis:
    """Share of the `top` highest answers of a column on `scale`, and its mean.

    Errors: DataError for an answer off the scale, a bad weight, a column that is not there, a `top` beyond the scale.
    """
    low, high = scale_of(scale, top, check_scale)
    table = Table(source, selection)
    answer = nw.col(table.number(score, scale=Scale(low=low, high=high, whole=True), alias="score"))
    happy = (answer > high - top).cast(nw.Int64)
    frame = table.frame().with_columns(happy.cast(nw.Float64).alias("happy"))
    found = table.sums(frame, ["score", "happy"], extra={"satisfied": happy.sum()})

    def judge(rows: Counted) -> CSAT:
        (row,) = rows
        return csat_from_sums(
            satisfied=sums_of(row, "happy"),
            score=sums_of(row, "score"),
            weighted=bool(table.weight or table.clusters),
            n_satisfied=int(row["satisfied"]),
            level=level,
        )

    return judged(table, found, judge, of=CSAT)
