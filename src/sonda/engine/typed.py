"""Columns of a text file whose every cell is a number that keeps nothing to itself: these may be written as numbers."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sonda.engine import cells, duck
from sonda.engine.readers import Field
from sonda.engine.source import Source
from sonda.methods.written import SPACES

if TYPE_CHECKING:
    import pyarrow as pa

# A leading zero or plus, or more figures than a number can hold, is a code: a postcode, a telephone, an account.
WHOLE = "-?(0|[1-9][0-9]{0,14})"
DECIMAL = "-?(0|[1-9][0-9]{0,8})([.,][0-9]{1,6})?"


def numeric_columns(source: Source, fields: Sequence[Field]) -> dict[str, str]:
    """`whole` or `decimal` for such columns, by their names in SQL, in one statement over the data."""
    texts = [field for field in fields if field.kind == "text"]
    if not texts:
        return {}
    asked: list[str] = []
    for field in texts:
        cell = cells.trimmed(field)
        sign = "," if field.name in source.decimal_comma else "."
        for pattern in (WHOLE, DECIMAL.replace(".,", sign)):
            asked.append(f"bool_and(regexp_full_match({cell}, {duck.text(pattern)})) AS a{len(asked)}")
    (found,) = source.run(f"SELECT {', '.join(asked)} FROM {source.opened.table}").to_pylist()  # noqa: S608 — by place
    answers = list(found.values())
    kinds = zip(answers[::2], answers[1::2], strict=True)
    return {
        field.sql: "whole" if whole else "decimal"
        for field, (whole, decimal) in zip(texts, kinds, strict=True)
        if whole or decimal
    }


def type_of(kind: str) -> Any:
    import pyarrow as pa

    return pa.int64() if kind == "whole" else pa.float64()


def as_numbers(column: "pa.Array", kind: str) -> "pa.Array":
    """A column of texts as the numbers they are."""
    import pyarrow as pa
    import pyarrow.compute as pc

    text = pc.utf8_trim(column, characters=SPACES)
    given = pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.string()), text)
    return pc.replace_substring(given, ",", ".").cast(type_of(kind))
