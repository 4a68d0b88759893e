"""Who answered: by column, by value, and row by row, under the conditions of an analysis."""

from collections.abc import Sequence

from sonda.engine.selection import Selection
from sonda.engine.source import Source

EVERYBODY = Selection()


def answered(source: Source, columns: Sequence[str], selection: Selection = EVERYBODY) -> dict[str, int]:
    """Rows with a value, by column, in one pass.

    Errors: DataError for a column that is not there.
    """
    if not columns:
        return {}
    counts = ", ".join(f"count({source.field(name).sql}) AS n{at}" for at, name in enumerate(columns))
    (row,) = source.run(f"SELECT {counts} FROM {kept(source, selection)}").to_pylist()  # noqa: S608 — from field()
    return {name: row[f"n{at}"] for at, name in enumerate(columns)}


def rows(source: Source, selection: Selection = EVERYBODY) -> int:
    """How many rows are left."""
    found = source.run(f"SELECT count(*) AS n FROM {kept(source, selection)}")  # noqa: S608 — from conditions()
    return int(found.column("n")[0].as_py())


def values(source: Source, columns: Sequence[str], selection: Selection = EVERYBODY) -> dict[str, dict[str, int]]:
    """How many rows hold each value of each column, in one pass; rows without one are left out.

    Columns that the data do not have are left out as well.
    """
    held = [name for name in columns if name in source.columns]
    if not held:
        return {}
    names = [source.field(name).sql for name in held]
    sets = ", ".join(f"({name})" for name in names)
    bits = f"grouping({', '.join(names)})"
    found = source.run(
        f"SELECT {bits} AS which, coalesce({', '.join(f'{name}::VARCHAR' for name in names)}) AS value, count(*) AS n"  # noqa: S608 — from field()
        f" FROM {kept(source, selection)} GROUP BY GROUPING SETS ({sets})"
    ).to_pylist()
    # A bit is 0 for the column that the row is grouped by; the first column has the highest bit.
    every = (1 << len(held)) - 1
    place = {every ^ (1 << (len(held) - 1 - at)): name for at, name in enumerate(held)}
    counted: dict[str, dict[str, int]] = {name: {} for name in held}
    for row in sorted((row for row in found if row["value"] is not None), key=lambda row: str(row["value"])):
        counted[place[row["which"]]][row["value"]] = row["n"]
    return counted


def together(
    source: Source, columns: Sequence[str], selection: Selection = EVERYBODY, *, up_to: int | None = None
) -> dict[tuple[str, ...], int]:
    """How many rows hold each combination of values; a missing value is an empty text.

    `up_to`: of the rows that had been handed over when the last one had this `id`.
    """
    early = "" if up_to is None else f" WHERE {source.field('id').sql} <= {int(up_to)}"
    names = ", ".join(f"coalesce({source.field(name).sql}::VARCHAR, '') AS g{at}" for at, name in enumerate(columns))
    places = ", ".join(str(at + 1) for at in range(len(columns)))
    found = source.run(
        f"SELECT {names}, count(*) AS n FROM {kept(source, selection)}{early} GROUP BY {places} ORDER BY {places}"  # noqa: S608 — from field()
    ).to_pylist()
    return {tuple(row[f"g{at}"] for at in range(len(columns))): row["n"] for row in found}


def kept(source: Source, selection: Selection) -> str:
    """The rows that a selection keeps, as a table expression with all their columns."""
    conditions = " AND ".join(selection.conditions(source)) or "TRUE"
    return f"(SELECT * FROM {source.opened.table} WHERE {conditions})"  # noqa: S608 — made of duck.text and field()
