"""SERVQUAL: what people perceived less what they expected, by item, by dimension, overall and by their own weights."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import numpy as np

from sonda.methods.columns import Floats
from sonda.methods.frames import Events, column_names, events, numbers, suffixes, weights
from sonda.methods.intervals import check_level, mean_p_value, t_interval
from sonda.methods.multiplicity import holm
from sonda.methods.respondents import dimensions_of, own_means, own_weighted_means
from sonda.methods.result import CANNOT_TELL, N_, Note, Result, public
from sonda.methods.sums import Sums, sums

Level = Literal["item", "dimension", "overall", "weighted"]

EXCEEDS = "exceeds expectations"
FALLS_SHORT = "falls short of expectations"

NO_PAIRS = N_('Nobody answered both what they expected and what they perceived of "%(item)s".')
TOO_FEW = N_('One answer, or one event, cannot tell an interval of "%(item)s".')
ALL_ALIKE = N_('Everybody has the same gap at "%(item)s", so its interval cannot be judged.')
POINTS = N_("The importance points of %(n)s people do not add up to 100; they were rescaled.")
SOME_WEIGHTED = N_("The weighted gap leaves out items that have no importance: %(items)s.")


@dataclass(frozen=True, kw_only=True)
class ServqualSums:
    """Sums over those who answered both sides of an item (or a dimension): expectation, perception, and their gap."""

    expectation: Sums
    perception: Sums
    gap: Sums


@dataclass(frozen=True, kw_only=True)
class ServqualRow:
    """One gap (perception − expectation, on the scale asked) with its paired t interval and what that allows to say."""

    level: Level
    item: str | None
    expectation: float | None = None
    perception: float | None = None
    gap: float | None = None
    low: float | None = None
    high: float | None = None
    n: int = 0
    p_adjusted: float | None = None
    verdict: str = CANNOT_TELL


@dataclass(frozen=True, kw_only=True)
class Servqual(Result):
    """Gaps of items, dimensions, overall and weighted; `n` and the verdict are those of the overall gap."""

    method: ClassVar[str] = "servqual"
    version: ClassVar[str] = "1"

    items: tuple[ServqualRow, ...] = ()

    def rows(self) -> list[dict[str, Any]]:
        return [public(each, leave_out=("verdict",)) for each in self.items]


def servqual(
    frame: Any,
    *,
    expectation: str,
    perception: str,
    importance: str | None = None,
    dimensions: Mapping[str, Sequence[str]] | None = None,
    weight: str | None = None,
    cluster: str | list[str] | None = None,
    level: float = 0.95,
) -> Servqual:
    """SERVQUAL of columns that pair by suffix (`E07` and `P07` are item `07` of the prefixes `E` and `P`).

    `dimensions` name their items; without them 22 items 01–22 fall into the classical five. `importance` is the prefix
    of importances by item, or of points by dimension (100 in all; other totals are rescaled and said). A respondent
    counts where both sides of an item are given.
    Errors: ValueError where nothing pairs up, a dimension names an unknown item, an importance is negative.

    >>> frame = {"E1": [7, 6, 7], "P1": [5, 5, 7], "E2": [5, 5, 6], "P2": [5, 6, 6]}
    >>> [(row.item, round(row.gap, 2)) for row in servqual(frame, expectation="E", perception="P").items]
    [('1', -1.0), ('2', 0.33), (None, -0.33)]
    """
    items = suffixes(frame, expectation, perception)
    pairs = {item: _pair(numbers(frame, expectation + item), numbers(frame, perception + item)) for item in items}
    groups = {
        name: _mean_pair([pairs[item] for item in group]) for name, group in dimensions_of(items, dimensions).items()
    }
    weighing, events_of_rows = weights(frame, weight), events(frame, cluster)

    def added(pair: tuple[Floats, Floats]) -> ServqualSums:
        return _sums(pair, weighing, events_of_rows)

    by_weight: Sums | None = None
    notes: tuple[Note, ...] = ()
    if importance is not None:
        gaps, notes = _weighted_gaps(frame, importance, pairs, groups)
        by_weight = sums(gaps, weighing, events_of_rows)
    return servqual_from_sums(
        items={item: added(pair) for item, pair in pairs.items()},
        dimensions={name: added(pair) for name, pair in groups.items()},
        overall=added(_mean_pair(list(pairs.values()))),
        weighted=by_weight,
        level=level,
        notes=notes,
    )


def servqual_from_sums(
    *,
    items: Mapping[str, ServqualSums],
    dimensions: Mapping[str, ServqualSums],
    overall: ServqualSums,
    weighted: Sums | None = None,
    level: float = 0.95,
    notes: tuple[Note, ...] = (),
) -> Servqual:
    """SERVQUAL (Parasuraman, Zeithaml and Berry 1988) from sums over the respondents who gave both sides.

    gap = mean of perception − expectation; interval gap ± t·se with n − 1 degrees of freedom (clusters − 1 with
    events), the paired t test. p_adjusted: that test's two-sided p, Holm over the items (1979); the dimensions and the
    whole are summaries of the items and are not tested again. A dimension's and the overall sums are sums of
    respondents' own means over the items that they answered; `weighted` is that of each respondent's
    Σ(importance × gap)/Σ importance. `notes` are remarks to hand on.
    Errors: ValueError for no items, or a level outside (0, 1).

    >>> from sonda.methods.sums import sums
    >>> one = ServqualSums(expectation=sums([7, 6, 7]), perception=sums([5, 5, 6]), gap=sums([-2, -1, -1]))
    >>> result = servqual_from_sums(items={"01": one}, dimensions={}, overall=one)
    >>> round(result.items[0].gap, 3), round(result.items[0].p_adjusted, 3), result.verdict
    (-1.333, 0.057, 'cannot tell')
    """
    check_level(level)
    if not items:
        raise ValueError("SERVQUAL needs at least one item.")
    adjusted = _adjusted([mean_p_value(each.gap) for each in items.values()])
    rows = [
        _row("item", item, each, level, p_adjusted=p) for (item, each), p in zip(items.items(), adjusted, strict=True)
    ]
    rows += [_row("dimension", name, each, level) for name, each in dimensions.items()]
    whole = _row("overall", None, overall, level)
    rows.append(whole)
    if weighted is not None:
        rows.append(_row("weighted", None, weighted, level))
    why = [_why_not(row, each.gap) for row, each in zip(rows, items.values(), strict=False) if row.low is None]
    return Servqual(n=whole.n, verdict=whole.verdict, notes=(*notes, *why), items=tuple(rows))


def _row(
    level_of_row: Level, item: str | None, total: ServqualSums | Sums, level: float, p_adjusted: float | None = None
) -> ServqualRow:
    gap = total if isinstance(total, Sums) else total.gap
    low, high = t_interval(gap, level) or (None, None)
    verdict = CANNOT_TELL
    if low is not None and high is not None:
        verdict = EXCEEDS if low > 0 else FALLS_SHORT if high < 0 else CANNOT_TELL
    return ServqualRow(
        level=level_of_row,
        item=item,
        expectation=None if isinstance(total, Sums) else total.expectation.mean,
        perception=None if isinstance(total, Sums) else total.perception.mean,
        gap=gap.mean,
        low=low,
        high=high,
        n=gap.n,
        p_adjusted=p_adjusted,
        verdict=verdict,
    )


def _why_not(row: ServqualRow, gap: Sums) -> Note:
    text = NO_PAIRS if gap.mean is None else TOO_FEW if gap.clusters < 2 else ALL_ALIKE
    return Note(text=text, values={"item": row.item})


def _adjusted(p_values: list[float | None]) -> list[float | None]:
    """Holm over the items that could be tested."""
    tested = iter(holm([p for p in p_values if p is not None]).tolist())
    return [None if p is None else next(tested) for p in p_values]


def _pair(expectation: Floats, perception: Floats) -> tuple[Floats, Floats]:
    both = ~np.isnan(expectation) & ~np.isnan(perception)
    return np.where(both, expectation, np.nan), np.where(both, perception, np.nan)


def _mean_pair(pairs: Sequence[tuple[Floats, Floats]]) -> tuple[Floats, Floats]:
    return own_means([expected for expected, _ in pairs]), own_means([perceived for _, perceived in pairs])


def _sums(pair: tuple[Floats, Floats], weight: Floats | None, event: Events | None) -> ServqualSums:
    expected, perceived = pair
    return ServqualSums(
        expectation=sums(expected, weight, event),
        perception=sums(perceived, weight, event),
        gap=sums(perceived - expected, weight, event),
    )


def _weighted_gaps(
    frame: Any,
    importance: str,
    pairs: Mapping[str, tuple[Floats, Floats]],
    groups: Mapping[str, tuple[Floats, Floats]],
) -> tuple[Floats, tuple[Note, ...]]:
    """Each respondent's weighted gap: by items where their importances are there, else by the points of dimensions."""
    known = column_names(frame)
    by_item = any(importance + item in known for item in pairs)
    units = pairs if by_item else groups
    weighted = [unit for unit in units if importance + unit in known]
    if not weighted:
        raise ValueError(f"No item or dimension has a column of importance that begins with {importance}.")
    points = [numbers(frame, importance + unit) for unit in weighted]
    for unit, column in zip(weighted, points, strict=True):
        if (column < 0).any():
            row = int((column < 0).argmax()) + 1
            raise ValueError(f"Column {importance}{unit}, row {row}: an importance cannot be below 0.")
    notes = []
    if by_item and len(weighted) < len(units):
        left_out = ", ".join(unit for unit in units if unit not in weighted)
        notes.append(Note(text=SOME_WEIGHTED, values={"items": left_out}))
    total = np.nansum(np.vstack(points), axis=0)
    rescaled = int(((total > 0) & (np.abs(total - 100) > 1e-6)).sum())
    if not by_item and rescaled:
        notes.append(Note(text=POINTS, values={"n": rescaled}))
    gaps = [perceived - expected for expected, perceived in (units[unit] for unit in weighted)]
    return own_weighted_means(gaps, points), tuple(notes)
