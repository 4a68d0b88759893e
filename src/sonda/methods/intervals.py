"""Intervals and tests that several methods share, from counts and sums. Level 0.95 means two-sided, 95 in 100."""

from math import sqrt

from scipy.special import betainc, betaincinv, ndtr, ndtri, stdtrit

from sonda.methods.sums import Sums

Interval = tuple[float, float]


def check_level(level: float) -> None:
    """Errors: ValueError unless 0 < level < 1."""
    if not 0 < level < 1:
        raise ValueError(f"The level of an interval lies between 0 and 1, not at {level:g}.")


def check_count(**counts: int) -> None:
    """Errors: ValueError for a count below zero."""
    for name, count in counts.items():
        if count < 0:
            raise ValueError(f"The count of {name.replace('_', ' ')} cannot be {count}.")


def z_quantile(level: float) -> float:
    """Half-width of a two-sided interval in normal standard errors.

    >>> round(z_quantile(0.95), 4)
    1.96
    """
    check_level(level)
    return float(ndtri(0.5 + level / 2))


def t_quantile(level: float, df: float) -> float:
    """Half-width of a two-sided interval in standard errors of Student's t.

    >>> round(t_quantile(0.95, 9), 4)
    2.2622
    """
    check_level(level)
    return float(stdtrit(df, 0.5 + level / 2))


def z_p_value(z: float) -> float:
    """Two-sided p-value of a normal statistic.

    >>> round(z_p_value(1.96), 4)
    0.05
    """
    return float(2 * ndtr(-abs(z)))


def t_p_value(t: float, df: float) -> float:
    """Two-sided p-value of Student's t, exact far into the tails: I(df/(df + t²); df/2, ½).

    >>> round(t_p_value(2.2622, 9), 4)
    0.05
    """
    return float(betainc(df / 2, 0.5, df / (df + t * t)))


def wilson(share: float, n: float, level: float = 0.95) -> Interval:
    """Score interval of a share (Wilson 1927): (p + z²/2n ± z√(p(1−p)/n + z²/4n²)) / (1 + z²/n).

    `n` may be an effective number of answers (n/deff) and need not be whole.

    >>> low, high = wilson(0.8, 10)
    >>> round(low, 4), round(high, 4)
    (0.4902, 0.9433)
    """
    z = z_quantile(level)
    middle = share + z * z / (2 * n)
    half = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    below = 1 + z * z / n
    # At a share of 0 or 1 the two terms cancel exactly; rounding must not leave 1e-18 behind.
    low = 0.0 if share <= 0 else max((middle - half) / below, 0.0)
    high = 1.0 if share >= 1 else min((middle + half) / below, 1.0)
    return low, high


def clopper_pearson(successes: int, n: int, level: float = 0.95) -> Interval:
    """Exact interval of a share (Clopper and Pearson 1934): quantiles of Beta(x, n−x+1) and Beta(x+1, n−x).

    >>> low, high = clopper_pearson(0, 20)
    >>> low, round(high, 4)
    (0.0, 0.1684)
    """
    check_level(level)
    tail = (1 - level) / 2
    low = 0.0 if successes == 0 else float(betaincinv(successes, n - successes + 1, tail))
    high = 1.0 if successes == n else float(betaincinv(successes + 1, n - successes, 1 - tail))
    return low, high


def all_alike(total: Sums) -> bool:
    """Whether nothing but rounding spreads the answers; a mean of such answers has no judgeable error.

    The threshold is a relative one, because a difference of two sums leaves about 1e-16 of either behind.
    """
    variance = total.variance
    return variance is None or variance <= 1e-12 * total.wyy / total.w


def judged_se(total: Sums) -> float | None:
    """Standard error of a mean, None where the answers cannot tell one: below two answers or clusters, or all alike."""
    se = total.se
    if se is None or all_alike(total):
        return None
    return se if (se * total.w) ** 2 > 1e-12 * total.aa else None


def effective_n(total: Sums, level: float | None = None) -> float:
    """How many answers of a simple random sample tell as much: n/deff, with clusters as the units that were drawn.

    With a `level` it is multiplied by (t(n−1)/t(k−1))² of that level, which allows for deff being known from k clusters
    only (Korn and Graubard 1998); without clusters that is 1. Where all answers, or all clusters, are alike deff is
    unknown and (Σw)²/ΣB² takes its place, B the weight of a person or an event: the answers of one event then count as
    one (Kish 1965). 0 where nothing carries weight.

    >>> from sonda.methods.sums import sums
    >>> round(effective_n(sums([1.0, 2.0, 3.0, 4.0]), 0.95), 9)
    4.0
    >>> effective_n(sums([1.0, 1.0, 1.0], cluster=["a", "a", "b"]))
    1.8
    """
    deff = None if judged_se(total) is None else total.deff
    if not deff:
        return total.w**2 / total.bb if total.bb > 0 else 0.0
    few = 1.0 if level is None else t_quantile(level, total.n - 1) / t_quantile(level, total.clusters - 1)
    return total.n / deff * few**2


def t_interval(total: Sums, level: float = 0.95) -> Interval | None:
    """Interval of a mean: ȳ ± t(k−1)·se over k clusters (k = n without clusters); None where se cannot be judged.

    >>> from sonda.methods.sums import sums
    >>> [round(end, 3) for end in t_interval(sums([1.0, 2.0, 3.0]))]
    [-0.484, 4.484]
    """
    check_level(level)
    se, mean = judged_se(total), total.mean
    if se is None or mean is None:
        return None
    half = t_quantile(level, total.clusters - 1) * se
    return mean - half, mean + half


def mean_p_value(total: Sums) -> float | None:
    """Two-sided p-value of the t test that the mean is zero; None where se cannot be judged."""
    se, mean = judged_se(total), total.mean
    return None if se is None or mean is None else t_p_value(mean / se, total.clusters - 1)
