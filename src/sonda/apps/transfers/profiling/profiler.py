"""A file looked at: what is in its columns, in a few statements over the data and bounded memory."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sonda.apps.transfers.profiling.columns import AT_ONCE, Facts, Looked, facts_of_some, profile
from sonda.apps.transfers.profiling.profile import PREVIEWED, ColumnProfile, Profile
from sonda.apps.transfers.profiling.wide import facts_of_few
from sonda.apps.transfers.reading.checking import Progress, silent
from sonda.apps.transfers.reading.foot import foot_told
from sonda.apps.transfers.reading.tables import check_rows
from sonda.engine.cells import trimmed
from sonda.engine.errors import DataError
from sonda.engine.readers import Field, Opened
from sonda.engine.source import Source, open_source
from sonda.methods.result import N_, Note
from sonda.methods.written import SPACES

MOST_COLUMNS = 2_000
SHOWN = 200  # characters of a cell in the preview
SEEN = 2_000  # characters of a cell that are looked at for it
TOO_WIDE = N_("%(file)s has %(n)s columns, more than the %(most)s that one file may have.")
HEADER_BELOW = N_("The names of the columns stand in row %(row)s; what is above it was left out.")
HEADING = N_(
    "Row %(row)s holds more headings, it seems, so it is left out. If somebody’s answers stand in it, say below that "
    "no rows are to be left out."
)
HEADINGS = N_(
    "Rows %(first)s to %(last)s hold more headings, it seems, so they are left out. If somebody’s answers stand in "
    "them, say below how many rows are to be left out."
)
NAMELESS = N_("Columns without a name: %(n)s. They are left out. If their names stand in another row, say which below.")


def profile_of(
    path: Path,
    *,
    encoding: str | None = None,
    separator: str | None = None,
    sheet: str | None = None,
    header_row: int | None = None,
    skip_below: int | None = None,
    skip_end: int | None = None,
    decimal: str | None = None,
    progress: Progress = silent,
) -> Profile:
    """What a file holds. Errors: DataError for what is no table, or has more than `MOST_COLUMNS` columns."""
    progress(done=0, total=10, what=N_("Opening the file"))
    said: dict[str, Any] = {"encoding": encoding, "separator": separator, "sheet": sheet, "decimal": decimal}
    said |= {"header_row": header_row, "find_header": header_row is None}
    said |= {"skip_below": skip_below, "find_headings": skip_below is None}
    said |= {"skip_end": skip_end, "find_foot": skip_end is None}
    with open_source(path, **said) as source:
        opened = source.opened
        check_rows(opened, path)
        fields = [source.field(name) for name in source.columns]
        if len(fields) > MOST_COLUMNS:
            raise DataError(TOO_WIDE, file=path.name, n=len(fields), most=MOST_COLUMNS)
        looked = Looked(source=source, fields=fields, decimal=decimal, progress=progress)
        columns = column_profiles(looked)
        if not looked.n_rows:
            raise DataError(N_("%(file)s has a header and no rows."), file=path.name)
        notes = list(source.notes)
        if opened.header_row > 1 and header_row is None and not excels_mark(path, opened.header_row):
            notes.append(Note(text=HEADER_BELOW, values={"row": opened.header_row}))
        if nameless := sum(not field.name for field in opened.fields):
            notes.append(Note(text=NAMELESS, values={"n": nameless}))
        if opened.skip_below and skip_below is None:
            notes.append(headings_told(opened))
        notes += foot_told(opened, looked.n_rows)
        return Profile(
            n_rows=looked.n_rows,
            columns=columns,
            preview=preview(source, fields),
            notes=[{"text": note.text, "values": dict(note.values)} for note in [*notes, *looked.notes]],
            encoding=opened.encoding.removesuffix("-sig"),
            separator=opened.separator if opened.encoding else "",
            sheet=opened.sheet,
            sheets=list(opened.sheets),
            header_row=opened.header_row,
            skip_below=opened.skip_below,
            skip_end=opened.foot.n_left_out,
        )


def headings_told(opened: Opened) -> Note:
    """That rows below the names were taken for headings."""
    first = opened.header_row + 1
    if opened.skip_below == 1:
        return Note(text=HEADING, values={"row": first})
    return Note(text=HEADINGS, values={"first": first, "last": opened.header_row + opened.skip_below})


def column_profiles(looked: Looked) -> list[ColumnProfile]:
    """Every column with a name, in the file's order."""
    facts: dict[str, Facts] = {}
    if len(looked.fields) > AT_ONCE:
        facts = facts_of_few(looked)
    left = [field for field in looked.fields if field.name not in facts]
    looked.n_steps = looked.done + 2 * -(-len(left) // AT_ONCE) + 1
    for first in range(0, len(left), AT_ONCE):
        facts |= facts_of_some(looked, left[first : first + AT_ONCE])
    looked.step(N_("Counting values"))
    return [profile(looked, column, facts[column.name]) for column in looked.fields]


def excels_mark(path: Path, header_row: int) -> bool:
    """Whether the only thing above the header is the line that tells Excel the separator."""
    if header_row != 2 or path.suffix != ".csv":
        return False
    with path.open("rb") as file:
        return b"sep" in file.read(16).lower().replace(b"\0", b"")


def preview(source: Source, fields: Sequence[Field]) -> list[list[str]]:
    """The first rows, cells as they are written."""
    # Texts are trimmed here: to plan two thousand trimmings takes the database seconds.
    cells = ", ".join(
        f"left({column.sql if column.kind == 'text' else trimmed(column)}, {SEEN}) AS x{place}"
        for place, column in enumerate(fields)
    )
    table = source.glimpse(f"SELECT {cells} FROM {source.opened.table} LIMIT {PREVIEWED}")  # noqa: S608 — by place
    return [[shown(cell) for cell in row.values()] for row in table.to_pylist()]


def shown(cell: str | None) -> str:
    text = (cell or "").strip(SPACES).replace("\0", "\ufffd")
    return text if len(text) <= SHOWN else text[:SHOWN] + "…"
