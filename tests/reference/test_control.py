"""Control charts against R's qcc."""

import numpy as np

from sonda.methods.control import control
from sonda.methods.control.rules import one_side
from tests.reference.small_inputs import NHTEMP, ORANGEJUICE, ORANGEJUICE_SIZE
from tests.reference.stats import close, entry


def limits(chart):
    return [(point.low, point.high) for point in chart.points]


def beyond(chart):
    return [point.t for point in chart.points if "beyond limits" in point.signals]


def all_close(actual, expected, reference):
    assert len(actual) == len(expected)
    return all(close(a, e, reference) for a, e in zip(actual, expected, strict=True))


def pairs_close(actual, expected, reference):
    return all(
        all_close(a, e, reference) for a, e in zip(actual, expected * (len(actual) // len(expected)), strict=True)
    )


def seven_on_one_side(chart):
    """qcc's only run rule; ours asks for nine."""
    z = np.array([point.value - chart.center for point in chart.points])
    return (np.flatnonzero(one_side(z, 7)) + 1).tolist()


def test_p_chart_of_leaking_cans():
    reference = entry("p_chart_orangejuice")
    expected = reference["expected"]
    chart = control(chart="p", value=ORANGEJUICE, size=[ORANGEJUICE_SIZE] * len(ORANGEJUICE))
    assert close(chart.center, expected["center"], reference)
    assert close(chart.sigma * ORANGEJUICE_SIZE**0.5, expected["sd"], reference)
    assert pairs_close(limits(chart), expected["limits"], reference)
    assert beyond(chart) == sorted(expected["beyond"])
    assert seven_on_one_side(chart) == sorted(expected["runs"])


def test_individuals_chart_of_new_haven_temperatures():
    reference = entry("imr_nhtemp")
    expected = reference["expected"]
    chart = control(chart="imr", value=NHTEMP)
    assert close(chart.center, expected["center"], reference)
    assert close(chart.sigma, expected["sd"], reference)
    assert pairs_close(limits(chart), expected["limits"], reference)
    assert beyond(chart) == sorted(expected["beyond"])
    assert seven_on_one_side(chart) == sorted(expected["runs"])


def test_ewma_chart_of_new_haven_temperatures():
    reference = entry("ewma_nhtemp")
    expected = reference["expected"]
    chart = control(chart="ewma", value=NHTEMP, lambda_=reference["params"]["lambda"], sigmas=3)
    assert all_close([point.value for point in chart.points], expected["y"], reference)
    assert pairs_close(limits(chart), expected["limits"], reference)
    assert beyond(chart) == expected["beyond"]


def test_cusum_chart_of_new_haven_temperatures():
    reference = entry("cusum_nhtemp")
    expected = reference["expected"]
    chart = control(chart="cusum", value=NHTEMP, decision=reference["params"]["h"], shift=reference["params"]["shift"])
    assert all_close([point.value for point in chart.points], expected["pos"], reference)
    assert all_close([point.value_down for point in chart.points], expected["neg"], reference)
    assert [point.t for point in chart.points if point.value > 5] == expected["beyond_upper"]
    assert [point.t for point in chart.points if point.value_down < -5] == expected["beyond_lower"]
    assert beyond(chart) == sorted(expected["beyond_upper"] + expected["beyond_lower"])
