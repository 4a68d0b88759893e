"""Names that are the same to a reader and different to a computer."""

from collections.abc import Iterable

from sonda.engine.cells import Code
from sonda.methods.columns import overlooked
from sonda.methods.result import N_, Note

TWO_SPELLINGS = N_("Column %(column)s: “%(one)s” and “%(other)s” look like one name; they were counted as written.")


def folded(name: str) -> str:
    """A name without the differences that a reader overlooks: case, white space, accents, Unicode form, 6 and 6.0.

    >>> folded("Café  Nord") == folded("CAFE\\u0301 nord"), folded("Łódź") == folded("Lodz")
    (True, True)
    """
    number = Code(name).number
    return overlooked(name) if number is None else str(number)


def two_spellings(names: Iterable[str], *, column: str) -> list[Note]:
    """A warning for every pair of names that differ only so."""
    seen: dict[str, str] = {}
    notes = []
    for name in names:
        first = seen.setdefault(folded(name), name)
        if first != name:
            notes.append(Note(text=TWO_SPELLINGS, values={"column": column, "one": first, "other": name}))
    return notes
