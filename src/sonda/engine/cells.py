"""One cell in SQL: its text after trimming, its number, and whether it is one of given codes.

Everything a reader wrote comes in through `duck.text`; columns come in by their places (c0, c1, …).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sonda.engine import duck
from sonda.engine.readers import Field

LARGEST = 1e15  # beyond it a double no longer tells whole numbers apart, and squares of squares would overflow
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,2})?")
FLAGS = {"true": "TRUE", "1": "TRUE", "false": "FALSE", "0": "FALSE"}
SPACES = "' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(8199) || chr(8239) || chr(12288) || chr(65279)"


@dataclass(frozen=True)
class Code:
    """A value as somebody wrote it: codes compare as text after trimming, numbers as numbers (`6` = `6.0`).

    >>> Code(" 6 ").number, Code("Blank").number
    (6.0, None)
    """

    written: str

    @property
    def text(self) -> str:
        return self.written.strip()

    @property
    def number(self) -> float | None:
        return float(self.text) if NUMBER.fullmatch(self.text) else None


def trimmed(field: Field) -> str:
    """The cell's text, NULL when nothing is left after trimming."""
    if field.kind == "text":
        return f"nullif(trim({field.sql}, {SPACES}), '')"
    if field.kind == "number":
        number = numeric(field)
        whole = f"{number} = trunc({number}) AND abs({number}) < {LARGEST!r}"
        return f"CASE WHEN {whole} THEN {number}::BIGINT::VARCHAR ELSE {number}::VARCHAR END"
    return f"{field.sql}::VARCHAR"


def numeric(field: Field, *, decimal_comma: bool = False) -> str:
    """The cell's number, NULL when it is not one."""
    if field.kind == "whole":
        return f"{field.sql}::DOUBLE"
    if field.kind == "number":
        return f"CASE WHEN NOT isnan({field.sql}::DOUBLE) THEN {field.sql}::DOUBLE END"
    if field.kind in ("flag", "other"):
        return f"try_cast({field.sql}::VARCHAR AS DOUBLE)"
    if decimal_comma:
        with_point = f"try_cast(replace(trim({field.sql}, {SPACES}), ',', '.') AS DOUBLE)"
        return f"CASE WHEN NOT contains({field.sql}, '.') THEN {with_point} END"
    # Most cells are plain numbers; only the others pay for trimming.
    return f"coalesce(try_cast({field.sql} AS DOUBLE), try_cast(trim({field.sql}, {SPACES}) AS DOUBLE))"


def by_words(field: Field, words: Mapping[str, float], number: str) -> str:
    """The number that stands for a word, else the cell's own."""
    cases = " ".join(f"WHEN {duck.text(word)} THEN {duck.number(value)}" for word, value in words.items())
    return f"CASE lower({trimmed(field)}) {cases} ELSE {number} END"


def among(field: Field, codes: Iterable[Code], *, number: str | None = None) -> str:
    """Whether the cell is one of the codes; FALSE for an empty cell. `number` is SQL for its number, if at hand."""
    codes = list(codes)
    if not codes:
        return "FALSE"
    numbers = sorted({code.number for code in codes if code.number is not None})
    texts = sorted({code.text for code in codes})
    if field.kind == "flag":  # True, true, TRUE and 1 are ways to write one value
        kept = sorted({FLAGS[text.lower()] for text in texts if text.lower() in FLAGS})
        return f"coalesce({field.sql} IN ({', '.join(kept)}), FALSE)" if kept else "FALSE"
    number = number or numeric(field)
    as_number = f"{number} IN ({', '.join(map(duck.number, numbers))})" if numbers else "FALSE"
    if field.kind in ("whole", "number"):
        return f"coalesce({as_number}, FALSE)"
    as_text = f"{trimmed(field)} IN ({', '.join(map(duck.text, texts))})"
    # A cell that is a number is told by its number alone: only the others, NaN among them, are worth trimming.
    return f"coalesce(CASE WHEN isfinite({number}) THEN {as_number} ELSE {as_text} END, FALSE)"
