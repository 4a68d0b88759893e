"""What `control` hands back."""

from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from sonda.methods.result import Result, public

IN_CONTROL, SIGNALS = "in control", "signals"

ROW = ("t", "value", "center", "low", "high", "signal")
CUSUM_ROW = ("t", "value", "value_down", "center", "low", "high", "signal")

Chart = Literal["p", "u", "c", "imr", "ewma", "cusum"]
Time = int | float | str


@dataclass(frozen=True, kw_only=True)
class Point:
    """One period: its value, its limits and the rule that fired, if any."""

    t: Time
    value: float | None
    center: float | None
    low: float | None = None
    high: float | None = None
    signal: str | None = None  # the first rule, in the order of `rules`
    signals: tuple[str, ...] = ()  # every rule that fired here
    since: Time | None = None  # where the pattern of `signal` began
    value_down: float | None = None  # cusum: the lower sum, ≤ 0


@dataclass(frozen=True, kw_only=True)
class Control(Result):
    """A control chart. `n` counts the rows read; `sigma` is that of one value (None where it differs by period)."""

    method: ClassVar[str] = "control"
    version: ClassVar[str] = "1"

    chart: str
    points: tuple[Point, ...] = ()
    center: float | None = None
    sigma: float | None = None

    @property
    def signalled(self) -> tuple[Point, ...]:
        """Points at which a rule fired, in order of time."""
        return tuple(point for point in self.points if point.signal)

    def rows(self) -> list[dict[str, Any]]:
        names = CUSUM_ROW if self.chart == "cusum" else ROW
        return [{name: row[name] for name in names} for row in map(public, self.points)]
