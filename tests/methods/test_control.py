import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sonda.methods.control import IN_CONTROL, SIGNALS, control, control_from_points, control_nps_from_sums
from sonda.methods.result import CANNOT_TELL
from sonda.methods.sums import sums

NOISE = [0.3, -0.4, 0.9, -1.2, 0.1, 1.4, -0.2, -0.7, 0.5, -0.1, 1.1, -1.5, 0.2, 0.8, -0.6, 0.4, -0.3, 1.0, -0.9, 0.6]


def signals(values, **options):
    chart = control(chart="imr", value=values, **options)
    return [(point.t, point.signal) for point in chart.signalled]


def test_noise_is_in_control():
    chart = control(chart="imr", value=NOISE)
    assert (chart.verdict, chart.signalled, chart.notes) == (IN_CONTROL, (), ())


def test_a_far_point_is_beyond_limits():
    chart = control(chart="imr", value=[*NOISE, 9.0])
    assert chart.verdict == SIGNALS
    assert [(point.t, point.signal, point.since) for point in chart.signalled] == [(21, "beyond limits", 21)]


@pytest.mark.parametrize(
    ("rule", "tail"),
    [
        ("nine on one side", [0.3, 0.2, 0.6, 0.4, 0.7, 0.3, 0.5, 0.2, 0.4]),
        ("six rising or falling", [-0.8, -0.5, -0.2, 0.1, 0.4, 0.7]),
        ("two of three beyond 2 sigma", [2.6, 0.2, 2.7]),
        ("four of five beyond 1 sigma", [1.4, 1.5, -0.1, 1.4, 1.6]),
        ("eight beyond 1 sigma", [1.3, -1.4, -1.3, 1.5, 1.3, -1.5, -1.4, 1.3]),
    ],
)
def test_each_run_rule_is_named_at_the_point_that_completes_it(rule, tail):
    from sonda.methods.control.rules import rule_book

    z = np.array([0.1, -0.1, 0.2, -0.3, *tail])
    fired = {each.name: np.flatnonzero(each.fires(z)).tolist() for each in rule_book("nelson", 3)}
    assert {name: places for name, places in fired.items() if places} == {rule: [len(z) - 1]}


def test_points_that_go_up_and_down_by_turns_are_a_signal():
    assert (14, "fourteen alternating") in signals([1.0, 2.0] * 10)


def test_points_too_close_to_the_center_are_a_signal():
    quiet = [0.01 * (-1) ** (i // 2) for i in range(20)]
    assert (27, "fifteen within 1 sigma") in signals([8.0, -8.0] * 6 + quiet)


def test_a_point_on_the_center_breaks_a_run():
    from sonda.methods.control.rules import one_side

    assert not one_side(np.array([1.0] * 4 + [0.0] + [1.0] * 4), 9).any()


def test_the_first_rule_of_the_book_names_the_signal():
    chart = control(chart="imr", value=[*NOISE, 9.0, 9.5])
    assert chart.points[-1].signal == "beyond limits"
    assert chart.points[-1].signals == ("beyond limits", "two of three beyond 2 sigma")


def test_a_smaller_book_of_rules_can_be_asked_for():
    shifted = [-0.5, 0.5] * 10 + [0.6, 0.9] * 5
    names = {
        rules: {s for _, s in signals(shifted, baseline=20, rules=rules)} for rules in ("limits", "western electric")
    }
    assert names == {"limits": set(), "western electric": {"eight on one side"}}
    with pytest.raises(ValueError, match="no set of run rules named 'all'"):
        signals(NOISE, rules="all")


def test_a_baseline_keeps_a_later_shift_out_of_the_limits():
    values = NOISE + [value + 2.5 for value in NOISE]
    assert control(chart="imr", value=values, baseline=20).center == pytest.approx(np.mean(NOISE))
    assert {t for t, signal in signals(values, baseline=20) if signal == "beyond limits"} <= set(range(21, 41))


def test_a_shift_is_dated_to_where_its_sum_left_zero():
    values = NOISE + [value + 2.0 for value in NOISE]
    first = control(chart="cusum", value=values, baseline=20).signalled[0]
    assert first.since in (20, 21, 22)
    assert first.t > first.since


def test_rows_speak_the_contract():
    rows = control(chart="imr", value=NOISE).rows()
    assert list(rows[0]) == ["t", "value", "center", "low", "high", "signal"]
    rows = control(chart="cusum", value=NOISE).rows()
    assert list(rows[0]) == ["t", "value", "value_down", "center", "low", "high", "signal"]
    assert all(row["value_down"] <= 0 <= row["value"] for row in rows)


def test_limits_of_a_share_stay_between_0_and_1_and_follow_the_size():
    chart = control(chart="p", value=[1, 0, 2, 1, 0, 1, 2, 0, 30], size=[10, 12, 9, 11, 10, 8, 10, 9, 1000])
    assert {point.low for point in chart.points[:-1]} == {0.0}
    assert chart.points[-1].low > 0
    high = control(chart="p", value=[9, 10, 9] * 3, size=[10] * 9)
    assert {point.high for point in high.points} == {1.0}


def test_u_and_c_charts_cut_their_limits_at_0():
    assert control(chart="u", value=[1, 0, 2] * 4, size=[1.5] * 12).points[0].low == 0.0
    assert control(chart="c", value=[1, 0, 2] * 4).points[0].low == 0.0


def test_u_chart_is_the_rate_per_size():
    chart = control(chart="u", value=[4, 6], size=[2, 3])
    assert [(point.value, point.center) for point in chart.points] == [(2.0, 2.0), (2.0, 2.0)]
    assert chart.points[0].high == pytest.approx(2 + 3 * (2 / 2) ** 0.5)


def test_counts_of_one_time_are_added_up_and_times_are_put_in_order():
    chart = control(chart="p", value=[2, 3, 1], size=[10, 10, 5], t=["2016-10", "2016-9", "2016-10"])
    assert [(point.t, point.value) for point in chart.points] == [("2016-9", 0.3), ("2016-10", 0.2)]


def test_times_that_are_no_dates_keep_the_order_of_the_file_and_say_so():
    chart = control(chart="imr", value=NOISE[:3], t=["Mon", "Tue", "Fri"])
    assert [point.t for point in chart.points] == ["Mon", "Tue", "Fri"]
    assert "the order of the file is kept" in str(chart.notes[0])


def test_laney_widens_limits_of_shares_that_vary_more_than_chance():
    value = [4800, 5200, 4900, 5300, 4700, 5100, 4800, 5200, 5000, 4900]
    plain, wide = (control(chart="p", value=value, size=[10_000] * 10, laney=laney) for laney in (False, True))
    assert (plain.verdict, wide.verdict) == (SIGNALS, IN_CONTROL)


def test_few_points_cannot_be_judged():
    chart = control(chart="imr", value=[5.0, 6.0, 5.5])
    assert chart.verdict == CANNOT_TELL
    assert str(chart.notes[-1]) == "Too few points to trust the limits: 3; at least 8 are needed."


@pytest.mark.parametrize("chart", ["p", "u", "c", "imr", "ewma", "cusum"])
@pytest.mark.parametrize("values", [[], [0], [0] * 12, [float("nan")] * 3])
def test_no_spread_or_no_value_is_said_and_never_a_nan(chart, values):
    result = control(chart=chart, value=values, size=[10] * len(values) if chart in "pu" else None)
    assert result.verdict == CANNOT_TELL
    assert result.notes
    assert all(row["signal"] is None for row in result.rows())
    numbers = [number for row in result.rows() for number in row.values() if isinstance(number, float)]
    assert np.isfinite(numbers).all()


def test_missing_values_are_left_out_and_counted():
    chart = control(chart="p", value=[1, None, 2, 0], size=[10, 10, None, 0])
    assert [point.t for point in chart.points] == [1]
    assert "Rows without a value, size or time, left out: 3." in map(str, chart.notes)


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"chart": "p", "value": [3, 12], "size": [10, 10]}, "At 2 the count is 12 of 10; a share cannot exceed 1."),
        ({"chart": "p", "value": [3]}, "Chart p needs the size behind each count."),
        ({"chart": "c", "value": [-1]}, "At 1 the count is -1; chart c needs whole counts from 0."),
        ({"chart": "u", "value": [1.5], "size": [2]}, "At 1 the count is 1.5; chart u needs whole counts from 0."),
        (
            {"chart": "u", "value": [2], "size": [0]},
            "At 1 the count is 2, but nothing was there to be counted (size 0).",
        ),
        ({"chart": "u", "value": [2], "size": [-3]}, "A size on a control chart cannot be negative."),
        ({"chart": "imr", "value": [2], "size": [3]}, "Chart imr takes no size."),
        ({"chart": "imr", "value": [float("inf")]}, "Column value, row 1: an answer cannot be infinite."),
        ({"chart": "imr", "value": [1], "sigmas": 0}, "Sigmas, decision and shift of a control chart must be above 0."),
        ({"chart": "ewma", "value": [1], "lambda_": 2}, "Lambda of an EWMA chart must be above 0 and at most 1."),
        ({"chart": "imr", "value": [1], "baseline": 1}, "A baseline needs at least 2 points."),
        (
            {"chart": "x", "value": [1]},
            "There is no chart named 'x'; the charts are p, u, c, imr, ewma, cusum, nps.",
        ),
        ({"chart": "nps", "value": [9]}, "An NPS chart needs the time of each answer."),
        (
            {"chart": "nps", "value": [9], "size": [1], "t": [1]},
            "An NPS chart reads one answer a row and takes no size.",
        ),
        ({"chart": "nps", "value": [12], "t": [1]}, "Column value, row 1: 12 is not on the scale 0-10."),
    ],
)
def test_what_a_chart_cannot_take_is_refused_in_a_sentence(asked, sentence):
    with pytest.raises(ValueError) as refusal:
        control(**asked)
    assert str(refusal.value) == sentence


def survey(seed=4, months=24, n=300, from_month=17, drop=0.22):
    rng = np.random.default_rng(seed)
    month = np.repeat(np.arange(1, months + 1), n)
    worse = np.where(month >= from_month, drop, 0.0)
    draw = rng.random(months * n)
    answer = np.where(draw < 0.5 - worse, 10.0, np.where(draw < 0.8 - worse, 8.0, 3.0))
    return {"score": answer, "month": month}


def test_a_drop_of_the_nps_in_one_month_is_found_from_that_month_on():
    chart = control(survey(), chart="nps", value="score", time="month", baseline=16)
    assert min(point.t for point in chart.signalled) == 17
    assert chart.verdict == SIGNALS
    assert chart.n == 24 * 300


def test_a_steady_nps_is_within_its_limits():
    chart = control(survey(drop=0.0), chart="nps", value="score", time="month", rules="limits")
    assert chart.verdict == IN_CONTROL


def test_the_sigma_of_a_month_is_that_of_the_mix_of_answers():
    frame = survey(drop=0.0)
    chart = control(frame, chart="nps", value="score", time="month")
    up, down = np.mean(frame["score"] >= 9), np.mean(frame["score"] <= 6)
    assert chart.center == pytest.approx(100 * (up - down))
    assert chart.sigma == pytest.approx(100 * np.sqrt((up + down - (up - down) ** 2) / 300))


def test_equal_weights_leave_an_nps_chart_as_it_is_and_unequal_ones_widen_it():
    frame = survey(drop=0.0) | {"one": np.full(7200, 3.0), "two": np.resize([0.2, 1.8], 7200)}
    bare, same, wide = (
        control(frame, chart="nps", value="score", time="month", weight=w) for w in (None, "one", "two")
    )
    assert [point.high for point in same.points] == pytest.approx([point.high for point in bare.points])
    assert wide.sigma > bare.sigma * 1.2


SERIES = {
    "p": {"value": [3, 5, 2, 4, 4, 3, 5, 2, 6, 4], "size": [20, 30, 20, 25, 20, 30, 30, 20, 25, 20]},
    "u": {"value": [3, 5, 2, 4, 4, 3, 5, 2, 6, 4], "size": [2.5, 3.7, 2, 2.5, 2.1, 3, 3, 2, 2.5, 2]},
    "c": {"value": [3, 5, 2, 4, 4, 3, 5, 2, 6, 4]},
    "imr": {"value": NOISE[:10]},
    "ewma": {"value": NOISE[:10]},
    "cusum": {"value": NOISE[:10]},
}
MONTHS = [1, 1, 2, 2, 3, 4, 5, 6, 7, 8]


@pytest.mark.parametrize("chart", SERIES)
@pytest.mark.parametrize("t", [None, MONTHS])
def test_weights_of_one_change_nothing_to_the_last_digit(chart, t):
    plain, ones = (control(chart=chart, **SERIES[chart], t=t, weight=w) for w in (None, [1.0] * 10))
    assert ones == plain


@pytest.mark.parametrize("chart", SERIES)
def test_weights_times_a_constant_are_the_same_weights(chart):
    weight = np.array([0.2, 1, 3, 1.5, 0.7, 1, 2, 0.4, 1, 1])
    once, fourfold, thrice = (control(chart=chart, **SERIES[chart], t=MONTHS, weight=k * weight) for k in (1, 4, 3))
    assert fourfold == once
    assert [point.value for point in thrice.points] == pytest.approx([point.value for point in once.points])
    assert [point.high for point in thrice.points] == pytest.approx([point.high for point in once.points])


@pytest.mark.parametrize("chart", ["p", "u"])
def test_shares_and_rates_of_weighted_rows_have_an_effective_size(chart):
    chart = control(chart=chart, value=[2, 3, 4], size=[10, 20, 10], t=[1, 1, 2], weight=[3, 1, 2])
    assert [point.value for point in chart.points] == pytest.approx([(3 * 2 + 3) / (3 * 10 + 20), 0.4])
    center = (3 * 2 + 3 + 2 * 4) / (3 * 10 + 20 + 2 * 10)
    effective = np.array([(3 * 10 + 20) ** 2 / (9 * 10 + 20), 10])
    spread = center * (1 - center) if chart.chart == "p" else center
    assert chart.center == pytest.approx(center)
    assert [point.high for point in chart.points] == pytest.approx(center + 3 * np.sqrt(spread / effective))
    assert chart.n == 3


def test_a_weight_counts_in_the_center_and_in_the_ranges_of_single_values():
    chart = control(chart="imr", value=[1, 5, 2, 6], weight=[1, 4, 1, 9])
    ranges, both = np.array([4, 3, 4]), np.array([2, 2, 3])
    assert [point.value for point in chart.points] == [1, 5, 2, 6]
    assert chart.center == pytest.approx((1 + 20 + 2 + 54) / 15)
    assert chart.sigma == pytest.approx((ranges * both).sum() / both.sum() / 1.128)


def test_a_point_without_weight_is_judged_but_bears_on_no_limit():
    wild = control(chart="imr", value=[*NOISE, 90.0], weight=[1.0] * 20 + [0.0])
    tame = control(chart="imr", value=NOISE)
    assert (wild.center, wild.sigma) == (tame.center, tame.sigma)
    assert wild.points[-1].signal == "beyond limits"


def test_counts_of_a_time_weigh_as_their_rows_do_on_average():
    chart = control(chart="c", value=[2, 3, 8], t=[1, 1, 2], weight=[1, 3, 1])
    assert [point.value for point in chart.points] == [5, 8]
    assert chart.center == pytest.approx((2 * 5 + 8) / 3)


def test_shares_that_weigh_nothing_are_left_out_and_counted():
    chart = control(chart="p", value=[1, 2, 3], size=[10, 10, 10], t=[1, 2, 2], weight=[1, 0, 0])
    assert ([point.t for point in chart.points], chart.n) == ([1], 1)
    assert "Rows of points that weigh nothing, left out: 2." in map(str, chart.notes)


def test_a_baseline_that_weighs_nothing_is_refused():
    with pytest.raises(ValueError, match="all weigh nothing"):
        control(chart="imr", value=NOISE, weight=[0.0] * 8 + [1.0] * 12, baseline=8)


@pytest.mark.parametrize(
    ("weight", "sentence"),
    [([1.0], "one weight for each value"), ([1.0, -1.0], "a number from 0"), ([1.0, np.nan], "a number from 0")],
)
def test_weights_of_points_that_are_none_are_refused(weight, sentence):
    with pytest.raises(ValueError, match=sentence):
        control_from_points(chart="imr", value=[1, 2], weight=weight)


@pytest.mark.parametrize("chart", SERIES)
def test_clusters_play_no_part_and_that_is_said(chart):
    plain, drawn = (control(chart=chart, **SERIES[chart], cluster=c) for c in (None, ["a", "b"] * 5))
    assert drawn.points == plain.points
    assert str(drawn.notes[-1]) == (
        f"The limits of chart {chart} come from its own model or from neighbouring points, "
        "so the clusters play no part."
    )


def test_limits_of_the_nps_are_cut_at_100_points():
    months = [sums([1.0, 1.0, 1.0, -1.0])] * 5 + [sums([1.0] * 4)] * 5
    assert {point.high for point in control_nps_from_sums(t=range(10), sums=months).points} == {100.0}


def test_months_of_promoters_only_have_no_limits_to_judge_by():
    months = [sums([1.0] * 7, np.full(7, weight)) for weight in (0.3, 1.7, 0.9) * 4]
    chart = control_nps_from_sums(t=range(12), sums=months)
    assert (chart.verdict, {point.low for point in chart.points}) == (CANNOT_TELL, {None})


def test_each_period_of_an_nps_chart_comes_once():
    with pytest.raises(ValueError, match="one time of its own"):
        control_nps_from_sums(t=[1, 1], sums=[sums([1.0]), sums([0.0])])


@settings(max_examples=80, deadline=None)
@given(st.lists(st.integers(0, 10), min_size=1, max_size=60), st.sampled_from(["c", "imr", "ewma", "cusum"]))
def test_any_values_give_finite_rows_in_order(values, chart):
    result = control(chart=chart, value=values)
    for row in result.rows():
        assert row["low"] is None or row["low"] <= row["center"] <= row["high"]
        assert all(np.isfinite(number) for number in row.values() if isinstance(number, float))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(-100, 100), min_size=9, max_size=40))
def test_a_mirrored_series_fires_the_same_rules(values):
    plain, mirrored = (control(chart="imr", value=np.array(values) * sign) for sign in (1.0, -1.0))
    assert [point.signals for point in plain.points] == [point.signals for point in mirrored.points]
