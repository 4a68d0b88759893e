"""Gaps between two groups who rated the same items: us and a competitor, or our own people and the customers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any, ClassVar, Literal, get_args

import numpy as np

from sonda.methods.columns import as_text, labels
from sonda.methods.frames import events, numbers, weights
from sonda.methods.intervals import check_level, judged_se, t_p_value, t_quantile
from sonda.methods.result import CANNOT_TELL, N_, Note, Result, public
from sonda.methods.sums import Sums, sums

Kind = Literal["competitor", "self"]

AHEAD, LEVEL, BEHIND = "ahead", "level", "behind"
OVERESTIMATES, AGREES, REVERSED = "overestimates", "agrees", "reversed"
MIXED = "mixed"
WORDS: dict[str, tuple[str, str, str]] = {
    "competitor": (AHEAD, LEVEL, BEHIND),
    "self": (OVERESTIMATES, AGREES, REVERSED),
}
SMALL = 8

NO_ANSWERS = N_('"%(item)s" was not answered by both groups, so there is no gap.')
TOO_FEW = N_('"%(item)s" needs two answers (or events) in each group for an interval; it has %(ours)s and %(theirs)s.')
ALL_ALIKE = N_('All answers of one group to "%(item)s" are the same, so the interval of the gap cannot be judged.')
SMALL_GROUP = N_('Only %(n)s people of one group answered "%(item)s"; read its interval with care.')


@dataclass(frozen=True, kw_only=True)
class GapItem:
    """One item: both means, their gap (ours − theirs) on the scale asked, its interval, and what that allows to say."""

    item: str
    ours: float | None = None
    theirs: float | None = None
    gap: float | None = None
    low: float | None = None
    high: float | None = None
    verdict: str = CANNOT_TELL
    t: float | None = None
    df: float | None = None
    p_value: float | None = None
    n_ours: int = 0
    n_theirs: int = 0


@dataclass(frozen=True, kw_only=True)
class Gap(Result):
    """Gaps item by item; `n` is the number of people who answered the item answered most.

    The verdict is the items' common one, `mixed` where they differ.
    """

    method: ClassVar[str] = "gap"
    version: ClassVar[str] = "1"

    items: tuple[GapItem, ...] = ()

    def rows(self) -> list[dict[str, Any]]:
        return [public(each, leave_out=("t", "df", "p_value", "n_ours", "n_theirs")) for each in self.items]


def gap(
    frame: Any,
    *,
    items: Sequence[str],
    group: str,
    ours: object,
    theirs: object,
    kind: Kind = "competitor",
    margin: float = 0.25,
    weight: str | None = None,
    cluster: str | list[str] | None = None,
    level: float = 0.95,
) -> Gap:
    """Gaps of the columns `items` between the rows whose `group` is `ours` and those where it is `theirs`.

    Values of the group compare as trimmed text, whole numbers without decimals.
    Errors: ValueError when nobody belongs to one of the groups, both are the same, or numbers or weights are bad.

    >>> frame = {"voice": ["us"] * 3 + ["them"] * 3, "speed": [5, 4, 5, 3, 2, 2]}
    >>> result = gap(frame, items=["speed"], group="voice", ours="us", theirs="them")
    >>> round(result.items[0].gap, 2), result.items[0].verdict
    (2.33, 'ahead')
    """
    names, _ = labels(frame, group)
    weighing, events_of_rows = weights(frame, weight), events(frame, cluster)
    sides = [names == as_text(value) for value in (ours, theirs)]
    for value, rows in zip((ours, theirs), sides, strict=True):
        if not rows.any():
            raise ValueError(f"Nobody in column {group} belongs to {value!r}.")
    if as_text(ours) == as_text(theirs):
        raise ValueError(f"A gap needs two different groups, not {ours!r} twice.")
    counted = {}
    for item in items:
        values = numbers(frame, item)
        first, second = (sums(np.where(rows, values, np.nan), weighing, events_of_rows) for rows in sides)
        counted[item] = (first, second)
    return gap_from_sums(items=counted, kind=kind, margin=margin, level=level)


def gap_from_sums(
    *,
    items: Mapping[str, tuple[Sums, Sums]],
    kind: Kind = "competitor",
    margin: float = 0.25,
    level: float = 0.95,
) -> Gap:
    """Gap = mean of ours − mean of theirs per item, from the sums of two independent groups (ours, theirs).

    Interval: gap ± t·√(se₁² + se₂²) with Welch–Satterthwaite degrees of freedom (Welch 1947); se linearised where
    there are weights or events. Verdict: wholly within ±margin (on the scale asked): level, or agrees; else wholly
    above 0: ahead, or overestimates; wholly below 0: behind, or reversed (customers rate us higher than we do); else
    cannot tell. So "agrees" is a finding of equivalence (Schuirmann 1987), never a failure to find a difference.
    One answer in a group, or all alike: no interval and no verdict.
    Errors: ValueError for an unknown kind, a negative margin, no items, a level outside (0, 1).

    >>> from sonda.methods.sums import sums
    >>> both = (sums([5.0, 4.0, 5.0, 5.0]), sums([2.0, 3.0, 3.0, 2.0, 3.0]))
    >>> result = gap_from_sums(items={"speed": both}, kind="self")
    >>> [round(x, 2) for x in (result.items[0].gap, result.items[0].low, result.items[0].high)], result.verdict
    ([2.15, 1.32, 2.98], 'overestimates')
    """
    check_level(level)
    if kind not in get_args(Kind):
        raise ValueError(f"A gap is of the kind competitor or self, not {kind!r}.")
    if not margin >= 0:
        raise ValueError("The margin within which two groups agree cannot be below 0.")
    if not items:
        raise ValueError("A gap needs at least one item.")
    judged = [_judge(item, *pair, words=WORDS[kind], margin=margin, level=level) for item, pair in items.items()]
    verdicts = {each.verdict for each, _ in judged}
    return Gap(
        n=max(each.n_ours + each.n_theirs for each, _ in judged),
        verdict=verdicts.pop() if len(verdicts) == 1 else MIXED,
        notes=tuple(note for _, notes in judged for note in notes),
        items=tuple(each for each, _ in judged),
    )


def _judge(
    item: str, ours: Sums, theirs: Sums, *, words: tuple[str, str, str], margin: float, level: float
) -> tuple[GapItem, tuple[Note, ...]]:
    people: dict[str, Any] = {"item": item, "ours": ours.mean, "theirs": theirs.mean}
    people |= {"n_ours": ours.n, "n_theirs": theirs.n}
    if ours.mean is None or theirs.mean is None:
        return GapItem(**people), (Note(text=NO_ANSWERS, values={"item": item}),)
    difference = ours.mean - theirs.mean
    first, second = judged_se(ours), judged_se(theirs)
    if first is None or second is None:
        return GapItem(**people, gap=difference), (_why_not(item, ours, theirs),)
    se = sqrt(first**2 + second**2)
    df = se**4 / (first**4 / (ours.clusters - 1) + second**4 / (theirs.clusters - 1))
    half = t_quantile(level, df) * se
    low, high = difference - half, difference + half
    found: dict[str, Any] = {"gap": difference, "low": low, "high": high, "t": difference / se, "df": df}
    fewest = min(ours.n, theirs.n)
    notes = (Note(text=SMALL_GROUP, values={"item": item, "n": fewest}),) if fewest < SMALL else ()
    verdict = _verdict(low, high, words, margin)
    return GapItem(**people, **found, p_value=t_p_value(difference / se, df), verdict=verdict), notes


def _verdict(low: float, high: float, words: tuple[str, str, str], margin: float) -> str:
    above, within, below = words
    if -margin <= low and high <= margin:
        return within
    return above if low > 0 else below if high < 0 else CANNOT_TELL


def _why_not(item: str, ours: Sums, theirs: Sums) -> Note:
    if min(ours.clusters, theirs.clusters) < 2:
        return Note(text=TOO_FEW, values={"item": item, "ours": ours.clusters, "theirs": theirs.clusters})
    return Note(text=ALL_ALIKE, values={"item": item})
