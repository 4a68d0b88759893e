import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sonda.methods.churn import (
    GROUPS_DIFFER,
    HALF_LEFT,
    MOST_STAY,
    ONE_LEADS,
    Clustered,
    Weighted,
    churn,
    cox,
    incidence_from_counts,
    logrank,
    logrank_from_counts,
    survival_from_counts,
)
from sonda.methods.result import CANNOT_TELL

# Remission of acute myelogenous leukaemia, maintained group: Miller (1997), Survival Analysis, p. 49.
AML = {"weeks": [9, 13, 13, 18, 23, 28, 31, 34, 45, 48, 161], "relapse": [1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 0]}


def aml(**options):
    return churn(AML, duration="weeks", event="relapse", event_value=1, **options)


def test_survival_is_that_of_the_published_leukaemia_example():
    result = aml()
    assert [(moment.time, round(moment.survival, 3), moment.at_risk) for moment in result.moments] == [
        (9, 0.909, 11),
        (13, 0.818, 10),
        (18, 0.716, 8),
        (23, 0.614, 7),
        (31, 0.491, 5),
        (34, 0.368, 4),
        (48, 0.184, 2),
    ]
    assert (result.n, result.events, result.median) == (11, 7, 31.0)
    assert [round(moment.low, 3) for moment in result.moments[:3]] == [0.754, 0.619, 0.488]


def test_rows_and_top_speak_the_contract():
    assert list(aml().rows()[0]) == ["time", "survival", "low", "high", "at_risk"]
    assert aml().top() == {"median": 31.0}
    result = churn(AML | {"why": ["a"] * 11}, duration="weeks", event="relapse", event_value=1, cause="why")
    assert list(result.rows()[0]) == ["cause", "time", "incidence", "low", "high"]
    assert result.top() == {"median": 31.0}


def test_asked_times_take_the_curve_as_it_stands_there():
    result = aml(times=[1, 20, 161, 200])
    assert [(m.time, m.survival and round(m.survival, 3), m.at_risk) for m in result.moments] == [
        (1, 1.0, 11),
        (20, 0.716, 7),
        (161, 0.184, 1),
        (200, None, 0),
    ]
    assert "Nobody was watched as long as 200, so nothing can be said about it." in map(str, result.notes)


def test_the_high_end_of_an_interval_is_at_most_1():
    assert aml().moments[0].high == 1.0


def test_everyone_gone_leaves_a_survival_of_0_without_interval():
    result = survival_from_counts(times=[1, 2], events=[1, 1], censored=[0, 0], at=[1, 2, 5])
    assert [(m.survival, m.low is None) for m in result.moments] == [(0.5, False), (0.0, True), (0.0, True)]
    assert result.verdict == HALF_LEFT
    assert "Where everyone has left there is no interval." in map(str, result.notes)


def test_a_median_on_a_stretch_at_one_half_is_its_middle():
    result = survival_from_counts(times=[1, 2, 3, 4], events=[1, 1, 1, 1], censored=[0, 0, 0, 0])
    assert result.median == 2.5


def test_a_median_that_is_not_reached_is_null():
    result = survival_from_counts(times=[1, 5], events=[10, 0], censored=[0, 990])
    assert (result.median, result.median_low, result.verdict) == (None, None, MOST_STAY)
    assert "the median is not reached" in str(result.notes[-1])


@pytest.mark.parametrize(
    ("counts", "note"),
    [
        ({"times": [], "events": [], "censored": []}, "There is nobody to follow."),
        ({"times": [3], "events": [0], "censored": [5]}, "Nobody has left yet, so the time of leaving is not known."),
    ],
)
def test_nobody_and_nobody_left_are_said(counts, note):
    result = survival_from_counts(**counts)
    assert (result.verdict, result.median, result.rows(), str(result.notes[-1])) == (CANNOT_TELL, None, [], note)
    many = incidence_from_counts(**counts | {"events": {"a": counts["events"]}})
    assert (many.verdict, many.leading, str(many.notes[-1])) == (CANNOT_TELL, None, note)


def random_life(seed=1, n=400):
    rng = np.random.default_rng(seed)
    return {
        "time": rng.integers(1, 25, n).astype(float),
        "state": rng.choice(["gone", "here"], n, p=[0.5, 0.5]).astype(object),
        "why": rng.choice(["price", "moved", "service"], n, p=[0.6, 0.25, 0.15]).astype(object),
        "plan": rng.choice(["a", "b"], n).astype(object),
        "weight": rng.choice([0.5, 2.0], n),
        "one": np.full(n, 4.0),
    }


GONE = {"duration": "time", "event": "state", "event_value": "gone"}


def test_survival_and_the_shares_of_all_causes_add_up_to_1():
    frame = random_life()
    times = [3, 10, 24]
    curve = churn(frame, **GONE, times=times)
    shares = churn(frame, **GONE, cause="why", times=times).shares
    for moment in curve.moments:
        left = sum(share.incidence for share in shares if share.time == moment.time)
        assert left + moment.survival == pytest.approx(1)


def test_a_single_cause_is_one_less_survival():
    frame = random_life() | {"why": np.array(["all"] * 400, object)}
    curve, shares = churn(frame, **GONE), churn(frame, **GONE, cause="why")
    assert [1 - m.survival for m in curve.moments] == pytest.approx([s.incidence for s in shares.shares])


def test_the_cause_that_takes_most_is_named():
    result = churn(random_life(), **GONE, cause="why")
    assert (result.verdict, result.leading) == (ONE_LEADS, "price")


def test_causes_that_take_alike_are_not_ranked():
    frame = random_life()
    frame["why"] = np.random.default_rng(0).choice(["x", "y"], 400).astype(object)
    result = churn(frame, **GONE, cause="why")
    assert (result.verdict, result.leading) == (CANNOT_TELL, None)


def test_equal_weights_change_no_share_and_hardly_its_error():
    frame = random_life()
    bare, same = (churn(frame, **GONE, weight=w) for w in (None, "one"))
    assert [m.survival for m in same.moments] == pytest.approx([m.survival for m in bare.moments])
    # The jackknife is Greenwood's formula without weights.
    assert [m.se for m in same.moments] == pytest.approx([m.se for m in bare.moments])
    assert [m.at_risk for m in same.moments] == [m.at_risk for m in bare.moments]
    bare, same = (churn(frame, **GONE, cause="why", weight=w) for w in (None, "one"))
    assert [s.incidence for s in same.shares] == pytest.approx([s.incidence for s in bare.shares])
    assert [s.se for s in same.shares] == pytest.approx([s.se for s in bare.shares], rel=0.01)


def test_weighted_errors_are_those_of_the_leave_one_out_jackknife():
    frame = random_life(n=300)
    for cause in (None, "why"):
        asked = GONE | {"cause": cause, "times": [4, 12]}
        rest = ({name: np.delete(column, i) for name, column in frame.items()} for i in range(300))
        without = np.array([figures(churn(others, **asked, weight="weight")) for others in rest])
        jackknife = np.sqrt((299 / 300) * ((without - without.mean(axis=0)) ** 2).sum(axis=0))
        assert errors(churn(frame, **asked, weight="weight")) == pytest.approx(jackknife, rel=0.02)


def test_unequal_weights_widen_the_intervals_and_leave_counts_of_people():
    weighted, bare = (churn(random_life(), **GONE, weight=weight, times=[4, 12]) for weight in ("weight", None))
    assert (errors(weighted) > errors(bare)).all()
    assert (weighted.n, weighted.events) == (bare.n, bare.events)


def errors(result):
    return np.array([each.se for each in (result.moments if hasattr(result, "moments") else result.shares)])


def figures(result):
    return [list(row.values())[1 if "survival" in row else 2] for row in result.rows()]


def clustered_life(n=400, clusters=60):
    """People of one flight resemble each other: they leave, or stay, together."""
    frame = random_life(n=n)
    flight = np.random.default_rng(3).integers(0, clusters, n)
    frame["state"] = np.where(flight % 3 == 0, "gone", frame["state"]).astype(object)
    return frame | {"flight": flight, "person": np.arange(n), "all": np.zeros(n)}


@pytest.mark.parametrize("cause", [None, "why"])
@pytest.mark.parametrize("weight", ["one", "weight"])
def test_clusters_of_one_person_are_no_clusters(cause, weight):
    alone, bare = (churn(clustered_life(), **GONE, cause=cause, weight=weight, cluster=c) for c in ("person", None))
    assert errors(alone) == pytest.approx(errors(bare), rel=1e-12)
    assert figures(alone) == figures(bare)
    assert (alone.n, alone.verdict, alone.median) == (bare.n, bare.verdict, bare.median)


def test_clusters_of_one_person_give_greenwoods_formula_without_weights():
    bare = aml()
    alone = churn(AML | {"who": range(11)}, duration="weeks", event="relapse", event_value=1, cluster="who")
    assert errors(alone) == pytest.approx(errors(bare), rel=1e-12)
    assert (alone.median, alone.median_low, alone.median_high) == (bare.median, bare.median_low, bare.median_high)


FOUR = {"t": [1, 2, 2, 3], "state": ["gone", "gone", "here", "here"], "why": ["x", "y", "", ""]}


def four(flights, **options):
    asked = {"duration": "t", "event": "state", "event_value": "gone", "cluster": "flight"}
    return churn(FOUR | {"flight": list(flights)}, **asked, **options)


def test_the_clustered_error_of_survival_is_that_computed_by_hand():
    # log S(2) = log(1 − 1/4) + log(1 − 1/3): by the weight of who left at 1, of who left at 2, of each of the others
    first, second, other = 1 / 12 - 1 / 3, 1 / 12 + 1 / 6 - 1 / 2, 1 / 12 + 1 / 6
    assert first + second + 2 * other == pytest.approx(0)
    expected = 0.5 * np.sqrt((first + second) ** 2 + (2 * other) ** 2)
    assert four("aabb").moments[1].se == pytest.approx(expected)
    assert four("abac").moments[1].se == pytest.approx(0.5 * np.sqrt((first + other) ** 2 + second**2 + other**2))


def test_the_clustered_error_of_a_cause_is_that_computed_by_hand():
    # F(1) of x is d/n = 1/4: by the weight of who left (n − d)/n² = 3/16, by that of each of the others −d/n² = −1/16.
    assert four("abbb", cause="why").shares[0].se == pytest.approx(np.sqrt((3 / 16) ** 2 + (3 / 16) ** 2))
    assert four("aabc", cause="why").shares[0].se == pytest.approx(np.sqrt((2 / 16) ** 2 + 2 * (1 / 16) ** 2))


@pytest.mark.parametrize("weight", [None, "weight"])
@pytest.mark.parametrize("cause", [None, "why"])
def test_clustered_errors_are_those_of_the_jackknife_that_leaves_out_a_cluster(cause, weight):
    frame, asked = clustered_life(), GONE | {"cause": cause, "times": [4, 12, 20], "weight": weight}
    others = ({name: column[frame["flight"] != i] for name, column in frame.items()} for i in range(60))
    without = np.array([figures(churn(rest, **asked)) for rest in others])
    jackknife = np.sqrt((59 / 60) * ((without - without.mean(axis=0)) ** 2).sum(axis=0))
    clustered, bare = (churn(frame, **asked, cluster=c) for c in ("flight", None))
    assert errors(clustered) == pytest.approx(jackknife, rel=0.03)
    assert figures(clustered) == figures(bare)


def test_a_twin_of_everybody_in_the_same_cluster_tells_nothing_new():
    frame = clustered_life()
    twins = {name: np.concatenate([column, column]) for name, column in frame.items()}
    once, twice = (churn(each, **GONE, cluster="person", times=[4, 12]) for each in (frame, twins))
    assert errors(twice) == pytest.approx(errors(once))
    assert errors(twice) == pytest.approx(np.sqrt(2) * errors(churn(twins, **GONE, times=[4, 12])))
    assert (twice.n, once.n) == (800, 400)


@pytest.mark.parametrize("cause", [None, "why"])
def test_one_cluster_gives_no_interval_and_says_so(cause):
    result = churn(clustered_life(), **GONE, cause=cause, cluster="all", times=[0, 4, 12])
    assert {(row["low"], row["high"]) for row in result.rows()} == {(None, None)}
    assert result.verdict == CANNOT_TELL
    assert str(result.notes[-1]) == "The customers come from one event, so the interval cannot be judged."
    if cause is None:
        assert (result.median_low, result.median_high) == (None, None)


def test_a_cluster_without_weight_is_no_second_one():
    frame = clustered_life() | {"two": np.arange(400) % 2, "half": np.arange(400) % 2 * 1.0}
    assert churn(frame, **GONE, weight="half", cluster="two").moments[0].low is None


def test_clusters_that_do_not_fit_the_counts_are_refused():
    counts = {"times": [1], "events": [1], "censored": [1]}
    with pytest.raises(ValueError, match="a time that the counts do not have"):
        survival_from_counts(**counts, clustered=Clustered(cluster=[1], times=[2], cause=[0], w=[1]))
    with pytest.raises(ValueError, match="columns of one length"):
        survival_from_counts(**counts, clustered=Clustered(cluster=[1, 2], times=[1], cause=[0], w=[1]))


def test_rows_without_a_duration_are_left_out_and_without_a_state_stay():
    frame = {"time": [1.0, None, 3.0, 4.0], "state": ["gone", "gone", None, "here"]}
    result = churn(frame, **GONE)
    assert (result.n, result.events) == (3, 1)
    assert [str(note) for note in result.notes[:2]] == [
        "Rows without a duration, left out: 1.",
        'Rows with nothing in column "state", counted as not having left: 1.',
    ]


def test_an_event_that_never_happens_is_named():
    result = churn(random_life(), duration="time", event="state", event_value="Gone!")
    assert 'No row of column "state" holds "Gone!".' in map(str, result.notes)


def test_people_who_left_without_a_cause_are_counted_and_named():
    frame = {"time": [1.0, 2.0, 3.0], "state": ["gone", "gone", "here"], "why": ["price", None, None]}
    result = churn(frame, **GONE, cause="why", times=[2])
    assert [(s.cause, round(s.incidence, 3)) for s in result.shares] == [("not stated", 0.333), ("price", 0.333)]
    assert 'People who left without a cause, counted as "not stated": 1.' in map(str, result.notes)


def test_a_cause_in_two_spellings_is_named():
    frame = {"time": [1.0, 2.0, 3.0], "state": ["gone"] * 3, "why": ["price", "Price", "moved"]}
    notes = churn(frame, **GONE, cause="why").notes
    assert '"Price" and "price" may be one name in two spellings; they are counted as written.' in map(str, notes)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"time": [1.0, -2.0]}, "Column time, row 2: a duration cannot be negative (-2)."),
        ({"time": ["soon", 1]}, "Column time, row 1: 'soon' is not a number."),
        ({"weight": [0.0, 0.0]}, "Column weight: all weights are zero."),
    ],
)
def test_an_impossible_frame_is_refused_in_a_sentence(change, sentence):
    frame = {"time": [1.0, 2.0], "state": ["gone", "here"], "weight": [1.0, 1.0]} | change
    with pytest.raises(ValueError) as refusal:
        churn(frame, **GONE, weight="weight")
    assert str(refusal.value) == sentence


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        ({"times": [-1]}, "A time until leaving must be a number from 0."),
        ({"events": [-1]}, "Events and censored are counts from 0."),
        ({"censored": [1, 2]}, "Times, events and censored must be columns of one length."),
        ({"at": [-4]}, "The times to speak about must be numbers from 0."),
        ({"level": 1.0}, "The level of an interval lies between 0 and 1."),
        (
            {
                "events": [0],
                "censored": [0],
                "weighted": Weighted(people=[1], people_left=[0], events_squared=[0], censored_squared=[0]),
            },
            "All weights are zero.",
        ),
    ],
)
def test_impossible_counts_are_refused(counts, sentence):
    with pytest.raises(ValueError) as refusal:
        survival_from_counts(**{"times": [1], "events": [1], "censored": [1]} | counts)
    assert str(refusal.value) == sentence


def test_groups_that_leave_at_one_pace_are_not_told_apart():
    assert logrank(random_life(), **GONE, group="plan").verdict == CANNOT_TELL


def test_groups_that_leave_at_different_pace_are():
    frame = random_life()
    frame["time"] = np.where(frame["plan"] == "a", frame["time"], 2 * frame["time"])
    result = logrank(frame, **GONE, group="plan")
    assert result.verdict == GROUPS_DIFFER
    assert [group.observed > group.expected for group in result.groups] == [True, False]
    assert sum(group.observed for group in result.groups) == pytest.approx(sum(g.expected for g in result.groups))


def test_three_groups_have_two_degrees_of_freedom():
    assert logrank(random_life(), **GONE, group="why").df == 2


@pytest.mark.parametrize("groups", [{}, {"only": ([1, 2], [1, 1], [0, 0])}])
def test_one_group_cannot_be_compared(groups):
    result = logrank_from_counts(groups=groups)
    assert (result.verdict, result.p_value, len(result.notes)) == (CANNOT_TELL, None, 1)


def test_cox_refuses_copies_and_says_when_events_are_few():
    frame = {"t": range(1, 21), "e": [1, 1] * 10, "x": range(20), "y": range(0, 40, 2)}
    with pytest.raises(ValueError, match="cannot be told apart"):
        cox(frame, duration="t", event="e", event_value=1, influences=["x", "y"])
    few = cox(frame | {"e": [1] * 4 + [0] * 16}, duration="t", event="e", event_value=1, influences=["x"])
    assert (few.verdict, str(few.notes[0])) == (
        CANNOT_TELL,
        "Too few events to judge the influences; events: 4, influences: 1.",
    )


lives = st.lists(st.tuples(st.integers(0, 6), st.sampled_from(["a", "b", "stayed"])), min_size=1, max_size=25)


@settings(max_examples=120, deadline=None)
@given(lives, st.booleans())
def test_any_lives_give_finite_shares_in_order(people, weighted):
    frame = {
        "time": [float(time) for time, _ in people],
        "state": ["here" if why == "stayed" else "gone" for _, why in people],
        "why": [why for _, why in people],
        "weight": [1.0 + i % 3 for i in range(len(people))],
    }
    weight = "weight" if weighted else None
    times = [0, 1, 3, 6, 9]
    curve, shares = (
        churn(frame, **GONE, weight=weight, times=times),
        churn(frame, **GONE, cause="why", weight=weight, times=times),
    )
    for row in curve.rows() + shares.rows():
        share = row.get("survival", row.get("incidence"))
        assert all(np.isfinite(each) for each in row.values() if isinstance(each, float))
        assert share is None or 0 <= share <= 1 + 1e-9
        assert row["low"] is None or 0 <= row["low"] <= share + 1e-12 <= row["high"] + 2e-12 <= 1 + 3e-12
    falling = [row["survival"] for row in curve.rows() if row["survival"] is not None]
    assert falling == sorted(falling, reverse=True)
