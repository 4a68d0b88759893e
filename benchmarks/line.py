"""One measured claim."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Line:
    """What was claimed, what came out, and the bound it should keep: at most `bound`, or at least it.

    A line without a bound is told for comparison only. `unit` is printed behind the number (`×`, `s`); `share` prints
    0–1 as per cent and puts the line on the calibration figure.
    """

    claim: str
    measured: float
    bound: float | None = None
    unit: str = ""
    note: str = ""
    at_least: bool = False

    @property
    def kept(self) -> bool | None:
        """Whether the bound is kept; None without one."""
        if self.bound is None:
            return None
        return self.measured >= self.bound if self.at_least else self.measured <= self.bound

    def said(self, number: float) -> str:
        """The number as it is printed."""
        return f"{number:.1%}" if self.unit == "share" else f"{number:,.3g} {self.unit}".rstrip()
