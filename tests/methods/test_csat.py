import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonda.methods.csat import CSAT, NO_ANSWERS, NO_WEIGHT, ONE_CLUSTER, csat, csat_from_sums, csat_sample_size
from sonda.methods.intervals import wilson
from sonda.methods.result import Note
from sonda.methods.sums import sums
from tests.methods.strategies import finite_or_none, surveys


def test_a_row_carries_the_names_of_the_contract_in_order():
    assert list(csat({"q": [5, 1]}, score="q").rows()[0]) == ["n", "satisfied", "share", "low", "high", "mean"]


def test_satisfied_are_the_top_answers_of_the_scale():
    frame = {"q": [10, 9, 8, 7, 1]}
    assert [csat(frame, score="q", scale=(0, 10), top=top).satisfied for top in (1, 2, 3)] == [1, 2, 3]


def test_nobody_answered_is_an_answer_without_numbers():
    assert csat({"q": [None, None]}, score="q") == CSAT(n=0, notes=(Note(text=NO_ANSWERS),))


@pytest.mark.parametrize(
    ("column", "verdict"),
    [
        ([5] * 30 + [1] * 5, "most are satisfied"),
        ([5] * 5 + [1] * 30, "most are not satisfied"),
        ([5] * 6 + [1] * 5, "cannot tell"),
        ([5], "cannot tell"),
    ],
)
def test_the_verdict_says_no_more_than_the_interval(column, verdict):
    assert csat({"q": column}, score="q").verdict == verdict


def test_all_satisfied_still_has_an_interval():
    result = csat({"q": [5] * 10}, score="q")
    assert (result.share, result.low, result.high) == (1, pytest.approx(0.7225, abs=1e-4), 1)


def test_the_exact_interval_of_twenty_refusals():
    result = csat({"q": [1] * 20}, score="q", interval="exact")
    assert (result.low, result.high) == (0, pytest.approx(1 - 0.025 ** (1 / 20)))


def test_weights_shrink_the_number_of_answers_to_what_they_are_worth():
    column, weight = [5, 4, 2, 1, 5, 3], [1, 2, 3, 1, 1, 2]
    result = csat({"q": column, "w": weight}, score="q", weight="w")
    happy = np.array(column) > 3
    p, w = np.average(happy, weights=weight), np.array(weight, float)
    variance = 6 / 5 * (w**2 * (happy - p) ** 2).sum() / w.sum() ** 2
    assert (result.low, result.high) == pytest.approx(wilson(p, 6 * p * (1 - p) / 5 / variance))


def test_weighted_people_who_all_agree_count_for_their_effective_number():
    result = csat({"q": [5, 5, 5], "w": [1, 1, 4]}, score="q", weight="w")
    assert (result.share, result.low) == (1, pytest.approx(wilson(1, 36 / 18)[0]))


def test_events_that_all_agree_count_as_one_answer_each():
    frame = {"q": [5, 1, 5, 1], "flight": ["A", "A", "B", "B"]}
    assert csat(frame, score="q", cluster="flight").low == pytest.approx(wilson(0.5, 2)[0])


def test_one_event_cannot_tell_an_interval():
    result = csat({"q": [5, 1], "flight": ["A", "A"]}, score="q", cluster="flight")
    assert (result.share, result.low, result.notes) == (0.5, None, (Note(text=ONE_CLUSTER),))


def test_answers_that_carry_no_weight_have_no_share():
    result = csat({"q": [5, None], "w": [0, 1]}, score="q", weight="w")
    assert (result.n, result.satisfied, result.share, result.notes) == (1, 1, None, (Note(text=NO_WEIGHT),))


@given(surveys(columns=1, low=1, high=5), st.booleans())
def test_a_frame_and_its_sums_give_the_same_answer(frame, weighted):
    happy = np.where(np.isnan(frame["c0"]), np.nan, frame["c0"] >= 4)
    design = (frame["weight"], frame["event"]) if weighted else ()
    counted = csat_from_sums(
        satisfied=sums(happy, *design),
        score=sums(frame["c0"], *design),
        weighted=weighted,
        n_satisfied=int(np.nansum(happy)),
    )
    options = {"weight": "weight", "cluster": "event"} if weighted else {}
    assert csat(frame, score="c0", **options) == counted
    assert finite_or_none(counted.rows())
    assert counted.low is None or 0 <= counted.low <= counted.high <= 1


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"top": 0}, "between 1 and 4 top answers"),
        ({"top": 5}, "between 1 and 4 top answers"),
        ({"scale": (5, 1)}, "not from 5 to 1"),
        ({"scale": (1, 4)}, "row 2: 5 is not on the scale 1-4"),
        ({"interval": "bayes"}, "wilson"),
        ({"interval": "exact", "weight": "w"}, "exact where there are no weights"),
        ({"level": 95}, "level"),
    ],
)
def test_impossible_input_is_refused(options, sentence):
    with pytest.raises(ValueError, match=sentence):
        csat({"q": [1, 5], "w": [1, 2]}, score="q", **options)


def test_sums_of_different_people_are_refused():
    with pytest.raises(ValueError, match="do not fit"):
        csat_from_sums(satisfied=sums([1.0]), score=sums([5.0, 4.0]), weighted=False, n_satisfied=1)


@pytest.mark.parametrize("wrong", [{"share": 1.2}, {"other": 0.5}, {"power": 1}])
def test_a_sample_size_needs_two_different_shares(wrong):
    with pytest.raises(ValueError):
        csat_sample_size(**{"share": 0.5, "other": 0.6} | wrong)
