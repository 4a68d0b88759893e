"""SPSS files: codes are kept as codes, labels beside them; values that the file declares missing are missing."""

from pathlib import Path
from typing import Any

from sonda.engine import duck
from sonda.engine.errors import DataError
from sonda.engine.readers import Field, Opened
from sonda.engine.readers.names import told_apart, trimmed
from sonda.methods.result import N_

CHUNK = 50_000
NOT_READ = N_(
    "%(file)s is not an SPSS file that can be read. It is damaged, or another kind of file; save it anew in SPSS, or "
    "as .csv or .xlsx in the program that it comes from."
)

NO_ROWS = N_("%(file)s has a header and no rows.")


def open_sav(path: Path, folder: Path) -> Opened:
    """Open a `.sav`, piece by piece, so that a large file needs little memory.

    Errors: DataError for a damaged file, one without columns or rows.
    """
    import pyreadstat

    target = folder / "sav.parquet"
    try:
        _, meta = pyreadstat.read_sav(str(path), metadataonly=True)
    except Exception as trouble:  # pyreadstat raises its own, unrelated classes for each kind of damage
        raise DataError(NOT_READ, file=path.name) from trouble
    if meta.number_rows == 0:
        raise DataError(NO_ROWS, file=path.name)
    names, notes = told_apart(trimmed(meta.column_names))
    texts = [str(meta.readstat_variable_types[column]) == "string" for column in meta.column_names]
    dates = [dated(meta.original_variable_types.get(column, "")) for column in meta.column_names]
    kinds = ["text" if text or date else "number" for text, date in zip(texts, dates, strict=True)]
    try:
        count = copy(path, target, columns=meta.column_names, kinds=kinds)
    except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, OverflowError, ValueError) as trouble:
        # Its header can be read, its rows cannot.
        raise DataError(NOT_READ, file=path.name) from trouble
    if not count:
        raise DataError(NO_ROWS, file=path.name)
    labels = {
        name: {code_text(code): str(label) for code, label in meta.variable_value_labels.get(column, {}).items()}
        for name, column in zip(names, meta.column_names, strict=True)
    }
    return Opened(
        table=f"read_parquet({duck.text(str(target))})",
        files=(target,),
        fields=tuple(
            Field(name=name, sql=f"c{place}", kind=kind)
            for place, (name, kind) in enumerate(zip(names, kinds, strict=True))
        ),
        row="row_number() OVER ()",
        rows_at_most=count,
        notes=notes,
        titles={
            name: str(title)
            for name, title in zip(names, meta.column_labels or [None] * len(names), strict=True)
            if title
        },
        labels={name: of for name, of in labels.items() if of},
    )


def dated(form: str) -> bool:
    return form.upper().startswith(("DATE", "ADATE", "EDATE", "SDATE", "DATETIME", "TIME", "DTIME", "YMDHMS"))


def code_text(code: Any) -> str:
    return str(int(code)) if isinstance(code, float) and code.is_integer() else str(code)


def copy(path: Path, target: Path, *, columns: list[str], kinds: list[str]) -> int:
    import pyarrow as pa
    import pyarrow.parquet as pq
    import pyreadstat

    types = [pa.string() if kind == "text" else pa.float64() for kind in kinds]
    schema = pa.schema([(f"c{place}", kind) for place, kind in enumerate(types)])
    count = 0
    with pq.ParquetWriter(target, schema, compression="zstd") as out:
        reading = pyreadstat.read_file_in_chunks(pyreadstat.read_sav, str(path), chunksize=CHUNK, output_format="dict")
        for chunk, _ in reading:
            arrays = [array(chunk[column], kind) for column, kind in zip(columns, kinds, strict=True)]
            out.write_table(pa.table(arrays, schema=schema))
            count += len(arrays[0])
    return count


def array(values: Any, kind: str) -> Any:
    import numpy as np
    import pyarrow as pa

    if kind == "number":
        return pa.array(np.asarray(values, np.float64), from_pandas=True)
    return pa.array([None if value is None or value != value else str(value) for value in values], pa.string())
