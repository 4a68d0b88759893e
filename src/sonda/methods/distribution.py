"""How the answers to one question fall: the share of each, whether one leads, and the mean of numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any, ClassVar

import numpy as np

from sonda.methods.columns import labels
from sonda.methods.frames import events, numbers, weights
from sonda.methods.intervals import check_level, judged_se, t_interval, t_quantile
from sonda.methods.joined_steps import joined_steps
from sonda.methods.result import CANNOT_TELL, N_, Note, Result, public
from sonda.methods.steps import Counts, Places, Share, Step, counted, share_of

ONE_LEADS = "one answer leads"

NO_ANSWERS = N_("Nobody answered, so there is no share.")
NO_WEIGHT = N_("Those who answered carry no weight, so there is no share.")
ONE_CLUSTER = N_("The answers come from one person or event, so the interval cannot be judged.")


@dataclass(frozen=True, kw_only=True)
class Distribution(Result):
    """Shares in the order of the answers; `n` counts people who answered.

    `leading` is the answer that surely has the largest share. Numbers also have a mean, its interval and the standard
    deviation. Weights count in everything but n.
    """

    method: ClassVar[str] = "distribution"
    version: ClassVar[str] = "1"

    shares: tuple[Share, ...] = ()
    leading: str | None = None
    mean: float | None = None
    mean_low: float | None = None
    mean_high: float | None = None
    sd: float | None = None

    def rows(self) -> list[dict[str, Any]]:
        return [public(each) for each in self.shares]

    def top(self) -> dict[str, Any]:
        return public(self, leave_out=("n", "verdict", "notes", "shares"))


def distribution(
    frame: Any,
    *,
    question: str,
    numeric: bool = False,
    scale: tuple[float, float] | None = None,
    answers: Sequence[str] = (),
    weight: str | None = None,
    cluster: str | list[str] | None = None,
    level: float = 0.95,
) -> Distribution:
    """Distribution of a column: words, or with `numeric` numbers, of which `scale` says the ends; blanks are left out.

    Errors: ValueError for a number that is none or off the scale, or a bad weight.

    >>> result = distribution({"overall": [5, 4, 4, 2, None]}, question="overall", numeric=True, scale=(1, 5))
    >>> result.n, [share.n for share in result.shares], result.mean
    (4, [0, 1, 0, 2, 1], 3.75)
    """
    counts, _given = read(frame, question, numeric, scale, weight, cluster)
    weighted = weight is not None or cluster is not None
    return distribution_from_counts(counts=counts, scale=scale, answers=answers, weighted=weighted, level=level)


def distribution_from_counts(
    *,
    counts: Counts,
    weighted: bool,
    scale: tuple[float, float] | None = None,
    answers: Sequence[str] = (),
    level: float = 0.95,
    least: int = 0,
) -> Distribution:
    """Distribution from counts of people by their answer; `weighted` says that weights or events are in.

    share = Σw·gave it/Σw with Wilson's interval (1927); with weights or events at the effective number of answers
    n/deff, deff linearised (Korn and Graubard 1998). Verdict: one answer leads when its share is above that of every
    other: each difference p₁ − p₂ of one sample ± t·se, se the linearised error of the mean of (gave the first) less
    (gave the second) (Binder 1983), t raised for all rivals (Bonferroni). Without weights se is Goodman's (1965)
    √((p₁ + p₂ − (p₁ − p₂)²)/(n − 1)). The mean has the t interval of its linearised error.
    `least`: answers of fewer people are joined (`joined_steps`); joined ones do not lead.
    Errors: ValueError for a level outside (0, 1).

    >>> words = np.array(["price", "faults", "moved"], object)
    >>> n = np.array([60.0, 30.0, 10.0])
    >>> result = distribution_from_counts(counts=Counts(values=words, n=n, w=n, ww=n), weighted=False)
    >>> result.leading, result.shares[0].share, round(result.shares[0].low, 3)
    ('price', 0.6, 0.502)
    """
    check_level(level)
    people = round(float(counts.n.sum()))
    if not people:
        return Distribution(n=0, notes=(Note(text=NO_ANSWERS),))
    told = joined_steps(counts, of=np.zeros(len(counts.n), np.int64), least=least, scale=scale, answers=answers)
    steps, at = told.steps, told.at
    if not counts.w.sum() > 0:
        empty = tuple(Share(answer=s.answer, n=n, start=s.start, end=s.end) for s, n in _people(steps, counts, at))
        return Distribution(n=people, shares=empty, notes=(Note(text=NO_WEIGHT),))
    shares = tuple(
        share_of(step, counts.sums(at == place), n, weighted=weighted, level=level)
        for place, (step, n) in enumerate(_people(steps, counts, at))
    )
    leading = _leading(shares, counts, at, level, told.steps)
    lonely = weighted and counts.sums(np.zeros(len(at))).clusters < 2
    return Distribution(
        n=people,
        verdict=CANNOT_TELL if leading is None else ONE_LEADS,
        notes=(*((Note(text=ONE_CLUSTER),) if lonely else ()), *told.notes(least=least)),
        shares=shares,
        leading=leading,
        **_mean(counts, level),
    )


def read(
    frame: Any,
    question: str,
    numeric: bool,
    scale: tuple[float, float] | None,
    weight: str | None,
    cluster: str | list[str] | None,
) -> tuple[Counts, Any]:
    """The answers of a frame, a line for each person who answered, and who these are.

    Errors: ValueError for a number off the scale.
    """
    weighing, of = weights(frame, weight), events(frame, cluster)
    if numeric:
        values: Any = numbers(frame, question)
        if scale is not None and ((values < scale[0]) | (values > scale[1])).any():
            raise ValueError(f"Column {question}: an answer is not on the scale {scale[0]:g}-{scale[1]:g}.")
        given = ~np.isnan(values)
    else:
        values, given = labels(frame, question)
    kept = None if weighing is None else weighing[given]
    return counted(values[given], kept, None if of is None else of[given]), given


def _people(steps: Sequence[Any], counts: Counts, at: Places) -> list[tuple[Any, int]]:
    n = np.bincount(at, counts.n, minlength=len(steps))
    return [(step, round(float(each))) for step, each in zip(steps, n, strict=True)]


def _leading(shares: Sequence[Share], counts: Counts, at: Places, level: float, steps: Sequence[Step]) -> str | None:
    """The answer whose share is surely above every other's."""
    order = sorted(range(len(shares)), key=lambda place: -(shares[place].share or 0.0))
    rivals = [place for place in order[1:] if shares[place].n]
    if not rivals or steps[order[0]].joined:
        return None
    raised = 1 - (1 - level) / len(rivals)
    for rival in rivals:
        apart = counts.sums((at == order[0]).astype(float) - (at == rival))
        se = judged_se(apart)
        if se is None or (apart.mean or 0.0) <= t_quantile(raised, apart.clusters - 1) * se:
            return None
    return shares[order[0]].answer


def _mean(counts: Counts, level: float) -> dict[str, float | None]:
    if counts.values.dtype == object:
        return {}
    total = counts.sums(counts.values)
    low, high = t_interval(total, level) or (None, None)
    sd = None if total.variance is None else sqrt(total.variance)
    return {"mean": total.mean, "mean_low": low, "mean_high": high, "sd": sd}
