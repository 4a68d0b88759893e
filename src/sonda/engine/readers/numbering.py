"""The row of a spreadsheet in which a record of a CSV file stands."""

import csv
import io
from array import array
from bisect import bisect_right
from functools import cached_property
from typing import TextIO

from sonda.engine.readers.dialect import Dialect
from sonda.engine.readers.encoding import Opener


class Numbering:
    """DuckDB does not count blank lines, spreadsheets do. The file is walked once, when the first row is asked for."""

    def __init__(self, opened: Opener, found: Dialect) -> None:
        self.opened = opened
        self.found = found

    def __call__(self, record: int) -> int:
        firsts, blanks = self.runs
        place = bisect_right(firsts, record)
        return record + blanks[place - 1] if place else record

    @cached_property
    def runs(self) -> tuple["array[int]", "array[int]"]:
        """The first record after each run of blank lines, and how many blank lines lie above it."""
        firsts, blanks = array("q"), array("q")
        record, above, told = self.found.last_heading - 1, 0, 0
        with texts(self.opened) as text:
            for cells in csv.reader(text, delimiter=self.found.separator):
                if not cells:
                    above += 1
                    continue
                record += 1
                if above > told:
                    firsts.append(record)
                    blanks.append(above)
                    told = above
        return firsts, blanks


def texts(opened: Opener) -> TextIO:
    return io.TextIOWrapper(opened(), encoding="utf-8-sig", newline="")
