"""Penalty–reward contrast of a file: rows added up by which drivers were rated low or high, in one pass."""

from collections.abc import Sequence

from sonda.engine import duck
from sonda.engine.analyses.analysis import Analysis, Counted, items_of, judged
from sonda.engine.analyses.touchpoints import distinct_groups, few_enough
from sonda.engine.cells import Code
from sonda.engine.errors import DataError
from sonda.engine.moments import distinct_answers
from sonda.engine.selection import Selection
from sonda.engine.source import Source
from sonda.engine.table import Table
from sonda.methods.contrast import Contrasts, contrast_from_groups
from sonda.methods.result import N_

NO_RATING = N_("“%(code)s” is not a rating: low and high are numbers.")
BOTH = N_("The rating %(code)s cannot be low and high at once.")
NONE = N_("Ratings must be named that count as %(side)s.")


def contrast(
    source: Source,
    selection: Selection,
    *,
    outcome: str,
    drivers: Sequence[str],
    low: Sequence[str | float],
    high: Sequence[str | float],
    level: float = 0.95,
) -> Analysis:
    """What `low` ratings of each driver cost and `high` ones bring, in points of the outcome.

    Errors: DataError for ratings that are no numbers or both low and high, bad cells, weights or columns.
    """
    names = items_of(source, [outcome, *drivers], least=2)
    poor, excellent = ratings(low, "low"), ratings(high, "high")
    for code in poor:
        if code in excellent:
            raise DataError(BOTH, code=f"{code:g}")
    table = Table(source, selection)
    y = table.number(outcome, alias="y0")
    coded = {f"d{at}": case(table.number(name), poor, excellent) for at, name in enumerate(names[1:])}
    found = few_enough(table.collect(distinct_answers(table, y, coded)))

    def judge(rows: Counted) -> Contrasts:
        return contrast_from_groups(distinct_groups(table, rows.table, names), level=level)

    return judged(table, found, judge, of=Contrasts)


def ratings(codes: Sequence[str | float], side: str) -> list[float]:
    found = []
    for code in codes:
        number = Code(str(code)).number
        if number is None:
            raise DataError(NO_RATING, code=code)
        found.append(number)
    if not found:
        raise DataError(NONE, side=side)
    return found


def case(name: str, poor: Sequence[float], excellent: Sequence[float]) -> str:
    """−1 for a low rating, 1 for a high one, 0 for the rest, NULL where nobody answered."""
    low, high = (", ".join(map(duck.number, codes)) for codes in (poor, excellent))
    return f"CASE WHEN {name} IN ({low}) THEN -1 WHEN {name} IN ({high}) THEN 1 WHEN {name} IS NOT NULL THEN 0 END"
