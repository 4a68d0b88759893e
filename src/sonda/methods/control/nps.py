"""The NPS of each period against the mix of answers of all periods."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from sonda.methods.control.charts import NO_POINTS, RuleSet, charted
from sonda.methods.control.checks import options_are_possible
from sonda.methods.control.results import Control
from sonda.methods.control.rules import rule_book
from sonda.methods.control.series import Series, widened
from sonda.methods.control.times import groups
from sonda.methods.result import Note
from sonda.methods.sums import Sums


def control_nps_from_sums(
    *,
    t: ArrayLike,
    sums: Sequence[Sums],
    sigmas: float = 3,
    baseline: int | None = None,
    rules: RuleSet = "nelson",
    laney: bool = False,
) -> Control:
    """NPS by period; `sums` holds −1, 0, 1 answers (detractor, passive, promoter) of each period, each t once.

    center d = Σwy/Σw over the baseline (all periods without one), value = the period's own, both in points −100…100;
    sigma of period t = 100·√((p₊ + p₋ − d²)/nₜ) with the baseline's shares; limits cut at ±100. With weights or
    clusters the variance of one answer is Σ(A − dB)²/ΣB² and nₜ = (Σw)²/ΣB² (A, B: a cluster's Σwy and Σw), which is
    the same thing without them. `laney` as in `control_from_points`: with thousands of answers a period, months differ
    by more than the chance of who answered. Verdict and errors as there.

    >>> from sonda.methods.sums import sums
    >>> steady, bad = sums([1.0] * 50 + [0.0] * 30 + [-1.0] * 20), sums([1.0] * 20 + [0.0] * 30 + [-1.0] * 50)
    >>> chart = control_nps_from_sums(t=range(8), sums=[steady] * 7 + [bad])
    >>> [(point.t, point.value, point.signal) for point in chart.signalled]
    [(7, -30.0, 'beyond limits')]
    """
    options_are_possible("imr", sigmas=sigmas, lambda_=1.0, decision=1.0, shift=1.0, baseline=baseline)
    times, place, notes = groups(t)
    if len(set(place.tolist()) - {-1}) != int((place >= 0).sum()) or len(place) != len(sums):
        raise ValueError("Each period of an NPS chart needs one time of its own.")
    periods = sorted(
        (int(i), each) for i, each in zip(place, sums, strict=True) if i >= 0 and each.n > 0 and each.w > 0
    )
    empty = Control(chart="nps", n=sum(each.n for _, each in periods), notes=notes)
    if not periods:
        return Control(chart="nps", n=0, notes=(*notes, Note(text=NO_POINTS)))
    labels = [times[i] for i, _ in periods]
    w, wy, aa, ab, bb = (
        np.array([getattr(each, name) for _, each in periods]) for name in ("w", "wy", "aa", "ab", "bb")
    )
    first = baseline or len(labels)
    d = float(np.clip(wy[:first].sum() / w[:first].sum(), -1, 1))  # rounding leads beyond
    spread = float((aa - 2 * d * ab + d * d * bb)[:first].sum() / bb[:first].sum())
    spread = spread if spread > 1e-12 * float(aa[:first].sum() / bb[:first].sum()) else 0.0  # else only rounding
    series = Series(
        value=100 * np.clip(wy / w, -1, 1),
        center=100 * d,
        sigma=100 * np.sqrt(spread * bb) / w,
        reach=sigmas,
        floor=-100.0,
        ceiling=100.0,
    )
    return charted(empty, labels, widened(series, first) if laney else series, rule_book(rules, sigmas), first)
