import pytest

from sonda.methods.frames import numbers
from sonda.methods.paired import paired, signed_ranks
from sonda.methods.respondents import own_means
from sonda.methods.servqual import servqual
from tests.reference.data import kiosk
from tests.reference.stats import close, entry

ITEMS = ["01", "04", "12", "19", "20"]
ALL = [f"{number:02}" for number in range(1, 25)]


@pytest.mark.shared
@pytest.mark.parametrize("item", [*ITEMS, None])
def test_gaps_of_the_kiosk_study_and_their_t_intervals_are_those_of_r(item):
    reference = entry(f"servqual_gap_item{item}" if item else "servqual_gap_overall")
    expected = reference["expected"]
    row = next(each for each in servqual(kiosk(), expectation="E", perception="P").items if each.item == item)
    assert row.n == reference["params"]["n"]
    assert close(row.gap, expected["mean_gap"], reference)
    assert close(row.low, expected["lower"], reference)
    assert close(row.high, expected["upper"], reference)


@pytest.mark.shared
@pytest.mark.parametrize("item", [*ITEMS, None])
def test_the_paired_tests_of_the_kiosk_study_are_those_of_r(item):
    reference = entry(f"servqual_gap_item{item}" if item else "servqual_gap_overall")
    result, known = paired(means("P", item), means("E", item)), reference["expected"]
    found = {
        "mean_gap": result.mean,
        "lower": result.low,
        "upper": result.high,
        "t": result.t,
        "p": result.p_value,
        "wilcoxon_V": result.wilcoxon,
        "wilcoxon_p": result.wilcoxon_p,
        "d_z": result.d_z,
    }
    assert found.keys() == known.keys()
    assert all(close(found[name], known[name], reference) for name in known)


@pytest.mark.shared
def test_r_parts_ties_of_the_overall_gap_by_the_last_bit():
    """See docs/explanation/reference-numbers.md: differences of two means in 24ths tie only after rounding."""
    gap = means("P", None) - means("E", None)
    assert [signed_ranks(gap)[0], signed_ranks(gap.round(12))[0]] == [249, 252]


def means(side, item):
    return own_means([numbers(kiosk(), side + each) for each in ([item] if item else ALL)])
