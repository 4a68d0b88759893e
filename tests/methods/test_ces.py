import numpy as np
import pytest
from hypothesis import given

from sonda.methods.ces import ALL_ALIKE, CES, NO_ANSWERS, NO_WEIGHT, TOO_FEW, ces, ces_from_sums
from sonda.methods.result import Note
from sonda.methods.sums import sums
from tests.methods.strategies import finite_or_none, surveys


def test_a_row_carries_the_names_of_the_contract_in_order():
    assert list(ces({"q": [5, 1]}, score="q").rows()[0]) == ["n", "mean", "low", "high", "share"]


def test_mean_and_interval_are_those_of_a_t_test():
    from scipy.stats import ttest_1samp

    column = [7, 6, 6, 5, 3, 7]
    result, known = ces({"q": column}, score="q"), ttest_1samp(column, 0).confidence_interval(0.95)
    assert (result.mean, result.low, result.high) == pytest.approx((np.mean(column), known.low, known.high))


@pytest.mark.parametrize(
    ("column", "verdict"),
    [([6, 7, 6, 7], "easy"), ([1, 2, 1, 2], "hard"), ([1, 7, 4, 6], "cannot tell"), ([7, 7, 7], "cannot tell")],
)
def test_the_verdict_says_no_more_than_the_interval(column, verdict):
    assert ces({"q": column}, score="q").verdict == verdict


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ([], CES(n=0, notes=(Note(text=NO_ANSWERS),))),
        ([6], CES(n=1, mean=6, share=1, notes=(Note(text=TOO_FEW),))),
        ([6, 6, 6], CES(n=3, mean=6, share=1, notes=(Note(text=ALL_ALIKE),))),
    ],
)
def test_too_little_to_judge_is_said(column, expected):
    assert ces({"q": column}, score="q") == expected


def test_answers_that_carry_no_weight_have_no_mean():
    assert ces({"q": [6, None], "w": [0, 1]}, score="q", weight="w").notes == (Note(text=NO_WEIGHT),)


@given(surveys(columns=1, low=1, high=7))
def test_a_frame_and_its_sums_give_the_same_answer(frame):
    top = np.where(np.isnan(frame["c0"]), np.nan, frame["c0"] >= 6)
    design = (frame["weight"], frame["event"])
    counted = ces_from_sums(score=sums(frame["c0"], *design), top=sums(top, *design))
    assert ces(frame, score="c0", weight="weight", cluster="event") == counted
    assert finite_or_none(counted.rows())


def test_a_scale_of_two_steps_has_no_top_two():
    with pytest.raises(ValueError, match="top answers"):
        ces({"q": [1, 2]}, score="q", scale=(1, 2))
