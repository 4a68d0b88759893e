"""Numbers and dates as a reader of Polish, Ukrainian or English expects them, in pages, charts, PDF and PPTX alike.

Every function takes `language` ("pl", "uk", "en"; a longer code such as "pl-PL" is understood, any other reads as
English), hands back plain text, and writes `NOTHING` where there is no number. Values arrive unrounded; rounding
happens here, once, half away from zero as people do it by hand.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from math import isfinite

NOTHING = "–"
MINUS = "−"
SPACE = "\u00a0"  # no-break: a number is never torn in two; spreadsheets read it back as a group separator


@dataclass(frozen=True, kw_only=True)
class Custom:
    """What a language does to a number."""

    decimal: str
    group: str
    percent: str
    between: tuple[str, str]  # words of an interval inside a sentence
    limits: tuple[str, str]  # words of an interval in a table or a caption


CUSTOMS = {
    "en": Custom(decimal=".", group=",", percent="%", between=("between", "and"), limits=("", "to")),
    "pl": Custom(decimal=",", group=SPACE, percent="%", between=("od", "do"), limits=("od", "do")),
    "uk": Custom(decimal=",", group=SPACE, percent=f"{SPACE}%", between=("від", "до"), limits=("від", "до")),
}


def custom(language: str) -> Custom:
    """The customs of a language; English where Sonda does not speak it."""
    return CUSTOMS.get(language[:2], CUSTOMS["en"])


def number(value: float | None, digits: int = 0, sign: bool = False, *, language: str) -> str:
    """A number with so many decimals, grouped by thousands, with a true minus and, when asked, a plus.

    >>> number(-1234.5, 1, language="en"), number(40.44, 1, sign=True, language="pl")
    ('−1,234.5', '+40,4')
    >>> number(-0.04, 1, sign=True, language="en"), number(None, language="uk")
    ('0.0', '–')
    """
    if value is None or not isfinite(value):
        return NOTHING
    rounded = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
    before = "" if rounded == 0 else MINUS if rounded < 0 else "+" if sign else ""
    names = custom(language)
    whole, _, fraction = f"{abs(rounded):,f}".partition(".")
    return before + whole.replace(",", names.group) + (names.decimal + fraction if fraction else "")


def count(value: float | None, *, language: str) -> str:
    """A whole number of things.

    >>> count(9000, language="en"), count(128, language="pl")
    ('9,000', '128')
    """
    return number(value, 0, language=language)


def percent(share: float | None, digits: int = 1, sign: bool = False, *, language: str) -> str:
    """A share of one (0–1) as a percentage.

    >>> [percent(0.8229, language=code) for code in ("en", "pl", "uk")]
    ['82.3%', '82,3%', '82,3\\xa0%']
    """
    text = number(None if share is None else share * 100, digits, sign, language=language)
    return text if text == NOTHING else text + custom(language).percent


def points(value: float | None, digits: int = 1, *, language: str) -> str:
    """A score that may lie on either side of zero (NPS, a gap, a difference), always with its sign.

    >>> points(40.4, language="en"), points(-1.1, 2, language="pl")
    ('+40.4', '−1,10')
    """
    return number(value, digits, sign=True, language=language)


def interval(
    low: float | None, high: float | None, digits: int = 1, sign: bool = False, share: bool = False, *, language: str
) -> str:
    """An interval for a table or a caption: a dash between plain limits, words between limits with a sign.

    With `share` the limits are shares of one and come out as a percentage.

    >>> interval(80.5, 84.1, language="en"), interval(-10.7, -0.7, language="en")
    ('80.5–84.1', '−10.7 to\\xa0−0.7')
    >>> interval(0.805, 0.841, share=True, language="uk"), interval(-0.7, 4.4, sign=True, language="pl")
    ('80,5–84,1\\xa0%', 'od\\xa0−0,7 do\\xa0+4,4')
    """
    texts = _limits(low, high, digits, sign, share, language)
    if texts is None:
        return NOTHING
    unit = custom(language).percent if share else ""
    if any(text.startswith((MINUS, "+")) for text in texts):
        return _join(texts, custom(language).limits) + unit
    return "–".join(texts) + unit


def between(
    low: float | None, high: float | None, digits: int = 1, sign: bool = False, share: bool = False, *, language: str
) -> str:
    """An interval inside a sentence.

    >>> between(80.5, 84.1, language="en"), between(0.985, 1.224, 2, language="pl")
    ('between\\xa080.5 and\\xa084.1', 'od\\xa00,99 do\\xa01,22')
    """
    texts = _limits(low, high, digits, sign, share, language)
    if texts is None:
        return NOTHING
    return _join(texts, custom(language).between) + (custom(language).percent if share else "")


def margin(low: float | None, high: float | None, digits: int = 1, *, language: str) -> str:
    """Half of an interval that lies evenly about its middle.

    >>> margin(-1.34, -0.86, 2, language="pl")
    '±\\xa00,24'
    """
    if low is None or high is None:
        return NOTHING
    text = number((high - low) / 2, digits, language=language)
    return text if text == NOTHING else f"±{SPACE}{text}"


def p_value(p: float | None, *, language: str) -> str:
    """A probability; a tiny one as "less than", for zero would claim too much.

    >>> p_value(0.0316, language="en"), p_value(1e-9, language="pl")
    ('0.032', '<\\xa00,001')
    """
    if p is not None and 0 <= p < 0.001:
        return f"<{SPACE}{number(0.001, 3, language=language)}"
    return number(p, 3, language=language)


def _limits(
    low: float | None, high: float | None, digits: int, sign: bool, share: bool, language: str
) -> tuple[str, str] | None:
    if low is None or high is None or not (isfinite(low) and isfinite(high)):
        return None
    scale = 100 if share else 1
    return number(low * scale, digits, sign, language=language), number(high * scale, digits, sign, language=language)


def _join(texts: tuple[str, str], words: tuple[str, str]) -> str:
    """Words stay with the limit they stand before, so that a line never ends with "od"."""
    first = f"{words[0]}{SPACE}{texts[0]}" if words[0] else texts[0]
    return f"{first} {words[1]}{SPACE}{texts[1]}"


def plural(n: int, forms: Sequence[str], *, language: str) -> str:
    """The form of a word that goes with a whole number: two forms in English, three in Polish and Ukrainian.

    >>> [plural(n, ("odpowiedź", "odpowiedzi", "odpowiedzi"), language="pl") for n in (1, 3, 12)]
    ['odpowiedź', 'odpowiedzi', 'odpowiedzi']
    >>> [plural(n, ("відповідь", "відповіді", "відповідей"), language="uk") for n in (21, 22, 11)]
    ['відповідь', 'відповіді', 'відповідей']
    """
    n = abs(n)
    few = 2 <= n % 10 <= 4 and not 12 <= n % 100 <= 14
    match language[:2]:
        case "pl":
            return forms[0 if n == 1 else 1 if few else 2]
        case "uk":
            return forms[0 if n % 10 == 1 and n % 100 != 11 else 1 if few else 2]
    return forms[0 if n == 1 else 1]


MONTHS = {
    "en": "January February March April May June July August September October November December",
    "pl": "styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik listopad grudzień",
    "uk": "січень лютий березень квітень травень червень липень серпень вересень жовтень листопад грудень",
}
MONTHS_OF = {  # as they stand after a day
    "en": MONTHS["en"],
    "pl": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
    "uk": "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
}
MONTHS_SHORT = {
    "en": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    "pl": "sty lut mar kwi maj cze lip sie wrz paź lis gru",
    "uk": "січ лют бер кві тра чер лип сер вер жов лис гру",
}


def month(value: date, *, short: bool = False, language: str) -> str:
    """A month by its own name, for an axis or a row.

    >>> month(date(2024, 5, 1), language="uk"), month(date(2024, 5, 1), short=True, language="pl")
    ('травень', 'maj')
    """
    return _names(MONTHS_SHORT if short else MONTHS, language)[value.month - 1]


def month_year(value: date, *, short: bool = False, language: str) -> str:
    """A month and its year.

    >>> month_year(date(2024, 5, 17), language="pl"), month_year(date(2024, 10, 1), short=True, language="en")
    ('maj\\xa02024', 'Oct\\xa02024')
    """
    return f"{month(value, short=short, language=language)}{SPACE}{value.year}"


def day(value: date, *, language: str) -> str:
    """A day, its month in the case that a day asks for.

    >>> day(date(2025, 3, 3), language="pl"), day(date(2025, 3, 3), language="uk")
    ('3\\xa0marca\\xa02025', '3\\xa0березня\\xa02025')
    """
    return f"{_day_month(value, language)}{SPACE}{value.year}"


def period(first: date, last: date, *, language: str) -> str:
    """The days from the first to the last, saying month and year only as often as needed.

    >>> period(date(2025, 6, 1), date(2025, 6, 30), language="en")
    '1–30\\xa0June\\xa02025'
    >>> period(date(2019, 8, 27), date(2019, 9, 8), language="pl")
    '27\\xa0sierpnia – 8\\xa0września\\xa02019'
    """
    if first == last:
        return day(last, language=language)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{day(last, language=language)}"
    start = _day_month(first, language) if first.year == last.year else day(first, language=language)
    return f"{start} – {day(last, language=language)}"


def months(first: date, last: date, *, language: str) -> str:
    """The months from the first to the last.

    >>> months(date(2023, 1, 1), date(2024, 12, 1), language="en")
    'January\\xa02023 – December\\xa02024'
    """
    if (first.year, first.month) == (last.year, last.month):
        return month_year(last, language=language)
    if first.year == last.year:
        return f"{month(first, language=language)} – {month_year(last, language=language)}"
    return f"{month_year(first, language=language)} – {month_year(last, language=language)}"


def _day_month(value: date, language: str) -> str:
    return f"{value.day}{SPACE}{_names(MONTHS_OF, language)[value.month - 1]}"


def _names(table: dict[str, str], language: str) -> list[str]:
    return table.get(language[:2], table["en"]).split()
