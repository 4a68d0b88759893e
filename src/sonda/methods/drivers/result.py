"""What the drivers of an outcome look like once they are weighed."""

from dataclasses import dataclass
from typing import Any, ClassVar

from sonda.methods.result import Result, public

OK = "ok"
TOO_FEW = "too few"

LEADS = "one leads"  # one driver is stronger than every other, beyond chance
SHARED = "several lead"  # something matters, but the first place cannot be given to one driver


@dataclass(frozen=True, kw_only=True)
class Driver:
    """One driver: the contract's fields, and beside them what a chart or a sentence needs."""

    driver: str
    importance: float | None = None  # its part of R²
    low: float | None = None
    high: float | None = None
    share: float | None = None  # of the sum of importances
    coefficient: float | None = None  # outcome points for one point of the driver, others held still
    n: int = 0  # raters
    reach: float | None = None  # raters over the rows used
    status: str = OK

    correlation: float | None = None  # with the outcome
    coefficient_low: float | None = None
    coefficient_high: float | None = None
    best_rank: int | None = None  # ends of the percentile interval of its rank, 1 = strongest
    worst_rank: int | None = None

    @property
    def impact(self) -> float | None:
        """Importance × reach: what it matters to all customers rather than to those who met it."""
        return None if self.importance is None or self.reach is None else self.importance * self.reach

    @property
    def suppressor(self) -> bool:
        """Whether its coefficient and its correlation point opposite ways; with intervals, beyond chance."""
        if self.coefficient is None or self.correlation is None or self.coefficient * self.correlation >= 0:
            return False
        if self.coefficient_low is None or self.coefficient_high is None:
            return True
        return self.coefficient_low > 0 or self.coefficient_high < 0


BESIDE = ("correlation", "coefficient_low", "coefficient_high", "best_rank", "worst_rank")


@dataclass(frozen=True, kw_only=True)
class Drivers(Result):
    """Drivers in the reader's order; `n` = rows used, `leaders` = those that may be the strongest.

    The verdict is `LEADS`, `SHARED`, or `CANNOT_TELL` when resampling does not show that any driver matters at all.
    """

    method: ClassVar[str] = "drivers"
    version: ClassVar[str] = "1"

    drivers: tuple[Driver, ...] = ()
    r2: float | None = None
    model: str = "linear"
    measure: str = "lmg"
    missing_data: str = "em"
    leaders: tuple[str, ...] = ()

    def rows(self) -> list[dict[str, Any]]:
        return [public(driver, leave_out=BESIDE) for driver in self.drivers]

    def top(self) -> dict[str, Any]:
        return {"r2": self.r2}
