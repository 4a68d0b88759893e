"""Blocks of people: none too small, everybody in one, as uniform as they can be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonda.methods.confidentiality import blocks

rows = st.lists(st.tuples(*[st.sampled_from([None, "a", "b", "c"])] * 3), max_size=120)


@given(rows, st.integers(3, 10), st.data())
def test_no_block_has_fewer_than_k_people_and_fewer_than_k_are_left(attributes, k, data):
    person = data.draw(st.lists(st.integers(0, 40), min_size=len(attributes), max_size=len(attributes)))
    found = blocks(attributes, k=k, person=person)
    assert sorted([row for block in found.members for row in block] + list(found.left)) == [*range(len(attributes))]
    for block in found.members:
        assert len({person[row] for row in block}) >= k
    assert len({person[row] for row in found.left}) < k


@given(rows, st.integers(3, 10))
def test_enough_people_who_are_alike_share_no_block_with_others(attributes, k):
    found = blocks(attributes, k=k)
    for depth in (1, 2, 3):
        for value in {row[:depth] for row in attributes}:
            alike = {at for at, row in enumerate(attributes) if row[:depth] == value}
            apart = [block for block in found.members if alike & set(block) and not set(block) <= alike]
            strangers = alike & {row for block in apart for row in block}
            assert len(strangers) < k  # only those for whom there were too few


@pytest.mark.parametrize("k", [-1, 0, 1, 2])
def test_R3_2_a_threshold_that_hides_nobody_is_refused(k):
    with pytest.raises(ValueError, match="hides nobody"):
        blocks([("a",)] * 9, k=k)
