"""One number for how alike the units are, and the units that only luck sets apart."""

from dataclasses import dataclass
from math import pi, sqrt

from scipy.special import ndtri

from sonda.methods.consistency.results import ABOVE, BELOW, Consistency, Unit
from sonda.methods.result import CANNOT_TELL

LEVEL = 0.95


@dataclass(frozen=True, kw_only=True)
class Index:
    """`value` 0–1: one when all units give the same; `sd` is that of the units' true means, `typical` their usual
    difference, both in the units of the answers."""

    value: float
    low: float | None
    high: float | None
    sd: float
    typical: float
    typical_low: float | None
    typical_high: float | None


def consistency_index(result: Consistency, *, scale: tuple[float, float]) -> Index | None:
    """Index = 1 − SD of the units' true means over the greatest SD that the scale allows, (high − low)/2.

    The greatest is reached when half of the units give the best and half the worst (Popoviciu 1935), so the index is 0
    there and 1 when all units are alike; it can be compared between scales, and, unlike the intraclass share, does not
    rise because customers of one unit disagree among themselves. Its interval is that of the SD (`sd_between_interval`,
    Wald's pivot); in very uneven data that pivot and the estimate (REML) may disagree, and the interval is then widened
    to hold the estimate. `typical` = 2·SD/√π, the mean difference of two units picked at random. None without a spread.
    Errors: ValueError for a scale that does not rise.

    >>> from sonda.methods.consistency import consistency_from_sums
    >>> from sonda.methods.sums import sums
    >>> units = {"East": sums([4, 5, 4, 5, 4, 5]), "West": sums([2, 1, 2, 3, 2, 2])}
    >>> found = consistency_index(consistency_from_sums(units=units), scale=(1, 5))
    >>> round(found.value, 3), round(found.sd, 3), round(found.typical, 3)
    (0.124, 1.751, 1.976)
    """
    low, high = scale
    if not low < high:
        raise ValueError("A scale runs from its lowest to its highest answer.")
    if result.sd_between is None:
        return None
    most = (high - low) / 2
    ends = result.sd_between_interval
    if ends is not None:
        ends = min(ends[0], result.sd_between), max(ends[1], result.sd_between)
    usual = 2 / sqrt(pi)
    return Index(
        value=_held(1 - result.sd_between / most),
        low=None if ends is None else _held(1 - ends[1] / most),
        high=None if ends is None else _held(1 - ends[0] / most),
        sd=result.sd_between,
        typical=usual * result.sd_between,
        typical_low=None if ends is None else usual * ends[0],
        typical_high=None if ends is None else min(usual * ends[1], high - low),
    )


def _held(share: float) -> float:
    return min(max(share, 0.0), 1.0)


def only_by_luck(result: Consistency) -> tuple[Unit, ...]:
    """Units that a list of raw scores would call out, though chance alone may have put them there; furthest first.

    Such a unit is undecided after Holm, and its raw mean either lies outside what a test of this unit alone allows
    (|raw − mu| > z·√(var_within/n)), or stands further out than a unit that differs for certain on that side, or is
    the furthest of its side that is not certain.
    """
    if result.mu is None or result.var_within is None or result.p_value is None:
        return ()
    mu, within = result.mu, result.var_within
    reach = float(ndtri(0.5 + LEVEL / 2))
    known = [u for u in result.units if u.raw is not None and u.n > 0]
    found: list[Unit] = []
    for side, word in ((1.0, ABOVE), (-1.0, BELOW)):
        far = sorted(((side * ((u.raw or 0.0) - mu), u) for u in known), key=lambda pair: -pair[0])
        sure = [distance for distance, u in far if u.verdict == word]
        undecided = [(distance, u) for distance, u in far if u.verdict == CANNOT_TELL and distance > 0]
        for place, (distance, u) in enumerate(undecided):
            alone = distance > reach * sqrt(within / u.n)
            beyond = bool(sure) and distance >= min(sure)
            found += [u] if place == 0 or alone or beyond else []
    return tuple(sorted(found, key=lambda u: -abs((u.raw or 0.0) - mu)))
