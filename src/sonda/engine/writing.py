"""Data written again with one column more: streamed, and moved to its place whole or not at all."""

import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from math import nan
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sonda.engine.errors import DataError
from sonda.engine.source import Source
from sonda.engine.table import Table
from sonda.engine.typed import as_numbers, numeric_columns, type_of
from sonda.methods.result import N_

if TYPE_CHECKING:
    import pyarrow as pa

WEIGHT_COLUMN = "weight"

KINDS = N_("%(file)s: weights are written to a .csv or a .parquet file.")
ITSELF = N_("%(file)s is the data itself; name another file for the weights.")
NO_FOLDER = N_("There is no folder for %(file)s.")
FOLDER = N_("%(file)s is a folder, not a file.")
NOT_WRITTEN = N_("%(file)s cannot be written: %(reason)s.")


def check_target(source: Source, out: Path) -> Path:
    """The path to write to.

    Errors: DataError for another kind of file, a folder that does not exist, and the data themselves.
    """
    if out.suffix.lower() not in (".csv", ".parquet"):
        raise DataError(KINDS, file=out.name)
    if out.is_dir():
        raise DataError(FOLDER, file=str(out))
    if not out.parent.is_dir():
        raise DataError(NO_FOLDER, file=str(out))
    if any(origin.exists() and out.exists() and os.path.samefile(origin, out) for origin in source.origins):
        raise DataError(ITSELF, file=str(out))
    return out


def write_weighted(table: Table, keys: Sequence[str], factors: Mapping[tuple[str, ...], float], out: Path) -> None:
    """Write the rows that the table keeps, as the file has them, with `weight` = base weight × the cell's factor.

    A cell is named by the row's groups and then by its `keys`; a row of no group has a blank weight. In Parquet a
    column of a text file that holds numbers only is a column of numbers.
    """
    import pyarrow as pa

    csv = out.suffix.lower() == ".csv"

    fields = [field for field in table.source.opened.fields if field.name != WEIGHT_COLUMN]
    sql = table.sql(keep=fields)
    kinds = {} if csv else numeric_columns(table.source, fields)
    with replacing(out) as part:
        batches = table.source.stream(sql)
        types = {field.sql: batches.schema.field(field.sql).type for field in fields}
        types |= {name: type_of(kind) for name, kind in kinds.items()}
        schema = pa.schema([(field.name, types[field.sql]) for field in fields] + [(WEIGHT_COLUMN, pa.float64())])
        with writer(part, schema, csv=csv) as target:
            for batch in batches:
                columns = [batch.column(field.sql) for field in fields]
                columns = [
                    as_numbers(column, kinds[field.sql]) if field.sql in kinds else column
                    for field, column in zip(fields, columns, strict=True)
                ]
                weights = pa.array(
                    weights_of(batch, table, keys, factors), pa.float64(), from_pandas=True
                )  # NaN: blank
                target.write_batch(pa.record_batch([*columns, weights], schema=schema))


def weights_of(
    batch: "pa.RecordBatch", table: Table, keys: Sequence[str], factors: Mapping[tuple[str, ...], float]
) -> np.ndarray[Any, Any]:
    groups = [[None if name is None else str(name) for name in batch.column(key).to_pylist()] for key in table.keys]
    cells = zip(*groups, *(batch.column(key).to_pylist() for key in keys), strict=True)
    factor = np.array([nan if None in cell else factors[cell] for cell in cells], float)
    return factor if table.weight is None else factor * np.asarray(batch.column(table.weight).to_numpy(False), float)


def writer(path: Path, schema: "pa.Schema", *, csv: bool) -> Any:
    if csv:
        from pyarrow.csv import CSVWriter, WriteOptions

        return CSVWriter(path, schema, write_options=WriteOptions(quoting_style="needed"))
    from pyarrow.parquet import ParquetWriter

    return ParquetWriter(path, schema, compression="zstd")


@contextmanager
def replacing(out: Path) -> Iterator[Path]:
    """A file beside `out` that takes its place when everything is written, and is gone when something fails."""
    try:
        handle, name = tempfile.mkstemp(dir=out.parent, prefix=f".{out.stem}-", suffix=out.suffix)
    except OSError as trouble:
        raise DataError(NOT_WRITTEN, file=str(out), reason=trouble.strerror or "") from None
    os.close(handle)
    part = Path(name)
    try:
        yield part
        umask = os.umask(0)
        os.umask(umask)
        part.chmod(0o666 & ~umask)
        part.replace(out)
    except OSError as trouble:
        raise DataError(NOT_WRITTEN, file=str(out), reason=trouble.strerror or "") from None
    finally:
        with suppress(FileNotFoundError):
            part.unlink()
