"""Several influences on leaving at once: Cox regression, by lifelines."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from sonda.methods.columns import as_text, labels
from sonda.methods.frames import numbers
from sonda.methods.result import CANNOT_TELL, N_, Note, Result, public

TOO_FEW = N_("Too few events to judge the influences; events: %(events)s, influences: %(influences)s.")
EVENTS_EACH = 5
MATTER = "influences matter"  # all of them together: likelihood-ratio test


@dataclass(frozen=True, kw_only=True)
class Influence:
    """One column's log hazard ratio and hazard ratio with its interval, per unit of the column."""

    column: str
    coefficient: float
    se: float
    hazard_ratio: float
    low: float
    high: float
    p_value: float


@dataclass(frozen=True, kw_only=True)
class Hazards(Result):
    """A Cox model; `concordance` is the share of pairs whose order it predicts, 0.5 being chance."""

    method: ClassVar[str] = "cox"
    version: ClassVar[str] = "1"

    influences: tuple[Influence, ...] = ()
    events: int = 0
    log_likelihood: float | None = None
    log_likelihood_null: float | None = None
    concordance: float | None = None

    def rows(self) -> list[dict[str, Any]]:
        return [public(influence) for influence in self.influences]


def cox(
    frame: Any, *, duration: str, event: str, event_value: object, influences: Sequence[str], level: float = 0.95
) -> Hazards:
    """Cox's proportional hazards with Efron's ties, fitted by lifelines on rows where every column is given.

    h(t) = h₀(t)·exp(Σ coefficient·x); hazard_ratio = exp(coefficient) with a Wald interval. A reason of leaving is
    judged by naming it as `event_value`: the other reasons are then censored (cause-specific hazards). Under 5 events
    for each influence nothing is fitted. Source: Cox (1972); Efron (1977). Raises ValueError for columns that are not
    numbers, constant, or copies of each other.

    >>> frame = {"months": range(1, 41), "left": [1, 1, 0, 1] * 10, "calls": [3, 1, 2, 0, 2, 1, 0, 1] * 5}
    >>> result = cox(frame, duration="months", event="left", event_value=1, influences=["calls"])
    >>> result.events, len(result.influences)
    (30, 1)
    """
    left, _ = labels(frame, event)
    happened = left == as_text(event_value)
    columns = {name: numbers(frame, name) for name in (duration, *influences)}
    given = ~np.isnan(np.array(list(columns.values()))).any(axis=0)
    happened = happened[given]
    n, events = int(given.sum()), int(happened.sum())
    if events < EVENTS_EACH * len(influences):
        note = Note(text=TOO_FEW, values={"events": events, "influences": len(influences)})
        return Hazards(n=n, events=events, notes=(note,))
    x = np.array([columns[name][given] for name in influences])
    if np.linalg.matrix_rank(x - x.mean(axis=1, keepdims=True)) < len(influences):
        raise ValueError("An influence is constant or follows from the others, so they cannot be told apart.")
    return fitted(columns[duration][given], happened, dict(zip(influences, x, strict=True)), level)


def fitted(duration: Any, happened: Any, x: dict[str, Any], level: float) -> Hazards:
    import pandas as pd
    from lifelines import CoxPHFitter

    table = pd.DataFrame({**{f"x{i}": column for i, column in enumerate(x.values())}, "t": duration, "e": happened})
    model = CoxPHFitter(alpha=1 - level).fit(table, "t", "e", fit_options={"precision": 1e-10})
    summary = model.summary
    likelihood = float(model.log_likelihood_)
    influences = tuple(
        Influence(
            column=name,
            coefficient=float(summary["coef"].iloc[i]),
            se=float(summary["se(coef)"].iloc[i]),
            hazard_ratio=float(summary["exp(coef)"].iloc[i]),
            low=float(summary.filter(like="exp(coef) lower").iloc[i, 0]),
            high=float(summary.filter(like="exp(coef) upper").iloc[i, 0]),
            p_value=float(summary["p"].iloc[i]),
        )
        for i, name in enumerate(x)
    )
    test = model.log_likelihood_ratio_test()
    return Hazards(
        n=len(table),
        events=int(happened.sum()),
        influences=influences,
        verdict=MATTER if float(test.p_value) < 1 - level else CANNOT_TELL,
        log_likelihood=likelihood,
        log_likelihood_null=likelihood - float(test.test_statistic) / 2,
        concordance=float(model.concordance_index_),
    )
