"""How a text file separates its cells and writes its decimals, read from its beginning."""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

from sonda.engine.readers.headings import headings

SAMPLE = 1 << 18
ROWS = 500
LOOKED_AT = 50  # rows among which the header is looked for
SEPARATORS = ",;\t|"
WITH_COMMA = re.compile(r"\s*[+-]?[0-9]+,[0-9]+\s*")
WITH_POINT = re.compile(r"\s*[+-]?[0-9]*\.[0-9]+\s*")
EXCELS_MARK = re.compile(r'("?)sep=([^\w\s"]|\t)\1 *(\r\n|\r|\n|$)', re.IGNORECASE)  # told to Excel in the first line
THOUSANDS = re.compile(r"\s*[+-]?[0-9]{1,3}(,[0-9]{3})+\s*")

csv.field_size_limit(1 << 24)  # a long comment is an answer too


@dataclass(frozen=True, kw_only=True)
class Dialect:
    separator: str
    header: list[str]
    rows: list[list[str]]
    header_row: int = 1  # 2 where the first line tells Excel the separator, more where a title stands above
    skip_below: int = 0  # rows below the header that hold no answers
    below: list[list[str]] = field(default_factory=list)  # what stands in them

    @property
    def last_heading(self) -> int:
        """The row above the first answers."""
        return self.header_row + self.skip_below

    def decimal_comma(self) -> set[int]:
        """Places of the columns whose numbers are written with a decimal comma and never with a point."""
        return {place for place in range(len(self.header)) if self._comma([row[place] for row in self.rows])}

    def _comma(self, cells: list[str]) -> bool:
        comma = [cell for cell in cells if WITH_COMMA.fullmatch(cell)]
        if not comma or any(WITH_POINT.fullmatch(cell) for cell in cells):
            return False
        # Between commas, "1,234" may well be a thousand.
        return self.separator != "," or not all(THOUSANDS.fullmatch(cell) for cell in comma)


def decimal_comma(value: str, separator: str) -> bool:
    """Whether a cell that is not a number becomes one when its comma is read as the decimal sign.

    >>> decimal_comma("4,5", ";"), decimal_comma("1,234", ","), decimal_comma("4,5,6", ";")
    (True, False, False)
    """
    return bool(WITH_COMMA.fullmatch(value)) and (separator != "," or not THOUSANDS.fullmatch(value))


def dialect(
    sample: str,
    whole: bool,
    *,
    separator: str | None = None,
    header_row: int | None = None,
    find_header: bool = False,
    skip_below: int | None = None,
    find_headings: bool = False,
) -> Dialect:
    """The separator that the first line names as Excel does, else that under which most rows fit the header.

    Whoever knows better says `separator`, `header_row` and `skip_below`; `find_header` looks for the header below a
    title, `find_headings` for further headings below the names.

    >>> dialect("unit;score\\nEast;9,5\\n", whole=True).separator
    ';'
    >>> told = dialect("sep=^\\nunit^score\\nEast^9\\n", whole=True)
    >>> told.separator, told.header, told.header_row
    ('^', ['unit', 'score'], 2)
    >>> titled = dialect("Report for May\\n\\nunit;score\\nEast;9,5\\n", whole=True, find_header=True)
    >>> titled.separator, titled.header, titled.header_row
    (';', ['unit', 'score'], 3)
    >>> dialect("a;b\\n1,5;2,5\\n2,5;3,5\\n", whole=True, find_header=True).header
    ['a', 'b']
    """
    mark = EXCELS_MARK.match(sample)
    first = 2 if mark else 1
    if header_row and header_row > 1:
        first, mark = header_row, None
        body = without_lines(sample, header_row - 1)
    else:
        body = sample[mark.end() :] if mark else sample
    found = [(each, records(body, each, whole)) for each in separator or (mark[2] if mark else SEPARATORS)]
    above = [titles(rows) if find_header and not header_row else 0 for _, rows in found]
    tables = [(each, rows[n:], n) for (each, rows), n in zip(found, above, strict=True)]
    chosen, rows, n = max(tables, key=lambda each: (*fitness(*each[1:]), -SEPARATORS.find(each[0])))
    header, *rest = rows or [[]]
    if skip_below is None:
        skip_below = headings(header, rest) if find_headings else 0
    fitting = [row for row in rest[skip_below:] if len(row) == len(header)]
    return Dialect(
        separator=chosen,
        header=header,
        rows=fitting,
        header_row=first + lines_of(body, chosen, n),
        skip_below=skip_below,
        below=rest[:skip_below],
    )


def without_lines(text: str, n: int) -> str:
    lines = io.StringIO(text, newline="")
    for _ in range(n):
        lines.readline()
    return lines.read()


def lines_of(text: str, separator: str, n: int) -> int:
    """How many lines the first n records take: a title may have a line break of its own."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    for _ in range(n):
        next(reader)
    return reader.line_num


def titles(rows: Sequence[Sequence[object]]) -> int:
    """How many rows stand above the header: a row of one cell is a title where the table below it has several.

    >>> titles([["Report", ""], [], ["unit", "score"], ["East", "9"]]), titles([["name"], ["Eve"]])
    (2, 0)
    """
    filled = [sum(cell is not None and str(cell).strip() != "" for cell in row) for row in rows[:LOOKED_AT]]
    usual = median(n for n in filled if n) if any(filled) else 0
    least = max(2.0, usual / 2)
    if not filled or filled[0] >= least or usual < 2:
        return 0
    return next((place for place, n in enumerate(filled) if n >= least), 0)


def records(sample: str, separator: str, whole: bool) -> list[list[str]]:
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(sample, newline=""), delimiter=separator):
            rows.append(row)  # one by one: an error half-way must leave what was read
            if len(rows) > ROWS:
                return rows
    except csv.Error:
        return rows
    return rows if whole else rows[:-1] or rows


def fitness(rows: list[list[str]], above: int) -> tuple[float, bool, int, float]:
    """Which share of the rows has as many cells as the header; with one column every separator but one in it fits.

    Where all rows fit, a table without a title is preferred: decimal commas make columns below a header of semicolons.
    """
    width = len(rows[0]) if rows else 0
    rest = [row for row in rows[1:] if row]
    share = sum(len(row) == width for row in rest) / len(rest) if rest else 1.0
    return (share if width > 1 else 0.0), not above, width, share
