"""Places in a file: where the company's units lie, and where people come from."""

from typing import Final

from sonda.apps.transfers.suggesting import words as say
from sonda.apps.transfers.suggesting.seen import GROUPS, Seen, is_of_words

OPTIONS: Final = 60  # different values up to which a text is one of several answers
REGIONS: Final = 100


def is_home(column: Seen) -> bool:
    """Whether its name says where people come from: a country, a state, a home."""
    return bool(say.HOME.search(column.joined))


def is_region(column: Seen, *, n_units: int) -> bool:
    """Whether a column says where the company's units lie, of which the file names so many.

    A country, or a town beside units, is people's own unless it has fewer values than there are units.
    """
    different = column.profile.n_distinct
    names_places = is_of_words(column, most=REGIONS) or 1 < len(column.profile.value_labels) <= REGIONS
    if column.matrix or not names_places or column.profile.n < 2 * different:
        return False
    if is_home(column):
        return different < n_units
    if say.TOWN.search(column.joined):
        return not n_units or different < n_units
    return bool(say.REGION.search(column.joined))


def most_groups(column: Seen) -> int:
    """Different values up to which its words divide people into groups; countries are more than other groups."""
    return OPTIONS if is_home(column) else GROUPS
