"""Kano: which attributes delight, which are expected in silence, and which nobody would miss."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sonda.methods.columns import labels
from sonda.methods.result import CANNOT_TELL, N_, Note, Result, public

ANSWERS = ("like", "expect", "neutral", "tolerate", "dislike")
ATTRACTIVE, ONE_DIMENSIONAL, MUST_BE, INDIFFERENT, REVERSE, QUESTIONABLE = "A", "O", "M", "I", "R", "Q"

# Rows: the answer when the attribute is there; columns: when it is not; both in the order of ANSWERS.
EVALUATION = (
    ("Q", "A", "A", "A", "O"),
    ("R", "I", "I", "I", "M"),
    ("R", "I", "I", "I", "M"),
    ("R", "I", "I", "I", "M"),
    ("R", "R", "R", "R", "Q"),
)
# Which of two equally frequent categories an attribute gets: the one that costs more to miss (Berger et al. 1993).
PREFERENCE = "MOAIRQ"

DECIDED = "decided"
FONG = 1.65

NO_ANSWERS = N_('Nobody answered both questions about "%(item)s".')
NO_COEFFICIENTS = N_('Nobody\'s answers about "%(item)s" can be counted for better and worse.')
UNDECIDED = N_('"%(item)s": %(first)s leads %(second)s by too little to be decided.')


@dataclass(frozen=True, kw_only=True)
class KanoItem:
    """People per category, the most frequent one, and the two coefficients (shares; better ≥ 0 ≥ worse).

    `verdict` is `decided` where Fong's test tells the two most frequent categories apart, else `cannot tell`.
    """

    item: str
    a: int = 0
    o: int = 0
    m: int = 0
    i: int = 0
    r: int = 0
    q: int = 0
    category: str | None = None
    better: float | None = None
    worse: float | None = None
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
        return [public(each, leave_out=("verdict",)) for each in self.items]


def kano(frame: Any, *, functional: Sequence[str], dysfunctional: Sequence[str]) -> Kano:
    """Kano from pairs of columns: "if it is there" and "if it is not", in the same order; rows with both answers count.

    An item is named by its functional column. Answers: like, expect, neutral, tolerate, dislike (in any case), or
    1–5 in that order. There is no weighted form: Fong's test has none.
    Errors: ValueError for lists of different length, or another answer, with its column and row.

    >>> frame = {"wifi": ["like", "like", 2], "no wifi": ["dislike", "neutral", 5]}
    >>> item = kano(frame, functional=["wifi"], dysfunctional=["no wifi"]).items[0]
    >>> item.o, item.a, item.m, round(item.better, 2), round(item.worse, 2)
    (1, 1, 1, 0.67, -0.67)
    """
    if len(functional) != len(dysfunctional):
        raise ValueError(f"{len(functional)} functional and {len(dysfunctional)} dysfunctional columns do not pair up.")
    tables = {}
    for there, absent in zip(functional, dysfunctional, strict=True):
        table, (first, second) = np.zeros((5, 5), int), (_codes(frame, there), _codes(frame, absent))
        both = (first >= 0) & (second >= 0)
        np.add.at(table, (first[both], second[both]), 1)
        tables[there] = table
    return kano_from_tables(items=tables)


def kano_from_tables(*, items: Mapping[str, ArrayLike]) -> Kano:
    """Kano from a 5×5 table of people per item: rows the functional answer, columns the dysfunctional one.

    Both run like, expect, neutral, tolerate, dislike. Evaluation table of Matzler and Hinterhuber (1998) with
    indifferent inside and questionable in the corners like/like and dislike/dislike only. category = the most frequent
    (of equals M, O, A, I, R, Q in that order); decided where (a − b) ≥ 1.65·√((a + b)(2n − a − b)/2n) for the two
    largest counts a and b of n (Fong 1996). better = (A+O)/(A+O+M+I), worse = −(O+M)/(A+O+M+I) (Berger et al. 1993).
    Errors: ValueError for no items, a table that is not 5×5, or a count that is negative or not whole.

    >>> table = [[1, 3, 4, 36, 52], [0, 4, 1, 10, 85], [0, 0, 1, 5, 5], [0] * 5, [0] * 5]
    >>> item = kano_from_tables(items={"speed": table}).items[0]
    >>> item.category, item.verdict, round(item.better, 3), round(item.worse, 3)
    ('M', 'decided', 0.461, -0.689)
    """
    if not items:
        raise ValueError("Kano needs at least one item.")
    judged = [_judge(item, _counts(item, table)) for item, table in items.items()]
    decided = all(each.verdict == DECIDED for each, _ in judged)
    return Kano(
        n=max(sum((each.a, each.o, each.m, each.i, each.r, each.q)) for each, _ in judged),
        verdict=DECIDED if decided else CANNOT_TELL,
        notes=tuple(note for _, notes in judged for note in notes),
        items=tuple(each for each, _ in judged),
    )


def _judge(item: str, counts: dict[str, int]) -> tuple[KanoItem, tuple[Note, ...]]:
    n = sum(counts.values())
    if n == 0:
        return KanoItem(item=item), (Note(text=NO_ANSWERS, values={"item": item}),)
    order = sorted(counts, key=lambda category: (-counts[category], PREFERENCE.index(category)))
    first, second = counts[order[0]], counts[order[1]]
    decided = first - second >= FONG * sqrt((first + second) * (2 * n - first - second) / (2 * n))
    notes = [] if decided else [Note(text=UNDECIDED, values={"item": item, "first": order[0], "second": order[1]})]
    counted = sum(counts[category] for category in "AOMI")
    if counted == 0:
        notes.append(Note(text=NO_COEFFICIENTS, values={"item": item}))
    return KanoItem(
        item=item,
        **{category.lower(): count for category, count in counts.items()},
        category=order[0],
        better=(counts["A"] + counts["O"]) / counted if counted else None,
        worse=0.0 - (counts["O"] + counts["M"]) / counted if counted else None,  # 0.0 −, so that none is not −0.0
        verdict=DECIDED if decided else CANNOT_TELL,
    ), tuple(notes)


def _counts(item: str, table: ArrayLike) -> dict[str, int]:
    cells = np.asarray(table)
    if cells.shape != (5, 5):
        raise ValueError(f"The table of {item} is not one of five functional by five dysfunctional answers.")
    if (cells < 0).any() or (cells % 1 != 0).any():
        raise ValueError(f"The table of {item} holds a count that is negative or not a whole number.")
    counts = dict.fromkeys(PREFERENCE, 0)
    for categories, row in zip(EVALUATION, cells, strict=True):
        for category, count in zip(categories, row, strict=True):
            counts[category] += int(count)
    return counts


def _codes(frame: Any, name: str) -> NDArray[np.int64]:
    texts, _ = labels(frame, name)
    known = {"": -1, **{answer: code for code, answer in enumerate(ANSWERS)}, **{str(c + 1): c for c in range(5)}}
    try:
        return np.array([known[text.removesuffix(".0").lower()] for text in texts], np.int64)
    except KeyError:
        row = next(row for row, text in enumerate(texts) if text.removesuffix(".0").lower() not in known)
        choices = ", ".join(ANSWERS)
        raise ValueError(f"Column {name}, row {row + 1}: {texts[row]!r} is none of {choices} or 1-5.") from None
