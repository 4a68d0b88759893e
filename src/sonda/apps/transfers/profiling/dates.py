"""In which formats the dates of a column are written: by its most frequent cells first, then by reading them all."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sonda.apps.transfers.mapping.dates import DAY, EXCEL, ISO
from sonda.engine import duck
from sonda.methods.result import N_

TIMES = ("", " %H:%M", " %H:%M:%S", " %I:%M:%S %p", " %I:%M %p")
DAYS = ("%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%m-%d-%Y", "%Y/%m/%d", "%Y.%m.%d")
FORMATS = (
    *(DAY, "%Y-%m"),  # a day of ISO 8601 may have a time after it
    *(day + time for day in DAYS for time in TIMES),
    *("%d.%m.%y", "%d/%m/%y", "%m/%d/%y", "%m.%Y", "%m/%Y"),
)
LIKELY = re.compile("[0-9]{1,4}[-./][0-9]{1,4}")  # what every format begins with
IN_A_ROW = "%Y%m%d"  # a number to whoever does not know
BY_EXCEL = (36_526, 55_000)  # days from 2000 to 2050; other numbers are likelier something else
DAYS_BY_EXCEL = "[0-9]{5}([.,][0-9]+)?"
PLACES = {"Y": "[0-9]{4}", "y": "[0-9]{2}", "f": "[0-9]{1,6}", "M": "[0-9]{2}", "S": "[0-9]{2}", "p": "[AaPp][Mm]"}
SEVERAL = N_("Column %(column)s: its dates are written in several ways (%(formats)s cells).")
DAY_OR_MONTH = N_("Column %(column)s: these dates can be read with the day or the month first (%(formats)s).")


@dataclass(frozen=True, kw_only=True)
class Dates:
    """How many cells are dates, which formats fit all of them, and the formats that it takes to read them."""

    n: int = 0
    fitting: list[str] = field(default_factory=list)
    used: list[tuple[str, int]] = field(default_factory=list)

    @property
    def day_or_month(self) -> bool:
        return len({form.index("%d") < form.index("%m") for form in self.fitting if "%d" in form}) > 1


def formats_like(seen: Sequence[str | None], *, low: Any, high: Any, whole: Any) -> list[str]:
    """The formats that cells like these may have, in the order in which they are preferred."""
    likely = [each for each in seen if each and LIKELY.match(each)]  # most columns hold none: not worth forty patterns
    found = [form for form in FORMATS if any(guard(form).fullmatch(each) for each in likely)]
    if not found and whole and low >= 19000101 and high <= 21001231:
        return [IN_A_ROW]
    if not found and low is not None and BY_EXCEL[0] <= low and high <= BY_EXCEL[1]:
        return [EXCEL]
    return found


@cache
def guard(form: str) -> re.Pattern[str]:
    """Years have four figures, minutes two, days and months one or two."""
    if form == DAY:
        return ISO
    if form == EXCEL:
        return re.compile(DAYS_BY_EXCEL)
    return re.compile(re.sub(r"%(\w)", lambda place: PLACES.get(place[1], "[0-9]{1,2}"), form.replace(".", "[.]")))


def signature(text: str, forms: Sequence[str]) -> str:
    """SQL: which of these formats fit a cell, one bit each; NULL for a blank."""
    bits = [
        f"CASE WHEN regexp_full_match({text}, {duck.text(guard(form).pattern)}) THEN"
        f" ({read(text, form)} IS NOT NULL)::BIGINT * {1 << place} ELSE 0 END"
        for place, form in enumerate(forms)
    ]
    return f"CASE WHEN {text} IS NOT NULL THEN {' + '.join(bits)} END"


def read(text: str, form: str) -> str:
    """SQL: the date that a cell holds which looks like this form."""
    if form == EXCEL:
        return text
    day = f"regexp_extract({text}, '^[0-9-]+')" if form == DAY else text
    return f"try_strptime({day}, {duck.text(form)})"


def dates_of(histogram: Any, forms: Sequence[str]) -> Dates:
    """What the signatures of a column say.

    >>> dates_of({1: 5, 3: 2, 0: 1}, ["%d/%m/%Y", "%m/%d/%Y"])
    Dates(n=7, fitting=['%d/%m/%Y'], used=[('%d/%m/%Y', 7)])
    """
    found = {int(bits): int(n) for bits, n in dict(histogram or {}).items() if bits}
    fitting = [form for place, form in enumerate(forms) if found and all(bits >> place & 1 for bits in found)]
    used, left = [], dict(found)
    while left:
        cover = [sum(n for bits, n in left.items() if bits >> place & 1) for place in range(len(forms))]
        best = cover.index(max(cover))
        used.append((forms[best], cover[best]))
        left = {bits: n for bits, n in left.items() if not bits >> best & 1}
    return Dates(n=sum(found.values()), fitting=fitting, used=used)
