"""Filters stand in the address: read strictly, written back one way, and counted as the rows they keep."""

from datetime import date
from html import unescape

import pytest
from django.http import QueryDict

from sonda.apps.analytics import queries
from sonda.apps.analytics.cut import Cut, MonthsTurned, NoDates, NotAMonth, NotAsked
from sonda.apps.analytics.facets import Facet
from sonda.apps.analytics.models import Run
from sonda.apps.analytics.tests import company
from sonda.apps.responses.operations import record_many
from sonda.apps.surveys.choices import Role
from sonda.apps.surveys.operations import fill_bank

ODD = ['Café "Nord"', "O'Brien; DROP TABLE x", "a=b!=c", "Rynek 1, Łódź", " Львів", "%", "--", "unit", "6", "6.0"]
MONTHS = [date(2026, month, 1) for month in range(1, 11)]


def facet(param, *values):
    return Facet(
        param=param,
        column=param.removeprefix("segment."),
        title=param.title(),
        values=dict.fromkeys(values, 1),
        labels={},
    )


FACETS = {each.param: each for each in (facet("unit", *ODD), facet("region", "N", "S"), facet("segment.from", "18–24"))}


def parse(query, months=MONTHS):
    return Cut.parse(QueryDict(query), facets=FACETS, months=months)


def test_an_address_is_read_and_written_back_in_one_order():
    messy = parse("by=&to=2026-03&unit=%25&segment.from=18%E2%80%9324&unit=6&grain=quarter&from=2026-02&unit=%25")
    assert (
        messy.query("visits")
        == "survey=visits&from=2026-02&to=2026-03&unit=%25&unit=6&segment.from=18%E2%80%9324&grain=quarter"
    )
    assert parse(messy.query()) == messy


@pytest.mark.parametrize("value", ODD)
def test_a_value_with_any_signs_goes_through_the_address_and_back(value):
    cut = Cut(chosen=(("unit", (value,)),))
    assert parse(cut.query()) == cut


@pytest.mark.parametrize(
    ("query", "trouble"),
    [
        ("sort=asc", NotAsked), ("sort=", NotAsked), ("unit=Nowhere", NotAsked), ("unit=6.00", NotAsked),
        ("unit=%00", NotAsked), ("from=18–24", NotAMonth), ("from=2026-13", NotAMonth), ("to=0000-01", NotAMonth),
        ("from=2026-01&from=2026-02", NotAsked), ("period=fortnight", NotAsked), ("grain=day", NotAsked),
        ("by=score", NotAsked), ("by=segment.age", NotAsked), ("from=2026-05&to=2026-04", MonthsTurned),
    ],
)  # fmt: skip
def test_what_the_answers_do_not_have_is_a_sentence(query, trouble):
    with pytest.raises(trouble) as said:
        parse(query)
    assert str(said.value)
    assert said.value.status in (400, 404)


def test_answers_without_dates_have_no_periods():
    with pytest.raises(NoDates):
        parse("period=last3", months=[])


@pytest.mark.parametrize(
    ("query", "within", "before"),
    [
        ("", None, None),
        ("period=all", None, None),
        ("period=last3", ("2026-08", "2026-10"), ("2026-05", "2026-07")),
        ("period=last6", ("2026-05", "2026-10"), ("2025-11", "2026-04")),
        ("period=last12", ("2025-11", "2026-10"), None),
        ("period=year", ("2026-01", "2026-12"), None),
        ("from=2026-09", ("2026-09", "2026-10"), ("2026-07", "2026-08")),
        ("to=2026-02", ("2026-01", "2026-02"), None),
        ("from=2030-01", ("2030-01", "2030-01"), None),
        ("period=last3&from=2026-02&to=2026-02", ("2026-02", "2026-02"), ("2026-01", "2026-01")),
    ],
)
def test_periods_are_told_from_the_latest_answers_and_compared_with_as_many_months_before(query, within, before):
    cut = parse(query)
    assert (cut.within(MONTHS), cut.before(MONTHS)) == (within, before)


def test_a_year_that_is_not_over_is_compared_with_the_same_months_of_the_year_before():
    months = [date(2025, month, 1) for month in range(1, 13)] + MONTHS
    assert parse("period=year", months=months).before(months) == ("2025-01", "2025-10")


@pytest.fixture
def odd(organization, home):
    """A survey whose units are called so that no text may be pasted into a condition."""
    asked = [company.question(key, role) for key, role in (("unit", Role.UNIT), ("age", Role.SEGMENT))]
    asked += [company.question("answered_on", Role.PERIOD), company.question("recommend", Role.NPS)]
    survey = fill_bank(organization=organization, key="odd", title={"en": "Odd"}, questions=asked)
    documents = [
        {
            "source_key": f"r{number}", "respondent": f"r{number}", "unit": unit,
            "answered_on": date(2026, 1 + turn % 9, 3),
            "segments": {"age": "old" if turn % 2 else "young, or so"}, "answers": {"recommend": 10 - turn},
        }
        for number, (unit, turn) in enumerate((unit, turn) for at, unit in enumerate(ODD) for turn in range(at + 2))
    ]  # fmt: skip
    record_many(survey=survey, import_id=1, documents=documents)
    return survey


@pytest.mark.django_db
def test_each_value_keeps_its_own_rows_and_no_others(odd, reader):
    for at, unit in enumerate(ODD):
        query = Cut(chosen=(("unit", (unit,)),)).query()
        assert reader.get(f"/understand/nps/?{query}").context["chart"].n == at + 2, unit
    two = Cut(chosen=(("unit", (ODD[2], ODD[3])), ("segment.age", ("old",)))).query()
    assert reader.get(f"/understand/nps/?{two}").context["chart"].n == 2 + 2


@pytest.mark.django_db
def test_a_link_reproduces_the_view_and_everything_on_the_page_carries_it(survey, alice, join, client, home):
    query = "survey=visits&period=last12&unit=A&unit=B&grain=quarter"
    client.force_login(alice.user)
    first = client.get(f"/understand/nps/?{query}")
    page = unescape(first.content.decode())
    for name in ("figure.svg", "figure.png", "table.csv"):
        assert f"/understand/nps/{name}?{query}" in page
    told = "Last 12 months, January – December 2026 · Unit: A, B · 48 answers"
    assert told in page.replace("\xa0", " ")
    client.force_login(join("vera", "viewer").user)
    again = client.get("/understand/nps/?grain=quarter&unit=B&unit=A&period=last12")
    assert again.context["chart"] == first.context["chart"]
    assert [row[0].value for row in again.context["chart"].rows] == ["Q1 2026", "Q2 2026", "Q3 2026", "Q4 2026"]
    heavy = client.get("/understand/drivers/?unit=A").content.decode()
    assert 'hx-get="/understand/drivers/?survey=visits&amp;unit=A"' in heavy


@pytest.mark.django_db
def test_what_is_on_can_be_taken_off_one_by_one(survey, reader):
    response = reader.get("/understand/nps/?period=last6&unit=A&by=region".replace("&by=region", "&by=unit"))
    chips = [(chip.label, chip.without) for chip in response.context["filters"].chips]
    assert chips == [
        ("Last 6 months", "survey=visits&unit=A&by=unit"),
        ("Unit: A", "survey=visits&period=last6&by=unit"),
        ("Compared by: Unit", "survey=visits&period=last6&unit=A"),
    ]
    page = response.content.decode()
    assert page.count("Remove the filter") == 3
    assert '<input type="checkbox" name="unit" value="A" checked>' in page
    assert '<input type="checkbox" name="unit" value="B">' in page


@pytest.mark.django_db
def test_in_an_empty_cut_the_last_filter_can_be_taken_off(survey, reader):
    survey.responses.filter(unit="B", answered_on__year=2026).delete()
    response = reader.get("/understand/nps/?from=2026-01&unit=B")
    page = unescape(response.content.decode())
    assert "Nobody answered in this cut" in page
    assert 'href="?survey=visits&from=2026-01" >Remove “Unit: B”' in page
    assert reader.get("/understand/nps/table.csv?from=2026-01&unit=B").status_code == 404
    for address in ("servqual", "consistency", "alpha", "kano", "contrast", "churn", "gap-self", "control"):
        assert reader.get(f"/understand/{address}/?from=2026-01&unit=B").status_code == 200


@pytest.mark.django_db
def test_a_step_of_time_is_chosen_as_the_answers_allow(survey, reader):
    def labels(query):
        return [str(row[0].value) for row in reader.get(f"/understand/nps/?{query}").context["chart"].rows]

    assert len(labels("")) == 24
    assert labels("grain=year") == ["2025", "2026"]
    assert labels("unit=A&voice=manager") == ["2025", "2026"]  # two answers a month, or a quarter, are too few
    assert labels("from=2026-03&to=2026-03") == ["All answers"]


@pytest.mark.django_db
def test_groups_stand_side_by_side(survey, reader):
    response = reader.get("/understand/csat/?by=unit&unit=A&unit=C")
    assert [row[0].value for row in response.context["chart"].rows] == ["A", "C"]
    voices = reader.get("/understand/nps/?by=voice").context["chart"]
    assert sorted(row[0].value for row in voices.rows) == ["Competitor's customer", "Customer", "Manager"]


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["by=unit", "grain=year"])
def test_what_is_no_one_number_is_not_told_by_groups_and_says_so(survey, reader, query):
    response = reader.get(f"/understand/drivers/?{query}")
    assert response.status_code == 400
    assert "is not told by groups" in response.content.decode()


@pytest.mark.django_db
def test_equal_cuts_are_counted_once_and_each_page_is_a_statement_or_two(survey, reader):
    for query in ("unit=A&unit=B&period=last3", "period=last3&unit=B&unit=A&unit=A"):
        assert reader.get(f"/understand/nps/?{query}").status_code == 200
    assert Run.objects.count() == 2  # the figure, and the period beside the one before


@pytest.mark.django_db
def test_a_chosen_voice_is_counted_instead_of_the_customers(survey, reader):
    n = [reader.get(f"/understand/nps/?{query}").context["chart"].n for query in ("", "voice=manager")]
    assert n == [144, 48]
    question = reader.get("/understand/nps/?voice=manager").context["reply"].question
    assert question.chosen == (("voice", ("manager",)),)
    assert queries.Question.from_json(question.as_json()) == question
