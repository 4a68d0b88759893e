"""The columnar store: one Delta table per survey, wide, appended to by one writer at a time and counted by DuckDB.

It is derived: everything in it came from the application's own database and can be made from it again with an equal
checksum. A table is a folder; `id` is the number by which its rows were handed over, rising.
"""

import fcntl
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from sonda.engine import duck
from sonda.engine.errors import DataError
from sonda.engine.opened import Shelf, State, state_of
from sonda.engine.source import Source
from sonda.methods.result import N_

if TYPE_CHECKING:
    import pyarrow as pa
    from deltalake import DeltaTable

MANY_FILES = 24
BATCH = 100_000
OPENED = Shelf()
READERS_ARE_DONE = 1  # hours after which a file that compaction replaced is in nobody's hands


@contextmanager
def writing(table: Path) -> Iterator[None]:
    """Hold the table for one writer: whoever reads the high-water mark and appends after it does both inside."""
    table.parent.mkdir(parents=True, exist_ok=True)
    with table.with_name(table.name + ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def append(table: Path, rows: "pa.Table") -> None:
    """Add rows; columns the table does not know yet are added, and empty in what was there before."""
    from deltalake import write_deltalake

    if not rows.num_rows:
        return
    write_deltalake(str(table), rows, mode="append", schema_mode="merge")
    opened = _opened(table)
    if len(opened.file_uris()) > MANY_FILES:
        opened.optimize.z_order(["id"])  # one column: sorted by it
        opened.vacuum(retention_hours=READERS_ARE_DONE, dry_run=False, enforce_retention_duration=False)


def high_water(table: Path) -> int:
    """The largest `id` handed over; 0 before the first."""
    try:
        return _high_water(table, state_of(table))
    except FileNotFoundError:
        return 0


@lru_cache(maxsize=64)
def _high_water(table: Path, _state: State) -> int:
    import pyarrow.compute as pc

    actions = _arrow(_opened(table).get_add_actions(flatten=True))
    return int(pc.max(actions["max.id"]).as_py() or 0) if actions.num_rows else 0


def source(table: Path) -> Source:
    """The table's rows, ready to be counted.

    Errors: DataError while nothing has been handed over.
    """
    try:
        return OPENED.take(table, partial(_read, table))
    except FileNotFoundError:
        raise DataError(N_("There are no answers yet.")) from None


def _read(table: Path) -> Source:
    files = files_of(table)
    if not files:
        raise DataError(N_("There are no answers yet."))
    return Source.from_parquet(files, name=table.name)


def files_of(table: Path) -> list[Path]:
    """The Parquet files that make up the table now, in the order of `id`: what is drawn by lot, row by row, comes out
    the same however often rows were handed over (R1.6).
    """
    if not exists(table):
        return []
    actions = _arrow(_opened(table).get_add_actions(flatten=True))
    ordered = actions.sort_by("min.id") if actions.num_rows else actions
    return [table / unquote(path) for path in ordered["path"].to_pylist()]


def exists(table: Path) -> bool:
    return (table / "_delta_log").is_dir()


def erase(table: Path, *, column: str, values: Sequence[str]) -> None:
    """Remove the rows with one of these values, every file that held them, and every log line that quoted them.

    The table is written anew: a Delta log keeps the smallest and largest text of each file, which may be a name.
    """
    if not exists(table) or not values:
        return
    with source(table) as rows:
        kept = rows.field(column).sql
        gone = ", ".join(duck.text(value) for value in values)
        names = ", ".join(f"{rows.field(name).sql} AS {duck.name(name)}" for name in rows.columns)
        rest = f"SELECT {names} FROM {rows.opened.table} WHERE {kept} IS NULL OR {kept} NOT IN ({gone})"  # noqa: S608
        rebuild(table, _batches(rows, rest))


def _batches(rows: Source, statement: str) -> Iterator["pa.Table"]:
    import pyarrow as pa

    for batch in rows.relation(statement).to_arrow_reader(BATCH):
        yield pa.Table.from_batches([batch])


def rebuild(table: Path, batches: Iterable["pa.Table"]) -> None:
    """Make the table again from batches of rows; the old one serves until the new one is whole."""
    with writing(table):
        fresh, old = table.with_name(table.name + ".fresh"), table.with_name(table.name + ".old")
        shutil.rmtree(fresh, ignore_errors=True)
        for rows in batches:
            append(fresh, rows)
        shutil.rmtree(old, ignore_errors=True)  # left behind by one that was killed in these lines
        if table.exists():  # with its log or, on a damaged disk, without
            table.rename(old)
        if exists(fresh):
            fresh.rename(table)
        shutil.rmtree(old, ignore_errors=True)


def checksum(table: Path) -> str:
    """A digest of the rows that does not depend on their order, their files or the order of the columns."""
    if not files_of(table):
        return "empty"
    with source(table) as rows:
        names = sorted(rows.columns)
        values = ", ".join(f"{rows.field(name).sql}::VARCHAR" for name in names)
        # Two moduli of the sum of hashes: order plays no part, and equal rows do not cancel out as they would in XOR.
        found: Any = rows.run(
            f"SELECT count(*) AS n, (sum(hash({values})::HUGEINT) % 18446744073709551557)::VARCHAR AS digest "  # noqa: S608
            f"FROM {rows.opened.table}"
        ).to_pylist()
    return f"{found[0]['n']}-{found[0]['digest']}"


def _opened(table: Path) -> "DeltaTable":
    from deltalake import DeltaTable

    return DeltaTable(str(table))


def _arrow(rows: Any) -> "pa.Table":
    import pyarrow as pa

    return pa.table(rows)
