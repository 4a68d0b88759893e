"""A second row of headings, as survey tools write it: below the names the whole questions, or codes of the tool."""

from collections.abc import Sequence

from sonda.methods.result import N_
from sonda.methods.written import written_number

HEADINGS = N_(
    "Row %(row)s looks like another row of headings. Take it out of the file, else it is counted as somebody’s answers."
)
MOST = 2  # rows of headings below the names
OF_TOOLS = {"response", "open-ended response"}  # what SurveyMonkey writes below a question
FEWEST = 3  # numbers in a column, from which it is a column of numbers


def headings(rows: Sequence[Sequence[str]]) -> int:
    """How many of the first rows are headings.

    >>> headings([["Response", "Staff"], ["9", "4"], ["0", "5"], ["7", "1"]])
    1
    >>> headings([["8", "5"], ["9", "4"], ["0", "5"], ["7", "1"]])
    0
    """
    for n in range(MOST, 0, -1):
        if all(is_heading(row, rows[n:]) for row in rows[:n]):
            return n
    return 0


def is_heading(row: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Whether a row holds no number, and words in two columns of numbers or more, or a tool's own."""
    places = [place for place, cell in enumerate(row) if cell.strip()]
    if any(written_number(row[place]) is not None for place in places):
        return False
    if any(row[place].strip().lower() in OF_TOOLS for place in places):
        return True
    return sum(is_of_numbers([cells[place] for cells in below]) for place in places) >= 2


def is_of_numbers(cells: Sequence[str]) -> bool:
    given = [cell for cell in cells if cell.strip()]
    return len(given) >= FEWEST and all(written_number(cell.replace(",", ".")) is not None for cell in given)
