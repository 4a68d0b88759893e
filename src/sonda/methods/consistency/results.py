"""What `consistency` hands back."""

from dataclasses import dataclass
from math import sqrt
from typing import Any, ClassVar

from sonda.methods.result import CANNOT_TELL, Result, public

ABOVE, BELOW = "above", "below"  # a unit against the mean of all units
DIFFER, ALIKE = "units differ", "alike"  # all units together

ROW = ("unit", "n", "raw", "shrunk", "low", "high")
TOP = ("mu", "var_between", "var_within", "icc", "answers_needed")


@dataclass(frozen=True, kw_only=True)
class Unit:
    """One branch, team or touchpoint: its own mean, and the fair one with its interval (units of the answers)."""

    unit: str
    n: int
    raw: float | None
    shrunk: float | None = None
    low: float | None = None
    high: float | None = None
    effect: float | None = None  # shrunk − mu
    conditional_sd: float | None = None  # SD of the effect given the estimated variances, as lme4 prints it
    se: float | None = None  # of `shrunk`, with the errors of mu and of the variances
    p_adjusted: float | None = None  # Holm over all units: is the effect other than zero?
    verdict: str = CANNOT_TELL


@dataclass(frozen=True, kw_only=True)
class Consistency(Result):
    """Spread between and within units; variances in squared units of the answers."""

    method: ClassVar[str] = "consistency"
    version: ClassVar[str] = "1"

    units: tuple[Unit, ...] = ()
    mu: float | None = None
    mu_se: float | None = None
    var_between: float | None = None
    var_within: float | None = None
    icc: float | None = None
    icc_low: float | None = None
    icc_high: float | None = None
    p_value: float | None = None  # F test that all units have one mean
    answers_needed: int | None = None
    reml_criterion: float | None = None

    @property
    def sd_between(self) -> float | None:
        """Standard deviation of the units' true means, in the answers' units (NPS points)."""
        return None if self.var_between is None else sqrt(self.var_between)

    @property
    def sd_between_interval(self) -> tuple[float, float] | None:
        """Interval of `sd_between`, from that of the icc with the variance within taken as known."""
        if self.icc_low is None or self.icc_high is None or self.var_within is None:
            return None
        low, high = (sqrt(icc / (1 - icc) * self.var_within) for icc in (self.icc_low, self.icc_high))
        return low, high

    def reliability(self, n: float) -> float | None:
        """Share of a unit's mean of n answers that is not chance: n·icc/(1 + (n − 1)·icc) (Spearman, Brown 1910)."""
        return None if self.icc is None else n * self.icc / (1 + (n - 1) * self.icc)

    def rows(self) -> list[dict[str, Any]]:
        return [{name: row[name] for name in ROW} for row in map(public, self.units)]

    def top(self) -> dict[str, Any]:
        fields = public(self)
        return {name: fields[name] for name in TOP}
