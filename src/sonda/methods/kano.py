"""Kano: which attributes delight, which are expected in silence, and which nobody would miss."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sonda.methods.columns import labels
from sonda.methods.frames import events, weights
from sonda.methods.kano_counts import COUNTED, PLACES, PREFERENCE, CategoryCounts, category_counts
from sonda.methods.result import CANNOT_TELL, N_, Note, Result, public

ANSWERS = ("like", "expect", "neutral", "tolerate", "dislike")

DECIDED = "decided"
FONG, FONG_LEVEL = 1.65, 0.9  # a normal quantile, and the two-sided level of it

NO_ANSWERS = N_('Nobody answered both questions about "%(item)s".')
NO_WEIGHT = N_('Those who answered both questions about "%(item)s" carry no weight.')
ONE_EVENT = N_('"%(item)s": the answers come from one event, so no category can be decided.')
NO_COEFFICIENTS = N_('Nobody\'s answers about "%(item)s" can be counted for better and worse.')
UNDECIDED = N_('"%(item)s": %(first)s leads %(second)s by too little to be decided.')


@dataclass(frozen=True, kw_only=True)
class KanoItem:
    """People per category, the most frequent one, and the two coefficients (shares; better ≥ 0 ≥ worse).

    `verdict` is `decided` where Fong's test tells the two most frequent categories apart, else `cannot tell`. With
    weights the counts stay counts of people; category, better and worse come from weighted shares. An interval of
    better or worse stands on its effective number of answers, which is A + O + M + I without weights and clusters.
    Counts are None where one of them is of too few people to be listed.
    """

    item: str
    a: int | None = 0
    o: int | None = 0
    m: int | None = 0
    i: int | None = 0
    r: int | None = 0
    q: int | None = 0
    category: str | None = None
    better: float | None = None
    worse: float | None = None
    better_effective: float | None = None
    worse_effective: float | None = None
    verdict: str = CANNOT_TELL


@dataclass(frozen=True, kw_only=True)
class Kano(Result):
    """Items with their categories; `n` is the number of people who answered the item answered most.

    The verdict is `decided` where all items are, else `cannot tell`: the notes name the items.
    """

    method: ClassVar[str] = "kano"
    version: ClassVar[str] = "1"

    items: tuple[KanoItem, ...] = ()

    def rows(self) -> list[dict[str, Any]]:
        return [public(each, leave_out=("verdict", "better_effective", "worse_effective")) for each in self.items]


def kano(
    frame: Any,
    *,
    functional: Sequence[str],
    dysfunctional: Sequence[str],
    weight: str | None = None,
    cluster: str | list[str] | None = None,
) -> Kano:
    """Kano from pairs of columns: "if it is there" and "if it is not", in the same order; rows with both answers count.

    An item is named by its functional column. Answers: like, expect, neutral, tolerate, dislike (in any case), or
    1–5 in that order.
    Errors: ValueError for lists of different length, a bad weight, or another answer, with its column and row.

    >>> frame = {"wifi": ["like", "like", 2], "no wifi": ["dislike", "neutral", 5]}
    >>> item = kano(frame, functional=["wifi"], dysfunctional=["no wifi"]).items[0]
    >>> item.o, item.a, item.m, round(item.better, 2), round(item.worse, 2)
    (1, 1, 1, 0.67, -0.67)
    """
    if len(functional) != len(dysfunctional):
        raise ValueError(f"{len(functional)} functional and {len(dysfunctional)} dysfunctional columns do not pair up.")
    w, event, items = weights(frame, weight), events(frame, cluster), {}
    for there, absent in zip(functional, dysfunctional, strict=True):
        first, second = _codes(frame, there), _codes(frame, absent)
        both = (first >= 0) & (second >= 0)
        items[there] = category_counts(
            PLACES[first[both], second[both]],
            weight=None if w is None else w[both],
            event=None if event is None else event[both],
        )
    return kano_from_counts(items=items)


def kano_from_tables(*, items: Mapping[str, ArrayLike]) -> Kano:
    """Kano from a 5×5 table of people per item: rows the functional answer, columns the dysfunctional one.

    Both run like, expect, neutral, tolerate, dislike. Evaluation table of Matzler and Hinterhuber (1998) with
    indifferent inside and questionable in the corners like/like and dislike/dislike only.
    Errors: ValueError for no items, a table that is not 5×5, or a count that is negative or not whole.

    >>> table = [[1, 3, 4, 36, 52], [0, 4, 1, 10, 85], [0, 0, 1, 5, 5], [0] * 5, [0] * 5]
    >>> item = kano_from_tables(items={"speed": table}).items[0]
    >>> item.category, item.verdict, round(item.better, 3), round(item.worse, 3)
    ('M', 'decided', 0.461, -0.689)
    """
    return kano_from_counts(items={item: _counts(item, table) for item, table in items.items()})


def kano_from_counts(*, items: Mapping[str, CategoryCounts]) -> Kano:
    """Kano from the people of each category per item, and their weights and events where there are any.

    category = the one with the largest share (of equals M, O, A, I, R, Q in that order); decided where
    a − b ≥ 1.65·√((a + b)(1 − (a + b)/2)/n) for the two largest shares a and b (Fong 1996). better = (A+O)/(A+O+M+I),
    worse = −(O+M)/(A+O+M+I) (Berger et al. 1993). With weights or clusters the shares are weighted and n becomes
    n/deff, deff the linearised variance of a − b (clusters drawn with replacement) over that of a simple random
    sample of the same n (Lumley 2010), made smaller where clusters are few (Korn and Graubard 1998). One cluster
    decides nothing.
    Errors: ValueError for no items.

    >>> places = np.repeat([0, 2], [60, 40])  # must-be, attractive
    >>> alone, tables = (category_counts(places, weight=None, event=each) for each in (None, np.arange(100) // 4))
    >>> [kano_from_counts(items={"wifi": counts}).verdict for counts in (alone, tables)]
    ['decided', 'cannot tell']
    """
    if not items:
        raise ValueError("Kano needs at least one item.")
    judged = [_judge(item, counts) for item, counts in items.items()]
    decided = all(each.verdict == DECIDED for each, _ in judged)
    return Kano(
        n=max(counts.n for counts in items.values()),
        verdict=DECIDED if decided else CANNOT_TELL,
        notes=tuple(note for _, notes in judged for note in notes),
        items=tuple(each for each, _ in judged),
    )


def _judge(item: str, counts: CategoryCounts) -> tuple[KanoItem, tuple[Note, ...]]:
    people: dict[str, Any] = {PREFERENCE[at].lower(): int(count) for at, count in enumerate(counts.people)}
    total = float(counts.weight.sum())
    if total <= 0:
        text = NO_WEIGHT if counts.n else NO_ANSWERS
        return KanoItem(item=item, **people), (Note(text=text, values={"item": item}),)
    first = _leader(counts.weight)
    second = _leader(np.where(np.arange(len(PREFERENCE)) == first, -np.inf, counts.weight))
    decided = _fong(counts, first, second)
    notes = [] if decided else [_undecided(item, counts, PREFERENCE[first], PREFERENCE[second])]
    coefficients = _coefficients(counts)
    if not coefficients:
        notes.append(Note(text=NO_COEFFICIENTS, values={"item": item}))
    verdict = DECIDED if decided else CANNOT_TELL
    return KanoItem(item=item, **people, category=PREFERENCE[first], **coefficients, verdict=verdict), tuple(notes)


def _leader(weight: NDArray[np.float64]) -> int:
    """The heaviest category; rounding in the sums of weights breaks no tie."""
    return int((weight >= weight.max() * (1 - 1e-9)).argmax())


def _fong(counts: CategoryCounts, first: int, second: int) -> bool:
    lead, a, b = np.zeros(len(PREFERENCE)), float(counts.weight[first]), float(counts.weight[second])
    lead[first], lead[second] = 1, -1
    n = float(counts.weight.sum())
    return a - b >= FONG * sqrt((a + b) * (2 * n - a - b) / (2 * n) * (n / counts.effective(lead, level=FONG_LEVEL)))


def _undecided(item: str, counts: CategoryCounts, first: str, second: str) -> Note:
    if counts.clusters == 1 < counts.n:
        return Note(text=ONE_EVENT, values={"item": item})
    return Note(text=UNDECIDED, values={"item": item, "first": first, "second": second})


def _coefficients(counts: CategoryCounts) -> dict[str, Any]:
    """better and worse with their effective numbers of answers; nothing where nobody can be counted for them."""
    below = float(counts.weight[COUNTED].sum())
    if below <= 0:
        return {}
    found: dict[str, float] = {}
    for name, sign, categories in (("better", 1, "AO"), ("worse", -1, "OM")):
        chosen = np.array([category in categories for category in PREFERENCE])
        found[name] = 0.0 + sign * min(float(counts.weight[chosen].sum()) / below, 1.0)  # 0.0 +: none is not −0.0
        found[f"{name}_effective"] = counts.effective(chosen, among=COUNTED)
    return found


def _counts(item: str, table: ArrayLike) -> CategoryCounts:
    cells = np.asarray(table)
    if cells.shape != (5, 5):
        raise ValueError(f"The table of {item} is not one of five functional by five dysfunctional answers.")
    if (cells < 0).any() or (cells % 1 != 0).any():
        raise ValueError(f"The table of {item} holds a count that is negative or not a whole number.")
    people = np.bincount(PLACES.ravel(), cells.ravel(), minlength=len(PREFERENCE)).astype(float)
    return CategoryCounts(people=people.astype(int), weight=people)


def _codes(frame: Any, name: str) -> NDArray[np.int64]:
    texts, _ = labels(frame, name)
    known = {"": -1, **{answer: code for code, answer in enumerate(ANSWERS)}, **{str(c + 1): c for c in range(5)}}
    try:
        return np.array([known[text.removesuffix(".0").lower()] for text in texts], np.int64)
    except KeyError:
        row = next(row for row, text in enumerate(texts) if text.removesuffix(".0").lower() not in known)
        choices = ", ".join(ANSWERS)
        raise ValueError(f"Column {name}, row {row + 1}: {texts[row]!r} is none of {choices} or 1-5.") from None
