"""Shares of one question's answers; the consistency index; units that only look different."""

import numpy as np
import pytest

from sonda.methods.choices import choices_from_counts
from sonda.methods.consistency import consistency_from_sums, consistency_index, only_by_luck
from sonda.methods.sums import sums


def test_an_answer_leads_only_when_it_is_above_every_other_for_certain():
    assert choices_from_counts(counts={"a": 60, "b": 20, "c": 20}).leading == "a"
    assert choices_from_counts(counts={"a": 36, "b": 34, "c": 30}).leading is None
    assert choices_from_counts(counts={}).n == 0
    assert choices_from_counts(counts={"only": 9}).leading is None


def units(means, n=200, spread=1.0, seed=1):
    rng = np.random.default_rng(seed)
    return {name: sums(mean + spread * standard(rng, n)) for name, mean in means.items()}


def standard(rng, n):
    """Noise whose mean is exactly zero, so that a unit's mean is what the test says."""
    noise = rng.standard_normal(n)
    return noise - noise.mean()


def test_the_index_is_one_when_units_are_alike_and_falls_to_zero_at_the_ends_of_the_scale():
    rng = np.random.default_rng(7)
    people = {name: sums(3 + rng.standard_normal(200)) for name in "abcd"}
    alike = consistency_index(consistency_from_sums(units=people), scale=(1, 5))
    assert alike.low < alike.value <= alike.high == 1
    split = {f"{side}{n}": end for side, end in (("low", 1), ("high", 5)) for n in range(20)}
    far = consistency_index(consistency_from_sums(units=units(split, spread=0.1)), scale=(1, 5))
    assert far.value == pytest.approx(0, abs=0.02)
    uneven = consistency_index(consistency_from_sums(units=units({"a": 2, "b": 3, "c": 4})), scale=(1, 5))
    assert far.value <= uneven.low < uneven.value < uneven.high < alike.value


def test_the_typical_difference_of_two_units_has_a_closed_form():
    means = dict(zip("abcdefgh", np.linspace(2.5, 3.5, 8), strict=True))
    found = consistency_index(consistency_from_sums(units=units(means, n=5000)), scale=(1, 5))
    assert found.typical == pytest.approx(1.128 * found.sd, rel=1e-3)


def test_who_only_looks_worse_is_named_apart_from_who_is():
    rng = np.random.default_rng(2)
    people = {f"u{n}": sums(4 + 0.3 * rng.standard_normal(300)) for n in range(20)}
    people |= {"bad": sums(3.4 + standard(rng, 300)), "small": sums(3.0 + standard(rng, 4))}
    result = consistency_from_sums(units=people)
    assert [unit.unit for unit in result.units if unit.verdict == "below"] == ["bad"]
    assert "small" in {unit.unit for unit in only_by_luck(result)}
    assert "bad" not in {unit.unit for unit in only_by_luck(result)}


def test_where_nothing_can_be_judged_nobody_is_named():
    assert only_by_luck(consistency_from_sums(units={"one": sums([1, 2, 3])})) == ()
    assert consistency_index(consistency_from_sums(units={"one": sums([1, 2, 3])}), scale=(1, 5)) is None
