"""From a cell of the file to the answer that is kept, or to a sentence about what is wrong with it."""

from collections.abc import Callable
from datetime import date, datetime
from math import isfinite
from typing import Any

from sonda.apps.surveys.choices import Kind, Role, Voice
from sonda.apps.transfers.mapping.columns import Column
from sonda.apps.transfers.mapping.dates import USUAL, month_or_day, written
from sonda.engine.readers.dialect import decimal_comma
from sonda.methods.result import N_
from sonda.methods.written import NUMBER

LONGEST = {Role.RESPONDENT: 120, Role.COMPANY: 120, Role.LANGUAGE: 20, Role.WAVE: 60, Role.COMMENT: 20_000}
KANO = ("like", "expect", "neutral", "tolerate", "dislike")
EVENTS = ("yes", "no")

Convert = Callable[[Any], Any]


class BadCell(ValueError):
    """What is wrong with a cell; `text` has named places, row and column are added by whoever knows them."""

    def __init__(self, text: str, **values: object) -> None:
        super().__init__(text)
        self.text = text
        self.values = values


def converter(column: Column, *, separator: str = ",") -> Convert:
    """The function that reads this column's cells: a number, a text, a date, or None for "no answer"."""
    missing = {code(text) for text in column.missing}
    values = {code(text): value for text, value in column.values.items()}
    read = reading_of(column, separator)

    def convert(cell: Any) -> Any:
        if cell is None or cell == "":
            return empty(column)
        text = code(cell)
        if text == "" or text in missing:
            return empty(column)
        mapped = values.get(text)
        if mapped is None:
            return read(cell)
        return read(mapped) if mapped else empty(column)

    return convert


def code(cell: Any) -> str:
    """A cell as it is compared with codes: trimmed, numbers as numbers (6 = 6.0 = "06").

    >>> code(6.0), code(" 6 "), code("06"), code("Blank ")
    ('6', '6', '6', 'Blank')
    """
    text = str(cell).strip()
    if NUMBER.fullmatch(text):
        number = float(text)
        if isfinite(number):
            return f"{number:.15g}"
    return text


def empty(column: Column) -> None:
    if column.role == Role.WEIGHT:
        raise BadCell(N_("the weight is blank"))
    if column.role == Role.RESPONDENT:
        raise BadCell(N_("the respondent is blank"))


def reading_of(column: Column, separator: str) -> Convert:
    """How a cell that is not empty is read, by the role of its column."""
    if column.role == Role.WEIGHT:
        return lambda cell: weight(cell, separator)
    if column.role == Role.PERIOD:
        return lambda cell: day(cell, column.date_formats or USUAL)
    if column.kind in (Kind.RATING, Kind.NUMBER):
        return lambda cell: within(number(cell, separator), column)
    if column.split:
        part, besides = column.part.casefold(), {each.casefold() for each in column.besides}
        return lambda cell: ticked(cell, column.split, part, besides)
    words = words_of(column.role)
    if words:
        return lambda cell: one_of(cell, words)
    longest = LONGEST.get(Role(column.role), 200)
    return lambda cell: plain(cell, longest)


def words_of(role: str) -> tuple[str, ...]:
    if role in (Role.KANO_FUNCTIONAL, Role.KANO_DYSFUNCTIONAL):
        return KANO
    if role == Role.EVENT:
        return EVENTS
    return tuple(Voice.values) if role == Role.VOICE else ()


def parts_of(cell: str, split: str) -> list[str]:
    """The several answers in a cell.

    >>> parts_of("Price, Service,", ","), parts_of("a; b", ";")
    (['Price', 'Service'], ['a', 'b'])
    """
    return [part for piece in cell.split(split) if (part := piece.strip())]


def ticked(cell: Any, split: str, part: str, besides: set[str]) -> str | None:
    """Whether a cell holds this answer, or any besides these; None where it holds none at all."""
    given = {each.casefold() for each in parts_of(plain(cell, LONGEST[Role.COMMENT]), split)}
    if not given:
        return None
    return "yes" if (part in given if part else given - besides) else "no"


def number(cell: Any, separator: str = ",") -> float:
    """A finite number; whole ones come back as int, so that they are kept short, and “45%” is 45.

    >>> number("4,5", ";"), number("45 %"), number("45,5%", ";")
    (4.5, 45, 45.5)
    """
    if isinstance(cell, bool):
        raise BadCell(N_("“%(value)s” is not a number"), value=cell)
    if not isinstance(cell, int | float):
        text = str(cell).strip().removesuffix("%").rstrip().replace("\u00a0", "").replace("−", "-")
        text = text.replace(",", ".") if decimal_comma(text, separator) else text
        if not NUMBER.fullmatch(text):
            raise BadCell(N_("“%(value)s” is not a number"), value=shown(cell))
        found = float(text)
    else:
        found = cell
    if not isfinite(found):
        raise BadCell(N_("“%(value)s” is not a number"), value=shown(cell))
    return int(found) if found == int(found) and abs(found) < 2**53 else float(found)


def within(value: float, column: Column) -> float:
    low, high = column.low, column.high
    if low is not None and high is not None and not low <= value <= high:
        raise BadCell(N_("%(value)s is not on the scale %(low)g–%(high)g"), value=value, low=low, high=high)
    if column.role == Role.NPS and value != int(value):
        raise BadCell(N_("%(value)s is not a whole number"), value=value)
    if column.role == Role.DURATION and value < 0:
        raise BadCell(N_("a duration of %(value)s is below zero"), value=value)
    return value


def weight(cell: Any, separator: str) -> float:
    value = number(cell, separator)
    if value < 0:
        raise BadCell(N_("the weight %(value)s is below zero"), value=value)
    return float(value)


def day(cell: Any, formats: tuple[str, ...]) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    try:
        return month_or_day(str(cell).strip(), formats)
    except ValueError:
        raise BadCell(
            N_("“%(value)s” is not a date written as %(formats)s"),
            value=shown(cell),
            formats=", ".join(map(written, without_times(formats))),
        ) from None


def without_times(formats: tuple[str, ...]) -> list[str]:
    """The formats to tell a person: with a time of day only where the bare day is not among them.

    >>> without_times(("%Y-%m-%d", "%Y-%m-%dT%H:%M", "%d.%m.%Y")), without_times(("%d.%m.%y %H:%M",))
    (['%Y-%m-%d', '%d.%m.%Y'], ['%d.%m.%y %H:%M'])
    """
    return [each for each in formats if each == (bare := each.partition("%H")[0].rstrip(" T")) or bare not in formats]


def one_of(cell: Any, words: tuple[str, ...]) -> str:
    """One of the words, or its place in their order."""
    text = code(cell).casefold()
    if text in words:
        return text
    if words is KANO and text in ("1", "2", "3", "4", "5"):
        return KANO[int(text) - 1]
    raise BadCell(N_("“%(value)s” is none of %(words)s"), value=shown(cell), words=", ".join(words))


def plain(cell: Any, longest: int) -> str:
    """Text as written, trimmed; 6.0 from a typed file is “6”."""
    text = code(cell) if isinstance(cell, float) else str(cell).strip()
    if "\0" in text:
        raise BadCell(N_("the text has a NUL character"))
    if len(text) > longest:
        raise BadCell(N_("the text has %(n)s characters, more than %(longest)s"), n=len(text), longest=longest)
    return text


def shown(cell: Any) -> str:
    """A cell short enough for a sentence."""
    text = str(cell)
    return text if len(text) <= 40 else text[:39] + "…"
