"""Dates as files write them."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Final

# Orders that cannot be mistaken for one another; anything else needs `date_format` in the mapping.
USUAL: Final = ("%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m", "%d.%m.%Y")

DAY: Final = "%Y-%m-%d"  # reads a time of day after it as well
TIME: Final = (  # of ISO 8601, with its fraction and its offset from Greenwich
    "[T ]([01]?[0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.,][0-9]{1,9})?)?( ?(Z|UTC|[+-][0-9]{2}(:?[0-9]{2})?))?"
)
ISO: Final = re.compile(f"([0-9]{{4}})-([0-9]{{1,2}})-([0-9]{{1,2}})({TIME})?")
EXCEL: Final = "excel"  # a number of days: 46000 is 2025-12-09, what follows the point is the time of day
FIRST: Final = date(1899, 12, 30)  # that Excel counts from, as if 1900 had been a leap year
FARTHEST: Final = 100_000  # days

# Parts of a format as people write them, and back.
LETTERS = {"%Y": "YYYY", "%y": "YY", "%m": "MM", "%d": "DD", "%H": "hh", "%I": "hh", "%M": "mm", "%S": "ss", "%p": "AM"}
LETTERS |= {"%f": "000"}
PARTS = {letters: part for part, letters in LETTERS.items() if part != "%I"}


def written(form: str) -> str:
    """A format as people write it.

    >>> written("%d.%m.%Y %H:%M")
    'DD.MM.YYYY hh:mm'
    """
    for part, letters in LETTERS.items():
        form = form.replace(part, letters)
    return form


def typed(form: str) -> str:
    """The format that somebody typed as DD.MM.YYYY, or as Python writes it.

    >>> typed("DD.MM.YYYY hh:mm"), typed("MM/DD/YY hh:mm AM"), typed("%d.%m.%Y")
    ('%d.%m.%Y %H:%M', '%m/%d/%y %I:%M %p', '%d.%m.%Y')
    """
    if form.casefold() == EXCEL:
        return EXCEL
    if "%" in form:
        return form
    read = re.sub("|".join(PARTS), lambda found: PARTS[found[0]], form)
    return read.replace("%H", "%I") if "%p" in read else read


def month_or_day(text: str, formats: tuple[str, ...] = USUAL) -> date:
    """The day; the first of the month where only a month is known. ValueError when none of the formats fits.

    A time with an offset counts to the day that is written, wherever the reader's clock stands.

    >>> month_or_day("2026-03"), month_or_day("31.10.2026"), month_or_day("2026-10-31T23:30:00.5+02:00")
    (datetime.date(2026, 3, 1), datetime.date(2026, 10, 31), datetime.date(2026, 10, 31))
    >>> month_or_day("46000.75", (EXCEL,))
    datetime.date(2025, 12, 9)
    """
    for form in formats:
        try:
            if form == EXCEL:
                return counted_by_excel(text)
            if form == DAY and (iso := ISO.fullmatch(text)):
                return date(int(iso[1]), int(iso[2]), int(iso[3]))
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    raise ValueError(text)


def counted_by_excel(text: str) -> date:
    """The day of a number of days. ValueError for what is none."""
    days = float(text.replace(",", "."))
    if not 0 < days < FARTHEST:
        raise ValueError(text)
    return FIRST + timedelta(days=int(days))


def is_format(form: str) -> bool:
    """Whether dates can be read in this form: it names a year, and nothing twice; or Excel counts them.

    >>> [is_format(form) for form in ("%d.%m.%Y", "%d%d%Y", "%d.%m", "%Q%Y", "%Y-%m-%dT%H:%M%z")]
    [True, False, False, False, True]
    """
    if form == EXCEL:
        return True
    try:
        datetime.strptime(datetime(2026, 10, 31, tzinfo=UTC).strftime(form), form)
    except (ValueError, re.error):  # a part that stands twice is an error of a regular expression in Python
        return False
    return any(year in form for year in ("%Y", "%y", "%G", "%c", "%x"))
