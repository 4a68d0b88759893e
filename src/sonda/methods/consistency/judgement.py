"""Judging units from their sums: variances by REML, fair scores, and what may be said about each unit."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from math import ceil, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from sonda.methods.columns import spelling_notes
from sonda.methods.consistency.restricted import OneWay
from sonda.methods.consistency.results import ABOVE, ALIKE, BELOW, DIFFER, Consistency, Unit
from sonda.methods.multiplicity import holm
from sonda.methods.result import CANNOT_TELL, N_, Note
from sonda.methods.sums import Sums

Floats = NDArray[np.float64]

RELIABILITY = 0.7
ROUNDING = 1e-12

NO_ANSWERS = N_("No unit has an answer.")
ONE_UNIT = N_("There is only one unit, so nothing can be compared.")
ONE_ANSWER_EACH = N_("Each unit has one answer, so differences between units cannot be told from chance.")
ALL_EQUAL = N_("All answers are equal, so there is no spread to judge.")
NONE_WITHIN = N_("Within each unit all answers are equal, so the error of a unit's mean cannot be judged.")
NO_SPREAD = N_(
    "The units differ no more than chance allows, so the number of answers needed to tell them apart is not known."
)
LEFT_OUT = N_('Unit "%(unit)s" has no answers and is left out.')
EFFECTIVE = N_("Answers are weighted or clustered: each unit counts as its effective number of answers.")


def consistency_from_sums(
    *,
    units: Mapping[str, Sums],
    level: float = 0.95,
    margin: float | None = None,
    scale: tuple[float, float] | None = None,
) -> Consistency:
    """Consistency of units: variance between and within them, fair (shrunken) means, answers needed to judge a unit.

    Model, for answer j of unit i: y = mu + bᵢ + e; var_between = Var(b), var_within = Var(e), both by restricted
    maximum likelihood (`restricted.py`, exact, always converges).

    - icc = var_between/(var_between + var_within): share of the answers' variance that lies between units, 0–1. Its
      interval inverts Wald's F pivot, exact for normal answers.
    - shrunk = mu + bᵢ·, bᵢ· = (1 − Bᵢ)(raw − mu), Bᵢ = σ²/(σ² + nᵢ·var_between): the conditional (BLUP, empirical
      Bayes) mean. A unit with few answers moves towards mu, so that a ranking is not a list of the smallest units.
    - low, high = shrunk ± z·se; se² averages, over the restricted likelihood of the variance ratio, the conditional
      variance of bᵢ, the error of mu and the change of `shrunk` itself. So the interval does not collapse when the
      estimated var_between happens to be 0, as one with the plug-in `conditional_sd` does. With `scale` (for NPS
      (−100, 100)) the ends are cut there.
    - answers_needed = ⌈0.7(1 − icc)/(0.3·icc)⌉ per unit for a reliability of 0.7; None when icc is 0.
    - verdict of a unit: above or below mu when the Holm-adjusted p of its effect is under 1 − level, else cannot tell.
      `low` and `high` are not adjusted.
    - verdict of all: units differ (F test of one mean), alike (with `margin`: the upper end of the SD between units is
      no larger), else cannot tell.

    Weights and clusters: each unit counts as m = (Σw)²/ΣB² effective answers (B: weight of a cluster), its variance
    follows from its linearised error, as Chen, Wakefield and Lumley (2014) do; without them m = n and the fit is
    exact REML. answers_needed is then in people, at the same weights.

    Units: those of the answers (for NPS hand in −100, 0, 100). Source: Searle, Casella and McCulloch (1992); Robinson
    (1991) for BLUP; Kass and Steffey (1989) for the averaged error. Raises ValueError for a level
    outside 0–1.

    >>> from sonda.methods.sums import sums
    >>> result = consistency_from_sums(units={"East": sums([9, 8, 9, 10]), "West": sums([5, 6, 4, 5])})
    >>> round(result.mu, 2), round(result.icc, 3), result.answers_needed, round(result.units[0].shrunk, 3)
    (7.0, 0.922, 1, 8.958)
    """
    if not 0 < level < 1:
        raise ValueError("The level of an interval lies between 0 and 1.")
    answered = {name: each for name, each in units.items() if each.n > 0 and each.w > 0}
    notes = tuple(Note(text=LEFT_OUT, values={"unit": name}) for name in units if name not in answered)
    if any(not plain(each) for each in answered.values()):
        notes += (Note(text=EFFECTIVE),)
    result = Consistency(
        n=sum(each.n for each in answered.values()),
        units=tuple(Unit(unit=name, n=each.n, raw=each.mean) for name, each in answered.items()),
        notes=notes + spelling_notes(answered),
    )
    if not answered:
        return because(result, NO_ANSWERS)
    if len(answered) == 1:
        return because(replace(result, mu=result.units[0].raw), ONE_UNIT)
    return cut(judged(result, one_way(answered.values()), level, margin), scale)


def judged(result: Consistency, fit: OneWay, level: float, margin: float | None) -> Consistency:
    """The cases without a spread within, then the regular one."""
    flat = bool(np.ptp(fit.y) <= ROUNDING * np.abs(fit.y).max())
    if fit.within == 0 and flat:
        same = tuple(replace(unit, shrunk=unit.raw, effect=0.0) for unit in result.units)
        return because(replace(result, mu=float(fit.y[0]), units=same, var_between=0.0, var_within=0.0), ALL_EQUAL)
    if fit.total - len(fit.m) <= 1e-9:
        return because(replace(result, mu=fit.mu(0.0)), ONE_ANSWER_EACH)
    if fit.within == 0:
        mu, between = float(fit.y.mean()), float(fit.y.var(ddof=1))
        own = tuple(replace(unit, shrunk=unit.raw, effect=(unit.raw or 0.0) - mu) for unit in result.units)
        certain = replace(result, mu=mu, units=own, var_between=between, var_within=0.0, icc=1.0, answers_needed=1)
        return because(certain, NONE_WITHIN)
    return with_spread(result, fit, level, margin)


def cut(result: Consistency, scale: tuple[float, float] | None) -> Consistency:
    """No unit's interval reaches beyond the scale, and no mean does so by rounding."""
    if scale is None:
        return result
    units = (
        replace(
            unit,
            raw=held(unit.raw, scale),
            shrunk=held(unit.shrunk, scale),
            low=held(unit.low, scale),
            high=held(unit.high, scale),
        )
        for unit in result.units
    )
    return replace(result, mu=held(result.mu, scale), units=tuple(units))


def held(end: float | None, scale: tuple[float, float]) -> float | None:
    return None if end is None else min(max(end, scale[0]), scale[1])


def with_spread(result: Consistency, fit: OneWay, level: float, margin: float | None) -> Consistency:
    theta, noise = fit.theta, fit.variance(fit.theta)
    icc = theta / (1 + theta)
    low, high = (bound / (1 + bound) for bound in fit.interval(level))
    full = replace(
        result,
        units=unit_scores(result.units, fit, level),
        mu=fit.mu(theta),
        mu_se=sqrt(noise / float(fit.weights(theta).sum())),
        var_between=theta * noise,
        var_within=noise,
        icc=icc,
        icc_low=low,
        icc_high=high,
        p_value=fit.p_value(),
        answers_needed=answers_needed(icc, result.n / fit.total),
        reml_criterion=fit.deviance(theta),
        notes=result.notes if icc > 0 else (*result.notes, Note(text=NO_SPREAD)),
    )
    return replace(full, verdict=verdict(full, level, margin))


def verdict(result: Consistency, level: float, margin: float | None) -> str:
    spread = result.sd_between_interval
    if margin is not None and spread is not None and spread[1] <= margin:
        return ALIKE
    return DIFFER if result.p_value is not None and result.p_value < 1 - level else CANNOT_TELL


def answers_needed(icc: float, people_per_answer: float) -> int | None:
    if icc <= 0:
        return None
    needed = RELIABILITY * (1 - icc) / ((1 - RELIABILITY) * icc) * people_per_answer
    return max(ceil(needed * (1 - 1e-12)), 1)


def unit_scores(units: tuple[Unit, ...], fit: OneWay, level: float) -> tuple[Unit, ...]:
    """Every unit's fair mean, its interval and its verdict."""
    mu, effect, sd = conditional(fit, fit.theta)
    score_error, effect_error = averaged_errors(fit, effect)
    p = holm(np.where(effect_error > 0, 2 * ndtr(-np.abs(effect) / np.maximum(effect_error, 1e-300)), 1.0))
    reach = ndtri(0.5 + level / 2) * score_error
    words = np.where(p >= 1 - level, CANNOT_TELL, np.where(effect > 0, ABOVE, BELOW))
    return tuple(
        replace(
            unit,
            shrunk=mu + float(effect[i]),
            low=mu + float(effect[i] - reach[i]),
            high=mu + float(effect[i] + reach[i]),
            effect=float(effect[i]),
            conditional_sd=float(sd[i]),
            se=float(score_error[i]),
            p_adjusted=float(p[i]),
            verdict=str(words[i]),
        )
        for i, unit in enumerate(units)
    )


def conditional(fit: OneWay, theta: float) -> tuple[float, Floats, Floats]:
    """mu, the units' effects and the SDs of the effects, given the ratio of variances."""
    mu, pull = fit.mu(theta), 1 / (1 + fit.m * theta)
    return mu, (1 - pull) * (fit.y - mu), np.sqrt(fit.variance(theta) * theta * pull)


def averaged_errors(fit: OneWay, effect: Floats) -> tuple[Floats, Floats]:
    """Standard errors of the units' scores and of their effects, averaged over the ratios the data allow."""
    centre = fit.mu(fit.theta)
    score, deviation = np.zeros_like(fit.y), np.zeros_like(fit.y)
    for theta, share in fit.likely():
        mu, shift, sd = conditional(fit, theta)
        pull, of_mu = 1 / (1 + fit.m * theta), fit.variance(theta) / float(fit.weights(theta).sum())
        score += share * (sd**2 + pull**2 * of_mu + (mu + shift - centre - effect) ** 2)
        deviation += share * (sd**2 + (1 - pull) ** 2 * of_mu + (shift - effect) ** 2)
    return np.sqrt(score), np.sqrt(deviation)


def one_way(units: Collection[Sums]) -> OneWay:
    """Effective counts, means and the sum of squares within: m = n and Σ(y − ȳ)² without weights and clusters."""
    effective = np.array([each.w**2 / each.bb for each in units])
    errors = np.array([each.se or 0.0 for each in units])
    means = np.array([each.wy / each.w for each in units])
    within = float((np.maximum(effective - 1, 0.0) * effective * errors**2).sum())
    only_rounding = within <= ROUNDING * float((effective * means**2).sum())  # what is left of a difference of sums
    return OneWay(m=effective, y=means, within=0.0 if only_rounding else within)


def plain(each: Sums) -> bool:
    """Neither weighted nor clustered."""
    return each.w == each.n and each.bb == each.n


def because(result: Consistency, reason: str) -> Consistency:
    return replace(result, notes=(*result.notes, Note(text=reason)))
