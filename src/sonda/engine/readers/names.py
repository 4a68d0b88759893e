"""Names of columns as a reader writes them."""

from collections import Counter
from collections.abc import Iterable, Sequence

from sonda.engine.errors import DataError
from sonda.methods.result import N_, Note

TOLD = 10  # columns named one by one
NUMBERED = N_("Names that stand more than once in the file were numbered: %(columns)s.")


def trimmed(header: Iterable[object], row: int = 1) -> list[str]:
    """Names without white space around them; a column without a name stays, though nobody can ask for it.

    Errors: DataError for a row without any name.

    >>> trimmed(["Unit ", " NPS", ""])
    ['Unit', 'NPS', '']
    """
    names = ["" if cell is None else str(cell).strip().strip("\ufeff").strip() for cell in header]
    if not any(names):
        raise DataError(N_("Row %(row)s holds no names of columns."), row=row)
    return names


def told_apart(names: Sequence[str]) -> tuple[list[str], tuple[Note, ...]]:
    """The names, a later one of the same words with the first number that makes it another; and a note about these.

    >>> told_apart(["Why", "NPS", "Why", "Why", "Why (2)"])[0]
    ['Why', 'NPS', 'Why (3)', 'Why (4)', 'Why (2)']
    """
    if len(set(names)) == len(names):
        return list(names), ()
    taken, count = set(names), Counter[str]()
    found, made = [], []
    for name in names:
        count[name] += 1
        if name and count[name] > 1:
            first = name
            while name in taken:
                count[first] += name != first
                name = f"{first} ({count[first]})"
            taken.add(name)
            made.append(name)
        found.append(name)
    if not made:
        return found, ()
    told = ", ".join(made[:TOLD]) + (" …" if len(made) > TOLD else "")
    return found, (Note(text=NUMBERED, values={"columns": told}),)
