"""Names of columns as a reader writes them."""

from collections.abc import Iterable

from sonda.engine.errors import DataError
from sonda.methods.result import N_


def trimmed(header: Iterable[object], row: int = 1) -> list[str]:
    """Names without white space around them; a column without a name stays, though nobody can ask for it.

    Errors: DataError when two columns have one name.

    >>> trimmed(["Unit ", " NPS", ""])
    ['Unit', 'NPS', '']
    """
    names = ["" if cell is None else str(cell).strip().strip("\ufeff").strip() for cell in header]
    seen: set[str] = set()
    for name in names:
        if name and name in seen:
            raise DataError(N_("Two columns have the name %(column)s (row %(row)s)."), row=row, column=name)
        seen.add(name)
    if not any(names):
        raise DataError(N_("Row %(row)s holds no names of columns."), row=row)
    return names
