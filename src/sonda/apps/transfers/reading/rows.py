"""A file read through its mapping, batch by batch: responses that may be stored, and what is wrong with the others.

Column by column: a cell of a kind that was seen before costs one look into a dictionary, and an answer is written as a
piece of JSON once. Row by row it would take a minute for what takes seconds.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import repeat
from typing import Any

from sonda.apps.responses.keys import source_key
from sonda.apps.responses.packing import Row
from sonda.apps.surveys.choices import Kind, Role
from sonda.apps.transfers.mapping.columns import Column
from sonda.apps.transfers.mapping.file import FileMapping
from sonda.apps.transfers.reading.cells import BadCell, converter
from sonda.apps.transfers.reading.tables import Table
from sonda.engine.spelling import two_spellings
from sonda.methods.result import N_, Note

LISTED = 100  # problems told one by one; the rest are counted
EXAMPLES = 3  # of what is wrong in one column
KEPT = 5_000  # different cells of a column that are remembered
FIELDS = {
    Role.RESPONDENT: "respondent",
    Role.VOICE: "voice",
    Role.COMPANY: "company",
    Role.PERIOD: "answered_on",
    Role.UNIT: "unit",
    Role.REGION: "region",
    Role.LANGUAGE: "language",
    Role.WEIGHT: "weight",
    Role.WAVE: "wave",
}
USUAL: dict[str, Any] = {**Row("")._asdict(), "wave": ""}

Problem = dict[str, Any]  # row, column, text, values; and the cell as it was found
Sink = Callable[[Problem], None]


@dataclass(kw_only=True)
class InColumn:
    """What is wrong in one column: how often, and the first different examples."""

    n: int = 0
    first: list[Problem] = field(default_factory=list)

    def add(self, problem: Problem) -> None:
        self.n += 1
        if len(self.first) < EXAMPLES and all(other["values"] != problem["values"] for other in self.first):
            self.first.append(problem)


@dataclass(kw_only=True)
class Problems:
    """Bad cells: the first hundred with their row and column, all of them counted; all of them handed to `sink`."""

    listed: list[Problem] = field(default_factory=list)
    count: int = 0
    columns: dict[str, InColumn] = field(default_factory=dict)
    sink: Sink | None = None
    batch: list[Problem] = field(default_factory=list)

    def add(
        self, text: str, *, row: int | None = None, column: str | None = None, cell: object = None, **values: object
    ) -> None:
        self.count += 1
        told = {"row": row, "column": column, "text": text, "values": values}
        if len(self.listed) < LISTED:
            self.listed.append(told)
        if row and column:
            self.columns.setdefault(column, InColumn()).add(told)
        if self.sink:
            self.batch.append({**told, "cell": "" if cell is None else str(cell)})

    def flush(self) -> None:
        """Hand on what was found since the last time, row by row."""
        if self.sink:
            for problem in sorted(self.batch, key=lambda problem: problem["row"] or 0):
                self.sink(problem)
        self.batch.clear()

    def in_order(self, row_shown: Callable[[int], int]) -> list[Problem]:
        """The listed ones from the top of the file to its end, with the rows that a spreadsheet shows."""
        return sorted(as_shown(self.listed, row_shown), key=lambda problem: problem["row"] or 0)

    def by_column(self, row_shown: Callable[[int], int]) -> list[dict[str, Any]]:
        """Columns with what is wrong in them, the worst first: `{"column", "n", "problems"}`."""
        worst = sorted(self.columns.items(), key=lambda pair: -pair[1].n)
        return [
            {"column": name, "n": found.n, "problems": as_shown(found.first, row_shown)}
            for name, found in worst[:LISTED]
        ]


def as_shown(problems: Sequence[Problem], row_shown: Callable[[int], int]) -> list[Problem]:
    return [{**problem, "row": problem["row"] and row_shown(problem["row"])} for problem in problems]


class Cells:
    """The cells of one column on their way to what is kept of them: a field's value, or a piece of JSON."""

    def __init__(self, column: Column, *, separator: str) -> None:
        self.column = column
        self.convert = converter(column, separator=separator)
        self.memory: dict[Any, Any] = {}
        self.tells_people_apart = column.role in (Role.RESPONDENT, Role.WAVE)
        self.remembers = column.kind != Kind.TEXT and column.role != Role.RESPONDENT
        self.key = None if column.role in FIELDS else f"{json.dumps(column.key)}:"

    def read(self, rows: Sequence[int], cells: Sequence[Any], problems: Problems, bad: set[int]) -> list[Any]:
        """What is kept of these cells; a bad one is told, and its row is bad."""
        try:
            if self.remembers:
                memory = self.memory
                for cell in set(cells).difference(memory):
                    memory[cell] = self.kept(cell)
                answers = [memory[cell] for cell in cells]
                if len(memory) > KEPT:
                    self.remembers, self.memory = False, {}
                return answers
            return [self.kept(cell) for cell in cells]
        except BadCell:
            return [self.told(row, cell, problems, bad) for row, cell in zip(rows, cells, strict=True)]

    def kept(self, cell: Any) -> Any:
        answer = self.convert(cell)
        if answer is None:
            return None
        if self.key:
            return self.key + json.dumps(answer)
        return answer.isoformat() if isinstance(answer, date) else answer

    def told(self, row: int, cell: Any, problems: Problems, bad: set[int]) -> Any:
        try:
            return self.memory[cell] if cell in self.memory else self.kept(cell)
        except BadCell as trouble:
            problems.add(trouble.text, row=row, column=self.column.name, cell=cell, **trouble.values)
            bad.add(row)
            return None


@dataclass(kw_only=True)
class Reading:
    """One pass over a table: `responses()` yields batches, then `problems`, `warnings` and `n_rows` are complete."""

    table: Table
    mapping: FileMapping
    digest: str
    problems: Problems = field(default_factory=Problems)
    n_rows: int = 0
    weight_sum: float = 0.0
    names: dict[str, dict[str, None]] = field(default_factory=dict)  # units and regions as they first appear, by column

    def responses(self) -> Iterator[list[tuple[int, Row]]]:
        """Rows as (row, response), a batch at a time; a bad cell is told, and blank in its response.

        A row of which nobody can say whose it is is left out.
        """
        columns = self.present()
        self.problems.flush()
        if self.problems.count:
            return
        readers = [Cells(column, separator=self.table.separator) for column in columns]
        for rows, cells in self.table.batches([column.name for column in columns]):
            bad: set[int] = set()
            nobody: set[int] = set()
            read = [
                reader.read(rows, cells[place], self.problems, nobody if reader.tells_people_apart else bad)
                for place, reader in enumerate(readers)
            ]
            self.problems.flush()
            self.n_rows += len(rows)
            for column, answers in zip(columns, read, strict=True):
                if column.role in (Role.UNIT, Role.REGION):
                    self.names.setdefault(column.name, {}).update(dict.fromkeys(a for a in answers if a is not None))
            batch = list(zip(rows, self.packed(rows, columns, read), strict=True))
            yield [each for each in batch if each[0] not in nobody] if nobody else batch
        self.whole_file()
        self.problems.flush()

    def present(self) -> list[Column]:
        """The mapping's columns that the file has; each that it lacks is a problem, unless it is optional."""
        found = []
        for column in self.mapping.columns:
            if column.name in self.table.columns:
                found.append(column)
            elif column.name in self.table.source.nested:
                self.problems.add(N_("it holds lists or structures, not single values"), column=column.name)
            elif not column.optional:
                self.problems.add(N_("the file has no such column"), column=column.name)
        return found

    def packed(self, rows: Sequence[int], columns: Sequence[Column], read: Sequence[list[Any]]) -> Iterator[Row]:
        """The responses of a batch: what stands beside the answers, the segments, the answers."""
        said = {**USUAL, **self.mapping.constants, "wave": self.mapping.wave}
        if isinstance(said["answered_on"], date):
            said["answered_on"] = said["answered_on"].isoformat()
        beside: dict[str, Sequence[Any]] = {}
        pieces: dict[str, list[list[Any]]] = {"segments": [], "answers": []}
        for column, cells in zip(columns, read, strict=True):
            if column.role in FIELDS:
                name = FIELDS[Role(column.role)]
                usual = said[name]
                beside[name] = cells if usual is None else [usual if cell is None else cell for cell in cells]
            else:
                pieces["segments" if column.role == Role.SEGMENT else "answers"].append(cells)
        for name, lists in pieces.items():
            if lists:
                beside[name] = [f"{{{','.join(filter(None, each))}}}" for each in zip(*lists, strict=True)]
        self.weight_sum += sum(beside.get("weight", [1.0] * len(rows)))
        everyone = beside.get("respondent", repeat(""))
        waves = beside.pop("wave", repeat(said["wave"]))
        beside["source_key"] = [
            source_key(respondent=who, wave=wave, digest=self.digest, row=row)
            for who, wave, row in zip(everyone, waves, rows, strict=False)
        ]
        return map(Row, *(beside.get(name) or repeat(said[name]) for name in Row._fields))

    def whole_file(self) -> None:
        """What can only be said when every row has been read."""
        if self.n_rows == 0:
            self.problems.add(N_("the file has no rows"))
        elif not self.problems.count and self.weight_sum <= 0:
            column = next(c.name for c in self.mapping.columns if c.role == Role.WEIGHT)
            self.problems.add(N_("all weights are zero"), column=column)

    def warnings(self) -> list[Note]:
        """What a reader should know although everything could be stored."""
        notes = list(self.table.notes)
        for column, names in self.names.items():
            notes += two_spellings(names, column=column)
        return notes
