import pytest

from sonda.methods.priorities import priorities
from tests.reference.data import kiosk
from tests.reference.stats import close, entry

WORDS = {"keep_up": "keep", "concentrate": "concentrate", "low_priority": "low priority"}


@pytest.mark.shared
def test_the_map_of_the_kiosk_study_has_its_lines_and_places():
    reference = entry("ipa_kiosk_1_12")
    expected, items = reference["expected"], [f"{number:02}" for number in reference["params"]["items"]]
    result = priorities(kiosk(), importance="IMP", performance="SAT")
    assert close(result.line_importance, expected["cross_importance"], reference)
    assert close(result.line_performance, expected["cross_performance"], reference)
    assert len(result.items) == 24  # the lines stand at the means of all items; the entry lists twelve
    for each in [each for each in result.items if each.item in items]:
        assert close(each.importance, expected["importance"][f"IMP{each.item}"], reference)
        assert close(each.performance, expected["performance"][f"IMP{each.item}"], reference)
        assert each.leaning == WORDS[expected["quadrant"][f"item{each.item}"]]
        assert each.quadrant in {each.leaning, "undecided"}
