"""Drivers of a yes or no (promoter, complaint, churned): general dominance of logistic regressions."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

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
from sonda.methods.drivers.blocks import Blocks, Floats, Integers
from sonda.methods.drivers.bootstrap import Progress, counted, draws
from sonda.methods.drivers.evidence import FEWEST_UNITS, weigh
from sonda.methods.drivers.groups import Groups
from sonda.methods.drivers.linear import RESAMPLES, SEED
from sonda.methods.drivers.linear_algebra import tied, with_outcome
from sonda.methods.drivers.lmg import shapley
from sonda.methods.drivers.result import Drivers
from sonda.methods.drivers.seats import TIED, hindrance, seats_of
from sonda.methods.drivers.weights import orthogonal
from sonda.methods.result import N_, Note

NEAR, NEAR_IN_A_RESAMPLE = 1e-11, 1e-6  # what the last Newton step may promise, of the log-likelihood
MOST_EXACT = 12  # drivers: 4,096 regressions

SEPARATED = N_(
    "Some answers foretell the outcome without exception, so that logistic regression has no finite answer: "
    "use the linear model."
)
MANY = N_(
    "%(drivers)s drivers are too many for all logistic regressions (at most %(most)s): relative weights were taken."
)
NOT_YES_OR_NO = "The outcome of a logistic model must be 0 or 1: say which answers count as success."


def logit_drivers_from_groups(
    groups: Groups,
    *,
    measure: str = "lmg",
    bootstrap: int = RESAMPLES,
    seed: int = SEED,
    level: float = 0.95,
    progress: Progress | None = None,
) -> Drivers:
    """How much each driver tells about an outcome of 0 or 1, in units of McFadden's R² = 1 − ℓ(model)/ℓ(constant).

    `lmg`: general dominance (Azen, Traxel 2009): the Shapley value of R² over all 2^p logistic regressions, p ≤ 12.
    `relative-weights`: Tonidandel, LeBreton (2010), scaled to add up to R²; also taken above 12 drivers, with a note.
    Complete rows only. Coefficients are log-odds for one point of the driver. Intervals are percentiles over
    resamples of rows (of buckets, when the groups have them).

    Null with a note: an outcome or driver whose answers are all alike, copies, separated data.
    Raises ValueError for an outcome that is not 0 or 1 and when rows do not exceed the drivers by 2.
    """
    setting = Setting(
        model="logit", measure=measure, missing_data="complete", bootstrap=bootstrap, seed=seed, level=level
    )
    check_setting(setting)
    if not np.array_equal(groups.y, groups.yy) or (groups.y < 0).any() or (groups.y > groups.n).any():
        raise ValueError(NOT_YES_OR_NO)
    check_complete(rows=groups.rows, drivers=len(groups.columns))
    together = _blocks(groups)
    seats = seats_of(together, refuse_thin=False)
    why = hindrance(together.only(seats.live), seats.live)
    if why is not None:
        return silent(seats, setting, why)
    notes: tuple[Note, ...] = ()
    if len(seats.live) > MOST_EXACT and measure == "lmg":
        setting = replace(setting, measure="relative-weights")
        notes += (Note(text=MANY, values={"drivers": len(seats.live), "most": MOST_EXACT}),)
    table = _table(groups, [groups.columns.index(name) for name in seats.live])
    cov = table.covariance(*table.all_rows())
    if tied(cov):
        return silent(seats, setting, Note(text=TIED))
    judge = _Judge(table, setting.measure)
    point = judge(*table.all_rows())
    if not np.isfinite(point).all():
        return silent(seats, setting, Note(text=SEPARATED))
    judge.start_here()
    importance, correlation, coefficient = np.split(point, 3)
    evidence = None
    if bootstrap and table.units < FEWEST_UNITS:
        notes += (Note(text=ONE_UNIT),)
    elif bootstrap:
        rows = (np.array(each) for each in table.resamples(bootstrap, seed))
        replicates = counted(rows, lambda each: judge(*each), bootstrap, progress)
        notes += resampling_notes(setting, len(replicates))
        if len(replicates) > 1:
            evidence = weigh(cov, importance, replicates, rows=groups.rows, units=table.units, level=level)
    weighed = Weighed(importance=importance, coefficient=coefficient, correlation=correlation, evidence=evidence)
    return spoken(seats, setting, weighed, notes)


@dataclass(frozen=True, kw_only=True)
class _Table:
    """Distinct answers, and the cells (group, lost or won) that a resample draws from."""

    x: Floats  # (d, k) distinct answers, standardised
    spread: Floats  # (k,) of the standardisation
    place: Integers  # (g,) distinct answer of each group
    groups: Groups

    @property
    def units(self) -> int:
        bucket = self.groups.bucket
        return self.groups.rows if bucket is None else len(np.unique(bucket))

    def all_rows(self) -> tuple[Floats, Floats]:
        return self._added(self.groups.n.astype(float), self.groups.y)

    def resamples(self, times: int, seed: int) -> Iterator[tuple[Floats, Floats]]:
        groups = self.groups
        if groups.bucket is None:
            cells = np.concatenate([groups.n - groups.y, groups.y]) / groups.rows
            rng = np.random.default_rng(seed)
            for _ in range(times):
                lost, won = np.split(rng.multinomial(groups.rows, cells).astype(float), 2)
                yield self._added(lost + won, won)
        else:
            bucket = np.unique(groups.bucket, return_inverse=True)[1]
            for often in draws(self.units, times, seed):
                yield self._added(often[bucket] * groups.n, often[bucket] * groups.y)

    def covariance(self, trials: Floats, wins: Floats) -> Floats:
        """Of the outcome and the standardised drivers."""
        total = trials.sum()
        mean = np.concatenate([[wins.sum()], trials @ self.x]) / total
        square = np.empty((len(mean), len(mean)))
        square[0, 0] = wins.sum()
        square[0, 1:] = square[1:, 0] = wins @ self.x
        square[1:, 1:] = (self.x * trials[:, None]).T @ self.x
        return np.asarray(square / total - np.outer(mean, mean))

    def _added(self, trials: Floats, wins: Floats) -> tuple[Floats, Floats]:
        w, d = self.groups.weight, len(self.x)
        return _added(w * trials, self.place, d), _added(w * wins, self.place, d)


class _Judge:
    """Importances, correlations and coefficients of weighted trials and wins; NaN where no finite fit exists."""

    def __init__(self, table: _Table, measure: str) -> None:
        self.table, self.measure = table, measure
        self.k = table.x.shape[1]
        self.near = NEAR
        self.start: Floats | None = None
        self.found: Floats | None = None

    def start_here(self) -> None:
        """Begin later fits where the last one ended, and be content a little earlier."""
        self.start, self.near = self.found, NEAR_IN_A_RESAMPLE

    def __call__(self, trials: Floats, wins: Floats) -> Floats:
        cov = self.table.covariance(trials, wins)
        chance = wins.sum() / trials.sum()
        if not 0 < chance < 1 or not (np.diag(cov) > 1e-12).all():
            return np.full(3 * self.k, np.nan)
        fit = self._dominance if self.measure == "lmg" else self._relative_weights
        importance, beta = fit(trials, wins, cov, float(np.log(chance / (1 - chance))))
        return np.concatenate([importance, with_outcome(cov), beta / self.table.spread])

    def _dominance(self, trials: Floats, wins: Floats, cov: Floats, constant: float) -> tuple[Floats, Floats]:
        from sonda.methods.drivers import logit_kernels

        heights, self.found = logit_kernels.every_fit(
            self.table.x, trials, wins, self._begin((1 << self.k, self.k + 1), constant), self.near
        )
        return shapley(1 - heights / heights[0]), self.found[-1, 1:]

    def _relative_weights(self, trials: Floats, wins: Floats, cov: Floats, constant: float) -> tuple[Floats, Floats]:
        from sonda.methods.drivers import logit_kernels

        height, self.found = logit_kernels.one_fit(
            self.table.x, trials, wins, self._begin((self.k + 1,), constant), self.near
        )
        chance = 1 / (1 + np.exp(-constant))
        alone = trials.sum() * (chance * np.log(chance) + (1 - chance) * np.log(1 - chance))
        beta = self.found[1:]
        loadings, _ = orthogonal(cov)
        raw = loadings**2 @ (loadings @ (beta * np.sqrt(np.diag(cov)[1:]))) ** 2
        return raw / raw.sum() * (1 - height / alone), beta

    def _begin(self, shape: tuple[int, ...], constant: float) -> Floats:
        if self.start is not None:
            return self.start
        begin = np.zeros(shape)
        begin[..., 0] = constant
        return begin


def _added(values: Floats, place: Integers, size: int) -> Floats:
    return np.asarray(np.bincount(place, values, minlength=size), float)


def _table(groups: Groups, kept: list[int]) -> _Table:
    raw, place = np.unique(groups.x[:, kept], axis=0, return_inverse=True)
    place = place.reshape(-1)
    weight = np.bincount(place, groups.n * groups.weight, minlength=len(raw))
    centre = weight @ raw / weight.sum()
    spread = np.sqrt(weight @ (raw - centre) ** 2 / weight.sum())
    return _Table(x=np.ascontiguousarray((raw - centre) / spread), spread=spread, place=place, groups=groups)


def _blocks(groups: Groups) -> Blocks:
    """All rows as one block, for the questions that every model asks first."""
    p = len(groups.columns) + 1
    w = groups.weight
    i, j = np.triu_indices(p - 1)
    products = np.concatenate(
        [[w @ groups.yy], (w * groups.y) @ groups.x, (w * groups.n) @ (groups.x[:, i] * groups.x[:, j])]
    )
    return Blocks(
        columns=(groups.outcome, *groups.columns),
        bucket=np.zeros(1, np.int64),
        pattern=np.array([(1 << p) - 1]),
        n=np.array([groups.rows]),
        weight=np.array([w @ groups.n]),
        sums=np.concatenate([[w @ groups.y], (w * groups.n) @ groups.x])[None],
        products=products[None],
    )
