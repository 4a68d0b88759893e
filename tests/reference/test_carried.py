from tests.reference.stats import carried, original


def test_carried_reference_numbers_are_the_shared_ones():
    assert carried() == {entry_id: original(entry_id) for entry_id in carried()}
