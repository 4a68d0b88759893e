import pytest

from sonda.methods.alpha import alpha
from tests.reference.data import kiosk, reference_input
from tests.reference.stats import close, entry


@pytest.mark.shared
@pytest.mark.parametrize("entry_id", ["alpha_attitude", "alpha_kiosk_E"])
def test_alpha_its_interval_and_its_items_are_those_of_psych(entry_id):
    reference = entry(entry_id)
    frame = reference_input("attitude") if entry_id == "alpha_attitude" else kiosk()
    result, expected = alpha(frame, items=reference["params"]["items"]), reference["expected"]
    assert result.n == reference["params"]["n_complete"]
    assert close(result.alpha, expected["raw_alpha"], reference)
    assert close(result.alpha_standardized, expected["std_alpha"], reference)
    assert close(result.low, expected["feldt_lower"], reference)
    assert close(result.high, expected["feldt_upper"], reference)
    for each in result.items:
        assert close(each.alpha_if_dropped, expected["alpha_if_dropped"][each.item], reference)
        assert close(each.rest_correlation, expected["item_rest_cor"][each.item], reference)
