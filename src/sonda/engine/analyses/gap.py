"""Gaps between two groups in a file who rated the same items, in one pass."""

from collections.abc import Sequence

from sonda.engine.analyses.analysis import Analysis, Counted, items_of, judged
from sonda.engine.cells import Code
from sonda.engine.counting import sums_of
from sonda.engine.errors import DataError
from sonda.engine.selection import Selection
from sonda.engine.source import Source
from sonda.engine.table import Table
from sonda.methods.gap import Gap, Kind, gap_from_sums
from sonda.methods.result import N_

SAME = N_("A gap needs two different groups, not %(value)s twice.")
SIDES = ("ours", "theirs")
NOBODY = N_("Nobody in column %(column)s belongs to “%(value)s”.")


def gap(
    source: Source,
    selection: Selection,
    *,
    items: Sequence[str],
    group: str,
    ours: str,
    theirs: str,
    kind: Kind = "competitor",
    margin: float = 0.25,
    level: float = 0.95,
) -> Analysis:
    """Gaps (ours − theirs) of the columns `items` between the rows whose `group` is `ours` and those of `theirs`.

    Errors: DataError when nobody belongs to one of the groups, or for bad cells, weights or columns.
    """
    items = items_of(source, items)
    table = Table(source, selection)
    columns = {item: table.number(item) for item in items}
    if Code(ours).number == Code(theirs).number is not None or Code(ours).text == Code(theirs).text:
        raise DataError(SAME, value=ours)
    sides = {
        ours: table.flag(group, [ours], answers=False, alias="ours"),
        theirs: table.flag(group, [theirs], answers=False, alias="theirs"),
    }
    # Groups of rows, and not columns of each side: half the sums, and no question asked of every cell.
    found = table.sums(table.frame(), list(columns.values()), keys=SIDES)
    for value, side in sides.items():
        if 1 not in found[side].to_pylist():
            raise DataError(NOBODY, column=group, value=value)
    nobody = dict.fromkeys(found.column_names, 0)

    def judge(rows: Counted) -> Gap:
        us, them = (next((row for row in rows if row[side] == 1), nobody) for side in SIDES)
        both = {item: (sums_of(us, x), sums_of(them, x)) for item, x in columns.items()}
        return gap_from_sums(items=both, kind=kind, margin=margin, level=level)

    return judged(table, found, judge, of=Gap, too_small=lambda result: all(each.gap is None for each in result.items))
