"""Touchpoints that few people visited: what they may claim, and what they may not."""

import numpy as np
import pytest

from sonda.methods.drivers import blocks_from_frame, drivers, em, lmg

NOTHING = np.nan


def airport(seed=0, n=4000):
    """Check-in drives loyalty, the shuttle hardly; but who is furious or delighted is who tells about the shuttle."""
    rng = np.random.default_rng(seed)
    checkin, food, calm, noise = rng.normal(size=(4, n))
    loyal = 0.8 * checkin + 0.5 * food + 0.2 * calm + noise
    shuttle = 0.45 * checkin + 0.45 * food + 0.75 * rng.normal(size=n)
    told = rng.random(n) < np.where(np.abs(loyal) > 1.8, 0.6, 0.02)
    food = np.where(rng.random(n) < 0.3, NOTHING, food)
    return {"loyal": loyal, "checkin": checkin, "food": food, "calm": calm, "shuttle": np.where(told, shuttle, NOTHING)}


def pairwise(frame):
    x = np.column_stack(list(frame.values()))
    p = x.shape[1]
    cov = np.empty((p, p))
    for i in range(p):
        for j in range(p):
            both = ~np.isnan(x[:, i]) & ~np.isnan(x[:, j])
            cov[i, j] = np.cov(x[both, i], x[both, j])[0, 1]
    return cov


def test_pairwise_covariance_would_crown_a_driver_rated_by_few_and_em_does_not():
    frame = airport()
    names = list(frame)[1:]
    result = drivers(frame, outcome="loyal", drivers=names, bootstrap=200)
    shuttle = result.drivers[3]
    assert 0.10 < shuttle.reach < 0.25
    assert names[int(np.argmax(lmg(pairwise(frame))))] == "shuttle"
    assert result.leaders == ("checkin",)
    assert shuttle.importance < result.drivers[1].importance


def test_em_finds_the_importances_that_everybodys_ratings_would_have_given():
    rng = np.random.default_rng(3)
    a, b, noise = rng.normal(size=(3, 20000))
    loyal, b = a + 0.5 * b + noise, 0.6 * a + b
    everybody = {"loyal": loyal, "a": a, "b": b}
    seen = {**everybody, "b": np.where(a > 0.5, b, NOTHING)}  # only those who liked a went on to b
    full = [row.importance for row in drivers(everybody, outcome="loyal", drivers=["a", "b"], bootstrap=0).drivers]
    part = [row.importance for row in drivers(seen, outcome="loyal", drivers=["a", "b"], bootstrap=0).drivers]
    assert part == pytest.approx(full, abs=0.02)


def test_a_driver_with_too_few_raters_keeps_its_row_and_its_reason():
    frame = airport(n=400)
    rated = np.arange(400) < 30
    frame["lounge"] = np.where(rated, frame["loyal"], NOTHING)  # thirty people who agree with themselves
    result = drivers(frame, outcome="loyal", drivers=["checkin", "calm", "lounge"], bootstrap=100)
    lounge = result.rows()[2]
    assert lounge == {
        "driver": "lounge",
        "importance": None,
        "low": None,
        "high": None,
        "share": None,
        "coefficient": None,
        "n": 30,
        "reach": 0.075,
        "status": "too few",
    }
    assert [row.status for row in result.drivers] == ["ok", "ok", "too few"]
    assert [str(note) for note in result.notes] == [
        '"lounge" was rated by 30 of 400 people: too few to weigh it '
        "(at least 50 raters and 10% of the people are needed)."
    ]


@pytest.mark.parametrize(("n", "raters", "status"), [(400, 49, "too few"), (400, 50, "ok"), (1000, 99, "too few")])
def test_fifty_raters_and_a_tenth_of_the_people_are_enough(n, raters, status):
    rng = np.random.default_rng(0)
    a, b, noise = rng.normal(size=(3, n))
    frame = {"y": a + b + noise, "a": a, "b": np.where(np.arange(n) < raters, b, NOTHING)}
    assert drivers(frame, outcome="y", drivers=["a", "b"], bootstrap=0).drivers[1].status == status


def test_people_who_rated_nothing_or_gave_no_outcome_are_not_counted():
    rng = np.random.default_rng(0)
    a, b, noise = rng.normal(size=(3, 300))
    y = a + b + noise
    y[:20], a[20:50], b[20:60] = NOTHING, NOTHING, NOTHING
    result = drivers({"y": y, "a": a, "b": b}, outcome="y", drivers=["a", "b"], bootstrap=0)
    assert (result.n, [row.n for row in result.drivers]) == (250, [250, 240])
    assert result.drivers[1].reach == 240 / 250


def test_two_drivers_that_nobody_rated_both_are_related_through_the_others_only():
    rng = np.random.default_rng(1)
    a, b, noise = rng.normal(size=(3, 2000))
    first = np.arange(2000) < 1000
    frame = {"y": a + b + noise, "a": np.where(first, a, NOTHING), "b": np.where(first, NOTHING, b)}
    result = drivers(frame, outcome="y", drivers=["a", "b"], bootstrap=50)
    cov = em(blocks_from_frame(frame, outcome="y", drivers=["a", "b"])).cov
    assert np.linalg.inv(cov)[1, 2] == pytest.approx(0, abs=1e-8)
    assert [row.status for row in result.drivers] == ["ok", "ok"]
    assert [str(note) for note in result.notes] == [
        'Nobody rated both "a" and "b": they were taken as related through the other answers only.'
    ]


def test_two_drivers_that_three_people_rated_both_do_not_break_the_weighing():
    rng = np.random.default_rng(1)
    a, b, noise = rng.normal(size=(3, 400))
    first = np.arange(400)
    frame = {"y": a + b + noise, "a": np.where(first < 202, a, NOTHING), "b": np.where(first < 199, NOTHING, b)}
    result = drivers(frame, outcome="y", drivers=["a", "b"], bootstrap=50)
    assert all(0 < row.low <= row.importance <= row.high < 1 for row in result.drivers)


def test_a_resample_that_loses_the_raters_of_a_pair_is_still_weighed():
    rng = np.random.default_rng(7)
    n = 600
    x = rng.normal(size=(n, 6))
    y = x.sum(axis=1) + rng.normal(size=n)
    x[rng.random(x.shape) < 0.85] = NOTHING
    frame = {"y": y, **{f"x{j}": x[:, j] for j in range(6)}}
    result = drivers(frame, outcome="y", drivers=list(frame)[1:], bootstrap=100)
    assert result.notes == () or all("imagined" in str(note) for note in result.notes)
    assert all(row.low is not None for row in result.drivers if row.status == "ok")
