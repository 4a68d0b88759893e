"""What the name of a file tells of when its answers were given: a year, a quarter or a month."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from sonda.methods.result import N_, Note

YEAR: Final = r"(?P<year>(?:19|20)\d\d)"
QUARTERS: Final = r"(?:q|kw|kv|kwartal\w*|kwartał\w*|кв|квартал\w*)"
BETWEEN: Final = "[-_. ]*"
FORMS: Final = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?<!\d){YEAR}{BETWEEN}(?:{QUARTERS}{BETWEEN}(?P<quarter>[1-4])|(?P<fore>[1-4]){BETWEEN}{QUARTERS})(?!\w*\d)",
        rf"(?<![^\W_])(?:{QUARTERS}{BETWEEN}(?P<quarter>[1-4])|(?P<fore>[1-4]){BETWEEN}{QUARTERS}){BETWEEN}"
        rf"{YEAR}(?!\d)",
        rf"(?<!\d){YEAR}(?:[-_. ]?(?P<month>0[1-9]|1[0-2]))?(?!\d)",
    )
)


@dataclass(frozen=True)
class Moment:
    """A stretch of time by its first month, and the wave that is called after it."""

    wave: str
    first: date

    @property
    def note(self) -> Note:
        text = N_("The file holds no dates, but its name tells when: wave %(wave)s, with the answers counted to "
                  "%(month)s. Change both below if you know better.")  # fmt: skip
        return Note(text=text, values={"wave": self.wave, "month": f"{self.first:%Y-%m}"})


def moment_in(file_name: str) -> Moment | None:
    """The one year, quarter or month that a file's name tells; None for a name that tells none, or several.

    >>> [str(moment_in(name).first) for name in ("wizyty_2026-03.csv", "NPS Q3 2026.xlsx", "sfo_survey_2017.csv")]
    ['2026-03-01', '2026-07-01', '2017-01-01']
    >>> moment_in("badanie 3 kw. 2026.csv").wave, moment_in("sfo_2015_2017.csv"), moment_in("answers.csv")
    ('2026-Q3', None, None)
    """
    for form in FORMS:
        found = {moment_of(match) for match in form.finditer(file_name)}
        if found:
            return found.pop() if len(found) == 1 else None
    return None


def moment_of(match: re.Match[str]) -> Moment:
    told = match.groupdict()
    year, quarter = int(told["year"]), told.get("quarter") or told.get("fore")
    if quarter:
        return Moment(f"{year}-Q{quarter}", date(year, 3 * int(quarter) - 2, 1))
    return Moment(match[0], date(year, int(told["month"] or 1), 1))


def without_moment(name: str) -> str:
    """A name without the years, quarters and months in it.

    >>> " ".join(without_moment("Wizyty 2026 Q3").split())
    'Wizyty'
    """
    for form in FORMS:
        name = form.sub(" ", name)
    return name
