"""Rows of headings below the names, as survey tools write them: whole questions, the options of a question, codes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from sonda.engine.readers.names import told_apart
from sonda.methods.result import Note
from sonda.methods.written import written_number

MOST = 2  # rows of headings below the names, that are looked for
LOOKED_AT = 50  # rows that show what stands below a heading
OF_TOOLS = {"response", "open-ended response"}  # what SurveyMonkey writes below a question
IMPORT_ID = re.compile(r'\{"ImportId":')  # what Qualtrics writes in its third row
FIGURES = re.compile(r"\d{1,4}[-./:]\d|\d+$")  # how a date, a time, an address of a computer and a number begin
FEWEST = 3  # numbers in a column, from which it is a column of numbers
LONGEST = 1_000  # characters of a question

Row = Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Named:
    """What the names and the headings below them say together."""

    names: list[str]
    titles: dict[str, str] = field(default_factory=dict)  # the whole question, by the name of its column
    notes: tuple[Note, ...] = ()


def headings(header: Row, rows: Sequence[Row]) -> int:
    """How many of the first rows below the names hold headings, and not somebody's answers.

    >>> headings(["Recommend?", "How was it?", ""], [["Response", "Staff", "Price"], ["9", "4", "5"], ["0", "5", "4"]])
    1
    >>> headings(["nps", "queue"], [["8", "5"], ["9", "4"], ["0", "5"], ["7", "1"]])
    0
    """
    rows = rows[: LOOKED_AT + MOST]
    for n in range(MOST, 0, -1):
        if len(rows) > n and is_of_import_ids(rows[n - 1]):
            return n
    for n in range(MOST, 0, -1):
        if len(rows) > n and all(is_heading(row, header, rows[n:]) for row in rows[:n]):
            return n
    return 0


def is_of_import_ids(row: Row) -> bool:
    given = [cell for cell in row if cell.strip()]
    return bool(given) and all(IMPORT_ID.match(cell.strip()) for cell in given)


def is_heading(row: Row, header: Row, below: Sequence[Row]) -> bool:
    """Whether a row without figures has a tool's own words, names again, names for the nameless, or words above numbers
    that nobody answers below."""
    places = [place for place, cell in enumerate(row) if cell.strip()]
    if not places or any(FIGURES.match(row[place].strip()) or is_number(row[place]) for place in places):
        return False
    if any(row[place].strip().lower() in OF_TOOLS and not stands_in(below, place, row[place]) for place in places):
        return True
    names = [header[place].strip() if place < len(header) else "" for place in range(len(row))]
    if sum(row[place].strip() == names[place] for place in places) >= 2:
        return True
    if any(not names[place] for place in places) and len(below) >= FEWEST:
        return any(not row[place].strip() and is_always_given(below, place) for place in range(len(row)))
    words = {row[place].strip() for place in places if is_of_numbers(below, place)}
    return len(words) >= 2 and not any(word in (cell.strip() for cell in cells) for cells in below for word in words)


def is_number(cell: str) -> bool:
    return written_number(cell.replace(",", ".").replace("%", "")) is not None


def cells_of(rows: Sequence[Row], place: int) -> list[str]:
    return [row[place] for row in rows if place < len(row) and row[place].strip()]


def is_of_numbers(rows: Sequence[Row], place: int) -> bool:
    given = cells_of(rows, place)
    return len(given) >= FEWEST and all(map(is_number, given))


def stands_in(rows: Sequence[Row], place: int, word: str) -> bool:
    return word.strip() in (cell.strip() for cell in cells_of(rows, place))


def is_always_given(rows: Sequence[Row], place: int) -> bool:
    return len(cells_of(rows, place)) == len([row for row in rows if any(row)])


def named(header: Row, below: Sequence[Row]) -> Named:
    """The names of the columns, each another, an option of a question with its question before it; and the questions.

    >>> named(["ID", "How was it?", "", "Why"], [["", "Staff", "Price", "Open-Ended Response"]]).names
    ['ID', 'How was it? [Staff]', 'How was it? [Price]', 'Why']
    >>> named(["Q1", "Q2"], [["Would you recommend us?", "Why?"]]).titles
    {'Q1': 'Would you recommend us?', 'Q2': 'Why?'}
    """
    words = next((row for row in below if not is_of_import_ids(row)), ())
    under = [" ".join(cell.split()) for cell in words][: len(header)]
    under += [""] * (len(header) - len(under))
    under = ["" if cell.lower() in OF_TOOLS else cell for cell in under]
    names, titles = list(header), [""] * len(header)
    question = ""
    for place, name in enumerate(header):
        question = name or question
        parted = not name or (place + 1 < len(header) and not header[place + 1] and bool(under[place + 1]))
        if parted and under[place]:
            names[place] = f"{question} [{under[place]}]" if question else under[place]
        elif under[place] != name:
            titles[place] = under[place][:LONGEST]
    names, notes = told_apart(names)
    asked = {name: title for name, title in zip(names, titles, strict=True) if name and title}
    return Named(names=names, titles=asked, notes=notes)
