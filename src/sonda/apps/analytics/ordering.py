"""The order in which a reader looks for things: codes and numbers by size, names by the alphabet."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from sonda.methods.alphabet import alphabetical
from sonda.methods.written import written_number

Thing = TypeVar("Thing")


def in_order(things: Iterable[Thing], key: Callable[[Thing], str], label: Callable[[Thing], str]) -> list[Thing]:
    """Things in the order of their keys where all of these are numbers (codes of an answer), else of their labels.

    >>> named = {"1": "under a year", "2": "a year", "10": "longer"}
    >>> in_order(["10", "2", "1"], str, named.get), in_order(["b10", "B9", "ą", "z", "a"], str, str)
    (['1', '2', '10'], ['a', 'ą', 'B9', 'b10', 'z'])
    """
    found = list(things)
    codes = [written_number(key(thing)) for thing in found]
    if found and all(code is not None for code in codes):
        return [found[at] for at in sorted(range(len(found)), key=lambda at: (codes[at], key(found[at])))]
    return sorted(found, key=lambda thing: (alphabetical(label(thing)), key(thing)))
