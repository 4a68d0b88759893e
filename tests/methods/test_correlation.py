"""What goes together, against numpy, scipy and R; the order of the questions; pairs of which nothing can be told."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import pearsonr  # noqa: TID253 — in tests only
from statsmodels.stats.multitest import multipletests  # noqa: TID253 — in tests only

from sonda.methods.alike import alike_beside
from sonda.methods.correlation import (
    NO_SPREAD,
    OPPOSITE,
    SOME_GO_TOGETHER,
    TOGETHER,
    TOO_FEW,
    correlation,
    correlation_from_moments,
    moments_of,
)
from sonda.methods.result import CANNOT_TELL

N = 300


@pytest.fixture(scope="module")
def people():
    """Two pairs that go together, one that goes apart, and one that has nothing to do with any; with holes."""
    draw = np.random.default_rng(6)
    mood, price = draw.normal(size=(2, N))
    frame = {
        "queue": mood + draw.normal(size=N),
        "cheap": price + draw.normal(size=N) / 2,
        "staff": mood + draw.normal(size=N),
        "dear": -price + draw.normal(size=N) / 2,
        "weather": draw.normal(size=N),
    }
    for name, column in frame.items():
        frame[name] = np.clip(np.round(column + 3), 1, 5)
        frame[name][draw.random(N) < 0.15] = np.nan
    return frame


def by_pair(result):
    return {frozenset((pair.one, pair.other)): pair for pair in result.pairs}


def both(frame, pair):
    x, y = frame[pair.one], frame[pair.other]
    given = ~np.isnan(x) & ~np.isnan(y)
    return x[given], y[given]


def test_each_pair_is_that_of_scipy_over_the_people_who_answered_both(people):
    result = correlation(people, questions=list(people), interval="fisher")
    assert len(result.pairs) == 10
    p = []
    for pair in result.pairs:
        x, y = both(people, pair)
        reference = pearsonr(x, y)
        ends = reference.confidence_interval(0.95)
        assert pair.n == len(x)
        assert (pair.r, pair.low, pair.high) == pytest.approx((reference.statistic, ends.low, ends.high), abs=1e-12)
        p.append(reference.pvalue)
    assert [pair.p_adjusted for pair in result.pairs] == pytest.approx(multipletests(p, method="holm")[1], rel=1e-9)
    assert result.n == int((np.sum([~np.isnan(x) for x in people.values()], axis=0) > 1).sum())


def test_what_goes_together_is_told_from_what_may_be_chance_and_the_closest_pair_comes_first(people):
    result = correlation(people, questions=list(people))
    found = {names: pair.stands for names, pair in by_pair(result).items()}
    assert found[frozenset(("queue", "staff"))] == TOGETHER
    assert found[frozenset(("cheap", "dear"))] == OPPOSITE
    assert {stands for names, stands in found.items() if "weather" in names} == {CANNOT_TELL}
    assert result.verdict == SOME_GO_TOGETHER
    assert {result.sure[0].one, result.sure[0].other} == {"cheap", "dear"}


def test_the_cautious_error_is_that_of_the_influence_of_each_person_and_never_below_fishers(people):
    cautious, fisher = (correlation(people, questions=list(people), interval=kind) for kind in ("cautious", "fisher"))
    for mine, his in zip(cautious.pairs, fisher.pairs, strict=True):
        x, y = both(people, mine)
        u, v = ((each - each.mean()) / each.std() for each in (x, y))
        own = np.mean((u * v - mine.r * (u * u + v * v) / 2) ** 2) / (1 - mine.r**2) ** 2
        half = 1.959964 * np.sqrt(max(own, 1) / (mine.n - 3))
        assert mine.high == pytest.approx(np.tanh(np.arctanh(mine.r) + half), abs=1e-6)
        assert mine.low <= his.low
        assert mine.high >= his.high


def test_the_cautious_interval_keeps_its_promise_where_most_people_choose_the_best_answers():
    draw = np.random.default_rng(12)
    cuts = [-1.88, -1.48, -1.04, -0.25]  # 3, 4, 8, 25 and 60 in a hundred

    def ratings(n):
        one = draw.normal(size=n)
        return {
            "a": np.digitize(one, cuts) + 1.0,
            "b": np.digitize(0.7 * one + 0.714 * draw.normal(size=n), cuts) + 1.0,
        }

    many = ratings(400_000)
    truth = np.corrcoef(many["a"], many["b"])[0, 1]
    kept = dict.fromkeys(("cautious", "fisher"), 0)
    for _ in range(300):
        frame = ratings(200)
        for kind in kept:
            pair = correlation(frame, questions=["a", "b"], interval=kind).pairs[0]
            kept[kind] += pair.low <= truth <= pair.high
    assert kept["cautious"] >= 270  # 90 in 100
    assert kept["fisher"] < 265


def test_where_nothing_goes_together_pairs_are_called_so_as_rarely_as_promised():
    draw = np.random.default_rng(3)
    false = 0
    for _ in range(200):
        frame = {f"q{at}": draw.choice([1.0, 2, 3, 4, 5], 80, p=[0.03, 0.04, 0.08, 0.25, 0.6]) for at in range(6)}
        false += correlation(frame, questions=list(frame)).verdict == SOME_GO_TOGETHER
    assert false <= 18  # five in a hundred at the most; 18 of 200 is 2.6 standard errors more


def test_a_pair_of_which_nothing_can_be_told_says_why():
    frame = {
        "a": [1, 2, 3, 4, 5, 4],
        "flat": [3, 3, 3, 3, 3, 3],
        "rare": [1, 2, 3, 4, None, None],
        "twice": [2, 4, 6, 8, 10, 8],
        "nobody": [None] * 6,
    }
    found = by_pair(correlation(frame, questions=list(frame)))
    told = {names: (pair.n, pair.reason, pair.stands) for names, pair in found.items() if pair.r is None}
    assert told[frozenset(("a", "flat"))] == (6, NO_SPREAD, CANNOT_TELL)
    assert told[frozenset(("a", "rare"))] == (4, TOO_FEW, CANNOT_TELL)
    assert told[frozenset(("a", "nobody"))] == (0, TOO_FEW, CANNOT_TELL)
    copied = found[frozenset(("a", "twice"))]
    assert (copied.r, copied.low, copied.high, copied.stands) == (1, 1, 1, TOGETHER)
    assert len(told) == 9


@pytest.mark.parametrize(
    ("questions", "more"),
    [(["a"], {}), (["a", "a"], {}), (["a", "b"], {"level": 1.0}), (["a", "b"], {"interval": "exact"})],
)
def test_what_cannot_be_asked_is_refused(questions, more):
    with pytest.raises(ValueError, match=r"[A-Za-z]+ .*\."):
        correlation({"a": [1, 2], "b": [2, 1]}, questions=questions, **more)


def test_nobody_who_answered_two_questions_is_said():
    result = correlation({"a": [1, None], "b": [None, 2]}, questions=["a", "b"])
    assert (result.n, result.verdict, len(result.notes)) == (0, CANNOT_TELL, 1)


@given(
    st.lists(
        st.lists(st.one_of(st.none(), st.integers(0, 10)), min_size=4, max_size=4), min_size=5, max_size=40
    )
)  # fmt: skip
def test_whatever_was_answered_r_is_numpys_and_the_order_loses_nobody(rows):
    x = np.array(rows, float)
    names = ["a", "b", "c", "d"]
    result = correlation_from_moments(moments=moments_of(names, x))
    assert sorted(result.questions) == names
    for pair in result.pairs:
        one, other = x[:, names.index(pair.one)], x[:, names.index(pair.other)]
        given = ~np.isnan(one) & ~np.isnan(other)
        if pair.r is not None:
            assert pair.r == pytest.approx(np.corrcoef(one[given], other[given])[0, 1], abs=1e-9)
            assert -1 <= pair.low <= pair.r <= pair.high <= 1


def test_alike_questions_stand_side_by_side_and_the_order_is_always_the_same():
    block = np.full((6, 6), 0.05)
    for group in ((0, 3, 4), (1, 2, 5)):
        for i in group:
            for j in group:
                block[i, j] = 0.8
    order = alike_beside(block)
    assert order == alike_beside(block + np.random.default_rng(1).normal(size=(6, 6)) * 1e-14)
    assert {frozenset(order[:3]), frozenset(order[3:])} == {frozenset((0, 3, 4)), frozenset((1, 2, 5))}
    assert sorted(alike_beside(np.full((4, 4), np.nan))) == [0, 1, 2, 3]
    assert alike_beside(np.ones((2, 2))) == [0, 1]
