import numpy as np
import pytest

from sonda.methods.contrast import BASIC, EXCITEMENT, MIXED, NEUTRAL, PERFORMANCE, contrast, contrast_from_groups
from sonda.methods.drivers import groups_from_sums
from sonda.methods.result import CANNOT_TELL


def customers(effects, n=3000, seed=0):
    """Ratings 1–5 of each touchpoint; `effects` name what a low rating costs and a high one brings."""
    rng = np.random.default_rng(seed)
    frame, y = {}, rng.normal(size=n)
    for name, (cost, gain) in effects.items():
        rating = rng.integers(1, 6, size=n).astype(float)
        frame[name] = rating
        y = y + cost * (rating <= 2) + gain * (rating == 5)
    return {"y": y, **frame}


def compared(frame, **options):
    return contrast(frame, outcome="y", drivers=[name for name in frame if name not in ("y", "w", "visit")], **options)


def kinds(result):
    return [row.kind for row in result.drivers]


def said(result):
    return [str(note) for note in result.notes]


def test_kinds_are_told_from_what_low_ratings_cost_and_high_ones_bring():
    result = compared(customers({"toilets": (-1, 0), "lounge": (0, 1), "queue": (-1, 1), "art": (0, 0)}))
    assert kinds(result) == [BASIC, EXCITEMENT, PERFORMANCE, NEUTRAL]
    assert result.verdict == MIXED


def test_a_driver_that_hurts_more_than_it_helps_is_basic_though_it_helps_too():
    assert kinds(compared(customers({"clean": (-1.5, 0.5), "view": (-0.5, 1.5)}))) == [BASIC, EXCITEMENT]


def test_with_few_people_nothing_is_told():
    assert kinds(compared(customers({"queue": (-0.3, 0.3)}, n=30))) == [CANNOT_TELL]


def test_a_driver_that_works_backwards_is_not_given_a_kind():
    result = compared(customers({"noise": (1, -1)}))
    assert kinds(result) == [CANNOT_TELL]
    assert said(result) == [
        '"noise" works backwards: low ratings go with a better outcome or high ratings with a worse one.'
    ]


def test_errors_are_hc3_of_a_regression_on_the_dummies():
    import statsmodels.api as sm

    frame = customers({"a": (-1, 0.5), "b": (-0.5, 0.2)}, n=120)
    dummies = [np.ones(120)]
    for name in ("a", "b"):
        dummies += [frame[name] <= 2, frame[name] == 5]
    peer = sm.OLS(frame["y"], np.column_stack(dummies).astype(float)).fit(cov_type="HC3", use_t=True)
    result = compared(frame)
    assert [x for row in result.drivers for x in (row.penalty, row.reward)] == pytest.approx(peer.params[1:], rel=1e-9)
    assert [x for row in result.drivers for x in (row.penalty_se, row.reward_se)] == pytest.approx(
        peer.bse[1:], rel=1e-9
    )
    low, high = peer.conf_int()[1]
    assert (result.drivers[0].penalty_low, result.drivers[0].penalty_high) == pytest.approx((low, high), rel=1e-9)
    assert result.r2 == pytest.approx(peer.rsquared, rel=1e-9)


def test_weighted_errors_are_hc3_of_weighted_least_squares():
    import statsmodels.api as sm

    frame = customers({"a": (-1, 0.5)}, n=200)
    frame["w"] = np.random.default_rng(1).integers(1, 4, size=200) / 2
    design = np.column_stack([np.ones(200), frame["a"] <= 2, frame["a"] == 5]).astype(float)
    peer = sm.WLS(frame["y"], design, weights=frame["w"]).fit(cov_type="HC3", use_t=True)
    row = compared(frame, weight="w").drivers[0]
    assert (row.penalty, row.reward) == pytest.approx(tuple(peer.params[1:]), rel=1e-9)
    assert (row.penalty_se, row.reward_se) == pytest.approx(tuple(peer.bse[1:]), rel=1e-9)


def test_clusters_of_one_row_give_hc3_again():
    frame = customers({"a": (-1, 0.5), "b": (0, 0.2)}, n=150)
    alone, each = compared(frame), compared({**frame, "visit": np.arange(150)}, cluster="visit")
    assert [row.penalty_se for row in each.drivers] == pytest.approx(
        [row.penalty_se for row in alone.drivers], rel=1e-9
    )


def test_rows_that_share_an_event_do_not_pass_for_more_people():
    frame = customers({"a": (-1, 0.5)}, n=200)
    copied = {name: np.repeat(column, 5) for name, column in frame.items()}
    clustered = compared({**copied, "visit": np.repeat(np.arange(200), 5)}, cluster="visit")
    assert clustered.drivers[0].penalty_se == pytest.approx(compared(frame).drivers[0].penalty_se, rel=0.02)


def test_groups_of_equal_answers_give_the_numbers_of_single_rows():
    frame = customers({"a": (-1, 0.5), "b": (0, 0.2)}, n=500)
    coded = np.column_stack([np.where(frame[c] <= 2, -1, np.where(frame[c] == 5, 1, 0)) for c in "ab"])
    by_row = groups_from_sums(columns=["a", "b"], x=coded, n=np.ones(500), y=frame["y"], yy=frame["y"] ** 2)
    a, b = compared(frame), contrast_from_groups(by_row)
    for mine, theirs in zip(a.rows(), b.rows(), strict=True):
        assert mine.pop("kind") == theirs.pop("kind")
        assert mine.pop("driver") == theirs.pop("driver")
        assert mine == pytest.approx(theirs, rel=1e-9)


def test_ratings_of_low_and_high_are_the_readers_choice():
    frame = customers({"a": (-1, 0)})
    asked = compared(frame, low=["1"], high=[4, 5.0]).drivers[0]
    assert (asked.n_low, asked.n_high) == (int((frame["a"] == 1).sum()), int((frame["a"] >= 4).sum()))


def test_rows_are_the_contracts():
    assert list(compared(customers({"a": (-1, 0)})).rows()[0]) == [
        "driver",
        "penalty",
        "penalty_low",
        "penalty_high",
        "reward",
        "reward_low",
        "reward_high",
        "kind",
    ]


def test_a_driver_without_low_ratings_has_no_penalty_and_says_so():
    frame = customers({"a": (0, 0.5), "b": (-1, 1)})  # low ratings of a cost nothing: they may be called middling
    frame["a"] = np.maximum(frame["a"], 3)
    result = compared(frame)
    assert (result.drivers[0].penalty, result.drivers[0].kind) == (None, CANNOT_TELL)
    assert result.drivers[0].reward == pytest.approx(0.5, abs=0.3)
    assert result.drivers[1].kind == PERFORMANCE
    assert said(result) == ['"a" has no low ratings that can be told from other answers, so there is no penalty.']


def test_a_driver_that_nobody_rated_in_between_cannot_be_compared():
    frame = customers({"a": (-1, 0.5), "b": (-1, 1)})
    frame["a"] = np.where(frame["a"] < 4, 1.0, 5.0)
    result = compared(frame)
    assert (result.drivers[0].penalty, result.drivers[0].reward) == (None, None)
    assert said(result) == ['All ratings of "a" are low or high, so there is nothing between to compare them with.']


@pytest.mark.parametrize("cluster", [None, "visit"])
def test_a_single_low_rating_gives_no_interval(cluster):
    frame = {
        "y": np.random.default_rng(0).normal(size=40),
        "a": np.array([1.0] + [3, 4, 5] * 13),
        "visit": np.arange(40),
    }
    row = compared(frame, cluster=cluster).drivers[0]
    assert row.penalty is not None
    assert (row.penalty_low, row.penalty_high, row.kind) == (None, None, CANNOT_TELL)
    assert row.reward_low is not None


@pytest.mark.parametrize(
    ("frame", "sentence"),
    [
        ({"y": [], "a": []}, "Nobody answered the outcome and every driver: there is nothing to compare."),
        ({"y": [3.0], "a": [np.nan]}, "Nobody answered the outcome and every driver: there is nothing to compare."),
        ({"y": [3.0], "a": [4.0]}, "All answers to the outcome are the same: there is nothing to compare."),
        ({"y": [3.0] * 9, "a": [1, 2, 3] * 3}, "All answers to the outcome are the same: there is nothing to compare."),
        (
            {"y": [1.0, 2.0, 4.0], "a": [1, 3, 5]},
            "3 people answered the outcome and every driver; with 1 drivers more than 3 are needed.",
        ),
    ],
)
def test_too_little_to_compare_is_null_with_a_sentence(frame, sentence):
    result = compared(frame)
    assert (result.drivers[0].penalty, result.drivers[0].kind, said(result)) == (None, CANNOT_TELL, [sentence])


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"drivers": []}, "A contrast needs at least one driver."),
        ({"drivers": ["a", "a"]}, "Column 'a' is named twice among the outcome and the drivers."),
        ({"low": [1, 5]}, "The rating 5 cannot be low and high at once."),
        ({"level": 2}, "The level of an interval lies between 0 and 1, not at 2."),
    ],
)
def test_an_impossible_question_is_refused_with_a_sentence(options, sentence):
    with pytest.raises(ValueError) as refusal:
        contrast(customers({"a": (-1, 0)}), outcome="y", **{"drivers": ["a"], **options})
    assert str(refusal.value) == sentence


def test_no_answer_is_ever_not_a_number():
    rng = np.random.default_rng(0)
    for _ in range(100):
        n = int(rng.integers(1, 40))
        x = rng.integers(1, int(rng.integers(2, 7)), size=(n, 3)).astype(float)
        x[rng.random(x.shape) < rng.choice([0, 0.2])] = np.nan
        result = compared({"y": x[:, 0], "a": x[:, 1], "b": x[:, 2]})
        for row in result.drivers:
            assert np.isfinite([value for value in vars(row).values() if isinstance(value, float)]).all()
