import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonda.methods.alpha import CONSTANT, NO_INTERVAL, NO_SPREAD, REVERSED, TOO_FEW, alpha, alpha_from_moments
from sonda.methods.result import Note
from tests.methods.strategies import finite_or_none, surveys


def judged(*columns, **options):
    frame = dict(zip("abcdef", columns, strict=False))
    return alpha(frame | options.pop("frame", {}), items=list(frame), **options)


def test_a_row_carries_the_names_of_the_contract():
    row = judged([1, 2, 4], [1, 3, 4]).rows()[0]
    assert list(row) == ["alpha", "alpha_standardized", "low", "high", "n", "items"]
    assert row["items"] == [{"item": "a", "alpha_if_dropped": None}, {"item": "b", "alpha_if_dropped": None}]


def test_alpha_of_two_items_is_twice_their_covariance_over_the_variance_of_the_sum():
    a, b = np.array([1, 2, 4, 5, 3]), np.array([2, 2, 5, 3, 4])
    assert judged(a, b).alpha == pytest.approx(4 * np.cov(a, b)[0, 1] / np.var(a + b, ddof=1))


def test_people_who_skipped_an_item_are_left_out():
    assert judged([1, 2, 3, None], [1, 3, 3, 4], [2, None, 3, 1]) == judged([1, 3], [1, 3], [2, 3])


@pytest.mark.parametrize(
    ("r", "n", "verdict"), [(0.9, 200, "reliable"), (0.2, 200, "not reliable"), (0.55, 10, "cannot tell")]
)
def test_the_verdict_says_no_more_than_the_interval(r, n, verdict):
    assert alpha_from_moments(items="ab", n=n, mean=[3, 3], cov=[[1, r], [r, 1]]).verdict == verdict


@pytest.mark.parametrize(
    ("columns", "text"),
    [
        (([], []), TOO_FEW),
        (([3], [4]), TOO_FEW),
        (([3, None], [4, 4]), TOO_FEW),
        (([4.1] * 9, [2.2] * 9), NO_SPREAD),
        (([1, 2, 3], [3, 2, 1]), NO_SPREAD),
    ],
)
def test_too_little_to_judge_is_said(columns, text):
    result = judged(*columns)
    assert (result.alpha, result.low, result.verdict, result.notes) == (None, None, "cannot tell", (Note(text=text),))
    assert len(result.items) == 2


def test_an_item_that_all_answered_alike_leaves_no_standardized_alpha():
    result = judged([1, 2, 4, 5], [1, 3, 4, 4], [5, 5, 5, 5])
    assert (result.alpha_standardized, result.notes) == (None, (Note(text=CONSTANT, values={"item": "c"}),))
    assert result.alpha is not None


def test_an_item_that_runs_against_the_others_is_named():
    result = judged([1, 2, 4, 5], [1, 3, 4, 4], [5, 4, 2, 2])
    assert Note(text=REVERSED, values={"item": "c"}) in result.notes


def test_copies_of_one_item_have_no_interval():
    result = judged([1, 2, 4, 5], [1, 2, 4, 5])
    assert (result.alpha, result.low, result.notes) == (pytest.approx(1), None, (Note(text=NO_INTERVAL),))


@given(surveys(columns=3, low=1, high=5), st.booleans())
def test_a_frame_and_its_moments_give_the_same_alpha(frame, weighted):
    table = np.array([frame[f"c{i}"] for i in range(3)])
    complete = ~np.isnan(table).any(axis=0)
    table, w = table[:, complete], frame["weight"][complete] if weighted else np.ones(complete.sum())
    found = alpha(frame, items=["c0", "c1", "c2"], weight="weight" if weighted else None)
    assert finite_or_none(found.rows())
    if complete.sum() > 1:
        counted = alpha_from_moments(
            items=["c0", "c1", "c2"],
            n=int(complete.sum()),
            mean=np.average(table, axis=1, weights=w),
            cov=np.cov(table, aweights=w, ddof=1),
            n_effective=w.sum() ** 2 / (w**2).sum(),
        )
        assert [vars(each) for each in found.items] == [
            {name: pytest.approx(value, abs=1e-6) for name, value in vars(each).items()} for each in counted.items
        ]
        assert (found.alpha, found.low, found.high) == (
            pytest.approx(counted.alpha),
            pytest.approx(counted.low),
            pytest.approx(counted.high),
        )
        assert (found.notes, found.verdict) == (counted.notes, counted.verdict)


def test_weights_stand_for_people():
    columns = ([1, 2, 4, 5, 3], [2, 2, 5, 3, 4])
    weighted = judged(*columns, frame={"w": [2, 1, 1, 1, 1]}, weight="w")
    repeated = judged(*([*column, column[0]] for column in columns))
    assert (weighted.alpha, weighted.n) == (pytest.approx(repeated.alpha), 5)


@pytest.mark.parametrize("items", [[], ["a"], ["a", "a"]])
def test_alpha_needs_two_items(items):
    with pytest.raises(ValueError, match="two different items"):
        alpha({"a": [1, 2]}, items=items)


def test_moments_must_fit_the_items():
    with pytest.raises(ValueError, match="do not fit 2 items"):
        alpha_from_moments(items="ab", n=5, mean=[1, 2, 3], cov=np.eye(3))
