"""The real tables behind the reference numbers, read with nothing but the standard library."""

import csv
from functools import cache
from pathlib import Path

import numpy as np

from tests.shared import shared


class Table(dict[str, list[str]]):
    """Columns of text by trimmed name."""

    def numbers(self, name: str) -> np.ndarray:
        """A column as floats; what is not a number is NaN."""
        return np.array([_number(each) for each in self[name]])

    def ratings(self, name: str, low: float = 1, high: float = 5) -> np.ndarray:
        """A column as floats with every code outside the scale missing."""
        values = self.numbers(name)
        return np.where((values >= low) & (values <= high), values, np.nan)

    def where(self, keep: np.ndarray) -> "Table":
        return Table({name: [v for v, k in zip(column, keep, strict=True) if k] for name, column in self.items()})


def sfo(year: int) -> Table:
    return table(shared(f"data/sfo_2015_2017/sfo_customer_survey_{year}.csv"))


def kiosk() -> Table:
    """The kiosk study without the four who never used one (n 207)."""
    everybody = table(shared("data/kiosk_servqual/kiosk_responses.csv"))
    return everybody.where(np.array([each != "never used" for each in everybody["frequency"]]))


def reference_input(name: str) -> Table:
    return table(shared(f"reference/inputs/{name}.csv"))


@cache
def table(path: Path) -> Table:
    with path.open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file)
    return Table({name.strip(): list(column) for name, column in zip(header, zip(*rows, strict=True), strict=True)})


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")
