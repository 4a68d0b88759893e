"""The alphabet by which names are sorted: Polish, Ukrainian and English in one."""

import re
import unicodedata

# Latin letters as Polish orders them, then Cyrillic ones as Ukrainian does: no two of them contradict each other.
ALPHABET = "aąbcćdeęfghijklłmnńoópqrsśtuvwxyzźżабвгґдеєжзиіїйклмнопрстуфхцчшщьюя"
DIGITS = re.compile(r"([0-9]{1,15})")

Place = tuple[int, int]


def alphabetical(text: str) -> list[list[Place]]:
    """What a text is sorted by: capitals with their small letters, numbers in it by their size.

    >>> sorted(["Tarnina", "Świerk", "Sosnówka", "line 10", "Line 9"], key=alphabetical)
    ['Line 9', 'line 10', 'Sosnówka', 'Świerk', 'Tarnina']
    """
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
