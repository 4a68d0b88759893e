"""How a text file separates its cells and writes its decimals, read from its beginning."""

import csv
import io
import re
from dataclasses import dataclass

SAMPLE = 1 << 18
ROWS = 500
SEPARATORS = ",;\t"
WITH_COMMA = re.compile(r"\s*[+-]?\d+,\d+\s*")
WITH_POINT = re.compile(r"\s*[+-]?\d*\.\d+\s*")
THOUSANDS = re.compile(r"\s*[+-]?\d{1,3}(,\d{3})+\s*")

csv.field_size_limit(1 << 24)  # a long comment is an answer too


@dataclass(frozen=True, kw_only=True)
class Dialect:
    separator: str
    header: list[str]
    rows: list[list[str]]

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
    """The separator under which most rows have as many cells as the header has names.

    >>> dialect("unit;score\\nEast;9,5\\n", whole=True).separator
    ';'
    """
    found = [(separator, records(sample, separator, whole)) for separator in SEPARATORS]
    separator, rows = max(found, key=lambda each: (*fitness(each[1]), -SEPARATORS.index(each[0])))
    header, *rest = rows or [[]]
    return Dialect(separator=separator, header=header, rows=[row for row in rest if len(row) == len(header)])


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


def fitness(rows: list[list[str]]) -> tuple[float, int]:
    width = len(rows[0]) if rows else 0
    rest = [row for row in rows[1:] if row]
    if width < 2:
        return 0.0, width
    return (sum(len(row) == width for row in rest) / len(rest) if rest else 1.0), width
