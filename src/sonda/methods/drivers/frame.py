"""The notebook's door: drivers from a frame of answers."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from sonda.methods.columns import as_text, is_missing
from sonda.methods.drivers.blocks import Floats, blocks_of, check_columns
from sonda.methods.drivers.bootstrap import Progress
from sonda.methods.drivers.groups import groups_of
from sonda.methods.drivers.linear import RESAMPLES, SEED, drivers_from_blocks
from sonda.methods.drivers.logit import logit_drivers_from_groups
from sonda.methods.drivers.result import Drivers
from sonda.methods.frames import events, numbers, weights

MODELS = ("linear", "logit")


def drivers(
    frame: Any,
    *,
    outcome: str,
    drivers: Sequence[str],
    model: str = "linear",
    measure: str = "lmg",
    missing_data: str | None = None,
    success: Sequence[object] | None = None,
    weight: str | None = None,
    cluster: str | Sequence[str] | None = None,
    bootstrap: int = RESAMPLES,
    seed: int = SEED,
    level: float = 0.95,
    progress: Progress | None = None,
) -> Drivers:
    """Key drivers of an outcome, from a frame (pandas, polars, Arrow, dict of columns); NaN is "did not answer".

    `model`: `linear` for a scale (see `drivers_from_blocks`), `logit` for 0 or 1 (see `logit_drivers_from_groups`).
    `missing_data`: `em` unless said otherwise; `logit` knows `complete` only. `success`: the answers that make the
    outcome 1; every other answer makes it 0. `cluster` names the rows that are drawn together.

    >>> import numpy as np
    >>> x, z, noise = np.random.default_rng(0).normal(size=(3, 200))
    >>> answers = {"loyal": 2 * x + z + noise, "food": x, "queue": z}
    >>> found = drivers(answers, outcome="loyal", drivers=["food", "queue"], bootstrap=200)
    >>> [(row.driver, round(row.importance, 2)) for row in found.drivers], found.verdict
    ([('food', 0.65), ('queue', 0.18)], 'one leads')
    """
    if model not in MODELS:
        raise ValueError(f"The model must be one of {', '.join(MODELS)}, not {model!r}.")
    if model == "logit" and missing_data not in (None, "complete"):
        raise ValueError("The logistic model uses complete rows only: leave out em.")
    columns = (outcome, *drivers)
    check_columns(columns)
    y = numbers(frame, outcome) if success is None else _succeeded(frame, outcome, success)
    x = np.column_stack([numbers(frame, name) for name in drivers])
    w, unit = weights(frame, weight), events(frame, cluster)
    if model == "logit":
        return logit_drivers_from_groups(
            groups_of(columns=tuple(drivers), y=y, x=x, weight=w, bucket=unit, outcome=outcome),
            measure=measure,
            bootstrap=bootstrap,
            seed=seed,
            level=level,
            progress=progress,
        )
    return drivers_from_blocks(
        blocks_of(
            columns=columns,
            x=np.column_stack([y, x]),
            weight=w,
            cluster=unit if bootstrap else None,
            buckets=None if bootstrap else 1,  # nothing is drawn: rows need not be told apart
        ),
        measure=measure,
        missing_data=missing_data or "em",
        bootstrap=bootstrap,
        seed=seed,
        level=level,
        progress=progress,
    )


def _succeeded(frame: Any, outcome: str, success: Sequence[object]) -> Floats:
    wanted = {as_text(_number_or_text(each)) for each in success}
    values = [_number_or_text(each) for each in np.asarray(frame[outcome], object)]
    return np.array([np.nan if as_text(each) == "" else float(as_text(each) in wanted) for each in values])


def _number_or_text(value: object) -> object:
    """`"6"`, `6` and `6.0` are one answer."""
    if is_missing(value):
        return None
    try:
        return float(str(value))
    except ValueError:
        return value
