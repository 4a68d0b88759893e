"""A number that was rounded for the reader takes the plural of what is shown."""

import pytest
from django.utils.translation import override

from sonda.charts import doubt, trend
from sonda.charts.context import Context

from . import samples


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


@pytest.mark.parametrize(
    ("language", "shares", "points"),
    [
        ("en", ": −10.0\u00a0percentage points", ": −45.0\u00a0points"),
        ("pl", "−10,0\u00a0punktu procentowego", "−45,0\u00a0punktu,"),
        ("uk", "−10,0\u00a0відсоткового пункту", "−45,0\u00a0пункту,"),
    ],
)
def test_shares_differ_by_percentage_points_and_nps_by_points(language, shares, points):
    with override(language):
        told = trend.chart(samples.months([0.8, 0.7]), context=Context(language=language)).deck
        assert shares in told
        scores = [(2024, samples.score(300, 50, 50)), (2025, samples.score(200, 70, 130))]
        told = trend.chart(scores, context=Context(language=language)).deck
        assert points in told
