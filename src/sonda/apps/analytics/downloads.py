"""Tables as files: CSV and XLSX that no spreadsheet takes for formulas, Parquet, and SAV with labels."""

import csv
import re
import tempfile
from collections.abc import Mapping, Sequence
from io import BytesIO, StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sonda.charts.chart import Chart
from sonda.charts.render import safe
from sonda.methods.written import written_number

if TYPE_CHECKING:
    import pyarrow as pa

KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
    "sav": "application/x-spss-sav",
}
NAMES = {"svg": "SVG", "png": "PNG", "csv": "CSV", "xlsx": "XLSX", "parquet": "Parquet", "sav": "SAV"}
LONGEST_LABEL = 40  # letters of a label in a SAV: 120 bytes at most
LONGEST = 32_767  # letters in a cell of a workbook
RESERVED = {"ALL", "AND", "BY", "EQ", "GE", "GT", "LE", "LT", "NE", "NOT", "OR", "TO", "WITH"}


def of_chart(chart: Chart) -> "pa.Table":
    """The whole table of a chart with the values unrounded; an interval takes two columns."""
    import pyarrow as pa

    rows = chart.every_row or chart.rows
    found: dict[str, list[Any]] = {}
    for at, column in enumerate(chart.columns):
        cells = [row[at] for row in rows]
        if cells and cells[0].kind == "interval":
            ends = [tuple(cell.value or (None, None)) for cell in cells]
            found |= {f"{column.key}_low": [low for low, _ in ends], f"{column.key}_high": [high for _, high in ends]}
        else:
            found[column.key] = [cell.value for cell in cells]
    return pa.table({name: array(values) for name, values in found.items()})


def array(values: Sequence[Any]) -> "pa.Array":
    """Values of one kind as they are; of several kinds as texts."""
    import pyarrow as pa

    try:
        return pa.array(values)
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        return pa.array([None if value is None else str(value) for value in values], pa.string())


def write(table: "pa.Table", form: str, **labels: Any) -> bytes:
    """A table as a file; `labels` go into a SAV (`columns`, `values`)."""
    return (
        {"csv": as_csv, "xlsx": as_xlsx, "parquet": as_parquet}[form](table)
        if form != "sav"
        else as_sav(table, **labels)
    )


def as_csv(table: "pa.Table") -> bytes:
    """With a mark of its encoding, so that a spreadsheet reads its letters."""
    out = StringIO()
    lines = csv.writer(out, lineterminator="\n")
    lines.writerow([safe(name) for name in table.column_names])
    for batch in table.to_batches():
        columns = [batch.column(at).to_pylist() for at in range(batch.num_columns)]
        lines.writerows([safe(value) for value in row] for row in zip(*columns, strict=True))
    return ("\ufeff" + out.getvalue()).encode()


def as_xlsx(table: "pa.Table") -> bytes:
    """One sheet; texts stay texts, whatever they begin with, and numbers numbers."""
    import xlsxwriter

    out = BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, {**options, "strings_to_numbers": False}) as book:
        sheet = book.add_worksheet("Sonda")
        strong, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        for at, name in enumerate(table.column_names):
            sheet.write_string(0, at, name[:LONGEST], strong)
        place = 0
        for batch in table.to_batches():
            for row in zip(*(batch.column(at).to_pylist() for at in range(batch.num_columns)), strict=True):
                place += 1
                for at, value in enumerate(row):
                    cell(sheet, place, at, value, day)
        sheet.freeze_panes(1, 0)
    return out.getvalue()


def cell(sheet: Any, row: int, column: int, value: Any, day: Any) -> None:
    if value is None:
        return
    if isinstance(value, bool | int | float):
        sheet.write_number(row, column, value)
    elif hasattr(value, "year"):
        sheet.write_datetime(row, column, value, day)
    else:
        sheet.write_string(row, column, str(value)[:LONGEST])


def as_parquet(table: "pa.Table") -> bytes:
    import pyarrow.parquet as pq

    out = BytesIO()
    pq.write_table(table, out)
    return out.getvalue()


def as_sav(
    table: "pa.Table", *, columns: Mapping[str, str], values: Mapping[str, Mapping[str, str]] | None = None
) -> bytes:
    """SPSS: a name that SPSS allows for each column, its question as the label, and labels of coded answers."""
    import pyreadstat

    names = sav_names(table.column_names)
    frame = table.rename_columns(names).to_pandas(date_as_object=True)
    for at, name in enumerate(names):
        if str(table.schema.field(at).type) == "string":
            frame[name] = frame[name].fillna("")
    told = [columns.get(name, name)[:255] for name in table.column_names]
    coded = {
        new: labels
        for old, new in zip(table.column_names, names, strict=True)
        if (labels := labels_of((values or {}).get(old, {}), table.schema.field(old).type))
    }
    with tempfile.TemporaryDirectory(prefix="sonda-") as folder:
        path = Path(folder) / "answers.sav"
        pyreadstat.write_sav(frame, str(path), column_labels=told, variable_value_labels=coded)
        return path.read_bytes()


def labels_of(words: Mapping[str, str], kind: "pa.DataType") -> dict[Any, str]:
    """What the codes of a column mean, as SPSS keeps it: numbers by numbers, texts by texts of eight bytes at most."""
    if str(kind) in ("string", "large_string"):
        return {code: word[:LONGEST_LABEL] for code, word in words.items() if code and len(code.encode()) <= 8}
    numbers = {code: written_number(code) for code in words}
    return {number: words[code][:LONGEST_LABEL] for code, number in numbers.items() if number is not None}


def sav_names(names: Sequence[str]) -> list[str]:
    """Names that SPSS allows, no two alike.

    >>> sav_names(["unit", "Unit", "2nd visit", "by", "żal"])
    ['unit', 'Unit_2', 'v2nd_visit', 'v_by', 'żal']
    """
    found: list[str] = []
    for name in names:
        plain = re.sub(r"\W", "_", name)[:24] or "v"
        plain = plain if plain[0].isalpha() else f"v{plain}"
        plain = f"v_{plain}" if plain.upper() in RESERVED else plain
        taken, new, number = {each.lower() for each in found}, plain, 1
        while new.lower() in taken:
            number += 1
            new = f"{plain}_{number}"
        found.append(new)
    return found
