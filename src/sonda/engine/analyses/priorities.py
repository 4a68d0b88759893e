"""The priority map of a file: stated importances and ratings, or drivers and their ratings, in one pass."""

from collections.abc import Callable, Sequence
from typing import Any

from sonda.engine.analyses.analysis import Analysis, Counted, escaped, judged
from sonda.engine.analyses.drivers import touchpoints
from sonda.engine.counting import sums_of
from sonda.engine.errors import DataError
from sonda.engine.selection import Selection
from sonda.engine.source import Source
from sonda.engine.table import Table
from sonda.methods.drivers import drivers_from_blocks
from sonda.methods.drivers.linear import RESAMPLES, SEED
from sonda.methods.frames import suffixes
from sonda.methods.priorities import Priorities, priorities_from_drivers, priorities_from_sums
from sonda.methods.result import N_

ONE_FORM = N_("Priorities need the prefixes of importance and performance, or an outcome and its drivers.")


def priorities(
    source: Source,
    selection: Selection,
    *,
    importance: str | None = None,
    performance: str | None = None,
    outcome: str | None = None,
    drivers: Sequence[str] = (),
    measure: str = "lmg",
    missing_data: str = "em",
    bootstrap: int | None = None,
    seed: int | None = None,
    level: float = 0.95,
    progress: Callable[[int, int], None] | None = None,
) -> Analysis:
    """What matters much and is rated badly: by stated importance (columns by prefix), or by what drives an outcome.

    Errors: DataError unless exactly one of the two forms is asked for; bad cells, weights or columns.
    """
    stated = (importance is not None) + (performance is not None)
    derived = (outcome is not None) + bool(drivers)
    if (stated, derived) not in {(2, 0), (0, 2)}:
        raise DataError(ONE_FORM)
    if importance is not None and performance is not None:
        return by_statement(source, selection, importance, performance, level)
    options: dict[str, Any] = {"measure": measure, "missing_data": missing_data, "level": level, "progress": progress}
    options |= {"bootstrap": RESAMPLES if bootstrap is None else bootstrap, "seed": SEED if seed is None else seed}
    return by_drivers(source, selection, str(outcome), drivers, **options)


def by_statement(source: Source, selection: Selection, importance: str, performance: str, level: float) -> Analysis:
    try:
        items = suffixes(dict.fromkeys(source.columns), importance, performance)
    except ValueError as trouble:
        raise DataError(escaped(str(trouble))) from trouble
    table = Table(source, selection)
    columns = {item: (table.number(importance + item), table.number(performance + item)) for item in items}
    found = table.sums(table.frame(), [name for both in columns.values() for name in both])

    def judge(rows: Counted) -> Priorities:
        (row,) = rows
        counted = {item: (sums_of(row, one), sums_of(row, other)) for item, (one, other) in columns.items()}
        return priorities_from_sums(items=counted, level=level)

    return judged(table, found, judge, of=Priorities)


def by_drivers(source: Source, selection: Selection, outcome: str, drivers: Sequence[str], **options: Any) -> Analysis:
    table = Table(source, selection)
    points = touchpoints(table, outcome, drivers)
    found = points.blocks(complete=False, resampled=options["bootstrap"] > 0)

    def judge(rows: Counted) -> Priorities:
        weighed = drivers_from_blocks(points.blocks_of(rows), **options)
        return priorities_from_drivers(drivers=weighed, performance=points.ratings_of(rows), level=options["level"])

    return judged(table, found, judge, of=Priorities)
