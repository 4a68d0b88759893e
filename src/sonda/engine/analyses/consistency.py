"""Consistency of units in a file: sums of the answers by unit, in one pass."""

from typing import Literal

import narwhals as nw

from sonda.engine.analyses.analysis import MOST_GROUPS, TOO_MANY, Analysis, Counted, judged
from sonda.engine.analyses.nps import SCALE, marked
from sonda.engine.counting import sums_of
from sonda.engine.errors import DataError
from sonda.engine.selection import Selection
from sonda.engine.source import Source
from sonda.engine.table import ANY, Table
from sonda.methods.consistency import Consistency, consistency_from_sums
from sonda.methods.consistency.frame import NPS


def consistency(
    source: Source,
    selection: Selection,
    *,
    score: str,
    unit: str,
    as_: Literal["nps", "mean"] = "nps",
    level: float = 0.95,
    margin: float | None = None,
) -> Analysis:
    """How much the units of a column differ, each unit's fair score, and the answers needed to judge one.

    Under `nps` answers 0–10 count −100, 0 or 100; under `mean` they count as they are.
    Errors: DataError for an answer that is no number or, under nps, off the scale; for bad weights and columns.
    """
    table = Table(source, selection)
    answer = table.number(score, scale=SCALE if as_ == "nps" else ANY, alias="score")
    table.text(unit, answers=False, alias="unit")
    frame = table.frame()
    if as_ == "nps":
        frame = marked(frame, nw.col(answer)).with_columns((nw.col("mark") * 100).alias("score"))
    found = table.sums(frame, ["score"], keys=["unit"])
    if found.num_rows > MOST_GROUPS:
        raise DataError(TOO_MANY, column=unit, most=MOST_GROUPS)

    def judge(rows: Counted) -> Consistency:
        answered = sorted(
            (row for row in rows if row["unit"] is not None and row["score_n"]), key=lambda row: row["unit"]
        )
        units = {row["unit"]: sums_of(row, "score") for row in answered}
        return consistency_from_sums(units=units, level=level, margin=margin, scale=NPS if as_ == "nps" else None)

    return judged(table, found, judge, of=Consistency, too_small=lambda result: len(result.units) < 2)
