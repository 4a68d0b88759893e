"""Shares of top answers by voice, with people as clusters of their ratings."""

import numpy as np

from sonda.methods.sums import sums
from sonda.methods.top_answers import top_answers_from_sums


def together(table):
    """All ratings of people (rows) on items (columns), each person one cluster."""
    people = np.repeat(np.arange(len(table)), table.shape[1])
    return sums(table.ravel(), None, people)


def test_all_items_together_count_people_and_not_ratings():
    rng = np.random.default_rng(1)
    alike = np.repeat(rng.random((40, 1)) < 0.5, 10, axis=1) * 1.0  # everybody says the same ten times
    result = top_answers_from_sums(items={}, together={"manager": together(alike)})
    share = result.of("manager")
    assert (share.n, share.people, result.n) == (400, 40, 40)
    assert share.high - share.low > 0.25  # as wide as that of forty answers


def test_the_difference_turns_with_the_voices_and_is_not_told_where_they_overlap():
    high, low = sums([1] * 50 + [0] * 14), sums([1] * 100 + [0] * 1100)
    both = {"manager": high, "customer": low}
    result = top_answers_from_sums(items={"speed": both}, together=both)
    assert result.between("manager", "customer").verdict == "rise"
    assert result.between("customer", "manager").verdict == "fall"
    few = {"manager": sums([1, 0, 1]), "customer": low}
    assert top_answers_from_sums(items={}, together=few).between("manager", "customer").low < 0.35


def test_a_voice_of_nobody_or_of_one_has_no_interval_and_no_difference():
    heard = {"manager": sums([1.0]), "customer": sums([1, 0, 0, 1]), "employee": sums([])}
    result = top_answers_from_sums(items={}, together=heard)
    assert result.between("manager", "customer").verdict == "cannot tell"
    assert result.of("employee").share is None


def test_intervals_of_many_items_are_raised_so_that_they_hold_together():
    both = {"manager": sums([1, 0] * 30)}
    one = top_answers_from_sums(items={"a": both}, together=both).of("manager", "a")
    many = top_answers_from_sums(items={str(n): both for n in range(10)}, together=both).of("manager", "3")
    assert many.low < one.low
