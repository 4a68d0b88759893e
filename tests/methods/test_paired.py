import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonda.methods.paired import NOT_JUDGED, paired, signed_ranks
from sonda.methods.result import Note


@given(st.lists(st.integers(-3, 3), min_size=5, max_size=40).filter(lambda d: any(d)))
def test_signed_ranks_are_those_of_scipy(difference):
    from scipy.stats import wilcoxon

    known = wilcoxon(difference, correction=True, method="asymptotic")
    v, p = signed_ranks(difference)
    moved = sum(each != 0 for each in difference)
    assert min(v, moved * (moved + 1) / 2 - v) == known.statistic
    assert min(p, 1) == pytest.approx(known.pvalue)


def test_those_who_miss_an_answer_are_left_out():
    assert paired([5, None, 7, 4], [4, 4, 4, None]).n == 2


@pytest.mark.parametrize("first", [[], [5], [5, 5, 5]])
def test_too_little_to_judge_is_said(first):
    result = paired(first, [4] * len(first))
    assert (result.low, result.p_value, result.verdict, result.notes) == (
        None,
        None,
        "cannot tell",
        (Note(text=NOT_JUDGED),),
    )


@pytest.mark.parametrize(("shift", "verdict"), [(2, "higher"), (-2, "lower"), (0, "cannot tell")])
def test_the_verdict_says_no_more_than_the_interval(shift, verdict):
    assert paired(np.array([1, 2, 3, 4.0]) + shift, [1, 3, 2, 4]).verdict == verdict


def test_columns_of_different_people_are_refused():
    with pytest.raises(ValueError, match="not of the same people"):
        paired([1, 2], [1])
