"""The steps of a question: each answer that can be given, or stretches of numbers where these are too many to list."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import floor, log10
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sonda.methods.columns import as_text
from sonda.methods.intervals import effective_n, wilson
from sonda.methods.sums import Sums

Floats = NDArray[np.float64]
Places = NDArray[np.int64]

MOST_LISTED = 11  # numbers that are listed one by one: a scale from 0 to 10 has so many
MOST_STRETCHES = 10


@dataclass(frozen=True, kw_only=True)
class Step:
    """One answer; a stretch of numbers has its lower end in it and its upper one not."""

    answer: str
    start: float | None = None
    end: float | None = None
    joined: bool = False  # of answers too rare to be shown apart


@dataclass(frozen=True, kw_only=True)
class Share:
    """How many gave one answer, as a share (0–1) of all who answered; `n` counts people, weights stand in the share."""

    answer: str
    n: int
    share: float | None = None
    low: float | None = None
    high: float | None = None
    start: float | None = None
    end: float | None = None


@dataclass(frozen=True, kw_only=True)
class Counts:
    """People with one answer, counted: `n` of them, Σw and Σw² of their weights; with `event` by event as well."""

    values: NDArray[Any]  # floats, or texts as objects
    n: Floats
    w: Floats
    ww: Floats
    event: Places | None = None

    def where(self, here: NDArray[np.bool_]) -> "Counts":
        """Some of the lines."""
        event = None if self.event is None else self.event[here]
        return Counts(values=self.values[here], n=self.n[here], w=self.w[here], ww=self.ww[here], event=event)

    def sums(self, y: NDArray[Any]) -> Sums:
        """Sums of a number that belongs to each line."""
        y = np.asarray(y, float)
        n, wy = round(float(self.n.sum())), self.w * y
        if self.event is None:
            clusters, aa, ab, bb = n, self.ww @ (y * y), self.ww @ y, self.ww.sum()
        else:
            _, of = np.unique(self.event, return_inverse=True)
            a, b = np.bincount(of, wy), np.bincount(of, self.w)
            clusters, aa, ab, bb = len(a), a @ a, a @ b, b @ b
        return Sums(
            n=n,
            w=float(self.w.sum()),
            wy=float(wy.sum()),
            wyy=float(wy @ y),
            clusters=int(clusters),
            aa=float(aa),
            ab=float(ab),
            bb=float(bb),
        )


def counted(values: NDArray[Any], weight: Floats | None = None, event: Places | None = None) -> Counts:
    """One line for each person."""
    one = np.ones(len(values))
    w = one if weight is None else weight
    return Counts(values=values, n=one, w=w, ww=w * w, event=event)


def steps_of(
    counts: Counts, *, scale: tuple[float, float] | None = None, answers: Sequence[str] = ()
) -> tuple[list[Step], Places]:
    """The steps in their order, and the place of each line's answer among them.

    Words: `answers` as they are given, then what else was said, the most frequent first. Numbers: every step of a
    scale of up to eleven whole steps, whether anybody chose it or not; else each number while they are no more than
    eleven; else stretches of one length, 1, 2, 2.5 or 5 × 10ⁿ, at most ten or so.

    >>> [step.answer for step in steps_of(counted(np.array([1.0, 3.0])), scale=(1, 3))[0]]
    ['1', '2', '3']
    >>> [step.answer for step in steps_of(counted(np.arange(30.0)))[0]]
    ['0–5', '5–10', '10–15', '15–20', '20–25', '25–30']
    """
    if counts.values.dtype == object:
        return _words(counts, answers)
    values = counts.values.astype(float)
    seen, place = np.unique(values, return_inverse=True)
    if scale is not None and scale[1] - scale[0] < MOST_LISTED and not (seen % 1).any():
        low, high = round(scale[0]), round(scale[1])
        return [Step(answer=str(step)) for step in range(low, high + 1)], (values - low).astype(np.int64)
    if len(seen) <= MOST_LISTED:
        return [Step(answer=as_text(each)) for each in seen], place.astype(np.int64)
    return stretches_of(values)


def stretches_of(values: Floats, *, least_length: float = 0.0) -> tuple[list[Step], Places]:
    """Stretches of one length, at most ten or so, and the place of each number among them.

    >>> [step.answer for step in stretches_of(np.array([1.0, 3.0]), least_length=1)[0]]
    ['1–2', '2–3', '3–4']
    """
    span = float(values.max() - values.min())
    by = max(_length(span), least_length) if span else 1.0
    at = np.floor(values / by + 1e-9).astype(np.int64)
    first = int(at.min())
    ends = [round(step * by, 9) for step in range(first, int(at.max()) + 2)]
    return [Step(answer=f"{low:.10g}–{high:.10g}", start=low, end=high) for low, high in pairwise(ends)], at - first


def round_ends(times: Floats) -> list[float]:
    """Ends of up to fifty stretches of time of one round length, whole ones where the times are whole.

    >>> round_ends(np.array([3.0, 9.0]))[:3], round_ends(np.array([120.0]))[-1]
    ([1.0, 2.0, 3.0], 120.0)
    """
    longest = float(times.max()) if len(times) else 0.0
    if longest <= 0:
        return []
    by = max(_length(longest / 5), 0.0 if (times % 1).any() else 1.0)
    return [round(by * at, 9) for at in range(1, int(longest / by + 1e-9) + 1)]


def share_of(step: Step, here: Sums, n: int, *, weighted: bool, level: float) -> Share:
    """One answer's share from the sums of “gave it” (0 or 1), with Wilson's interval at the effective number."""
    part = Share(answer=step.answer, n=n, share=here.mean, start=step.start, end=step.end)
    ends = share_ends(here, weighted=weighted, level=level)
    if ends is None:
        return part
    return Share(answer=step.answer, n=n, share=here.mean, low=ends[0], high=ends[1], start=step.start, end=step.end)


def share_ends(here: Sums, *, weighted: bool, level: float) -> tuple[float, float] | None:
    """Wilson's interval; None where nothing carries weight, or where all answers come from one person or event."""
    if here.mean is None or (weighted and here.clusters < 2):
        return None
    return wilson(min(max(here.mean, 0.0), 1.0), effective_n(here) if weighted else here.n, level)


def _words(counts: Counts, answers: Sequence[str]) -> tuple[list[Step], Places]:
    often: dict[str, float] = dict.fromkeys(answers, 0.0)
    for value, n in zip(counts.values, counts.n, strict=True):
        often[value] = often.get(value, 0.0) + float(n)
    asked = list(dict.fromkeys(answers))
    others = sorted((each for each in often if each not in set(asked)), key=lambda each: (-often[each], each))
    at = {answer: place for place, answer in enumerate([*asked, *others])}
    return [Step(answer=each) for each in at], np.array([at[value] for value in counts.values], np.int64)


def _length(span: float) -> float:
    """How long a stretch is, so that at most ten cover the span."""
    rough = span / MOST_STRETCHES
    power = 10.0 ** floor(log10(rough))
    return float(next(power * times for times in (1, 2, 2.5, 5, 10) if power * times >= rough * (1 - 1e-9)))
