"""Net Promoter Score of a file: three counts, or their weighted sums, in one pass."""

from typing import Any

import narwhals as nw

from sonda.engine.analyses.analysis import Analysis, Counted, judged
from sonda.engine.counting import sums_of
from sonda.engine.selection import Selection
from sonda.engine.source import Source
from sonda.engine.table import Scale, Table
from sonda.methods.nps import NPS, IntervalKind, nps_from_counts, nps_from_sums

SCALE = Scale(low=0, high=10, whole=True)


def nps(
    source: Source,
    selection: Selection,
    *,
    score: str,
    interval: IntervalKind = "adjusted-wald",
    level: float = 0.95,
) -> Analysis:
    """Net Promoter Score of a column of answers 0–10.

    Errors: DataError for an answer off the scale, a bad weight, or a column that is not there.
    """
    table = Table(source, selection)
    answer = nw.col(table.number(score, scale=SCALE))
    frame = marked(table.frame(), answer)
    extra: dict[str, nw.Expr] = {}
    if table.weight or table.clusters:  # else they follow from Σy and Σy²
        extra["promoters"] = (answer >= 9).cast(nw.Int64).sum()
        extra["detractors"] = (answer <= 6).cast(nw.Int64).sum()
    found = table.sums(frame, ["mark"], extra=extra)

    def judge(rows: Counted) -> NPS:
        (row,) = rows
        sums = sums_of(row, "mark")
        up = int(row.get("promoters", (sums.wyy + sums.wy) / 2))
        down = int(row.get("detractors", (sums.wyy - sums.wy) / 2))
        counts = {"promoters": up, "passives": sums.n - up - down, "detractors": down}
        if table.weight or table.clusters:
            return nps_from_sums(**counts, sums=sums, level=level)
        return nps_from_counts(**counts, interval=interval, level=level)

    return judged(table, found, judge, of=NPS)


def marked(frame: nw.LazyFrame[Any], answer: nw.Expr) -> nw.LazyFrame[Any]:
    """`mark`: 1 for a promoter, 0 for a passive, −1 for a detractor, nothing for who did not answer."""
    mark = (
        nw.when(answer >= 9).then(nw.lit(1.0)).otherwise(nw.when(answer <= 6).then(nw.lit(-1.0)).otherwise(nw.lit(0.0)))
    )
    return frame.with_columns(nw.when(~answer.is_null()).then(mark).alias("mark"))
