"""A number that was rounded for the reader takes the plural of what is shown."""

import pytest
from django.utils.translation import override

from sonda.charts import doubt
from sonda.charts.context import Context


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "About 630\u00a0more answers would halve the width of the interval."),
        ("pl", "Jeszcze około 630\u00a0odpowiedzi zmniejszyłoby szerokość przedziału o\u00a0połowę."),
        ("uk", "Ще приблизно 630\u00a0відповідей зменшили\u00a0б ширину інтервалу вдвічі."),
    ],
)
def test_three_times_207_answers_are_told_as_630(language, said):
    with override(language):
        assert doubt.halve(Context(language=language), 207) == said
