"""The counted lines of churn as columns, and as the counts by time that its methods ask for."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sonda.methods.churn import Clustered, Weighted
from sonda.methods.churn.frame import NO_CAUSE, NO_DURATION, NO_STATE, NOT_STATED
from sonda.methods.churn.table import LEFT
from sonda.methods.joined_steps import OTHERS
from sonda.methods.result import N_, Note
from sonda.methods.small_cells import by_size, moments
from sonda.methods.steps import round_ends

if TYPE_CHECKING:
    import pyarrow as pa

Floats = NDArray[np.float64]
STAYED = ""

TOO_FEW_LEFT = N_("In no stretch of time are there %(k)s people who left, with %(k)s still watched: no curve is shown.")


class Lifetimes:
    """Lines of one group: n people of a duration, a state and a cluster, with their Σw and Σw²."""

    def __init__(self, lines: "pa.Table", *, weight: str | None, clusters: Sequence[str]) -> None:
        everyone = int(lines["n"].to_numpy().sum())
        lines = lines.filter(lines["t"].is_valid())
        self.t, self.n = (lines[name].to_numpy().astype(float) for name in ("t", "n"))
        self.untimed = everyone - int(self.n.sum())
        self.gone = lines["gone"].to_numpy() > 0
        self.unknown = lines["unknown"].to_numpy()
        given = lines["cause"].to_numpy() if "cause" in lines.column_names else LEFT
        self.cause = np.where(self.gone, given, STAYED).astype(object)
        self.weighted = weight is not None
        self.w, self.ww = (lines[name].to_numpy() if weight else self.n for name in ("w_sum", "ww"))
        self.cluster = numbered([lines[name] for name in clusters]) if clusters else None

    def remarks(self, event: str) -> tuple[Note, ...]:
        """How many had no duration, no state, or no cause."""
        unknown, unstated = (int(self.n[here].sum()) for here in (self.unknown, self.cause == NOT_STATED))
        notes = [Note(text=NO_DURATION, values={"n": self.untimed})] if self.untimed else []
        notes += [Note(text=NO_STATE, values={"n": unknown, "column": event})] if unknown else []
        notes += [Note(text=NO_CAUSE, values={"n": unstated})] if unstated else []
        return tuple(notes)

    def told(self, least: int) -> list[float]:
        """When the curve may be told; causes of fewer than `least` people are joined first.

        Errors: ValueError where there is no such time.
        """
        causes = self.causes()
        counts = [float(self.n[self.cause == cause].sum()) for cause in causes]
        rare = [cause for cause, joined in zip(causes, by_size(counts, least), strict=True) if joined]
        self.cause[np.isin(self.cause, rare)] = OTHERS
        number = {cause: at for at, cause in enumerate(self.causes())} | {STAYED: -1}
        states = [number[cause] for cause in self.cause]
        found = moments(ends=round_ends(self.t), times=self.t, states=states, n=self.n, k=least)
        if not found:
            raise ValueError(TOO_FEW_LEFT % {"k": least})
        return found

    def causes(self) -> list[str]:
        """What people left for, in order."""
        return sorted(set(self.cause[self.gone]))

    def counts(self, causes: Sequence[str]) -> dict[str, Any]:
        """The columns that the count doors ask for."""
        times, time = np.unique(self.t, return_inverse=True)
        number = {cause: at for at, cause in enumerate(causes)} | {STAYED: -1}
        left = np.array([number[cause] for cause in self.cause], np.int64)
        states = len(causes) + 1  # who stayed comes last: −1 counts from the end

        def by_state(column: Floats) -> Floats:
            places = (left % states) * len(times) + time
            return np.bincount(places, column, states * len(times)).reshape(states, len(times)).astype(float)

        people, total, squares = (by_state(column) for column in (self.n, self.w, self.ww))
        weighted = Weighted(
            people=people.sum(axis=0),
            people_left=people[:-1].sum(axis=0),
            events_squared=dict(zip(causes, squares, strict=False)),
            censored_squared=squares[-1],
        )
        together = {"cluster": self.cluster, "times": self.t, "cause": left, "w": self.w}
        return {
            "times": times,
            "events": dict(zip(causes, total, strict=False)),
            "censored": total[-1],
            "weighted": weighted if self.weighted else None,
            "clustered": None if self.cluster is None else Clustered(**together),
        }


def numbered(columns: Sequence["pa.ChunkedArray"]) -> NDArray[np.int64]:
    """Clusters as numbers: equal where all columns are."""
    number = np.zeros(len(columns[0]), np.int64)
    for column in columns:
        names = column.combine_chunks().dictionary_encode()
        both = number * max(len(names.dictionary), 1) + names.indices.to_numpy()
        number = np.unique(both, return_inverse=True)[1].astype(np.int64)
    return number
