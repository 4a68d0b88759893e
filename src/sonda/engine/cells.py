"""One cell in SQL: its text after trimming, its number, and whether it is one of given codes.

Everything a reader wrote comes in through `duck.text`; columns come in by their places (c0, c1, …).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import isfinite

from sonda.engine import duck
from sonda.engine.readers import Field
from sonda.methods.written import SPACES, written_number

LARGEST = 1e15  # beyond it a double no longer tells whole numbers apart, and squares of squares would overflow
FLAGS = {"true": "TRUE", "1": "TRUE", "false": "FALSE", "0": "FALSE"}
BLANKS = duck.text(SPACES)


@dataclass(frozen=True)
class Code:
    """A value as somebody wrote it: codes compare as text after trimming, numbers as numbers (`6` = `6.0`).

    >>> Code(" 6 ").number, Code("Blank").number
    (6.0, None)
    """

    written: str

    @property
    def text(self) -> str:
        return self.written.strip(SPACES)

    @property
    def number(self) -> float | None:
        number = written_number(self.written)
        return number if number is not None and isfinite(number) else None


def trimmed(field: Field) -> str:
    """The cell's text, NULL when nothing is left after trimming."""
    if field.kind == "text":
        return f"nullif(trim({field.sql}, {BLANKS}), '')"
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
        return strictly(f"{field.sql}::VARCHAR", f"try_cast({field.sql}::VARCHAR AS DOUBLE)")
    if decimal_comma:
        with_point = f"try_cast(replace(trim({field.sql}, {BLANKS}), ',', '.') AS DOUBLE)"
        return strictly(field.sql, f"CASE WHEN NOT contains({field.sql}, '.') THEN {with_point} END")
    # Most cells are plain numbers; only the others pay for trimming.
    plain = f"coalesce(try_cast({field.sql} AS DOUBLE), try_cast(trim({field.sql}, {BLANKS}) AS DOUBLE))"
    return strictly(field.sql, plain)


def strictly(text: str, number: str) -> str:
    """The number of a text without DuckDB's leniencies: it reads `1_0` as 10 and `+-5` as −5."""
    # Most answers have one figure or two, where nothing needs to be looked for.
    plain = f"strlen({text}) < 3 OR (NOT contains({text}, '_') AND NOT contains({text}, '+-'))"
    return f"CASE WHEN {plain} THEN {number} END"


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
