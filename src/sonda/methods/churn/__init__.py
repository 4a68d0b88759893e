"""Who leaves, when, why and where to: survival, cumulative incidence of each reason, groups compared.

`churn` reads a frame; `survival_from_counts`, `incidence_from_counts` and `logrank_from_counts` judge counts by time.
`paces_from_counts` tells who leaves soonest; `cox` (several influences at once) leans on lifelines.
"""

from sonda.methods.churn.clusters import Clustered
from sonda.methods.churn.frame import churn, logrank
from sonda.methods.churn.hazards import Hazards, cox
from sonda.methods.churn.incidence import incidence_from_counts
from sonda.methods.churn.logrank import LogRank, logrank_from_counts
from sonda.methods.churn.pace import Pace, Paces, paces_from_counts
from sonda.methods.churn.results import (
    GROUPS_DIFFER,
    HALF_LEFT,
    MOST_STAY,
    ONE_LEADS,
    Incidence,
    Survival,
)
from sonda.methods.churn.survival import survival_from_counts
from sonda.methods.churn.table import Weighted

__all__ = [
    "GROUPS_DIFFER",
    "HALF_LEFT",
    "MOST_STAY",
    "ONE_LEADS",
    "Clustered",
    "Hazards",
    "Incidence",
    "LogRank",
    "Pace",
    "Paces",
    "Survival",
    "Weighted",
    "churn",
    "cox",
    "incidence_from_counts",
    "logrank",
    "logrank_from_counts",
    "paces_from_counts",
    "survival_from_counts",
]
