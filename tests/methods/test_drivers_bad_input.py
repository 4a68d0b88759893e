"""Answers that are possible but cannot be weighed get null and a sentence; impossible questions are refused."""

import numpy as np
import pytest

from sonda.methods.drivers import drivers
from sonda.methods.result import CANNOT_TELL


def people(n=200, seed=0):
    a, b, noise = np.random.default_rng(seed).normal(size=(3, n))
    return {"y": a + b + noise, "a": a, "b": b}


def weighed(frame, **options):
    return drivers(frame, outcome="y", drivers=[name for name in frame if name != "y"], **{"bootstrap": 20, **options})


def unweighed(result, sentence):
    """Nothing is claimed, every driver has its row, and the sentence says why."""
    assert (result.r2, result.verdict, result.leaders) == (None, CANNOT_TELL, ())
    assert {row.importance for row in result.drivers} == {None}
    assert str(result.notes[-1]) == sentence
    return True


@pytest.mark.parametrize("missing_data", ["em", "complete"])
def test_a_constant_driver_is_left_out_by_name_and_the_others_are_weighed(missing_data):
    frame = {**people(), "c": np.full(200, 4.0)}
    result, without = weighed(frame, missing_data=missing_data), weighed(people(), missing_data=missing_data)
    assert result.drivers[2].importance is None
    assert [row.importance for row in result.drivers[:2]] == [row.importance for row in without.drivers]
    assert str(result.notes[0]) == 'All answers to "c" are the same: it cannot be weighed.'


@pytest.mark.parametrize("missing_data", ["em", "complete"])
@pytest.mark.parametrize("copy", [lambda a: a, lambda a: 7 - 2 * a])
def test_two_drivers_that_are_copies_are_named(missing_data, copy):
    frame = people()
    frame["twin"] = copy(frame["a"])
    sentence = '"a" and "twin" are copies of each other: leave one of them out.'
    assert unweighed(weighed(frame, missing_data=missing_data), sentence)


@pytest.mark.parametrize("missing_data", ["em", "complete"])
def test_a_driver_that_is_the_sum_of_others_cannot_be_weighed(missing_data):
    frame = people()
    frame["both"] = frame["a"] + frame["b"]
    sentence = (
        "Some drivers determine each other, so that none can be weighed: leave out one of those that say the same."
    )
    assert unweighed(weighed(frame, missing_data=missing_data), sentence)


def test_an_outcome_that_never_changes_has_no_drivers():
    frame = {**people(), "y": np.full(200, 10.0)}
    assert unweighed(weighed(frame), 'All answers to "y" are the same: nothing can drive them.')


def test_nobody_and_nobody_together():
    sentence = 'Nobody gave both "y" and a driver: there is nothing to weigh.'
    assert unweighed(weighed({"y": np.array([]), "a": np.array([])}), sentence)
    apart = {"y": np.array([1.0, np.nan]), "a": np.array([np.nan, 2.0])}
    assert unweighed(weighed(apart), sentence)
    assert weighed(apart).drivers[0].reach is None


def test_one_answer_is_too_few():
    result = weighed({"y": [3.0], "a": [4.0]})
    assert unweighed(result, 'All answers to "y" are the same: nothing can drive them.')
    assert (result.n, result.drivers[0].status) == (1, "too few")


def test_when_every_driver_is_thin_none_is_weighed():
    assert unweighed(weighed(people(n=30)), "No driver is left that can be weighed.")


def test_complete_rows_must_exceed_the_drivers_by_two():
    assert weighed(people(n=4), missing_data="complete", bootstrap=0).r2 is not None
    with pytest.raises(
        ValueError, match="Only 3 rows answered the outcome and every driver; 2 drivers need at least 4"
    ):
        weighed(people(n=3), missing_data="complete")


def test_one_event_gives_no_interval():
    result = drivers({**people(), "flight": ["LH1"] * 200}, outcome="y", drivers=["a", "b"], cluster="flight")
    assert result.drivers[0].low is None
    assert [str(note) for note in result.notes] == [
        "There is only one unit to draw from, so that no interval can be given."
    ]


def test_a_handful_of_resamples_is_called_too_few():
    assert [str(note) for note in weighed(people(), bootstrap=20).notes] == [
        "20 resamples are too few for these intervals, whose ends are only their extremes."
    ]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"measure": "shap"}, "The measure must be one of lmg, relative-weights, not 'shap'."),
        ({"missing_data": "pairwise"}, "Missing data are handled by em or complete, not 'pairwise'."),
        ({"model": "probit"}, "The model must be one of linear, logit, not 'probit'."),
        ({"model": "logit", "missing_data": "em"}, "The logistic model uses complete rows only: leave out em."),
        ({"bootstrap": -1}, "The number of resamples cannot be negative."),
        ({"level": 95}, "The level of an interval lies between 0 and 1, not at 95."),
        ({"drivers": ["a", "a"]}, "Column 'a' is named twice among the outcome and the drivers."),
        ({"drivers": ["y"]}, "Column 'y' is named twice among the outcome and the drivers."),
        ({"drivers": []}, "Drivers need an outcome and at least one driver."),
        ({"weight": "w"}, "Column w, row 2: the weight is negative (-1)."),
    ],
)
def test_an_impossible_question_is_refused_with_a_sentence(options, sentence):
    frame = {**people(), "w": np.where(np.arange(200) == 1, -1.0, 1.0)}
    with pytest.raises(ValueError) as refusal:
        drivers(frame, outcome="y", **{"drivers": ["a", "b"], **options})
    assert str(refusal.value) == sentence


def test_no_answer_is_ever_not_a_number():
    rng = np.random.default_rng(0)
    for seed in range(60):
        n, k = int(rng.integers(1, 90)), int(rng.integers(1, 5))
        x = rng.integers(1, int(rng.integers(2, 6)), size=(n, k + 1)).astype(float)
        x[rng.random(x.shape) < rng.choice([0, 0.3, 0.8])] = np.nan
        frame = {"y": x[:, 0], **{f"x{j}": x[:, j + 1] for j in range(k)}}
        result = weighed(frame, bootstrap=10, seed=seed)
        for row in result.drivers:
            numbers = [v for v in vars(row).values() if isinstance(v, float)]
            assert np.isfinite(numbers).all()
