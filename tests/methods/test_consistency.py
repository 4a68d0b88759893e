import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sonda.methods.consistency import (
    ABOVE,
    ALIKE,
    BELOW,
    DIFFER,
    agreement,
    consistency,
    consistency_from_sums,
    shrink_known_variances,
)
from sonda.methods.result import CANNOT_TELL
from sonda.methods.sums import sums


def judged(**units):
    return consistency_from_sums(units={name: sums(values) for name, values in units.items()})


def branches(seed=7, worse=-25.0, k=12, n=300):
    """Answers 0–10 of branches that are all alike but the last, which has more detractors."""
    rng = np.random.default_rng(seed)
    units = {}
    for i in range(k):
        shift = worse / 200 if i == k - 1 else 0.0
        units[f"branch {i:02d}"] = rng.choice([100.0, 0.0, -100.0], n, p=[0.55 + shift, 0.25, 0.20 - shift])
    return units


def test_a_truly_worse_branch_is_found_and_no_other_is_accused():
    result = consistency_from_sums(units={name: sums(values) for name, values in branches(worse=-40.0).items()})
    assert {unit.unit: unit.verdict for unit in result.units if unit.verdict != CANNOT_TELL} == {"branch 11": BELOW}
    assert result.verdict == DIFFER


def test_branches_that_only_look_different_are_not_judged():
    result = consistency_from_sums(units={name: sums(values) for name, values in branches(worse=0.0).items()})
    assert {unit.verdict for unit in result.units} == {CANNOT_TELL}
    assert result.verdict == CANNOT_TELL


def test_turning_the_answers_round_turns_the_verdicts():
    units = branches(worse=-40.0)
    result = consistency_from_sums(units={name: sums(-values) for name, values in units.items()})
    assert [unit.unit for unit in result.units if unit.verdict == ABOVE] == ["branch 11"]


def test_units_within_the_margin_are_alike_as_a_finding():
    rng = np.random.default_rng(3)
    units = {f"unit {i}": sums(rng.choice([100.0, 0.0, -100.0], 4000)) for i in range(20)}
    assert consistency_from_sums(units=units, margin=5.0).verdict == ALIKE
    assert consistency_from_sums(units=units).verdict == CANNOT_TELL


def test_a_small_unit_is_drawn_to_the_mean_more_than_a_large_one():
    rng = np.random.default_rng(1)
    level = {name: rng.normal(7 + shift, 1, 80) for name, shift in {"a": -1, "b": 0, "c": 1, "d": 0.5}.items()}
    result = judged(**level, few=[9.0, 9.5, 9.2], many=rng.normal(9.2, 1, 400))
    share = {unit.unit: unit.effect / (unit.raw - result.mu) for unit in result.units}
    assert 0 < share["few"] < share["a"] < share["many"] < 1


def test_rows_and_top_speak_the_contract():
    result = judged(East=[9, 8, 9, 10], West=[5, 6, 4, 5])
    assert [list(row) for row in result.rows()] == [["unit", "n", "raw", "shrunk", "low", "high"]] * 2
    assert list(result.top()) == ["mu", "var_between", "var_within", "icc", "answers_needed"]


def test_answers_needed_is_the_whole_number_that_reaches_reliability_seven_tenths():
    result = judged(a=[1, 5, 4, 2, 6], b=[4, 7, 6, 9, 5], c=[2, 6, 3, 5, 4])
    assert result.reliability(result.answers_needed) >= 0.7 > result.reliability(result.answers_needed - 1)


@pytest.mark.parametrize(
    ("units", "note", "top"),
    [
        ({}, "No unit has an answer.", (None, None, None, None, None)),
        (
            {"only": [3.0, 4.0]},
            "There is only one unit, so nothing can be compared.",
            (3.5, None, None, None, None),
        ),
        (
            {"a": [3.0], "b": [5.0]},
            "Each unit has one answer, so differences between units cannot be told from chance.",
            (4.0, None, None, None, None),
        ),
        (
            {"a": [3.0, 3.0], "b": [3.0, 3.0, 3.0]},
            "All answers are equal, so there is no spread to judge.",
            (3.0, 0.0, 0.0, None, None),
        ),
        (
            {"a": [3.0, 3.0], "b": [5.0, 5.0, 5.0]},
            "Within each unit all answers are equal, so the error of a unit's mean cannot be judged.",
            (4.0, 2.0, 0.0, 1.0, 1),
        ),
    ],
)
def test_what_cannot_be_judged_is_said_and_never_a_nan(units, note, top):
    result = judged(**units)
    assert (str(result.notes[-1]), tuple(result.top().values()), result.verdict) == (note, top, CANNOT_TELL)
    assert all(row["low"] is None and row["high"] is None for row in result.rows())


def test_units_that_differ_less_than_chance_have_no_number_of_answers():
    result = judged(a=[1.0, 5.0, 3.0], b=[2.0, 4.0, 3.0])
    assert (result.icc, result.answers_needed) == (0.0, None)
    assert [unit.shrunk for unit in result.units] == [3.0, 3.0]
    assert all(unit.low < 3.0 < unit.high for unit in result.units)
    assert "not known" in str(result.notes[-1])


def test_a_unit_without_answers_is_left_out_with_a_note():
    result = judged(a=[1.0, 5.0], b=[2.0, 4.0, 7.0], c=[float("nan")])
    assert [unit.unit for unit in result.units] == ["a", "b"]
    assert 'Unit "c" has no answers and is left out.' in map(str, result.notes)


def test_two_spellings_of_a_unit_are_named_and_counted_as_written():
    result = judged(**{"East": [1.0, 5.0], "EAST ": [2.0, 4.0], "West": [3.0, 1.0]})
    assert len(result.units) == 3
    assert '"East" and "EAST " may be one name in two spellings; they are counted as written.' in map(str, result.notes)


def test_rounding_is_no_spread():
    result = consistency_from_sums(
        units={name: sums([0.1] * 7, np.full(7, w)) for name, w in {"a": 0.3, "b": 1.7}.items()}
    )
    assert (result.var_between, result.var_within, result.icc) == (0.0, 0.0, None)


def test_equal_weights_change_nothing():
    answers = {"a": [1.0, 5.0, 4.0, 2.0], "b": [4.0, 7.0, 9.0], "c": [2.0, 6.0]}
    bare = consistency_from_sums(units={name: sums(y) for name, y in answers.items()})
    weighted = consistency_from_sums(units={name: sums(y, np.full(len(y), 2.5)) for name, y in answers.items()})
    assert weighted.icc == pytest.approx(bare.icc)
    assert weighted.answers_needed == bare.answers_needed
    assert [unit.low for unit in weighted.units] == pytest.approx([unit.low for unit in bare.units])


def test_unequal_weights_and_clusters_widen_the_intervals():
    rng = np.random.default_rng(5)
    answers = {name: rng.normal(mean, 2, 60) for name, mean in {"a": 5, "b": 6, "c": 7, "d": 6}.items()}
    weight = rng.choice([0.2, 3.0], 60)
    flights = np.repeat(np.arange(20), 3)
    width = [
        np.mean([unit.high - unit.low for unit in consistency_from_sums(units=units).units])
        for units in (
            {name: sums(y) for name, y in answers.items()},
            {name: sums(y, weight) for name, y in answers.items()},
            {name: sums(np.sort(y), None, flights) for name, y in answers.items()},
        )
    ]
    assert width[0] < min(width[1:])


def test_the_frame_counts_as_the_sums_do():
    rng = np.random.default_rng(2)
    frame = {"score": rng.integers(0, 11, 200).astype(float), "unit": rng.choice(["n", "s", "e"], 200).astype(object)}
    frame["score"][5], frame["unit"][9] = np.nan, None
    mean = consistency(frame, score="score", unit="unit", as_="mean")
    named = {name: frame["score"][frame["unit"] == name] for name in ("e", "n", "s")}
    assert mean == consistency_from_sums(units={name: sums(values) for name, values in named.items()})
    assert mean.n == 198


def test_nps_counts_answers_as_hundreds():
    result = consistency({"s": [10, 9, 7, 0, 6, 8], "u": list("aaabbb")}, score="s", unit="u")
    assert [unit.raw for unit in result.units] == [pytest.approx(200 / 3), pytest.approx(-200 / 3)]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"s": [11.0, 3.0]}, "Column s, row 1: 11 is not on the scale 0-10."),
        ({"w": [-1.0, 1.0]}, "Column w, row 1: the weight is negative (-1)."),
        ({"w": [0.0, 0.0]}, "Column w: all weights are zero."),
        ({"s": ["good", 3]}, "Column s, row 1: 'good' is not a number."),
    ],
)
def test_an_impossible_frame_is_refused_in_a_sentence(change, sentence):
    frame = {"s": [9.0, 3.0], "u": ["a", "b"], "w": [1.0, 1.0]} | change
    with pytest.raises(ValueError) as refusal:
        consistency(frame, score="s", unit="u", weight="w")
    assert str(refusal.value) == sentence


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.integers(0, 10), min_size=1, max_size=12), min_size=2, max_size=8))
def test_any_answers_give_finite_numbers_in_order(units):
    result = consistency_from_sums(units={str(i): sums(np.array(y, float)) for i, y in enumerate(units)})
    for unit in result.units:
        numbers = [unit.raw, unit.shrunk, unit.low, unit.high]
        assert all(number is None or np.isfinite(number) for number in numbers)
        if unit.low is not None:
            assert unit.low <= unit.shrunk <= unit.high
    assert result.icc is None or 0 <= result.icc <= 1
    assert result.icc_low is None or result.icc_low <= result.icc_high


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.integers(0, 10), min_size=2, max_size=12), min_size=2, max_size=8))
def test_no_other_ratio_of_variances_is_more_likely(units):
    from sonda.methods.consistency.judgement import one_way

    fit = one_way([sums(np.array(y, float)) for y in units])
    if fit.within > 0:
        best = fit.deviance(fit.theta)
        assert all(best <= fit.deviance(theta) + 1e-9 for theta in np.r_[0, np.logspace(-6, 4, 300)])


def test_known_variances_need_to_be_variances():
    with pytest.raises(ValueError, match="variance above 0"):
        shrink_known_variances(estimates={"a": 1.0, "b": 2.0}, variances={"a": 0.0, "b": 1.0})


def test_one_known_unit_cannot_be_compared():
    result = shrink_known_variances(estimates={"a": 1.0}, variances={"a": 1.0})
    assert (result.verdict, result.rows()) == (
        CANNOT_TELL,
        [{"unit": "a", "raw": 1.0, "shrunk": None, "low": None, "high": None}],
    )


def test_equal_estimates_have_no_spread_between():
    result = shrink_known_variances(estimates={"a": 5.0, "b": 5.0, "c": 5.0}, variances={"a": 1, "b": 2, "c": 4})
    assert (result.tau2, [unit.shrunk for unit in result.units]) == (0.0, [5.0, 5.0, 5.0])


def test_agreement_needs_a_complete_table_and_a_spread():
    assert agreement([[3, 3], [3, 3]]).rows() == []
    with pytest.raises(ValueError, match="complete table"):
        agreement([[1, 2], [3, float("nan")]])


def test_agreement_intervals_hold_their_estimate():
    rows = agreement([[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]).rows()
    # psych::ICC prints −0.133…0.722 for ICC1 and 0.342…0.946 for ICC3, 0.019…0.761 for ICC2 (Shrout and Fleiss, 1979)
    assert [(round(row["low"], 2), round(row["high"], 2)) for row in rows[:3]] == [
        (-0.13, 0.72),
        (0.02, 0.76),
        (0.34, 0.95),
    ]


def test_weights_push_no_mean_over_the_end_of_the_scale():
    weighing = np.array([0.1, 0.2, 0.3, 0.7, 1.1, 0.6, 2.3, 0.9])
    for seed in range(50):
        w = np.random.default_rng(seed).permutation(weighing) * 1.1
        frame = {"score": [0] * 8, "unit": list("aabbbccc"), "w": w}
        result = consistency(frame, score="score", unit="unit", weight="w", as_="nps")
        assert result.mu >= -100
        assert all(each.raw >= -100 and each.shrunk >= -100 for each in result.units)
