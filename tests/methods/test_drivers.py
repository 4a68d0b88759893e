import subprocess
import sys
from itertools import combinations
from math import factorial

import numpy as np
import pytest

from sonda.methods.drivers import (
    LEADS,
    SHARED,
    blocks_from_frame,
    blocks_from_sums,
    drivers,
    drivers_from_blocks,
    em,
    lmg,
    relative_weights,
)
from sonda.methods.result import CANNOT_TELL


def answers(n=600, k=4, missing=0.0, seed=0):
    """An outcome on k related touchpoints x0 … with falling influence; a share of ratings was never given."""
    rng = np.random.default_rng(seed)
    common = rng.normal(size=n)
    x = 0.7 * common[:, None] + rng.normal(size=(n, k))
    y = x @ np.linspace(1, 0.2, k) + rng.normal(size=n)
    x[rng.random(x.shape) < missing] = np.nan
    return {"y": y, **{f"x{j}": x[:, j] for j in range(k)}}


def names(frame):
    return [name for name in frame if name != "y"]


def found(frame, **options):
    return drivers(frame, outcome="y", drivers=names(frame), **{"bootstrap": 0, **options})


def said(result):
    return [str(note) for note in result.notes]


def shapley_by_hand(cov):
    """The textbook sum over all sets of other drivers."""
    p = len(cov) - 1

    def r2(chosen):
        chosen = list(chosen)
        return cov[0, chosen] @ np.linalg.solve(cov[np.ix_(chosen, chosen)], cov[chosen, 0]) / cov[0, 0]

    shares = []
    for j in range(1, p + 1):
        rest = [k for k in range(1, p + 1) if k != j]
        shares.append(
            sum(
                factorial(size) * factorial(p - 1 - size) / factorial(p) * (r2((*chosen, j)) - r2(chosen))
                for size in range(p)
                for chosen in combinations(rest, size)
            )
        )
    return np.array(shares)


def em_by_hand(x, rounds=3000):
    """Row by row, as in a textbook: expected values and their spread, then their mean and covariance."""
    n, p = x.shape
    given = ~np.isnan(x)
    mean, cov = np.nanmean(x, axis=0), np.diag(np.nanvar(x, axis=0))
    for _ in range(rounds):
        full, extra = np.where(given, x, 0.0), np.zeros((p, p))
        for i in range(n):
            o, m = given[i], ~given[i]
            slope = np.linalg.solve(cov[np.ix_(o, o)], cov[np.ix_(o, m)]).T
            full[i, m] = mean[m] + slope @ (x[i, o] - mean[o])
            extra[np.ix_(m, m)] += cov[np.ix_(m, m)] - slope @ cov[np.ix_(o, m)]
        mean, before = full.mean(axis=0), cov
        cov = (full - mean).T @ (full - mean) / n + extra / n
        if np.abs(cov - before).max() < 1e-12:
            break
    return mean, cov


@pytest.mark.parametrize("k", [1, 2, 3, 6])
def test_lmg_is_the_textbook_average_over_all_orders(k):
    cov = np.cov(np.column_stack(list(answers(k=k).values())), rowvar=False)
    assert lmg(cov) == pytest.approx(shapley_by_hand(cov), abs=1e-13)


def test_lmg_of_a_driver_that_the_others_determine_adds_nothing_to_them():
    cov = np.array([[1.0, 0.5, 0.5], [0.5, 1.0, 1.0], [0.5, 1.0, 1.0]])
    assert lmg(cov) == pytest.approx([0.125, 0.125])


@pytest.mark.parametrize("measure", ["lmg", "relative-weights"])
@pytest.mark.parametrize("missing_data", ["em", "complete"])
def test_importances_add_up_to_r2_and_shares_to_1(measure, missing_data):
    result = found(answers(missing=0.2), measure=measure, missing_data=missing_data)
    assert sum(row.importance for row in result.drivers) == pytest.approx(result.r2, rel=1e-12)
    assert sum(row.share for row in result.drivers) == pytest.approx(1, rel=1e-12)


def test_em_of_complete_answers_is_their_own_covariance():
    frame = answers()
    x = np.column_stack(list(frame.values()))
    moments = em(blocks_from_frame(frame, outcome="y", drivers=names(frame)))
    assert moments.mean == pytest.approx(x.mean(axis=0), abs=1e-12)
    assert moments.cov == pytest.approx(np.cov(x, rowvar=False, bias=True), abs=1e-12)


def test_em_ends_where_the_textbook_algorithm_ends():
    frame = answers(n=120, k=3, missing=0.35, seed=4)
    blocks = blocks_from_frame(frame, outcome="y", drivers=names(frame)).with_outcome_and_a_driver()
    x = np.column_stack(list(frame.values()))
    mean, cov = em_by_hand(x[~np.isnan(x[:, 1:]).all(axis=1)])
    assert em(blocks).mean == pytest.approx(mean, abs=1e-8)
    assert em(blocks).cov == pytest.approx(cov, abs=1e-8)


def test_em_does_not_hang_on_where_it_starts_nor_on_the_units_of_the_answers():
    frame = answers(missing=0.4)
    other = {**frame, "x1": 1000 * frame["x1"] + 5e4}
    blocks, scaled = (blocks_from_frame(f, outcome="y", drivers=names(f)) for f in (frame, other))
    far = em(blocks_from_frame(answers(missing=0.4, seed=9), outcome="y", drivers=names(frame)))
    assert em(blocks, start=far).cov == pytest.approx(em(blocks).cov, abs=1e-9)
    assert lmg(em(scaled).cov) == pytest.approx(lmg(em(blocks).cov), abs=1e-9)


def test_rows_count_the_same_in_whatever_buckets_they_are_added_up():
    frame = answers(n=3000, missing=0.3)
    one_by_one = blocks_from_frame(frame, outcome="y", drivers=names(frame))
    dealt = blocks_from_frame(frame, outcome="y", drivers=names(frame), buckets=400)
    by_sql = blocks_from_sums(
        columns=dealt.columns,
        bucket=dealt.bucket,
        pattern=dealt.pattern,
        n=dealt.n,
        weight=dealt.weight,
        sums=np.where(dealt.answered, dealt.sums, np.nan),  # NULL, as SQL says it
        products=dealt.products,
    )
    a, b = (drivers_from_blocks(blocks, bootstrap=400) for blocks in (one_by_one, by_sql))
    assert (a.n, [row.n for row in a.drivers]) == (b.n, [row.n for row in b.drivers])
    for mine, theirs in zip(a.drivers, b.drivers, strict=True):
        assert mine.importance == pytest.approx(theirs.importance, rel=1e-8)
        assert mine.coefficient == pytest.approx(theirs.coefficient, rel=1e-8)
        assert mine.high - mine.low == pytest.approx(theirs.high - theirs.low, rel=0.25)


@pytest.mark.parametrize("missing_data", ["em", "complete"])
def test_a_row_of_weight_two_counts_like_two_rows(missing_data):
    frame = answers(n=300, missing=0.2)
    twice = {name: np.concatenate([column, column[:100]]) for name, column in frame.items()}
    weighted = {**frame, "w": np.where(np.arange(300) < 100, 2.0, 1.0)}
    a = found(twice, missing_data=missing_data)
    b = drivers(weighted, outcome="y", drivers=names(frame), weight="w", bootstrap=0, missing_data=missing_data)
    assert [row.importance for row in b.drivers] == pytest.approx([row.importance for row in a.drivers], rel=1e-7)


def test_rows_drawn_together_do_not_pass_for_more_people():
    frame = answers(n=200, k=2)
    copied = {name: np.repeat(column, 5) for name, column in frame.items()}
    visit = np.repeat(np.arange(200), 5)
    alone = found(frame, bootstrap=1000)
    fooled = found(copied, bootstrap=1000)
    clustered = drivers({**copied, "visit": visit}, outcome="y", drivers=["x0", "x1"], cluster="visit")
    width = [each.drivers[0].high - each.drivers[0].low for each in (alone, fooled, clustered)]
    assert width[2] == pytest.approx(width[0], rel=0.1)
    assert width[1] < 0.6 * width[0]


def test_a_resample_of_one_seed_is_always_the_same():
    frame = answers(n=200, missing=0.2)
    assert found(frame, bootstrap=50, seed=3) == found(frame, bootstrap=50, seed=3)
    assert found(frame, bootstrap=50, seed=3) != found(frame, bootstrap=50, seed=4)


def test_no_resampling_leaves_intervals_open_and_the_verdict_too():
    result = found(answers())
    assert {(row.low, row.high) for row in result.drivers} == {(None, None)}
    assert result.verdict == CANNOT_TELL


def test_percentile_intervals_cover_the_true_importance_about_as_often_as_they_promise():
    drivers_cov, effect = 0.49 + np.eye(2), np.array([1.0, 0.2])  # as `answers` draws them
    both = drivers_cov @ effect
    truth = np.block([[np.array([[effect @ both + 1]]), both[None]], [both[:, None], drivers_cov]])
    expected = lmg(truth)
    hits = []
    for seed in range(200):
        rows = found(answers(n=150, k=2, seed=seed), bootstrap=199, missing_data="complete").drivers
        hits.append([row.low <= value <= row.high for row, value in zip(rows, expected, strict=True)])
    assert np.mean(hits, axis=0) == pytest.approx([0.95, 0.95], abs=0.04)


def test_the_progress_of_resampling_is_told():
    told = []
    found(answers(n=100), bootstrap=5, progress=lambda done, times: told.append((done, times)))
    assert told == [(1, 5), (2, 5), (3, 5), (4, 5), (5, 5)]


@pytest.mark.parametrize("missing", [0.0, 0.3])
def test_the_verdict_names_a_leader_only_when_one_stands_out(missing):
    rng = np.random.default_rng(5)
    a, b, c, noise = rng.normal(size=(4, 400))
    frame = {name: np.where(rng.random(400) < missing, np.nan, x) for name, x in {"a": a, "b": b, "c": c}.items()}
    strong = found({"y": 2 * a + 0.3 * b + noise, **frame}, bootstrap=300)
    even = found({"y": a + b + noise, **frame}, bootstrap=300)
    nothing = found({"y": noise, **frame}, bootstrap=300)
    assert (strong.verdict, strong.leaders) == (LEADS, ("a",))
    assert (even.verdict, set(even.leaders)) == (SHARED, {"a", "b"})
    assert (nothing.verdict, nothing.leaders) == (CANNOT_TELL, ())


def test_where_nothing_matters_the_verdict_seldom_claims_that_something_does():
    rng = np.random.default_rng(1)
    claims = 0
    for _ in range(200):
        frame = dict(zip("yabc", rng.normal(size=(4, 80)), strict=True))
        claims += found(frame, bootstrap=99, missing_data="complete").verdict != CANNOT_TELL
    assert claims / 200 == pytest.approx(0.05, abs=0.035)


def test_ranks_and_impact_travel_with_each_driver():
    first, *_, last = found(answers(n=2000), bootstrap=200).drivers
    assert (first.best_rank, first.worst_rank) == (1, 1)
    assert last.best_rank > 1
    assert last.impact == last.importance * last.reach


def test_a_coefficient_that_turns_its_sign_among_the_others_is_named():
    rng = np.random.default_rng(2)
    x, z = rng.normal(size=(2, 2000))
    frame = {"y": x, "x": x + z, "z": 1.2 * z + 0.1 * x + 0.3 * rng.normal(size=2000)}
    result = found(frame, bootstrap=100)
    assert [row.suppressor for row in result.drivers] == [False, True]
    assert said(result) == [
        '"z" goes with the outcome one way alone and the other way beside the other drivers: '
        "read its coefficient with care."
    ]


def test_a_frame_may_be_of_any_library():
    import pandas as pd
    import polars as pl
    import pyarrow as pa

    frame = answers(n=100, missing=0.1)
    plain = found(frame)
    for library in (pd.DataFrame(frame), pl.DataFrame(frame, nan_to_null=True), pa.table(frame)):
        assert drivers(library, outcome="y", drivers=names(frame), bootstrap=0) == plain


def test_rows_are_the_contracts():
    assert list(found(answers()).rows()[0]) == [
        "driver",
        "importance",
        "low",
        "high",
        "share",
        "coefficient",
        "n",
        "reach",
        "status",
    ]
    assert list(found(answers()).top()) == ["r2"]


def test_more_than_twenty_drivers_get_relative_weights_and_a_note():
    frame = answers(n=400, k=22)
    result = found(frame, missing_data="complete")
    assert result.measure == "relative-weights"
    assert [row.importance for row in result.drivers] == pytest.approx(
        relative_weights(np.cov(np.column_stack(list(frame.values())), rowvar=False)), rel=1e-9
    )
    assert said(result) == ["22 drivers are too many for exact LMG (at most 20): relative weights were taken instead."]


def test_importing_the_drivers_does_not_import_numba():
    code = "import sys, sonda.methods.drivers; print('numba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
