"""Rows below the last answer: a total or an average that somebody's spreadsheet, or a tool, wrote at the end."""

import csv
import io
import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Final

from sonda.methods.written import written_number

TAIL: Final = 1 << 18  # bytes at the end of a text that are looked at
LOOKED_AT: Final = 50  # rows at the end
MOST: Final = 3  # totals that are looked for
MOSTLY: Final = 0.8  # of the other cells of a total are blank or numbers
TOTALS: Final = {
    *("total", "totals", "grand total", "subtotal", "sum", "average", "averages", "avg", "mean"),
    *("razem", "suma", "sumy", "ogółem", "łącznie", "średnia", "średnio", "średnie", "podsumowanie"),
    *("разом", "усього", "всього", "сума", "підсумок", "середнє", "середня", "в середньому"),
}

Rows = Sequence[Sequence[str]]
OfSheet = tuple[int, list[Any]]  # a row's number and its cells
Opener = Callable[[], BinaryIO]


@dataclass(frozen=True, kw_only=True)
class Last:
    """A row at the end that is no answer: its first word, how many rows below the last answer it stands, and the row
    itself, where a reader knows it."""

    word: str
    below: int = 0
    row: int = 0


@dataclass(frozen=True, kw_only=True)
class Foot:
    """What stands at the end of a file: rows that are left out, or that look like totals and are read."""

    rows: tuple[Last, ...] = ()
    n_left_out: int = 0
    n_bytes: int = 0  # of a text, from the last answer to the end


def totals(rows: Rows) -> int:
    """How many of the last rows hold totals: a total's word first, then mostly numbers or nothing; blank rows between
    them are none. A word that stands in the same column above is an answer.

    >>> totals([["k1", "9"], ["k2", "4"], ["Razem", "6,5"]])
    1
    >>> totals([["Average", "4"], ["Good", "5"], ["Average", "3"]])
    0
    """
    n = 0
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    for place in range(len(filled) - 1, 0, -1):
        if n == MOST or not is_total(filled[place], filled[:place]):
            break
        n += 1
    return n


def is_total(row: Sequence[str], above: Rows) -> bool:
    first = next(place for place, cell in enumerate(row) if cell.strip())
    word = bare(row[first])
    others = [cell.strip() for place, cell in enumerate(row) if place != first]
    if word not in TOTALS or not others:
        return False
    plain = sum(not cell or written_number(cell.replace(",", ".").rstrip("%")) is not None for cell in others)
    return plain >= MOSTLY * len(others) and not any(
        bare(cells[first]) == word for cells in above if first < len(cells)
    )


def bare(cell: str) -> str:
    return " ".join(cell.casefold().split()).rstrip(":. ")


def foot_of(rows: Rows, *, said: int | None, is_looked_for: bool) -> Foot:
    """What stands at the end of these rows, the last ones of a file; `said` is how many are to be left out."""
    filled = [place for place, row in enumerate(rows) if any(cell.strip() for cell in row)]
    found = totals(rows)
    n_left_out = min(found if said is None and is_looked_for else said or 0, len(filled))
    told = filled[len(filled) - (n_left_out or found) :]
    last = filled[-len(told) - 1] if len(told) < len(filled) else -1
    return Foot(
        rows=tuple(Last(word=first_word(rows[place]), below=place - last) for place in told),
        n_left_out=n_left_out,
    )


def first_word(row: Sequence[str]) -> str:
    return next(cell.strip() for cell in row if cell.strip())[:40]


@dataclass(kw_only=True)
class Tail:
    """The end of a text: its last records, and where each begins, counted from the end."""

    rows: list[list[str]] = field(default_factory=list)
    n_bytes: list[int] = field(default_factory=list)
    is_whole: bool = False


def tail_of(opened: Opener, separator: str) -> Tail:
    """The last records of a text in UTF-8. A line whose quotation marks do not pair ends a record that began above."""
    with opened() as stream:
        end, is_whole = last_bytes(stream)
    lines = end.splitlines(keepends=True)
    rows: list[list[str]] = []
    begins: list[int] = []
    record, size = b"", 0
    for line in reversed(lines if is_whole else lines[1:]):
        record, size = line + record, size + len(line)
        if record.count(b'"') % 2:
            continue
        text = io.StringIO(record.decode("utf-8-sig", errors="replace"), newline="")
        try:
            rows.append(next(csv.reader(text, delimiter=separator), []))
        except csv.Error:
            break
        begins.append(size)
        record = b""
        if len(rows) == LOOKED_AT:
            break
    return Tail(rows=rows[::-1], n_bytes=begins[::-1], is_whole=is_whole and len(rows) < LOOKED_AT)


def last_bytes(stream: BinaryIO) -> tuple[bytes, bool]:
    """The end of a file, and whether that is the whole of it; a packed one is walked through."""
    if not hasattr(stream, "myfileobj"):
        size = stream.seek(0, os.SEEK_END)
        stream.seek(max(0, size - TAIL))
        return stream.read(), size <= TAIL
    end, n = b"", 0
    while piece := stream.read(TAIL):
        end, n = (end + piece)[-TAIL:], n + len(piece)
    return end, n <= TAIL


def foot_of_text(opened: Opener, separator: str, *, said: int | None, is_looked_for: bool) -> Foot:
    """What stands at the end of a text, below its header."""
    tail = tail_of(opened, separator)
    first = 1 if tail.is_whole else 0  # the header is no answer
    rows, begins = tail.rows[first:], tail.n_bytes[first:]
    foot = foot_of(rows, said=said, is_looked_for=is_looked_for)
    if not foot.n_left_out:
        return foot
    place = len(rows) - 1
    left = foot.n_left_out
    while place >= 0 and (left or not any(cell.strip() for cell in rows[place])):
        left -= any(cell.strip() for cell in rows[place])
        place -= 1
    return Foot(rows=foot.rows, n_left_out=foot.n_left_out, n_bytes=begins[place + 1])


class Held:
    """Rows of a sheet, the last ones held back until the end is seen; then `foot` is known."""

    def __init__(
        self, rows: Iterator[OfSheet], texts: Callable[[Sequence[OfSheet]], list[list[str]]],
        *, said: int | None, is_looked_for: bool,
    ) -> None:  # fmt: skip
        self.rows, self.texts, self.said, self.is_looked_for = rows, texts, said, is_looked_for
        self.foot = Foot()

    def __iter__(self) -> Iterator[OfSheet]:
        held: deque[OfSheet] = deque()
        for row in self.rows:
            held.append(row)
            if len(held) > LOOKED_AT:
                yield held.popleft()
        last = list(held)
        foot = foot_of(self.texts(last), said=self.said, is_looked_for=self.is_looked_for)
        below = last[len(last) - len(foot.rows) :]
        told = [Last(word=each.word, row=row) for each, (row, _cells) in zip(foot.rows, below, strict=True)]
        self.foot = Foot(rows=tuple(told), n_left_out=foot.n_left_out)
        yield from last[: len(last) - foot.n_left_out]
