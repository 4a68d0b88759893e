"""Customer Effort Score: the mean agreement with "the company made it easy", 7 the easiest on the usual scale 1–7."""

from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

import numpy as np

from sonda.methods.csat import check_scale
from sonda.methods.frames import events, ratings, weights
from sonda.methods.intervals import check_level, t_interval
from sonda.methods.result import CANNOT_TELL, N_, Note, Result
from sonda.methods.sums import Sums, sums

EASY = "easy"
HARD = "hard"

NO_ANSWERS = N_("Nobody answered, so there is no mean.")
NO_WEIGHT = N_("Those who answered carry no weight, so there is no mean.")
TOO_FEW = N_("One answer, or one event, cannot tell an interval.")
ALL_ALIKE = N_("All answers are the same, so the interval of the mean cannot be judged.")


@dataclass(frozen=True, kw_only=True)
class CES(Result):
    """Mean on the scale asked with its t interval, and `share` (0–1) of the two easiest answers.

    The verdict compares the interval with the middle of the scale.
    """

    method: ClassVar[str] = "ces"
    version: ClassVar[str] = "1"

    mean: float | None = None
    low: float | None = None
    high: float | None = None
    share: float | None = None


def ces(
    frame: Any,
    *,
    score: str,
    scale: tuple[int, int] = (1, 7),
    weight: str | None = None,
    cluster: str | list[str] | None = None,
    level: float = 0.95,
) -> CES:
    """Customer Effort Score of a column of ratings; missing ones are left out.

    Errors: ValueError for a rating off the scale, a bad weight, or a scale of fewer than three steps.

    >>> result = ces({"easy": [7, 6, 5, 6, None]}, score="easy")
    >>> result.n, result.mean, result.share
    (4, 6.0, 0.75)
    """
    check_scale(scale, 2)
    answers = ratings(frame, score, low=scale[0], high=scale[1])
    top = np.where(np.isnan(answers), np.nan, answers > scale[1] - 2)
    weighing, events_of_rows = weights(frame, weight), events(frame, cluster)
    return ces_from_sums(
        score=sums(answers, weighing, events_of_rows),
        top=sums(top, weighing, events_of_rows),
        scale=scale,
        level=level,
    )


def ces_from_sums(*, score: Sums, top: Sums, level: float = 0.95, scale: tuple[int, int] = (1, 7)) -> CES:
    """Customer Effort Score (Dixon, Freeman and Toman 2010) from sums of the ratings and of "is a top-two answer".

    Interval: mean ± t·se with n − 1 degrees of freedom (clusters − 1 where events are drawn), se linearised where
    there are weights. It is not cut at the ends of the scale. One answer, or all alike: no interval.
    Errors: ValueError for sums of different people, or a level outside (0, 1).

    >>> from sonda.methods.sums import sums
    >>> result = ces_from_sums(score=sums([7, 6, 5, 6]), top=sums([1, 1, 0, 1]))
    >>> round(result.low, 3), round(result.high, 3), result.verdict
    (4.701, 7.299, 'easy')
    """
    check_level(level)
    if score.n != top.n:
        raise ValueError(f"{score.n} ratings do not fit {top.n} answers counted as top or not.")
    counted = partial(CES, n=score.n, mean=score.mean, share=top.mean)
    if score.mean is None:
        return counted(notes=(Note(text=NO_WEIGHT if score.n else NO_ANSWERS),))
    ends = t_interval(score, level)
    if ends is None:
        return counted(notes=(Note(text=TOO_FEW if score.clusters < 2 else ALL_ALIKE),))
    middle = sum(scale) / 2
    verdict = EASY if ends[0] > middle else HARD if ends[1] < middle else CANNOT_TELL
    return counted(verdict=verdict, low=ends[0], high=ends[1])
