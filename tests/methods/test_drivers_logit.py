"""Drivers of a yes or no."""

from itertools import combinations
from math import factorial

import numpy as np
import pytest

from sonda.methods.drivers import drivers, groups_from_frame, groups_from_sums, logit_drivers_from_groups
from sonda.methods.result import CANNOT_TELL


def customers(n=400, k=3, seed=0):
    """Ratings 1–5 and whether the customer recommends; x0 matters most, the last hardly."""
    rng = np.random.default_rng(seed)
    x = rng.integers(1, 6, size=(n, k)).astype(float)
    odds = (x - 3) @ np.linspace(0.8, 0.1, k)
    return {"y": (rng.random(n) < 1 / (1 + np.exp(-odds))).astype(float), **{f"x{j}": x[:, j] for j in range(k)}}


def weighed(frame, **options):
    names = [name for name in frame if name.startswith("x")]
    return drivers(frame, outcome="y", drivers=names, model="logit", **{"bootstrap": 0, **options})


def by_statsmodels(frame, names):
    """McFadden's R² and coefficients of every set of drivers."""
    import statsmodels.api as sm

    def fit(chosen):
        design = (
            sm.add_constant(np.column_stack([frame[name] for name in chosen])) if chosen else np.ones(len(frame["y"]))
        )
        return sm.Logit(frame["y"], design).fit(disp=0, tol=1e-12)

    r2 = {chosen: fit(chosen).prsquared for size in range(len(names) + 1) for chosen in combinations(names, size)}
    return r2, fit(tuple(names)).params[1:]


def test_dominance_is_the_average_gain_of_mcfaddens_r2_over_all_orders():
    frame = customers()
    names = ["x0", "x1", "x2"]
    r2, coefficients = by_statsmodels(frame, names)
    result = weighed(frame)
    for name, row in zip(names, result.drivers, strict=True):
        rest = [other for other in names if other != name]
        expected = sum(
            factorial(size) * factorial(2 - size) / 6 * (r2[tuple(sorted((*chosen, name)))] - r2[chosen])
            for size in range(3)
            for chosen in combinations(rest, size)
        )
        assert row.importance == pytest.approx(expected, abs=1e-9)
    assert [row.coefficient for row in result.drivers] == pytest.approx(coefficients, abs=1e-6)
    assert result.r2 == pytest.approx(r2[("x0", "x1", "x2")], abs=1e-10)


@pytest.mark.parametrize("measure", ["lmg", "relative-weights"])
def test_importances_add_up_to_mcfaddens_r2_and_shares_to_1(measure):
    result = weighed(customers(), measure=measure)
    assert result.r2 == pytest.approx(weighed(customers()).r2, rel=1e-9)
    assert sum(row.importance for row in result.drivers) == pytest.approx(result.r2, rel=1e-12)
    assert sum(row.share for row in result.drivers) == pytest.approx(1, rel=1e-12)
    assert [row.driver for row in sorted(result.drivers, key=lambda row: -row.importance)] == ["x0", "x1", "x2"]


@pytest.mark.parametrize("measure", ["lmg", "relative-weights"])
def test_resampling_gives_intervals_around_the_importances_and_a_leader(measure):
    result = weighed(customers(n=1500), bootstrap=200, measure=measure)
    assert all(row.low < row.importance < row.high for row in result.drivers)
    assert result.leaders == ("x0",)


def test_an_outcome_that_nothing_drives_has_no_leader():
    frame = customers()
    frame["y"] = np.random.default_rng(9).permutation(frame["y"])
    assert weighed(frame, bootstrap=200).verdict == CANNOT_TELL


def test_equal_answers_added_up_give_the_numbers_of_single_rows():
    frame = customers()
    groups = groups_from_frame(frame, outcome="y", drivers=["x0", "x1", "x2"])
    one_by_one = groups_from_sums(
        columns=["x0", "x1", "x2"],
        x=np.column_stack([frame[f"x{j}"] for j in range(3)]),
        n=np.ones(400),
        y=frame["y"],
        yy=frame["y"],
    )
    a, b = (logit_drivers_from_groups(each, bootstrap=0) for each in (groups, one_by_one))
    assert len(groups.n) < 130
    assert [row.importance for row in a.drivers] == pytest.approx([row.importance for row in b.drivers], rel=1e-9)


def test_a_row_of_weight_two_counts_like_two_rows():
    frame = customers(n=300)
    twice = {name: np.concatenate([column, column[:100]]) for name, column in frame.items()}
    a = weighed({**frame, "w": np.where(np.arange(300) < 100, 2.0, 1.0)}, weight="w")
    b = weighed(twice)
    assert [row.importance for row in a.drivers] == pytest.approx([row.importance for row in b.drivers], rel=1e-9)


def test_rows_drawn_together_do_not_pass_for_more_people():
    frame = customers(n=300, k=2)
    copied = {name: np.repeat(column, 4) for name, column in frame.items()}
    alone = weighed(frame, bootstrap=500).drivers[0]
    clustered = weighed({**copied, "visit": np.repeat(np.arange(300), 4)}, cluster="visit", bootstrap=500).drivers[0]
    assert clustered.high - clustered.low == pytest.approx(alone.high - alone.low, rel=0.15)


def test_success_may_be_said_in_words_or_numbers_of_any_spelling():
    frame = customers(n=100)
    text = {**frame, "y": np.where(frame["y"] == 1, " yes", "no")}
    number = {**frame, "y": [9 if won else 3 for won in frame["y"]]}
    plain = weighed(frame)
    assert weighed(text, success=["yes"]) == plain
    assert weighed(number, success=["9.0", 10]) == plain


def test_success_makes_a_linear_outcome_of_0_and_1_too():
    frame = customers()
    text = {**frame, "y": np.where(frame["y"] == 1, "yes", "no")}
    names = ["x0", "x1", "x2"]
    asked = drivers(text, outcome="y", drivers=names, success=["yes"], bootstrap=0)
    assert asked == drivers(frame, outcome="y", drivers=names, bootstrap=0)


def test_answers_that_foretell_the_outcome_without_exception_get_a_sentence():
    frame = customers()
    frame["y"] = (frame["x0"] > 3).astype(float)
    result = weighed(frame, bootstrap=50)
    assert (result.r2, {row.importance for row in result.drivers}) == (None, {None})
    assert [str(note) for note in result.notes] == [
        "Some answers foretell the outcome without exception, so that logistic regression has no finite answer: "
        "use the linear model."
    ]


def test_resamples_in_which_answers_foretell_the_outcome_are_counted_out_loud():
    x = np.array([1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4.0])
    result = weighed({"y": np.array([0, 0, 0, 0, 0, 1, 0, 0, 1, 1, 1, 1.0]), "x": x}, bootstrap=200)
    assert result.drivers[0].low is not None
    assert "of 200 resamples could not be computed and were left out." in str(result.notes[0])


def test_an_outcome_without_both_answers_has_no_drivers():
    result = weighed({**customers(), "y": np.ones(400)})
    assert [str(note) for note in result.notes] == ['All answers to "y" are the same: nothing can drive them.']


def test_copies_and_constants_are_named():
    frame = customers()
    copies = weighed({**frame, "x9": frame["x0"]})
    constant = weighed({**frame, "x9": np.ones(400)})
    assert [str(note) for note in copies.notes] == ['"x0" and "x9" are copies of each other: leave one of them out.']
    assert [str(note) for note in constant.notes] == ['All answers to "x9" are the same: it cannot be weighed.']
    assert constant.drivers[0].importance == pytest.approx(weighed(frame).drivers[0].importance, rel=1e-9)


def test_many_drivers_get_relative_weights_and_a_note():
    result = weighed(customers(n=600, k=13))
    assert result.measure == "relative-weights"
    assert [str(note) for note in result.notes] == [
        "13 drivers are too many for all logistic regressions (at most 12): relative weights were taken."
    ]


@pytest.mark.parametrize("y", [[0, 2, 1, 1, 0, 1], [0.5, 1, 0, 1, 0, 1]])
def test_an_outcome_that_is_not_0_or_1_is_refused(y):
    with pytest.raises(ValueError, match="The outcome of a logistic model must be 0 or 1"):
        weighed({"y": y, "x": [1, 2, 3, 4, 5, 3]})


def test_complete_rows_must_exceed_the_drivers_by_two():
    with pytest.raises(
        ValueError, match="Only 2 rows answered the outcome and every driver; 1 drivers need at least 3"
    ):
        weighed({"y": [1, 0, 1], "x": [1, 2, np.nan]})
