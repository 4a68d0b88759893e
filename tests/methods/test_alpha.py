import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonda.methods.alpha import (
    CONSTANT,
    FEW_EVENTS,
    NO_INTERVAL,
    NO_SPREAD,
    NO_WEIGHT,
    REVERSED,
    TOO_FEW,
    alpha,
    alpha_from_moments,
    feldt,
)
from sonda.methods.alpha_error import item_sums
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


def test_rounding_lifts_no_standardized_alpha_above_one():
    a, s = 3 / 7, 1 / 3
    result = alpha_from_moments(items="ab", n=30, mean=[3, 3], cov=[[a, a * s], [a * s, a * s * s]])
    assert result.alpha_standardized == 1


@given(surveys(columns=3, low=1, high=5), st.booleans(), st.booleans())
def test_a_frame_and_its_moments_give_the_same_alpha(frame, weighted, clustered):
    table = np.array([frame[f"c{i}"] for i in range(3)])
    complete = ~np.isnan(table).any(axis=0)
    table, w = table[:, complete], frame["weight"][complete] if weighted else np.ones(complete.sum())
    design = {"weight": "weight"} if weighted else {}
    design |= {"cluster": "event"} if clustered else {}
    found = alpha(frame, items=["c0", "c1", "c2"], **design)
    assert finite_or_none(found.rows())
    if complete.sum() > 1:
        event = np.array(frame["event"])[complete] if clustered else None
        counted = alpha_from_moments(
            items=["c0", "c1", "c2"],
            n=int(complete.sum()),
            mean=np.average(table, axis=1, weights=w),
            cov=np.cov(table, aweights=w, ddof=1),
            n_effective=item_sums(table - 3, w, event).effective(0.95) if design else None,
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


def parties(rng, *, events=60, size=10, alike=0.5):
    """Four items of people who come in parties; `alike` is the correlation within one. Alpha is 0.7353."""
    common = np.sqrt(alike) * rng.normal(size=(events, 1, 1)) + np.sqrt(1 - alike) * rng.normal(size=(events, size, 1))
    own = np.sqrt(alike) * rng.normal(size=(events, 1, 4)) + np.sqrt(1 - alike) * rng.normal(size=(events, size, 4))
    columns = (common + 1.2 * own).reshape(events * size, 4).T
    return dict(zip("abcd", columns, strict=True)) | {"event": np.repeat(np.arange(events), size)}


def test_the_interval_of_people_who_come_in_parties_keeps_its_promise():
    rng, true = np.random.default_rng(11), 4 / (1 + 1.44 + 3)
    covered = {"event": 0, None: 0}
    for _ in range(200):
        frame = parties(rng)
        for cluster in covered:
            result = alpha(frame, items="abcd", cluster=cluster)
            covered[cluster] += result.low <= true <= result.high
    assert covered["event"] / 200 > 0.9
    assert covered[None] / 200 < 0.8


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("clustered", [False, True])
def test_the_linearised_error_is_that_of_leaving_out_one_event_after_the_other(weighted, clustered):
    rng = np.random.default_rng(5)
    frame = parties(rng)
    x, w = np.array([frame[name] for name in "abcd"]), rng.uniform(0.5, 2, 600) if weighted else np.ones(600)
    unit = frame["event"] if clustered else np.arange(600)
    left_out = []
    for each in np.unique(unit):
        cov = np.cov(x[:, unit != each], aweights=w[unit != each])
        left_out.append(4 / 3 * (1 - np.trace(cov) / cov.sum()))
    jackknife = np.sqrt((len(left_out) - 1) * np.var(left_out))
    found = item_sums(x - x.mean(axis=1)[:, None], w, frame["event"] if clustered else None)
    assert found.influence.se == pytest.approx(jackknife, rel=0.06)


def test_equal_weights_and_parties_of_one_change_nothing():
    frame = parties(np.random.default_rng(2), events=30, size=1) | {"w": np.full(30, 0.7)}
    plain = vars(alpha(frame, items="abcd"))
    for design in ({"weight": "w"}, {"cluster": "event"}, {"weight": "w", "cluster": "event"}):
        found = vars(alpha(frame, items="abcd", **design))
        assert {name: found[name] for name in ("n", "verdict", "notes")} == {
            name: plain[name] for name in ("n", "verdict", "notes")
        }
        ends = ("alpha", "low", "high")
        assert [found[name] for name in ends] == pytest.approx([plain[name] for name in ends])


def test_alpha_does_not_move_with_the_scale_and_neither_does_its_error():
    frame = parties(np.random.default_rng(2))
    moved = {name: column if name == "event" else 1000 + 3 * column for name, column in frame.items()}
    one, other = (alpha(each, items="abcd", cluster="event") for each in (frame, moved))
    assert (other.alpha, other.low, other.high) == pytest.approx((one.alpha, one.low, one.high))


def test_one_event_gives_no_interval_but_a_note():
    result = judged([1, 2, 4, 5, 3], [2, 2, 5, 3, 4], frame={"event": ["monday"] * 5}, cluster="event")
    assert (result.low, result.high, result.verdict, result.notes) == (
        None,
        None,
        "cannot tell",
        (Note(text=FEW_EVENTS),),
    )
    assert result.alpha is not None


def test_where_all_events_are_alike_each_counts_as_one():
    columns, events = ([1, 2, 4, 5] * 5, [2, 1, 5, 4] * 5), [at // 4 for at in range(20)]
    result = judged(*columns, frame={"event": events}, cluster="event")
    assert (result.low, result.high) == pytest.approx(feldt(result.alpha, n=5, k=2))


def test_answers_without_weight_have_no_alpha():
    result = judged([1, 2, None], [2, 1, 3], frame={"w": [0, 0, 1]}, weight="w")
    assert (result.n, result.alpha, result.notes) == (2, None, (Note(text=NO_WEIGHT),))


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
