"""The pace at which groups of a file leave: people by duration, state and group, in one pass."""

import numpy as np

from sonda.engine.analyses import small
from sonda.engine.analyses.analysis import Analysis, Counted, judged
from sonda.engine.analyses.churn import MOST_LINES, NOBODY_LEFT, TOO_FINE, nobody
from sonda.engine.errors import DataError
from sonda.engine.selection import Selection
from sonda.engine.source import Source
from sonda.engine.table import Scale, Table
from sonda.methods.churn.pace import Paces
from sonda.methods.result import N_

MOST_GROUPS = 60

TOO_MANY_GROUPS = N_("Column %(column)s has more than %(most)s values: these groups are too many to be compared.")


def pace(
    source: Source,
    selection: Selection,
    *,
    duration: str,
    event: str,
    event_value: str,
    group: str,
    level: float = 0.95,
    least: int = 0,
) -> Analysis:
    """Hazard ratios and the log-rank test of the groups of a column; rows without a duration or a group are left out.

    Errors: DataError for a value that nobody has, a duration below 0, and groups or durations that are too many.
    """
    table = Table(source, selection)
    table.number(duration, scale=Scale(low=0), alias="t")
    table.flag(event, [event_value], alias="gone")
    table.text(group, answers=False, alias="who")
    weights = f", sum({table.weight}) AS weights" if table.weight else ""
    keys = "".join(f"{key}, " for key in table.keys)
    found = table.collect(
        f"SELECT {keys}who, t, coalesce(gone, 0) AS gone, count(*) AS rows, sum(bad::INT) AS bad{weights}"  # noqa: S608 — our own words
        f" FROM ({table.sql()}) GROUP BY ALL"
    )
    if found.num_rows > MOST_LINES:
        raise DataError(TOO_FINE, column=duration)
    if not found["gone"].to_numpy().any():
        raise DataError(NOBODY_LEFT, column=event, value=event_value)

    def judge(rows: Counted) -> Paces:
        known = [row for row in rows if row["who"] is not None and row["t"] is not None]
        names = sorted({row["who"] for row in known})
        if len(names) > MOST_GROUPS:
            raise DataError(TOO_MANY_GROUPS, column=group, most=MOST_GROUPS)
        groups = {}
        for name in names:
            mine = [row for row in known if row["who"] == name]
            t, n, gone = (np.array([row[key] for row in mine], float) for key in ("t", "rows", "gone"))
            groups[name] = (t, n * gone, n * (1 - gone))
        return small.paces(groups, level=level, least=least)

    return judged(table, found, judge, of=Paces, too_small=nobody)
