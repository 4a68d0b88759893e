"""Two answers of the same people compared: the paired t test, Wilcoxon's signed ranks, and the effect d_z."""

from dataclasses import dataclass
from math import sqrt
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike

from sonda.methods.frames import numbers
from sonda.methods.intervals import judged_se, t_interval, t_p_value, z_p_value
from sonda.methods.result import CANNOT_TELL, N_, Note, Result
from sonda.methods.sums import sums

HIGHER = "higher"
LOWER = "lower"

NOT_JUDGED = N_("Fewer than two people answered both, or all differ by the same; an interval cannot be judged.")


@dataclass(frozen=True, kw_only=True)
class Paired(Result):
    """Mean of first − second with its t interval; Wilcoxon's V with its p; `d_z` = mean/standard deviation."""

    method: ClassVar[str] = "paired"
    version: ClassVar[str] = "1"

    mean: float | None = None
    low: float | None = None
    high: float | None = None
    t: float | None = None
    p_value: float | None = None
    d_z: float | None = None
    wilcoxon: float | None = None
    wilcoxon_p: float | None = None


def paired(first: ArrayLike, second: ArrayLike, *, level: float = 0.95) -> Paired:
    """Compare two columns of the same people; those who miss one of the two are left out.

    t = mean/(s/√n), n − 1 degrees of freedom. V is the sum of ranks of the positive differences among those that are
    not zero; its p is the normal one with correction for ties and for continuity (Wilcoxon 1945; R's
    `wilcox.test(exact=FALSE)`). d_z = mean/s (Cohen 1988).
    Errors: ValueError for columns of different length or a level outside (0, 1).

    >>> result = paired([5, 6, 7, 4], [4, 4, 4, 4])
    >>> result.mean, round(result.t, 3), result.wilcoxon, round(result.d_z, 3)
    (1.5, 2.324, 6.0, 1.162)
    """
    one, other = numbers({"": first}, ""), numbers({"": second}, "")
    if len(one) != len(other):
        raise ValueError(f"Columns of {len(one)} and {len(other)} answers are not of the same people.")
    difference = one - other
    total = sums(difference)
    ends, se, mean = t_interval(total, level), judged_se(total), total.mean
    v, v_p = signed_ranks(difference[~np.isnan(difference)])
    if ends is None or se is None or mean is None:
        return Paired(n=total.n, mean=mean, wilcoxon=v, wilcoxon_p=v_p, notes=(Note(text=NOT_JUDGED),))
    return Paired(
        n=total.n,
        verdict=HIGHER if ends[0] > 0 else LOWER if ends[1] < 0 else CANNOT_TELL,
        mean=mean,
        low=ends[0],
        high=ends[1],
        t=mean / se,
        p_value=t_p_value(mean / se, total.n - 1),
        d_z=mean / (se * sqrt(total.n)),
        wilcoxon=v,
        wilcoxon_p=v_p,
    )


def signed_ranks(difference: ArrayLike) -> tuple[float | None, float | None]:
    """Wilcoxon's V and its two-sided normal p; None where every difference is zero.

    Differences tie when they are equal to the last bit, as in R: round differences of means before.

    >>> signed_ranks([0.0, 0.0])
    (None, None)
    """
    moved = np.asarray(difference, float)
    moved = moved[moved != 0]
    n = len(moved)
    if n == 0:
        return None, None
    _, place, ties = np.unique(np.abs(moved), return_inverse=True, return_counts=True)
    ranks = (np.cumsum(ties) - (ties - 1) / 2)[place]
    v = float(ranks[moved > 0].sum())
    distance = v - n * (n + 1) / 4
    variance = n * (n + 1) * (2 * n + 1) / 24 - float((ties**3 - ties).sum()) / 48
    return v, z_p_value((distance - float(np.sign(distance)) / 2) / sqrt(variance))
