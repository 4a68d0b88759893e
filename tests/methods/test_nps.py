import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonda.methods.nps import ALL_ALIKE, NO_ANSWERS, NO_WEIGHT, NPS, ONE_CLUSTER, nps, nps_from_counts, nps_from_sums
from sonda.methods.nps_difference import nps_difference, nps_sample_size, nps_sample_size_for_change
from sonda.methods.result import Note
from sonda.methods.sums import sums
from tests.methods.strategies import answers, finite_or_none, surveys

COUNTS = st.integers(0, 60)
INTERVALS = ["adjusted-wald", "score", "wald"]


@pytest.mark.parametrize(
    ("promoters", "passives", "detractors", "score"),
    [(1, 0, 0, 100), (0, 1, 0, 0), (0, 0, 3, -100), (6, 2, 2, 40)],
)
def test_nps_is_the_share_of_promoters_less_detractors(promoters, passives, detractors, score):
    assert nps_from_counts(promoters=promoters, passives=passives, detractors=detractors).nps == score


def test_a_row_carries_the_names_of_the_contract_in_order():
    row = nps_from_counts(promoters=6, passives=2, detractors=2).rows()[0]
    assert list(row) == ["n", "promoters", "passives", "detractors", "nps", "low", "high", "se", "deff"]


def test_nobody_answered_is_an_answer_without_numbers():
    assert nps_from_counts(promoters=0, passives=0, detractors=0) == NPS(n=0, notes=(Note(text=NO_ANSWERS),))


def test_ten_promoters_in_ten_do_not_claim_certainty():
    assert [
        nps_from_counts(promoters=10, passives=0, detractors=0, interval=interval).low for interval in INTERVALS
    ] == [pytest.approx(47.50, abs=0.01), pytest.approx(44.49, abs=0.01), None]


def test_the_wald_interval_of_answers_of_one_kind_is_not_given_and_says_why():
    result = nps_from_counts(promoters=0, passives=4, detractors=0, interval="wald")
    assert (result.nps, result.se, result.low, result.high, result.notes) == (0, 0, None, None, (Note(text=ALL_ALIKE),))


@pytest.mark.parametrize(
    ("promoters", "detractors", "verdict"),
    [(40, 10, "more promoters"), (10, 40, "more detractors"), (25, 24, "cannot tell")],
)
def test_the_verdict_says_no_more_than_the_interval(promoters, detractors, verdict):
    assert nps_from_counts(promoters=promoters, passives=0, detractors=detractors).verdict == verdict


@given(COUNTS, COUNTS, COUNTS, st.sampled_from(INTERVALS), st.sampled_from([0.5, 0.9, 0.95, 0.999]))
def test_an_interval_lies_within_the_scale_and_holds_no_nan(promoters, passives, detractors, interval, level):
    result = nps_from_counts(
        promoters=promoters, passives=passives, detractors=detractors, interval=interval, level=level
    )
    assert finite_or_none(result.rows())
    assert result.low is None or -100 <= result.low <= result.high <= 100


@given(COUNTS, COUNTS, COUNTS, st.sampled_from(INTERVALS))
def test_promoters_and_detractors_exchanged_turn_the_result_round(promoters, passives, detractors, interval):
    one = nps_from_counts(promoters=promoters, passives=passives, detractors=detractors, interval=interval)
    other = nps_from_counts(promoters=detractors, passives=passives, detractors=promoters, interval=interval)
    if one.low is not None:
        assert (other.low, other.high) == (pytest.approx(-one.high, abs=1e-9), pytest.approx(-one.low, abs=1e-9))


@given(answers(0, 10))
def test_a_frame_and_its_counts_give_the_same_score(column):
    given = [each for each in column if each is not None]
    counted = nps_from_counts(
        promoters=sum(each >= 9 for each in given),
        passives=sum(7 <= each <= 8 for each in given),
        detractors=sum(each <= 6 for each in given),
    )
    assert nps({"q": column}, score="q") == counted


@given(surveys(columns=1, low=0, high=10))
def test_a_frame_and_its_sums_give_the_same_weighted_score(frame):
    mark = np.where(np.isnan(frame["c0"]), np.nan, np.select([frame["c0"] >= 9, frame["c0"] <= 6], [1.0, -1.0], 0.0))
    counted = nps_from_sums(
        promoters=int((mark == 1).sum()),
        passives=int((mark == 0).sum()),
        detractors=int((mark == -1).sum()),
        sums=sums(mark, frame["weight"], frame["event"]),
    )
    assert nps(frame, score="c0", weight="weight", cluster="event") == counted
    assert finite_or_none(counted.rows())


@given(surveys(columns=1, low=0, high=10))
def test_equal_weights_change_neither_score_nor_counts(frame):
    plain, weighted = (
        nps(frame, score="c0"),
        nps(frame | {"one": np.full(len(frame["event"]), 3.0)}, score="c0", weight="one"),
    )
    assert (plain.n, plain.promoters, plain.nps) == (weighted.n, weighted.promoters, pytest.approx(weighted.nps))


def test_weighted_answers_of_one_kind_have_no_interval():
    result = nps({"q": [10, 9, 10], "w": [1, 2, 3]}, score="q", weight="w")
    assert (result.nps, result.se, result.low, result.high, result.notes) == (
        100,
        0,
        None,
        None,
        (Note(text=ALL_ALIKE),),
    )


def test_one_event_cannot_tell_an_interval():
    result = nps({"q": [10, 3], "flight": ["A", "A"]}, score="q", cluster="flight")
    assert (result.nps, result.se, result.low, result.notes) == (0, None, None, (Note(text=ONE_CLUSTER),))


def test_answers_that_carry_no_weight_have_no_score():
    result = nps({"q": [10, 3, None], "w": [0, 0, 1]}, score="q", weight="w")
    assert (result.n, result.nps, result.notes) == (2, None, (Note(text=NO_WEIGHT),))


@pytest.mark.parametrize(
    ("frame", "sentence"),
    [
        ({"q": [9, 12], "w": [1, 1]}, "Column q, row 2: 12 is not on the scale 0-10."),
        ({"q": [6.5], "w": [1]}, "Column q, row 1: 6.5 is not on the scale 0-10."),
        ({"q": ["ten"], "w": [1]}, "Column q, row 1: 'ten' is not a number."),
        ({"q": [9, 9], "w": [1, -1]}, r"Column w, row 2: the weight is negative \(-1\)."),
        ({"q": [9, 9], "w": [None, 1]}, "Column w, row 1: the weight is blank."),
        ({"q": [9, 9], "w": [0, 0]}, "Column w: all weights are zero."),
    ],
)
def test_a_bad_frame_is_refused_with_row_and_column(frame, sentence):
    with pytest.raises(ValueError, match=sentence):
        nps(frame, score="q", weight="w")


@pytest.mark.parametrize("wrong", [{"promoters": -1}, {"level": 1.0}, {"level": 0.0}, {"interval": "bayes"}])
def test_impossible_input_is_refused(wrong):
    with pytest.raises(ValueError):
        nps_from_counts(**{"promoters": 1, "passives": 1, "detractors": 1} | wrong)


def test_counts_and_sums_must_speak_of_the_same_people():
    with pytest.raises(ValueError, match="3 answers were counted but 1 were added up"):
        nps_from_sums(promoters=1, passives=1, detractors=1, sums=sums([1.0]))


@pytest.mark.parametrize("module", ["pandas", "polars", "pyarrow"])
def test_any_frame_will_do(module):
    library = pytest.importorskip(module)
    make = library.table if module == "pyarrow" else library.DataFrame
    assert nps(make({"q": [10, 9, None, 3]}), score="q").nps == pytest.approx(100 / 3)


def test_two_scores_that_differ_are_told_apart():
    result = nps_difference(ours=(60, 20, 20), theirs=(30, 30, 40))
    assert (result.verdict, result.n, round(result.difference)) == ("higher", 200, 50)


@pytest.mark.parametrize("interval", ["adjusted-wald", "wald"])
def test_a_difference_needs_answers_on_both_sides(interval):
    result = nps_difference(ours=(0, 0, 0), theirs=(1, 1, 1), interval=interval)
    assert (result.difference, result.low, result.verdict) == (None, None, "cannot tell")


def test_a_wald_difference_of_answers_of_one_kind_is_not_judged():
    result = nps_difference(ours=(5, 0, 0), theirs=(0, 0, 5), interval="wald")
    assert (result.difference, result.low, result.p_value, result.verdict) == (200, None, None, "cannot tell")


def test_the_sample_size_gives_the_margin_it_promises():
    n = nps_sample_size(promoters=0.5, detractors=0.2, margin=5, interval="wald")
    result = nps_from_counts(promoters=n // 2, passives=n - n // 2 - n // 5, detractors=n // 5, interval="wald")
    assert (result.high - result.low) / 2 == pytest.approx(5, abs=0.02)


def test_a_change_of_nothing_has_no_sample_size():
    with pytest.raises(ValueError, match="no change"):
        nps_sample_size_for_change(promoters=0.5, detractors=0.2, promoters_then=0.4, detractors_then=0.1)
