"""Drivers of an outcome on a scale: from blocks of sums to importances, intervals and a verdict."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np

from sonda.methods.drivers.answer import (
    ONE_UNIT,
    Setting,
    Weighed,
    check_complete,
    check_setting,
    resampling_notes,
    silent,
    spoken,
)
from sonda.methods.drivers.blocks import Blocks, Floats
from sonda.methods.drivers.bootstrap import IMAGINED, Progress, complete_resamples, counted, em_resamples
from sonda.methods.drivers.climb import Singular
from sonda.methods.drivers.covariance import Moments, complete_moments, em
from sonda.methods.drivers.evidence import FEWEST_UNITS, weigh
from sonda.methods.drivers.linear_algebra import coefficients, tied, with_outcome
from sonda.methods.drivers.lmg import MOST_EXACT, lmg
from sonda.methods.drivers.result import Drivers
from sonda.methods.drivers.seats import TIED, apart_in, hindrance, seats_of
from sonda.methods.drivers.weights import relative_weights
from sonda.methods.result import N_, Note

RESAMPLES = 1_000
SEED = 1

MEASURES: dict[str, Callable[[Floats], Floats]] = {"lmg": lmg, "relative-weights": relative_weights}

MANY = N_("%(drivers)s drivers are too many for exact LMG (at most %(most)s): relative weights were taken instead.")
HELD = N_(
    "Too few people rated some drivers together: %(n)s imagined people with unrelated answers were added, "
    "so that importances lean towards each driver alone."
)


def drivers_from_blocks(
    blocks: Blocks,
    *,
    measure: str = "lmg",
    missing_data: str = "em",
    bootstrap: int = RESAMPLES,
    seed: int = SEED,
    level: float = 0.95,
    progress: Progress | None = None,
) -> Drivers:
    """How much of the outcome's variation each driver explains, in units of R², to which the importances add up.

    `measure`: `lmg` (exact, see `lmg`) or `relative-weights` (Johnson; also taken above 20 drivers, with a note).
    `missing_data`: `em` uses rows with the outcome and at least one driver and a maximum-likelihood covariance (see
    `em`); a driver with under 50 raters or under 10 % reach stays in the list as `too few`, without an importance and
    out of the model. `complete` uses rows with every answer. Coefficients are outcome points for one point of the
    driver. Intervals are percentiles over `bootstrap` resamples of buckets that repeat the EM step; 0: none.
    `progress(done, times)` is called after each.

    Null with a note: no rows, an outcome or driver whose answers are all alike, drivers that determine each other.
    Raises ValueError for a choice that does not exist and, under `complete`, when rows do not exceed the drivers by 2.
    """
    setting = Setting(
        model="linear", measure=measure, missing_data=missing_data, bootstrap=bootstrap, seed=seed, level=level
    )
    check_setting(setting)
    used = blocks.with_outcome_and_a_driver() if missing_data == "em" else blocks.complete()
    if missing_data == "complete":
        check_complete(rows=used.rows, drivers=len(blocks.drivers))
    seats = seats_of(used, refuse_thin=missing_data == "em")
    setting, notes = _affordable(setting, len(seats.live))
    model = used.only(seats.live)
    why = hindrance(model, seats.live)
    if why is not None:
        return silent(seats, setting, why)
    try:
        moments, imagined = _moments(model, missing_data)
    except Singular:
        return silent(seats, setting, Note(text=TIED))
    if missing_data == "em":
        notes += apart_in(model)
        resamples = em_resamples(model, moments, bootstrap, seed, imagined=imagined)
    else:
        resamples = complete_resamples(model, bootstrap, seed)
    if imagined:
        notes += (Note(text=HELD, values={"n": imagined}),)
    measured = MEASURES[setting.measure]
    importance = measured(moments.cov)
    evidence = None
    if bootstrap and model.buckets < FEWEST_UNITS:
        notes += (Note(text=ONE_UNIT),)
    elif bootstrap:
        replicates = counted(resamples, partial(_replicate, measured), bootstrap, progress)
        notes += resampling_notes(setting, len(replicates))
        evidence = weigh(
            moments.cov,
            importance,
            replicates,
            rows=float(model.raters[1:].mean()),
            units=model.buckets,
            level=level,
        )
    weighed = Weighed(
        importance=importance,
        coefficient=coefficients(moments.cov),
        correlation=with_outcome(moments.cov),
        evidence=evidence,
    )
    return spoken(seats, setting, weighed, notes)


def _affordable(setting: Setting, live: int) -> tuple[Setting, tuple[Note, ...]]:
    if live <= MOST_EXACT or setting.measure != "lmg":
        return setting, ()
    note = Note(text=MANY, values={"drivers": live, "most": MOST_EXACT})
    return replace(setting, measure="relative-weights"), (note,)


def _moments(model: Blocks, missing_data: str) -> tuple[Moments, int]:
    """The covariance, and how many imagined people it needed."""
    if missing_data == "complete":
        moments = complete_moments(model)
        if tied(moments.cov):
            raise Singular
        return moments, 0
    try:
        return em(model), 0
    except Singular:
        whole = model.complete()
        if whole.rows > 2 * len(model.columns) and tied(complete_moments(model).cov):
            raise
        return em(model, imagined=IMAGINED), IMAGINED


def _replicate(measured: Callable[[Floats], Floats], cov: Floats) -> Floats:
    if not (np.diag(cov) > 0).all():
        return np.full(3 * len(cov) - 3, np.nan)
    return np.concatenate([measured(cov), with_outcome(cov), coefficients(cov)])
