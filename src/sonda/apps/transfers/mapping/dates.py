"""Dates as files write them."""

import re
from datetime import UTC, date, datetime
from typing import Final

# Orders that cannot be mistaken for one another; anything else needs `date_format` in the mapping.
USUAL: Final = ("%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m", "%d.%m.%Y")

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
    if "%" in form:
        return form
    read = re.sub("|".join(PARTS), lambda found: PARTS[found[0]], form)
    return read.replace("%H", "%I") if "%p" in read else read


def month_or_day(text: str, formats: tuple[str, ...] = USUAL) -> date:
    """The day; the first of the month where only a month is known. ValueError when none of the formats fits.

    >>> month_or_day("2026-03"), month_or_day("31.10.2026")
    (datetime.date(2026, 3, 1), datetime.date(2026, 10, 31))
    """
    for form in formats:
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    raise ValueError(text)


def is_format(form: str) -> bool:
    """Whether dates can be read in this form: it names a year, and nothing twice.

    >>> [is_format(form) for form in ("%d.%m.%Y", "%d%d%Y", "%d.%m", "%Q%Y", "%Y-%m-%dT%H:%M%z")]
    [True, False, False, False, True]
    """
    try:
        datetime.strptime(datetime(2026, 10, 31, tzinfo=UTC).strftime(form), form)
    except (ValueError, re.error):  # a part that stands twice is an error of a regular expression in Python
        return False
    return any(year in form for year in ("%Y", "%y", "%G", "%c", "%x"))
