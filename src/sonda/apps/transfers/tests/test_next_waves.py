"""A second wave of a survey: what the first mapping cannot say of it, and where a reader goes from an import."""

import pytest

from sonda.apps.transfers.tests.test_wizard import brought, checked, columns_page, home, started  # noqa: F401  fixtures
from sonda.apps.transfers.wizard.queries import draft_of

FIRST = "Klient,Oddział,Region,Kasa,Kolejka,Zadowolenie,Linia\n" + "".join(
    f"a{n},{'Łódź' if n % 2 else 'Dąbrowa'},{n % 3},{1 + n % 5},{5 - n % 5},{1 + n % 5},{100 + n}\n" for n in range(60)
)
SECOND = "Klient,Oddział,Region,Kasa,Kolejka,Zadowolenie,Linia,NPS,Uwaga,Plan\n" + "".join(
    f"b{n},{'Łódź' if n % 2 else 'Dąbrowa'},{n % 3},{1 + n % 5},{5 - n % 5},{1 + n % 5 if n else 'Blank'},"
    f"{'północ' if n % 2 else 'południe'},{n % 11},,{'dom' if n % 2 else 'firma'}\n"
    for n in range(60)
)


@pytest.mark.django_db
def test_what_the_earlier_mapping_cannot_say_is_suggested_anew_and_nothing_that_rates_is_lost(client, alice, brought):  # noqa: F811  the fixture
    client.force_login(alice.user)
    first = brought(FIRST, name="wizyty_2025.csv")
    told = checked(client, first, **{"c2-role": ""})  # a person leaves the region out
    assert "Nothing says when these answers were given" in told
    done = started(client, first)
    page = client.get(f"/data/{done.pk}/").text
    assert 'href="/"' in page
    assert "See where you stand" in page
    assert f"/understand/csat/?survey={done.survey.key}" in page
    assert "/understand/nps/?survey=" not in page  # nobody was asked

    second = brought(SECOND, name="wizyty_2026-03.csv")
    page = client.get(columns_page(second)).text.replace("\xa0", " ")
    assert "These held numbers before and hold words now, so they are suggested anew: Linia." in page
    assert "New in this file, and suggested below: NPS." in page
    assert "New in this file, and taken for “no answer”: Zadowolenie: Blank." in page
    assert "Columns that the earlier mapping does not have: 3." in page  # Region, Uwaga, Plan
    columns = {column.name: column for column in draft_of(second, language="en").mapping.columns}
    assert set(columns) == {"Klient", "Oddział", "Kasa", "Kolejka", "Zadowolenie", "Linia", "NPS"}
    assert (columns["Linia"].role, columns["Linia"].key) == ("segment", "linia_2")
    assert (columns["NPS"].role, columns["Kasa"].key) == ("nps", "kasa")
    told = checked(client, second, answered_on="2026-03")
    assert "60 responses will be stored" in told
    assert "Nothing says when" not in told
    started(client, second)


@pytest.mark.django_db
def test_many_bad_cells_are_told_column_by_column_and_each_leads_to_its_column(client, alice, brought):  # noqa: F811  the fixture
    client.force_login(alice.user)
    upload = brought(SECOND)
    told = checked(client, upload, **{"c6-role": "number", "c9-role": "number"})
    assert "120 things have to be mended" in told
    assert told.count("60 cells cannot be read") == 2
    assert "Row 2: “południe” is not a number." in told
    assert "Row 3: “północ” is not a number." in told
    assert told.count("is not a number") == 4
    assert told.count("And 58 more.") == 2
    answer = client.post(f"/data/uploads/{upload.pk}/check/", {"column": "6"})
    assert answer["Location"].endswith("/columns/?page=1#c6")


@pytest.mark.django_db
def test_a_month_in_the_name_of_a_file_is_when_its_answers_were_given(alice, brought):  # noqa: F811  the fixture
    assert draft_of(brought(SECOND, name="wizyty_2026-03.csv"), language="en").mapping.constants["answered_on"]
    assert not draft_of(brought(SECOND, name="wizyty_2026.csv"), language="en").mapping.constants
