"""Means that each respondent makes of their own answers, before anybody is averaged with anybody."""

from collections.abc import Mapping, Sequence

import numpy as np

from sonda.methods.columns import Floats

# Parasuraman, Zeithaml and Berry (1988, 1991): 22 items in five dimensions.
TWENTY_TWO_ITEMS: Mapping[str, tuple[str, ...]] = {
    "tangibles": ("01", "02", "03", "04"),
    "reliability": ("05", "06", "07", "08", "09"),
    "responsiveness": ("10", "11", "12", "13"),
    "assurance": ("14", "15", "16", "17"),
    "empathy": ("18", "19", "20", "21", "22"),
}


def own_means(columns: Sequence[Floats]) -> Floats:
    """Each respondent's mean over the columns that they answered; NaN for those who answered none.

    >>> own_means([np.array([1.0, np.nan, np.nan]), np.array([3.0, 4.0, np.nan])])
    array([ 2.,  4., nan])
    """
    table = np.vstack(columns)
    answered = (~np.isnan(table)).sum(axis=0)
    total = np.nansum(table, axis=0)
    return _ratio(total, answered)


def own_weighted_means(columns: Sequence[Floats], points: Sequence[Floats]) -> Floats:
    """Each respondent's Σ(points × value)/Σ points over the columns that have both; NaN where the points are none.

    >>> own_weighted_means([np.array([1.0]), np.array([4.0])], [np.array([75.0]), np.array([25.0])])
    array([1.75])
    """
    values, weight = np.vstack(columns), np.vstack(points)
    both = ~np.isnan(values) & ~np.isnan(weight)
    total = np.where(both, weight, 0.0).sum(axis=0)
    product = np.where(both, weight * values, 0.0).sum(axis=0)
    return _ratio(product, total)


def dimensions_of(
    items: Sequence[str], dimensions: Mapping[str, Sequence[str]] | None = None
) -> dict[str, tuple[str, ...]]:
    """Dimensions to report: those asked for; else the classical five where the items are 01–22 (or 1–22); else none.

    Errors: ValueError for a dimension that is empty or names an item that the data do not have.

    >>> dimensions_of(["01", "02", "03"], {"speed": ["01", "03"]})
    {'speed': ('01', '03')}
    """
    if dimensions is None:
        written = {item.zfill(2): item for item in items}
        classical = {item for group in TWENTY_TWO_ITEMS.values() for item in group}
        if set(written) != classical or len(items) != len(classical):
            return {}
        return {name: tuple(written[item] for item in group) for name, group in TWENTY_TWO_ITEMS.items()}
    for name, group in dimensions.items():
        unknown = [item for item in group if item not in items]
        if unknown or not group:
            what = f"names items that the data do not have: {', '.join(unknown)}" if unknown else "has no items"
            raise ValueError(f"The dimension {name} {what}.")
    return {name: tuple(group) for name, group in dimensions.items()}


def _ratio(above: Floats, below: Floats) -> Floats:
    ratio = np.full(len(above), np.nan)
    np.divide(above, below, out=ratio, where=below > 0)
    return ratio
