from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonda.methods.permutation import permutation_p

RATINGS = st.lists(st.integers(1, 5), min_size=1, max_size=5)


@given(RATINGS, RATINGS)
def test_the_p_value_is_that_of_dealing_out_all_answers(ours, theirs):
    pool = np.array(ours + theirs)
    distances = [abs(pool[list(hand)].mean() - np.delete(pool, hand).mean()) for hand in deals(len(pool), len(ours))]
    seen = abs(np.mean(ours) - np.mean(theirs))
    assert permutation_p(ours, theirs) == pytest.approx(np.mean(np.array(distances) >= seen - 1e-9))


def test_five_managers_beside_five_thousand_customers():
    assert permutation_p([5] * 5, [1, 2, 3, 4, 5] * 1000) == pytest.approx(2 * 0.2**5, rel=0.02)


def test_an_empty_group_has_no_p_value():
    assert permutation_p([float("nan")], [1, 2]) is None


def deals(cards, hand):
    return combinations(range(cards), hand)
