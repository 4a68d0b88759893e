"""Key drivers of an outcome in a file: moments by pattern of answers, or distinct answers, in one pass."""

from collections.abc import Callable, Sequence
from typing import Any

from sonda.engine.analyses.analysis import Analysis, Counted, escaped, items_of, judged
from sonda.engine.analyses.touchpoints import Touchpoints
from sonda.engine.errors import DataError
from sonda.engine.selection import Selection
from sonda.engine.source import Source
from sonda.engine.table import Table
from sonda.methods.drivers import Drivers, drivers_from_blocks, logit_drivers_from_groups
from sonda.methods.drivers.blocks import check_columns
from sonda.methods.drivers.linear import RESAMPLES, SEED
from sonda.methods.result import N_

NO_SUCCESS = N_("No row has %(values)s in column %(column)s.")
LOGIT_EM = N_("The logistic model uses complete rows only: leave out em.")
CHOICE = N_("The %(option)s must be one of %(choices)s, not %(value)s.")


def drivers(
    source: Source,
    selection: Selection,
    *,
    outcome: str,
    drivers: Sequence[str],
    model: str = "linear",
    measure: str = "lmg",
    missing_data: str | None = None,
    success: Sequence[str] | None = None,
    bootstrap: int | None = None,
    seed: int | None = None,
    level: float = 0.95,
    progress: Callable[[int, int], None] | None = None,
) -> Analysis:
    """How much of an outcome each driver explains (`sonda.methods.drivers` says how); `success` makes it 0 or 1.

    Up to 20,000 rows are resampled one by one; more are dealt to buckets, which are resampled.
    Errors: DataError for choices that do not exist, too few rows, bad cells, weights or columns.
    """
    if model not in ("linear", "logit"):
        raise DataError(CHOICE, option="model", choices="linear, logit", value=model)
    if model == "logit" and missing_data not in (None, "complete"):
        raise DataError(LOGIT_EM)
    times = RESAMPLES if bootstrap is None else bootstrap
    table = Table(source, selection)
    points = touchpoints(table, outcome, drivers, success)
    options: dict[str, Any] = {"measure": measure, "bootstrap": times, "level": level, "progress": progress}
    options["seed"] = SEED if seed is None else seed
    missing_data = missing_data or "em"
    logit, complete = model == "logit", missing_data == "complete"
    found = points.groups() if logit else points.blocks(complete=complete, resampled=times > 0, rated=False)
    if success and not any(found[points.outcome_in(found)].to_pylist()):
        raise DataError(NO_SUCCESS, values=", ".join(map(str, success)), column=outcome)

    def judge(rows: Counted) -> Drivers:
        if logit:
            return logit_drivers_from_groups(points.groups_of(rows), **options)
        return drivers_from_blocks(points.blocks_of(rows), missing_data=missing_data, **options)

    return judged(table, found, judge, of=Drivers)


def touchpoints(
    table: Table, outcome: str, drivers: Sequence[str], success: Sequence[str] | None = None
) -> Touchpoints:
    """The outcome and its drivers, asked of a table.

    Errors: DataError for columns that are too many, not there, or named twice.
    """
    names = items_of(table.source, [outcome, *drivers])
    try:
        check_columns(names)
    except ValueError as trouble:
        raise DataError(escaped(str(trouble))) from trouble
    y = table.flag(outcome, success, alias="y0") if success else table.number(outcome, alias="y0")
    return Touchpoints(table, names, [y, *(table.number(name) for name in names[1:])])
