"""Every pair of groups compared, with the chance of any false finding kept at its promised level."""

import numpy as np
import pytest

from sonda.methods.apart import apart
from sonda.methods.change import CANNOT_TELL, Estimate
from sonda.methods.multiplicity import holm
from sonda.methods.nps import nps_from_counts


def estimates(rng, k):
    for name in range(k):
        counts = rng.multinomial(120, [0.4, 0.35, 0.25])
        found = nps_from_counts(**dict(zip(("promoters", "passives", "detractors"), map(int, counts), strict=True)))
        yield str(name), Estimate(value=found.nps, low=found.low, high=found.high, n=found.n)


def test_alike_groups_are_told_apart_in_at_most_one_family_of_twenty():
    rng = np.random.default_rng(7)
    false = sum(any(pair.differs for pair in apart(list(estimates(rng, 6)))) for _family in range(300))
    assert false / 300 < 0.05 + 3 * (0.05 * 0.95 / 300) ** 0.5


@pytest.mark.parametrize("k", [0, 1])
def test_fewer_than_two_groups_have_nothing_to_compare(k):
    assert apart([("A", Estimate(value=1, low=0, high=2))][:k]) == []


def test_two_groups_differ_just_where_the_interval_of_their_difference_leaves_zero_out():
    rng = np.random.default_rng(3)
    for _pair in range(200):
        (one,) = apart(list(estimates(rng, 2)))
        assert one.differs == (one.difference.verdict != CANNOT_TELL)
    ((_first, a), (_second, b)) = estimates(rng, 2)
    assert holm([0.2])[0] == 0.2
    assert apart([("A", a), ("B", a)])[0].p_adjusted == 1.0
    assert b.n == 120
