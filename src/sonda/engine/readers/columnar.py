"""Parquet, one file or the many of a columnar table: DuckDB reads them where they lie."""

from collections.abc import Sequence
from pathlib import Path

from sonda.engine import duck
from sonda.engine.errors import DataError
from sonda.engine.readers import Field, Opened
from sonda.engine.readers.names import told_apart, trimmed
from sonda.methods.result import N_, Note

NOT_READ = N_(
    "%(file)s is not a Parquet file that can be read. It is damaged, or another kind of file; write it anew, or save "
    "it as .csv or .xlsx in the program that it comes from."
)

NESTED = N_("Column %(column)s holds lists or structures, not single values; it is left out.")
ONLY_NESTED = N_("Every column of %(file)s holds lists or structures, not single values.")


def open_parquet(paths: Sequence[Path], folder: Path) -> Opened:
    """Open Parquet files whose columns go together by name; a column that a file lacks is missing there.

    Errors: DataError for a damaged file, no rows, files that do not go together, no column of single values.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    schemas, rows = [], 0
    for path in paths:
        try:
            meta = pq.ParquetFile(path)
        except (OSError, pa.ArrowException):
            raise DataError(NOT_READ, file=path.name) from None
        with meta:
            schemas.append(meta.schema_arrow)
            rows += meta.metadata.num_rows
    if not rows:
        raise DataError(N_("%(file)s has a header and no rows."), file=paths[0].name if paths else "Parquet")
    links = [link(path, folder, place) for place, path in enumerate(paths)]
    try:
        # One file is taken as it is: two columns of one name cannot be compared by their names.
        schema = pa.unify_schemas(schemas, promote_options="permissive") if len(schemas) > 1 else schemas[0]
    except pa.ArrowException as trouble:
        raise DataError(N_("The Parquet files do not have the same columns.")) from trouble
    names, notes = told_apart(trimmed(schema.names))
    kinds = [kind(schema.field(place).type) for place in range(len(names))]
    nested = [name for name, of in zip(names, kinds, strict=True) if of == "nested" and name]
    if all(of == "nested" for of in kinds):
        raise DataError(ONLY_NESTED, file=paths[0].name)
    columns = ", ".join(f"c{place}" for place in range(len(names)))
    files = ", ".join(duck.text(str(each)) for each in links)
    # To join columns by name DuckDB opens every file before each count; files that are alike need it not.
    union = "" if all(each.equals(schemas[0]) for each in schemas) else ", union_by_name=true"
    return Opened(
        # A list of new names by place: a name of the file never stands in a statement.
        table=f"(FROM read_parquet([{files}]{union}) AS file({columns}))",
        files=tuple(links),
        fields=tuple(Field(name=name, sql=f"c{place}", kind=kinds[place]) for place, name in enumerate(names)),
        row="row_number() OVER ()",
        rows_at_most=rows,
        notes=(*notes, *(Note(text=NESTED, values={"column": name}) for name in nested)),
    )


def link(path: Path, folder: Path, place: int) -> Path:
    target = folder / f"part{place}.parquet"
    target.symlink_to(path.resolve())
    return target


def kind(type_: object) -> str:
    import pyarrow.types as types

    if types.is_dictionary(type_):
        return kind(type_.value_type)  # type: ignore[attr-defined]
    if types.is_nested(type_):
        return "nested"
    if types.is_string(type_) or types.is_large_string(type_) or types.is_string_view(type_):
        return "text"
    if types.is_integer(type_):
        return "whole"
    if types.is_floating(type_) or types.is_decimal(type_):
        return "number"
    return "flag" if types.is_boolean(type_) else "other"
