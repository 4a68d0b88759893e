"""The dry run: a whole file read and checked, nothing stored. An import is this, and then the storing."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sonda.apps.surveys.choices import Role
from sonda.apps.transfers.mapping.file import FileMapping
from sonda.apps.transfers.reading.foot import foot_told
from sonda.apps.transfers.reading.rows import Problems, Reading, Sink
from sonda.apps.transfers.reading.spool import Spool
from sonda.apps.transfers.reading.tables import Table
from sonda.engine.errors import DataError
from sonda.methods.result import N_

Progress = Callable[..., None]  # progress(done=…, total=…, what=…)


def silent(*, done: int, total: int, what: str) -> None:
    """The progress that nobody watches."""


@dataclass(kw_only=True)
class Report:
    """What a file is: its rows, what is wrong with it, what is worth knowing."""

    n_rows: int = 0
    n_refused: int = 0
    problems: list[dict[str, Any]] = field(default_factory=list)
    columns: list[dict[str, Any]] = field(default_factory=list)  # {column, n, problems}, the worst first
    warnings: list[dict[str, Any]] = field(default_factory=list)
    there: Collection[str] = ()  # columns of the file
    row_shown: Callable[[int], int] = int  # the row as a spreadsheet numbers it

    @property
    def is_good(self) -> bool:
        return not self.n_refused


@contextmanager
def checked(
    path: Path, mapping: FileMapping, *, digest: str, progress: Progress = silent, sink: Sink | None = None
) -> Iterator[tuple[Report, Spool]]:
    """Read and check the whole file; a spool with its responses, of use only when the report is good.

    Every problem goes to `sink`, row by row, with the rows that a spreadsheet shows.
    """
    report = Report()
    with Spool() as spool:
        try:
            with Table(path, mapping.file) as table:
                problems = Problems(sink=as_shown(sink, table) if sink else None)
                reading = Reading(table=table, mapping=mapping, digest=digest, problems=problems)
                fill(report, spool, reading, progress)
        except DataError as trouble:
            report.n_refused = 1
            report.problems = [{"row": None, "column": None, "text": trouble.note.text, "values": trouble.note.values}]
        yield report, spool


def as_shown(sink: Sink, table: Table) -> Sink:
    return lambda problem: sink({**problem, "row": problem["row"] and table.row_shown(problem["row"])})


def fill(report: Report, spool: Spool, reading: Reading, progress: Progress) -> None:
    for batch in reading.responses():
        spool.add(batch)  # also when it will be refused: who stands in the file twice is told with all the rest
        progress(done=reading.n_rows, total=reading.table.total, what=N_("Reading rows"))
    if reading.n_rows:
        same_person(spool, reading.mapping, reading.problems)
    report.n_rows = reading.n_rows
    report.there = frozenset(reading.table.columns)
    report.row_shown = reading.table.row_shown
    report.row_shown(0)  # blank lines are looked for while the file is open
    report.n_refused = reading.problems.count
    report.problems = reading.problems.in_order(reading.table.row_shown)
    report.columns = reading.problems.by_column(reading.table.row_shown)
    notes = [*reading.warnings(), *foot_told(reading.table.source.opened, reading.n_rows)]
    report.warnings = [{"text": note.text, "values": dict(note.values)} for note in notes]


def same_person(spool: Spool, mapping: FileMapping, problems: Problems) -> None:
    column = next((column.name for column in mapping.columns if column.role == Role.RESPONDENT), None)
    for row, first in spool.twice():
        problems.add(N_("the same respondent stands in row %(first)s already"), row=row, column=column, first=first)
    problems.flush()


def dry_run(path: Path, mapping: FileMapping, *, progress: Progress = silent) -> Report:
    """Check a file without storing anything."""
    with checked(path, mapping, digest="", progress=progress) as (report, _spool):
        return report
