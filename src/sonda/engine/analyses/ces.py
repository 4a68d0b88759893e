"""Customer Effort Score of a file: the mean ease and the share of the two easiest answers, in one pass."""

import narwhals as nw

from sonda.engine.analyses.analysis import Analysis, Counted, judged, scale_of
from sonda.engine.counting import sums_of
from sonda.engine.selection import Selection
from sonda.engine.source import Source
from sonda.engine.table import Scale, Table
from sonda.methods.ces import CES, ces_from_sums
from sonda.methods.csat import check_scale

TOP = 2


def ces(
    source: Source,
    selection: Selection,
    *,
    score: str,
    scale: tuple[int, int] | str,
    level: float = 0.95,
) -> Analysis:
    """Mean of a column of answers on `scale`, the highest the easiest, and the share of its two highest.

    Errors: DataError for an answer off the scale, a bad weight, a column that is not there.
    """
    low, high = scale_of(scale, TOP, check_scale)
    table = Table(source, selection)
    answer = nw.col(table.number(score, scale=Scale(low=low, high=high, whole=True), alias="score"))
    frame = table.frame().with_columns((answer > high - TOP).cast(nw.Int64).cast(nw.Float64).alias("top"))
    found = table.sums(frame, ["score", "top"])

    def judge(rows: Counted) -> CES:
        (row,) = rows
        return ces_from_sums(score=sums_of(row, "score"), top=sums_of(row, "top"), scale=(low, high), level=level)

    return judged(table, found, judge, of=CES)
