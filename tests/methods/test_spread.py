"""Average, spread and the worst tenth."""

import numpy as np
import pytest

from sonda.methods.spread import Counts, spread_from_counts
from sonda.methods.sums import sums


def counted(answers, weights=None):
    answers = np.asarray(answers, float)
    w = np.ones_like(answers) if weights is None else np.asarray(weights, float)
    values, place = np.unique(answers, return_inverse=True)
    return Counts(values=values, n=np.bincount(place), w=np.bincount(place, w), ww=np.bincount(place, w * w))


def line_of(answers, weights=None):
    return spread_from_counts(lines={"it": counted(answers, weights)}).lines[0]


@pytest.mark.parametrize("weighted", [False, True])
def test_mean_and_spread_are_those_of_the_answers(weighted):
    rng = np.random.default_rng(1)
    answers, weights = rng.integers(1, 6, 300), rng.gamma(5, 0.2, 300) if weighted else None
    line, total = line_of(answers, weights), sums(answers, weights)
    assert (line.mean, line.sd) == pytest.approx((total.mean, total.variance**0.5))
    assert line.high - line.mean == pytest.approx(1.968 * total.se, rel=1e-3)


def test_the_worst_tenth_is_the_mean_of_the_lowest_answers():
    answers = np.repeat([1, 2, 5], [5, 15, 80])
    assert line_of(answers).worst == pytest.approx((5 * 1 + 5 * 2) / 10)
    assert line_of(np.arange(1000)).worst == pytest.approx(np.arange(100).mean())


@pytest.mark.parametrize("shares", [(0.07, 0.08, 0.2, 0.35, 0.3), (0.02, 0.05, 0.13, 0.3, 0.5)])
def test_its_interval_holds_the_truth_as_often_as_promised(shares):
    rng = np.random.default_rng(2)
    truth = 5 - np.minimum(np.cumsum(shares)[:-1] / 0.1, 1).sum()
    lines = [line_of(rng.choice(5, 300, p=shares) + 1.0) for _ in range(400)]
    held = sum(line.worst_low <= truth <= line.worst_high for line in lines)
    assert 370 <= held <= 398


def test_few_answers_have_no_worst_tenth_and_equal_ones_no_interval():
    assert line_of([1, 5] * 49).worst is None
    same = line_of([4] * 160)
    assert (same.mean, same.worst, same.low, same.worst_low) == (4, 4, None, None)


def test_one_line_is_lowest_only_when_its_interval_lies_below_every_other():
    rng = np.random.default_rng(3)
    good, poor = rng.normal(4, 1, 200), rng.normal(3, 1, 200)
    assert spread_from_counts(lines={"a": counted(good), "b": counted(poor)}).lowest == "b"
    assert spread_from_counts(lines={"a": counted(good), "b": counted(good + 0.05)}).lowest is None
