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
    told = checked(client, first, **{"c2-role": "", "answered_on": ""})  # a person leaves out the region and the day
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
@pytest.mark.parametrize(
    ("name", "wave", "day"),
    [
        ("wizyty_2026-03.csv", "2026-03", "2026-03-01"),
        ("wizyty_2026.csv", "2026", "2026-01-01"),
        ("Wizyty 3 kwartał 2026.csv", "2026-Q3", "2026-07-01"),
        ("wizyty_2025_2026.csv", "", "None"),
    ],
)
def test_what_the_name_of_a_file_tells_is_its_wave_and_when_its_answers_were_given(alice, brought, name, wave, day):  # noqa: F811  the fixture
    draft = draft_of(brought(SECOND, name=name), language="en")
    assert (draft.mapping.wave, str(draft.mapping.constants.get("answered_on"))) == (wave, day)
    told = [note.values["month"] for note in draft.notes if "its name tells when" in note.text]
    assert told == ([day[:7]] if wave else [])


def wave(head, *cells, n=40):
    """A file of so many rows; a cell is a text, or a list that is gone through again and again."""
    rows = (",".join(f"{cell[row % len(cell)]}{row if cell == ['u'] else ''}" for cell in cells) for row in range(n))
    return "\n".join([head, *rows]) + "\n"


NUMBERS, GROUPS, PLACES = range(11), ["promotor", "pasywny", "krytyk"], ["Dworzec", "Rynek"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        (wave("id,nps", ["u"], NUMBERS), wave("id,nps,Kwota,Kanał", ["u"], NUMBERS, range(90), ["www", "sklep"])),
        (
            wave("klientB;polecenieB;Kwota".replace(";", ","), ["u"], NUMBERS, range(90)),
            wave("klientZ,polecenieZ,Ocena", ["u"], NUMBERS, range(1, 6)),
        ),
        (
            wave("osobaG,waga,polecenie", ["u"], [1.2, 0.7], NUMBERS),
            wave("osobaH,waga,rekom polec", ["u"], [1.5], NUMBERS),
        ),
        (
            wave("nr,Miejsce", ["u"], PLACES),
            wave("nr,Miejsce,NPS,Kolejka,Kasa,Plan", ["u"], PLACES, NUMBERS, range(1, 6), range(1, 6), ["a", "b"]),
        ),
    ],
)  # fmt: skip
def test_a_file_that_shares_little_but_ordinary_names_with_an_earlier_one_begins_a_survey_of_its_own(
    client,
    alice,
    brought,  # noqa: F811  the fixture
    earlier,
    later,
):
    client.force_login(alice.user)
    first = brought(earlier, name="pierwszy.csv")
    checked(client, first)
    started(client, first)
    draft = draft_of(brought(later, name="drugi.csv"), language="en")
    assert (draft.earlier, draft.notes, draft.mapping.survey) == ("", (), "drugi")
    same = draft_of(brought(earlier.replace("\n", "\n\n", 1), name="trzeci.csv"), language="en")
    assert (same.earlier, same.mapping.survey) == ("pierwszy.csv", "pierwszy")


@pytest.mark.django_db
def test_columns_that_were_left_out_on_purpose_are_known(client, alice, brought):  # noqa: F811  the fixture
    client.force_login(alice.user)
    head = "nr,Miejsce,Kolejka,Kasa,Plan,Rodzaj"
    text = wave(head, ["u"], PLACES, range(1, 6), range(1, 6), ["a", "b"], ["c", "d"])
    first = brought(text, name="pierwszy.csv")
    checked(client, first, **{f"c{place}-role": "" for place in (2, 3, 4, 5)})
    started(client, first)
    assert draft_of(brought(text + "\n", name="drugi.csv"), language="en").earlier == "pierwszy.csv"


@pytest.mark.django_db
def test_a_score_does_not_become_a_segment_because_an_earlier_file_held_its_groups(client, alice, brought):  # noqa: F811  the fixture
    client.force_login(alice.user)
    first = brought(wave("osoba,NPS,Miejsce", ["u"], GROUPS, PLACES), name="pierwszy.csv")
    checked(client, first)
    started(client, first)
    later = brought(wave("osoba,NPS,Miejsce", [f"v{n}" for n in range(40)], NUMBERS, PLACES), name="drugi.csv")
    draft = draft_of(later, language="en")
    assert draft.earlier == "pierwszy.csv"
    assert [(column.role, column.low, column.high) for column in draft.mapping.columns if column.name == "NPS"] == [
        ("nps", 0, 10)
    ]
    page = client.get(columns_page(later)).text.replace("\xa0", " ")
    assert "The answers in these speak for another meaning than before, so they are suggested anew: NPS." in page
    assert "40 responses will be stored" in checked(client, later)


@pytest.mark.django_db
def test_a_file_joins_no_survey_because_of_its_name_alone(client, alice, brought):  # noqa: F811  the fixture
    client.force_login(alice.user)
    first = brought(FIRST, name="servqual.csv")
    checked(client, first)
    started(client, first)
    text = wave("nr,E1,E2,E3,P1,P2,P3", ["u"], *[range(1, 8)] * 6)
    other = brought(text, name="servqual.csv")
    mapping = draft_of(other, language="en").mapping
    assert (mapping.survey, mapping.title) == ("servqual-2", {"en": "Servqual 2"})
    assert "40 responses will be stored" in checked(client, other)
    assert started(client, other).survey.questions.count() == 6
