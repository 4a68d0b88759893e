"""The order in which a reader looks for things: codes and numbers by size, names by the alphabet."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import TypeVar

from sonda.methods.written import written_number

# Latin letters as Polish orders them, then Cyrillic ones as Ukrainian does: no two of them contradict each other.
ALPHABET = "aąbcćdeęfghijklłmnńoópqrsśtuvwxyzźżабвгґдеєжзиіїйклмнопрстуфхцчшщьюя"
DIGITS = re.compile(r"([0-9]{1,15})")

Thing = TypeVar("Thing")
Place = tuple[int, int]


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


def alphabetical(text: str) -> list[list[Place]]:
    """What a text is sorted by."""
    parts = DIGITS.split(text.casefold())
    return [[(1, int(part))] if at % 2 else [place(letter) for letter in part] for at, part in enumerate(parts)]


def place(letter: str) -> Place:
    """Signs, then digits, then letters; one of another language stands with the letter that it is made from."""
    at = ALPHABET.find(letter)
    if at < 0:
        at = ALPHABET.find(unicodedata.normalize("NFKD", letter)[0])
    if at >= 0:
        return 2, at
    return (3, ord(letter)) if letter.isalpha() else (0, ord(letter))
