"""A file read through its mapping, batch by batch: responses that may be stored, and what is wrong with the others."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sonda.apps.responses.keys import source_key
from sonda.apps.surveys.choices import Kind, Role
from sonda.apps.transfers.cells import BadCell, Convert, converter
from sonda.apps.transfers.mapping import FileMapping
from sonda.apps.transfers.mapping_columns import Column
from sonda.apps.transfers.tables import Table
from sonda.engine.spelling import two_spellings
from sonda.methods.result import N_, Note

LISTED = 100  # problems told one by one; the rest are counted
FIELDS = {
    Role.RESPONDENT: "respondent",
    Role.VOICE: "voice",
    Role.COMPANY: "company",
    Role.PERIOD: "answered_on",
    Role.UNIT: "unit",
    Role.REGION: "region",
    Role.LANGUAGE: "language",
    Role.WEIGHT: "weight",
}


@dataclass(kw_only=True)
class Problems:
    """Bad cells: the first hundred with their row and column, all of them counted."""

    listed: list[dict[str, Any]] = field(default_factory=list)
    count: int = 0

    def add(self, text: str, *, row: int | None = None, column: str | None = None, **values: object) -> None:
        self.count += 1
        if len(self.listed) < LISTED:
            self.listed.append({"row": row, "column": column, "text": text, "values": values})

    def in_order(self, row_shown: Callable[[int], int]) -> list[dict[str, Any]]:
        """The listed ones from the top of the file to its end, with the rows that a spreadsheet shows."""
        shown = [{**problem, "row": problem["row"] and row_shown(problem["row"])} for problem in self.listed]
        return sorted(shown, key=lambda problem: problem["row"] or 0)


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

    def responses(self) -> Iterator[list[tuple[int, dict[str, Any]]]]:
        """Rows as (row, fields of a response), a batch at a time; a row with a bad cell is left out and told."""
        columns = self.present()
        if self.problems.count:
            return
        converters = [converter(column, separator=self.table.separator) for column in columns]
        memories: list[dict[Any, Any]] = [{} for _ in columns]
        for rows, cells in self.table.batches([column.name for column in columns]):
            bad: set[int] = set()
            read = [
                self.column(rows, cells[place], column, converters[place], memories[place], bad)
                for place, column in enumerate(columns)
            ]
            self.n_rows += len(rows)
            for column, answers in zip(columns, read, strict=True):
                if column.role in (Role.UNIT, Role.REGION):
                    self.names.setdefault(column.name, {}).update(dict.fromkeys(a for a in answers if a is not None))
            yield [
                (row, self.response(row, columns, cells_of_row))
                for row, *cells_of_row in zip(rows, *read, strict=True)
                if row not in bad
            ]
        self.whole_file()

    def present(self) -> list[Column]:
        """The mapping's columns that the file has; each that it lacks is a problem, unless it is optional."""
        found = []
        for column in self.mapping.columns:
            if column.name in self.table.columns:
                found.append(column)
            elif not column.optional:
                self.problems.add(N_("the file has no such column"), column=column.name)
        return found

    def column(
        self,
        rows: Sequence[int],
        cells: Sequence[Any],
        column: Column,
        convert: Convert,
        memory: dict[Any, Any],
        bad: set[int],
    ) -> list[Any]:
        """One column of a batch; each different cell is read once (a comment is not remembered)."""
        answers = []
        for row, cell in zip(rows, cells, strict=True):
            try:
                if cell in memory:
                    answers.append(memory[cell])
                    continue
                answer = convert(cell)
            except BadCell as trouble:
                self.problems.add(trouble.text, row=row, column=column.name, **trouble.values)
                bad.add(row)
                answer = None
            else:
                if column.kind != Kind.TEXT and len(memory) < 5_000:
                    memory[cell] = answer
            answers.append(answer)
        return answers

    def response(self, row: int, columns: Sequence[Column], cells: Sequence[Any]) -> dict[str, Any]:
        """The fields of one response: what stands beside the answers, the segments, the answers."""
        fields: dict[str, Any] = {"voice": "customer", "weight": 1.0, **self.mapping.constants}
        segments: dict[str, str] = {}
        answers: dict[str, Any] = {}
        wave = self.mapping.wave
        for column, cell in zip(columns, cells, strict=True):
            if cell is None:
                continue
            if column.role in FIELDS:
                fields[FIELDS[Role(column.role)]] = cell
            elif column.role == Role.SEGMENT:
                segments[column.key] = cell
            elif column.role == Role.WAVE:
                wave = cell
            else:
                answers[column.key] = cell
        self.weight_sum += fields["weight"]
        key = source_key(respondent=fields.get("respondent", ""), wave=wave, digest=self.digest, row=row)
        return {**fields, "source_key": key, "segments": segments, "answers": answers}

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
