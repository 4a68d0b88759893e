import pytest

from sonda.methods.gap import gap_from_sums
from sonda.methods.sums import sums
from tests.reference.data import sfo
from tests.reference.stats import close, entry


@pytest.mark.shared
def test_the_difference_of_two_waves_is_that_of_welch_in_r():
    reference = entry("welch_sfo_2016_2017")
    waves = (sums(sfo(2017).ratings("Q7ALL")), sums(sfo(2016).ratings("Q7ALL")))
    item, expected = gap_from_sums(items={"Q7ALL": waves}).items[0], reference["expected"]
    assert (item.n_ours, item.n_theirs) == (reference["params"]["n1"], reference["params"]["n2"])
    found = {"diff": item.gap, "lower": item.low, "upper": item.high, "t": item.t, "df": item.df, "p": item.p_value}
    assert found.keys() == expected.keys()
    assert all(close(found[name], expected[name], reference) for name in expected)
