"""What `churn` hands back."""

from dataclasses import dataclass
from typing import Any, ClassVar

from sonda.methods.result import Result, public

HALF_LEFT, MOST_STAY = "half left", "most stay"  # a survival curve against one half at its end
ONE_LEADS = "one cause leads"
GROUPS_DIFFER = "groups differ"

SURVIVAL_ROW = ("time", "survival", "low", "high", "at_risk")
INCIDENCE_ROW = ("cause", "time", "incidence", "low", "high")


@dataclass(frozen=True, kw_only=True)
class Moment:
    """Share still there after a time, 0–1; `at_risk` people were still watched just before it."""

    time: float
    survival: float | None
    low: float | None
    high: float | None
    at_risk: int
    se: float | None = None


@dataclass(frozen=True, kw_only=True)
class Survival(Result):
    """A Kaplan–Meier curve; `median` is the time by which half have left, None when that was not reached."""

    method: ClassVar[str] = "churn"
    version: ClassVar[str] = "1"

    events: int = 0
    moments: tuple[Moment, ...] = ()
    median: float | None = None
    median_low: float | None = None
    median_high: float | None = None

    def rows(self) -> list[dict[str, Any]]:
        return [{name: row[name] for name in SURVIVAL_ROW} for row in map(public, self.moments)]

    def top(self) -> dict[str, Any]:
        return {"median": self.median}


@dataclass(frozen=True, kw_only=True)
class Share:
    """Share that has left for one cause by a time, 0–1."""

    cause: str
    time: float
    incidence: float | None
    low: float | None
    high: float | None
    se: float | None = None


@dataclass(frozen=True, kw_only=True)
class Incidence(Result):
    """Aalen–Johansen curves of all causes; `leading` is the one that surely takes most by the last time."""

    method: ClassVar[str] = "churn"
    version: ClassVar[str] = "1"

    events: int = 0
    shares: tuple[Share, ...] = ()
    leading: str | None = None
    median: float | None = None  # of leaving for any cause

    def rows(self) -> list[dict[str, Any]]:
        return [{name: row[name] for name in INCIDENCE_ROW} for row in map(public, self.shares)]

    def top(self) -> dict[str, Any]:
        return {"median": self.median}
