"""Numbers and words as each language writes them."""

from datetime import date
from math import inf, nan

import pytest

from sonda.methods import numbers
from sonda.methods.typography import typo


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "1,234,567.5"), ("pl", "1\xa0234\xa0567,5"), ("uk", "1\xa0234\xa0567,5"), ("de", "1,234,567.5")],
)
def test_thousands_and_decimals_are_written_as_the_language_does(language, text):
    assert numbers.number(1234567.49, 1, language=language) == text


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0.5, 0, "+1"),
        (-0.5, 0, "−1"),
        (2.675, 2, "+2.68"),
        (0.04, 1, "0.0"),
        (-0.04, 1, "0.0"),
        (12, 0, "+12"),
        (1e21, 0, "+1,000,000,000,000,000,000,000"),
    ],
)
def test_rounding_is_half_away_from_zero_and_zero_has_no_sign(value, digits, text):
    assert numbers.number(value, digits, sign=True, language="en") == text


@pytest.mark.parametrize("value", [None, nan, inf, -inf])
def test_what_is_not_a_number_is_a_dash_without_a_unit(value):
    assert numbers.number(value, 1, language="en") == "–"
    assert numbers.percent(value, language="uk") == "–"
    assert numbers.interval(value, 1.0, language="pl") == "–"
    assert numbers.between(1.0, value, language="pl") == "–"
    assert numbers.p_value(value, language="en") == "–"


@pytest.mark.parametrize(
    ("language", "plain", "signed", "sentence"),
    [
        ("en", "80.5–84.1%", "−10.7 to\xa0−0.7", "between\xa0−0.7 and\xa0+4.4"),
        ("pl", "80,5–84,1%", "od\xa0−10,7 do\xa0−0,7", "od\xa0−0,7 do\xa0+4,4"),
        ("uk", "80,5–84,1\xa0%", "від\xa0−10,7 до\xa0−0,7", "від\xa0−0,7 до\xa0+4,4"),
    ],
)
def test_limits_with_a_sign_are_joined_by_words_and_plain_ones_by_a_dash(language, plain, signed, sentence):
    assert numbers.interval(0.805, 0.841, share=True, language=language) == plain
    assert numbers.interval(-10.7, -0.7, language=language) == signed
    assert numbers.between(-0.7, 4.4, sign=True, language=language) == sentence


def test_an_interval_that_touches_zero_from_above_keeps_its_dash():
    assert numbers.interval(-0.04, 3, language="en") == "0.0–3.0"


POLISH = {
    0: "ocen",
    1: "ocena",
    2: "oceny",
    4: "oceny",
    5: "ocen",
    11: "ocen",
    12: "ocen",
    21: "ocen",
    22: "oceny",
    112: "ocen",
    122: "oceny",
}
UKRAINIAN = {
    0: "оцінок",
    1: "оцінка",
    2: "оцінки",
    5: "оцінок",
    11: "оцінок",
    12: "оцінок",
    21: "оцінка",
    24: "оцінки",
    111: "оцінок",
    1001: "оцінка",
}


@pytest.mark.parametrize(
    ("language", "forms", "expected"),
    [
        ("pl", ("ocena", "oceny", "ocen"), POLISH),
        ("uk", ("оцінка", "оцінки", "оцінок"), UKRAINIAN),
        ("en", ("rating", "ratings"), {0: "ratings", 1: "rating", 2: "ratings", 21: "ratings"}),
    ],
)
def test_words_follow_their_number(language, forms, expected):
    assert {n: numbers.plural(n, forms, language=language) for n in expected} == expected


def test_a_month_alone_stands_in_the_nominative_and_after_a_day_in_the_genitive():
    assert numbers.month_year(date(2024, 8, 1), language="pl") == "sierpień\xa02024"
    assert numbers.day(date(2024, 8, 1), language="pl") == "1\xa0sierpnia\xa02024"
    assert numbers.month_year(date(2024, 8, 1), language="uk") == "серпень\xa02024"
    assert numbers.day(date(2024, 8, 1), language="uk") == "1\xa0серпня\xa02024"


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        (date(2025, 6, 1), date(2025, 6, 1), "1\xa0June\xa02025"),
        (date(2025, 6, 1), date(2025, 6, 30), "1–30\xa0June\xa02025"),
        (date(2019, 8, 27), date(2019, 9, 8), "27\xa0August – 8\xa0September\xa02019"),
        (date(2024, 12, 30), date(2025, 1, 2), "30\xa0December\xa02024 – 2\xa0January\xa02025"),
    ],
)
def test_a_period_repeats_nothing(first, last, text):
    assert numbers.period(first, last, language="en") == text


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        (date(2025, 6, 1), date(2025, 6, 30), "June\xa02025"),
        (date(2025, 1, 1), date(2025, 6, 30), "January – June\xa02025"),
        (date(2023, 1, 1), date(2024, 12, 1), "January\xa02023 – December\xa02024"),
    ],
)
def test_months_repeat_no_year(first, last, text):
    assert numbers.months(first, last, language="en") == text


@pytest.mark.parametrize("names", [numbers.MONTHS, numbers.MONTHS_OF, numbers.MONTHS_SHORT])
def test_each_language_has_twelve_months(names):
    assert {code: len(text.split()) for code, text in names.items()} == {"en": 12, "pl": 12, "uk": 12}


@pytest.mark.parametrize(
    ("language", "text", "tidy"),
    [
        ("pl", "A w domu i u nas", "A\xa0w\xa0domu i\xa0u\xa0nas"),
        ("pl", "w", "w"),
        ("pl", "kawa z mlekiem", "kawa z\xa0mlekiem"),
        ("uk", "Є в усіх і з нами", "Є\xa0в\xa0усіх і\xa0з\xa0нами"),
        ("uk", "п’ять клієнтів", "п’ять клієнтів"),
        ("en", "a plan for I do not know", "a plan for I do not know"),
        ("en", "412 answers in 2 weeks", "412\xa0answers in 2\xa0weeks"),
        ("en", "2017 · 2,688 answers", "2017\xa0· 2,688\xa0answers"),
    ],
)
def test_a_line_never_ends_with_a_lonely_letter_or_parts_a_number_from_its_word(language, text, tidy):
    assert typo(text, language=language) == tidy
