"""How many people answered each column."""

from collections.abc import Sequence

from sonda.engine.source import Source


def answered(source: Source, columns: Sequence[str]) -> dict[str, int]:
    """Rows with a value, by column, in one pass.

    Errors: DataError for a column that is not there.
    """
    if not columns:
        return {}
    counts = ", ".join(f"count({source.field(name).sql}) AS n{at}" for at, name in enumerate(columns))
    (row,) = source.run(f"SELECT {counts} FROM {source.opened.table}").to_pylist()  # noqa: S608 — names come from field()
    return {name: row[f"n{at}"] for at, name in enumerate(columns)}
