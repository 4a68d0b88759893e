import pytest

from sonda.methods.kano import kano, kano_from_tables
from tests.reference.data import kiosk
from tests.reference.stats import carried, close, entry

KANO = [each for each in carried() if each.startswith("kano_")]


@pytest.mark.parametrize("entry_id", KANO)
def test_categories_and_coefficients_are_those_of_the_evaluation_table(entry_id):
    reference = entry(entry_id)
    expected = reference["expected"]
    item = kano_from_tables(items={"x": expected["crosstab_rows_functional_cols_dysfunctional"]}).items[0]
    assert [item.a, item.o, item.m, item.i, item.r, item.q] == [expected[category] for category in "AOMIRQ"]
    assert close(item.better, expected["better"], reference)
    assert close(item.worse, expected["worse"], reference)


@pytest.mark.shared
@pytest.mark.parametrize("entry_id", KANO)
def test_the_kiosk_answers_make_the_same_table(entry_id):
    number, table = entry(entry_id)["params"]["item"], entry(entry_id)["expected"]
    item = kano(kiosk(), functional=[f"K{number:02}_f"], dysfunctional=[f"K{number:02}_d"]).items[0]
    known = kano_from_tables(items={item.item: table["crosstab_rows_functional_cols_dysfunctional"]}).items[0]
    assert item == known
