"""From what was weighed to the result that is shown: every driver keeps its row."""

from dataclasses import dataclass

import numpy as np

from sonda.methods.drivers.blocks import Floats
from sonda.methods.drivers.evidence import Evidence
from sonda.methods.drivers.result import OK, TOO_FEW, Driver, Drivers
from sonda.methods.drivers.seats import Seats
from sonda.methods.intervals import check_level
from sonda.methods.result import CANNOT_TELL, N_, Note

MEASURES = ("lmg", "relative-weights")

SUPPRESSOR = N_(
    '"%(driver)s" goes with the outcome one way alone and the other way beside the other drivers: '
    "read its coefficient with care."
)
FEW_RESAMPLES = N_("%(times)s resamples are too few for these intervals, whose ends are only their extremes.")
LOST_RESAMPLES = N_("%(lost)s of %(times)s resamples could not be computed and were left out.")
ONE_UNIT = N_("There is only one unit to draw from, so that no interval can be given.")


@dataclass(frozen=True, kw_only=True)
class Setting:
    """How the question was put."""

    model: str
    measure: str
    missing_data: str
    bootstrap: int
    seed: int
    level: float


@dataclass(frozen=True, kw_only=True)
class Weighed:
    """Arrays over the drivers in the model."""

    importance: Floats
    coefficient: Floats
    correlation: Floats
    evidence: Evidence | None


def check_setting(setting: Setting) -> None:
    """Raise ValueError for a choice that does not exist."""
    if setting.measure not in MEASURES:
        raise ValueError(f"The measure must be one of {', '.join(MEASURES)}, not {setting.measure!r}.")
    if setting.missing_data not in ("em", "complete"):
        raise ValueError(f"Missing data are handled by em or complete, not {setting.missing_data!r}.")
    if setting.bootstrap < 0:
        raise ValueError("The number of resamples cannot be negative.")
    check_level(setting.level)


def check_complete(*, rows: int, drivers: int) -> None:
    """Raise ValueError when complete rows do not exceed the drivers by 2."""
    if rows < drivers + 2:
        raise ValueError(
            f"Only {rows} rows answered the outcome and every driver; "
            f"{drivers} drivers need at least {drivers + 2}. Name fewer drivers."
        )


def silent(seats: Seats, setting: Setting, why: Note) -> Drivers:
    """Every driver with its raters, and the reason why none has an importance."""
    return Drivers(
        n=seats.rows,
        notes=(*seats.notes, why),
        drivers=tuple(_row(seats, name) for name in seats.names),
        model=setting.model,
        measure=setting.measure,
        missing_data=setting.missing_data,
    )


def spoken(seats: Seats, setting: Setting, weighed: Weighed, notes: tuple[Note, ...]) -> Drivers:
    """The result with its importances, intervals and notes."""
    r2 = float(weighed.importance.sum())
    rows = {name: _weighed_row(seats, weighed, j, r2) for j, name in enumerate(seats.live)}
    drivers = tuple(rows.get(name) or _row(seats, name) for name in seats.names)
    suppressors = tuple(Note(text=SUPPRESSOR, values={"driver": each.driver}) for each in drivers if each.suppressor)
    evidence = weighed.evidence
    return Drivers(
        n=seats.rows,
        verdict=CANNOT_TELL if evidence is None else evidence.verdict,
        notes=(*seats.notes, *notes, *suppressors),
        drivers=drivers,
        r2=r2,
        model=setting.model,
        measure=setting.measure,
        missing_data=setting.missing_data,
        leaders=() if evidence is None else tuple(seats.live[j] for j in evidence.leaders),
    )


def resampling_notes(setting: Setting, kept: int) -> tuple[Note, ...]:
    """What a reader must know about the resamples behind the intervals."""
    notes = []
    if (1 - setting.level) / 2 * (kept + 1) < 1:
        notes.append(Note(text=FEW_RESAMPLES, values={"times": kept}))
    if kept < setting.bootstrap:
        notes.append(Note(text=LOST_RESAMPLES, values={"lost": setting.bootstrap - kept, "times": setting.bootstrap}))
    return tuple(notes)


def _row(seats: Seats, name: str) -> Driver:
    n = int(seats.raters[seats.names.index(name)])
    return Driver(
        driver=name,
        n=n,
        reach=n / seats.rows if seats.rows else None,
        status=TOO_FEW if name in seats.thin else OK,
    )


def _weighed_row(seats: Seats, weighed: Weighed, j: int, r2: float) -> Driver:
    plain, evidence = _row(seats, seats.live[j]), weighed.evidence
    return Driver(
        driver=plain.driver,
        importance=float(weighed.importance[j]),
        low=None if evidence is None else float(evidence.low[j]),
        high=None if evidence is None else float(evidence.high[j]),
        share=float(weighed.importance[j] / r2) if r2 > np.finfo(float).eps else None,
        coefficient=float(weighed.coefficient[j]),
        n=plain.n,
        reach=plain.reach,
        correlation=float(weighed.correlation[j]),
        coefficient_low=None if evidence is None else float(evidence.coefficient_low[j]),
        coefficient_high=None if evidence is None else float(evidence.coefficient_high[j]),
        best_rank=None if evidence is None else int(evidence.best_rank[j]),
        worst_rank=None if evidence is None else int(evidence.worst_rank[j]),
    )
