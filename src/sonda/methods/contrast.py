"""Penalty–reward contrast: does a touchpoint anger when it is poor, delight when it is excellent, or both?"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from sonda.methods.columns import as_text
from sonda.methods.contrast_fit import Fit, fit
from sonda.methods.drivers.blocks import Floats
from sonda.methods.drivers.groups import Groups, groups_of
from sonda.methods.frames import events, numbers, weights
from sonda.methods.intervals import check_level, t_quantile
from sonda.methods.result import CANNOT_TELL, N_, Note, Result, public

BASIC = "basic"  # poor hurts more than excellent helps
EXCITEMENT = "excitement"  # excellent helps more than poor hurts
PERFORMANCE = "performance"  # both, alike
NEUTRAL = "neutral"  # neither, beyond a trifle
MIXED = "mixed"

TRIFLE = 0.2  # standard deviations of the outcome (Cohen 1988: a small effect)
LOW, MIDDLE, HIGH = -1.0, 0.0, 1.0

NO_WEIGHT = N_("The people who answered carry no weight: there is nothing to compare.")
NO_ROWS = N_("Nobody answered the outcome and every driver: there is nothing to compare.")
FEW_ROWS = N_(
    "%(n)s people answered the outcome and every driver; with %(drivers)s drivers more than %(need)s are needed."
)
SAME_OUTCOME = N_("All answers to the outcome are the same: there is nothing to compare.")
NO_LOW = N_('"%(driver)s" has no low ratings that can be told from other answers, so there is no penalty.')
NO_HIGH = N_('"%(driver)s" has no high ratings that can be told from other answers, so there is no reward.')
NO_MIDDLE = N_('All ratings of "%(driver)s" are low or high, so there is nothing between to compare them with.')
ALONE = N_('A single person (or event) decides about "%(driver)s", so that an interval cannot be given.')
BACKWARDS = N_('"%(driver)s" works backwards: low ratings go with a better outcome or high ratings with a worse one.')


@dataclass(frozen=True, kw_only=True)
class Contrast:
    """One driver: what low ratings cost and high ratings bring, against those between, in outcome points."""

    driver: str
    penalty: float | None = None
    penalty_low: float | None = None
    penalty_high: float | None = None
    reward: float | None = None
    reward_low: float | None = None
    reward_high: float | None = None
    kind: str = CANNOT_TELL

    penalty_se: float | None = None
    reward_se: float | None = None
    n_low: int | None = 0  # None: of too few people to be told
    n_high: int | None = 0


BESIDE = ("penalty_se", "reward_se", "n_low", "n_high")


@dataclass(frozen=True, kw_only=True)
class Contrasts(Result):
    """Drivers in the reader's order; `n` = complete rows. The verdict is the common kind, `mixed` where they differ."""

    method: ClassVar[str] = "contrast"
    version: ClassVar[str] = "1"

    drivers: tuple[Contrast, ...] = ()
    intercept: float | None = None
    r2: float | None = None

    def rows(self) -> list[dict[str, Any]]:
        return [public(driver, leave_out=BESIDE) for driver in self.drivers]


def contrast_from_groups(groups: Groups, *, level: float = 0.95) -> Contrasts:
    """Penalty and reward of each driver, from one regression of the outcome on a low and a high dummy per driver.

    `groups.x` holds −1 for a low rating, 1 for a high one, 0 for the rest (SQL: CASE … GROUP BY). y = a + Σ pⱼ·lowⱼ
    + rⱼ·highⱼ over complete rows (Brandt 1987; Mittal, Ross, Baldasare 1998), HC3 errors, Student's t intervals; with
    buckets, errors that leave each bucket out. Kinds are said only when intervals allow it, with d = p + r:
    neutral: both within ±0.2 standard deviations of the outcome; else basic: p < 0 and d < 0; excitement: r > 0 and
    d > 0; performance: p < 0 < r and d may be 0; else "cannot tell".

    Null with a note: too few rows, an outcome all alike, a driver without low or high ratings, a single such rating.
    """
    check_level(level)
    counted = {name: (int(groups.n[x == LOW].sum()), int(groups.n[x == HIGH].sum())) for name, x in _columns(groups)}
    why = _hindrance(groups)
    if why is not None:
        return Contrasts(
            n=groups.rows,
            notes=(why,),
            drivers=tuple(Contrast(driver=name, n_low=low, n_high=high) for name, (low, high) in counted.items()),
        )
    dummies = [np.ones(len(groups.n))]
    for _, x in _columns(groups):
        dummies += [(x == LOW).astype(float), (x == HIGH).astype(float)]
    found = fit(np.column_stack(dummies), groups)
    drivers, notes = [], []
    for j, (name, (low, high)) in enumerate(counted.items()):
        if low + high == groups.rows:
            drivers.append(Contrast(driver=name, n_low=low, n_high=high))
            notes.append(Note(text=NO_MIDDLE, values={"driver": name}))
            continue
        driver, backwards = _driver(found, name, 1 + 2 * j, low, high, level)
        drivers.append(driver)
        notes += _notes(driver, backwards)
    kinds = {driver.kind for driver in drivers}
    return Contrasts(
        n=groups.rows,
        verdict=kinds.pop() if len(kinds) == 1 else MIXED,
        notes=tuple(notes),
        drivers=tuple(drivers),
        intercept=float(found.beta[0]),
        r2=found.r2,
    )


def contrast(
    frame: Any,
    *,
    outcome: str,
    drivers: Sequence[str],
    low: Sequence[object] = (1, 2),
    high: Sequence[object] = (5,),
    weight: str | None = None,
    cluster: str | Sequence[str] | None = None,
    level: float = 0.95,
) -> Contrasts:
    """Penalty–reward contrast of a frame (pandas, polars, Arrow, dict of columns); NaN is "did not answer".

    `low` and `high` are the ratings that count as poor and as excellent; see `contrast_from_groups`.

    >>> answers = {"loyal": [2, 3, 1, 5, 6, 5, 6, 6, 7, 5, 2, 6.0], "queue": [1, 2, 1, 3, 4, 3, 4, 5, 5, 5, 2, 4]}
    >>> row = contrast(answers, outcome="loyal", drivers=["queue"]).drivers[0]
    >>> row.penalty, row.reward, row.kind
    (-3.6, 0.4, 'basic')
    """
    if not drivers:
        raise ValueError("A contrast needs at least one driver.")
    named = [outcome, *drivers]
    twice = sorted({name for name in named if named.count(name) > 1})
    if twice:
        raise ValueError(f"Column {twice[0]!r} is named twice among the outcome and the drivers.")
    x = np.column_stack([_coded(numbers(frame, name), low, high) for name in drivers])
    return contrast_from_groups(
        groups_of(
            columns=tuple(drivers),
            y=numbers(frame, outcome),
            x=x,
            weight=weights(frame, weight),
            bucket=events(frame, cluster),
        ),
        level=level,
    )


def _coded(ratings: Floats, low: Sequence[object], high: Sequence[object]) -> Floats:
    poor, excellent = ([float(as_text(each)) for each in codes] for codes in (low, high))
    both = sorted(set(poor) & set(excellent))
    if both:
        raise ValueError(f"The rating {both[0]:g} cannot be low and high at once.")
    coded = np.where(np.isin(ratings, poor), LOW, np.where(np.isin(ratings, excellent), HIGH, MIDDLE))
    return np.where(np.isnan(ratings), np.nan, coded)


def _columns(groups: Groups) -> list[tuple[str, Floats]]:
    return [(name, groups.x[:, j]) for j, name in enumerate(groups.columns)]


def _hindrance(groups: Groups) -> Note | None:
    rows, need = int(groups.n[groups.weight > 0].sum()), 2 * len(groups.columns) + 1
    if rows == 0:
        return Note(text=NO_WEIGHT if groups.n.any() else NO_ROWS)
    total = groups.weight @ groups.n
    mean = groups.weight @ groups.y / total
    if groups.weight @ groups.yy / total - mean**2 <= 1e-12 * (groups.weight @ groups.yy / total):
        return Note(text=SAME_OUTCOME)
    if rows <= need:
        return Note(text=FEW_ROWS, values={"n": rows, "drivers": len(groups.columns), "need": need})
    return None


def _driver(found: Fit, name: str, at: int, n_low: int, n_high: int, level: float) -> tuple[Contrast, bool]:
    pair = found.covariance[at : at + 2, at : at + 2]
    penalty, reward = found.beta[at], found.beta[at + 1]
    reach = t_quantile(level, found.df) if found.df > 0 else np.nan
    errors = [np.sqrt(pair[0, 0]), np.sqrt(pair[1, 1]), np.sqrt(np.maximum(pair.sum(), 0))]
    (p_low, p_high), (r_low, r_high), (d_low, d_high) = (
        (middle - reach * error, middle + reach * error)
        for middle, error in zip((penalty, reward, penalty + reward), errors, strict=True)
    )
    trifle = TRIFLE * found.spread
    backwards = bool(p_low > 0 or r_high < 0)
    if not np.isfinite([d_low, d_high]).all():
        kind = CANNOT_TELL
    elif max(-p_low, p_high, -r_low, r_high) < trifle:
        kind = NEUTRAL
    elif backwards:
        kind = CANNOT_TELL
    elif p_high < 0 and d_high < 0:
        kind = BASIC
    elif r_low > 0 and d_low > 0:
        kind = EXCITEMENT
    elif p_high < 0 < r_low:
        kind = PERFORMANCE
    else:
        kind = CANNOT_TELL
    shown = [_shown(each) for each in (penalty, p_low, p_high, reward, r_low, r_high, errors[0], errors[1])]
    return Contrast(
        driver=name,
        penalty=shown[0],
        penalty_low=shown[1],
        penalty_high=shown[2],
        reward=shown[3],
        reward_low=shown[4],
        reward_high=shown[5],
        kind=kind,
        penalty_se=shown[6],
        reward_se=shown[7],
        n_low=n_low,
        n_high=n_high,
    ), backwards and kind == CANNOT_TELL


def _notes(driver: Contrast, backwards: bool) -> list[Note]:
    texts = []
    if driver.penalty is None:
        texts.append(NO_LOW)
    if driver.reward is None:
        texts.append(NO_HIGH)
    if (driver.penalty is not None and driver.penalty_low is None) or (
        driver.reward is not None and driver.reward_low is None
    ):
        texts.append(ALONE)
    if backwards:
        texts.append(BACKWARDS)
    return [Note(text=text, values={"driver": driver.driver}) for text in texts]


def _shown(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
