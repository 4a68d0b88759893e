"""A priority map of drivers that are weighed already: one pass over the answers, for their ratings alone."""

from collections.abc import Sequence

from sonda.engine.analyses import Analysis, Selection
from sonda.engine.analyses.analysis import Counted, judged
from sonda.engine.analyses.drivers import touchpoints
from sonda.engine.source import Source
from sonda.engine.table import Table
from sonda.methods.drivers import Drivers
from sonda.methods.priorities import Priorities, priorities_from_drivers


def priority_map(
    source: Source, selection: Selection, *, outcome: str, drivers: Sequence[str], weights: Drivers
) -> Analysis:
    """What the engine's `priorities` gives for the same outcome and drivers, with `weights` as they were found.

    Errors: DataError for bad cells or columns.
    """
    table = Table(source, selection)
    points = touchpoints(table, outcome, drivers)

    def judge(rows: Counted) -> Priorities:
        return priorities_from_drivers(drivers=weights, performance=points.ratings_of(rows))

    return judged(table, points.blocks(complete=False, resampled=False), judge, of=Priorities)
