"""How a text file separates its cells and writes its decimals, read from its beginning."""

import csv
import io
import re
from dataclasses import dataclass

SAMPLE = 1 << 18
ROWS = 500
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
    header_row: int = 1  # 2 where the first line tells Excel the separator

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


def dialect(sample: str, whole: bool) -> Dialect:
    """The separator that the first line names as Excel does, else that under which most rows fit the header.

    >>> dialect("unit;score\\nEast;9,5\\n", whole=True).separator
    ';'
    >>> told = dialect("sep=^\\nunit^score\\nEast^9\\n", whole=True)
    >>> told.separator, told.header, told.header_row
    ('^', ['unit', 'score'], 2)
    """
    mark = EXCELS_MARK.match(sample)
    body = sample[mark.end() :] if mark else sample
    found = [(each, records(body, each, whole)) for each in (mark[2] if mark else SEPARATORS)]
    separator, rows = max(found, key=lambda each: (*fitness(each[1]), -SEPARATORS.find(each[0])))
    header, *rest = rows or [[]]
    fitting = [row for row in rest if len(row) == len(header)]
    return Dialect(separator=separator, header=header, rows=fitting, header_row=2 if mark else 1)


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


def fitness(rows: list[list[str]]) -> tuple[float, int, float]:
    """Which share of the rows has as many cells as the header; with one column every separator but one in it fits."""
    width = len(rows[0]) if rows else 0
    rest = [row for row in rows[1:] if row]
    share = sum(len(row) == width for row in rest) / len(rest) if rest else 1.0
    return (share if width > 1 else 0.0), width, share
