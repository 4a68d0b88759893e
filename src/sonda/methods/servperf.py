"""SERVPERF: perceptions alone, by item, by dimension and overall (Cronin and Taylor 1992)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from sonda.methods.columns import Floats
from sonda.methods.frames import events, numbers, suffixes, weights
from sonda.methods.intervals import check_level, t_interval
from sonda.methods.respondents import dimensions_of, own_means
from sonda.methods.result import CANNOT_TELL, N_, Note, Result, public
from sonda.methods.sums import Sums, sums

JUDGED = "judged"

NO_ANSWERS = N_('Nobody answered "%(item)s".')
NO_INTERVAL = N_('"%(item)s" has one answer or event, or all alike, so its interval cannot be judged.')


@dataclass(frozen=True, kw_only=True)
class ServperfRow:
    """A mean perception on the scale asked, with its t interval."""

    level: Literal["item", "dimension", "overall"]
    item: str | None
    performance: float | None = None
    low: float | None = None
    high: float | None = None
    n: int = 0


@dataclass(frozen=True, kw_only=True)
class Servperf(Result):
    """Performance of items, dimensions and overall; `n` and the verdict (`judged`, `cannot tell`) are the overall's."""

    method: ClassVar[str] = "servperf"
    version: ClassVar[str] = "1"

    items: tuple[ServperfRow, ...] = ()

    def rows(self) -> list[dict[str, Any]]:
        return [public(each) for each in self.items]


def servperf(
    frame: Any,
    *,
    perception: str,
    dimensions: Mapping[str, Sequence[str]] | None = None,
    weight: str | None = None,
    cluster: str | list[str] | None = None,
    level: float = 0.95,
) -> Servperf:
    """SERVPERF of the columns that begin with `perception`; dimensions as in `servqual`.

    Errors: ValueError where no column begins so, a dimension names an unknown item, or numbers or weights are bad.

    >>> result = servperf({"P1": [5, 6, None], "P2": [7, 7, 4]}, perception="P")
    >>> [(row.item, round(row.performance, 2), row.n) for row in result.items]
    [('1', 5.5, 2), ('2', 6.0, 3), (None, 5.5, 3)]
    """
    items = suffixes(frame, perception)
    columns = {item: numbers(frame, perception + item) for item in items}
    weighing, events_of_rows = weights(frame, weight), events(frame, cluster)

    def added(column: Floats) -> Sums:
        return sums(column, weighing, events_of_rows)

    groups = dimensions_of(items, dimensions)
    return servperf_from_sums(
        items={item: added(column) for item, column in columns.items()},
        dimensions={name: added(own_means([columns[item] for item in group])) for name, group in groups.items()},
        overall=added(own_means(list(columns.values()))),
        level=level,
    )


def servperf_from_sums(
    *, items: Mapping[str, Sums], dimensions: Mapping[str, Sums], overall: Sums, level: float = 0.95
) -> Servperf:
    """SERVPERF from sums of perceptions; a dimension's and the overall ones are of respondents' own means.

    performance = mean; interval mean ± t·se with n − 1 degrees of freedom (clusters − 1 with events).
    Errors: ValueError for no items, or a level outside (0, 1).
    """
    check_level(level)
    if not items:
        raise ValueError("SERVPERF needs at least one item.")
    rows = [_row("item", item, each, level) for item, each in items.items()]
    silent = [
        Note(text=NO_ANSWERS if row.performance is None else NO_INTERVAL, values={"item": row.item})
        for row in rows
        if row.low is None
    ]
    rows += [_row("dimension", name, each, level) for name, each in dimensions.items()]
    whole = _row("overall", None, overall, level)
    return Servperf(
        n=whole.n,
        verdict=CANNOT_TELL if whole.low is None else JUDGED,
        notes=tuple(silent),
        items=(*rows, whole),
    )


def _row(
    level_of_row: Literal["item", "dimension", "overall"], item: str | None, total: Sums, level: float
) -> ServperfRow:
    low, high = t_interval(total, level) or (None, None)
    return ServperfRow(level=level_of_row, item=item, performance=total.mean, low=low, high=high, n=total.n)
