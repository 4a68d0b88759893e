"""Do customers get the same everywhere? Spread between units, fair scores for small units, answers needed to judge one.

`consistency` and `consistency_from_sums` judge answers; `shrink_known_variances` judges estimates that come with their
own errors (branch NPS from a report); `consistency_index` is one number for all units, `only_by_luck` names those that
a ranking would blame without reason; `agreement` judges several raters of the same things (Shrout and Fleiss).
"""

from sonda.methods.consistency.agreement import Agreement, agreement
from sonda.methods.consistency.frame import consistency
from sonda.methods.consistency.index import Index, consistency_index, only_by_luck
from sonda.methods.consistency.judgement import consistency_from_sums
from sonda.methods.consistency.known import Shrinkage, shrink_known_variances
from sonda.methods.consistency.results import ABOVE, ALIKE, BELOW, DIFFER, Consistency, Unit

__all__ = [
    "ABOVE",
    "ALIKE",
    "BELOW",
    "DIFFER",
    "Agreement",
    "Consistency",
    "Index",
    "Shrinkage",
    "Unit",
    "agreement",
    "consistency",
    "consistency_from_sums",
    "consistency_index",
    "only_by_luck",
    "shrink_known_variances",
]
