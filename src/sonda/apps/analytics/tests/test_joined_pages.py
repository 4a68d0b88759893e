"""The three gaps, the same everywhere, leaving: planted truths are found, turn when the data are turned, and nothing
is said where the data cannot tell."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sonda.apps.analytics.pages import asking
from sonda.apps.analytics.tests import company, planted
from sonda.apps.jobs import worker
from sonda.apps.organizations.models import Unit

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

GAPS, SAME, LEAVING = "/understand/three-gaps/", "/understand/same-everywhere/", "/understand/leaving/"
PAGES = (GAPS, SAME, LEAVING)


def page_of(reader, address):
    response = reader.get(address)
    assert response.status_code == 200, address
    return response


def words(response):
    return response.content.decode().replace("\xa0", " ")


def finding(response, part):
    return response.context["screen"].parts[part].chart.finding.replace("\xa0", " ")


@pytest.fixture
def english(reader):
    reader.post("/language/", {"language": "en"})
    return reader


@pytest.fixture
def manager(join, organization, home):
    """Makes the manager of a unit."""

    def made(unit):
        member = join(unit.lower(), "manager")
        member.units.add(Unit.objects.get_or_create(organization=organization, name=unit)[0])
        return member

    return made


# The three gaps


def test_the_board_reads_how_leaders_and_customers_differ_and_it_turns_with_the_data(organization, english):
    planted.voices(organization)
    response = page_of(english, GAPS)
    board, tops = response.context["screen"].board, response.context["screen"].tops.result
    shares = [f"{100 * tops.of(voice).share:.0f}%" for voice in ("manager", "customer")]
    expected = "Our leaders give us top marks in {} of their ratings; customers agree in {}."
    assert board.finding.replace("\xa0", " ") == expected.format(*shares)
    assert "Top marks: 6–7 of 7." in board.deck.replace("\xa0", " ")
    page = words(response)
    assert "Leaders think better than customers of “Keeping promises”, “Clear bills”." in page
    assert "Leaders undervalue “Friendly staff”." in page
    assert "The competitor leads in “Promised speed”." in page


def test_turned_data_turn_every_sentence(organization, english):
    planted.voices(organization, leaders=-2.0, rival=-1.5)
    page = words(page_of(english, GAPS))
    assert "Leaders think better than customers of “Friendly staff”." in page
    assert "Leaders undervalue" in page
    assert "We lead the competitor in “Promised speed”, and trail in nothing for certain." in page


def test_where_leaders_see_what_customers_see_nothing_else_is_claimed(organization, english):
    planted.voices(organization, leaders=0, rival=0)
    page = words(page_of(english, GAPS))
    assert "It cannot be told yet whether our leaders think better of us than customers do." in page
    assert "think better than customers of" not in page
    assert "Orange" in page


def test_a_reversed_gap_is_marked_and_told_in_figure_and_table(organization, english):
    planted.voices(organization)
    chart = page_of(english, GAPS).context["screen"].lead.chart
    rows = {row[0].value: [cell.value for cell in row] for row in chart.rows}
    assert "reversed" in rows["Friendly staff"]
    assert "reversed gap" in chart.caption
    assert any(mark.get("tint") for mark in chart.spec["data"]["values"])
    assert "Friendly staff. Our opinion and theirs: gap −" in chart.description


def test_items_of_two_surveys_stand_in_one_row_by_name_and_the_others_keep_their_place(organization, english):
    planted.voices(organization)
    planted.expectations(organization, {"01": "Keeping promises", "02": "Clear bills", "03": "A lift in the house"})
    screen = page_of(english, GAPS).context["screen"]
    together, alone = screen.rows
    kinds = {row.title: set(row.found) for row in together}
    assert kinds["Keeping promises"] == {"own", "competitor", "expectation"}
    assert kinds["A lift in the house"] == {"expectation"}
    assert alone == []
    assert [row[0].value for row in screen.lead.chart.rows] == [
        "Keeping promises", "Clear bills", "Promised speed", "Friendly staff", "A lift in the house",
    ]  # fmt: skip
    assert "not asked" in words(page_of(english, GAPS))


def test_a_serial_number_pairs_nothing_and_a_survey_that_shares_no_item_stands_apart(organization, english):
    survey = planted.voices(organization)
    survey.questions.filter(key="promises").update(item="01")
    planted.expectations(organization, {"01": "A lift in the house", "02": "A garden"})
    response = page_of(english, GAPS)
    together, alone = response.context["screen"].rows
    assert ([len(row.found) for row in together], len(alone)) == ([2] * 4, 2)
    assert "stand apart" in words(response)


def test_what_is_missing_is_said_with_what_to_ask(organization, english):
    planted.expectations(organization, {"01": "A lift", "02": "A garden"})
    response = page_of(english, GAPS)
    assert response.context["screen"].board.finding == (
        "Customers get less than they expect in “A lift”. Only “A garden” exceeds expectations."
    )
    assert "Let your leaders answer the same questions that your customers answer." in words(response)


def test_an_overall_question_makes_the_sentence_about_people(organization, english):
    survey = company.make_survey(organization, n=300)
    page = words(page_of(english, GAPS))
    assert "whether our leaders think better of us" in page
    for number, response in enumerate(survey.responses.filter(voice="manager")):
        response.answers["satisfied"] = 5 if number % 5 else 3
        response.save()
    again = company.make_survey(organization, key="again", n=0)
    documents = [
        {"source_key": str(r.pk), "voice": r.voice, "unit": r.unit, "weight": 1.0, "answers": r.answers}
        for r in survey.responses.all()
    ]
    planted.record_many(survey=again, import_id=3, documents=documents)
    page = words(page_of(english, f"{GAPS}?survey=again"))
    assert "80% of our leaders say excellent;" in page


# The same everywhere


def test_the_worse_branch_is_certain_the_tiny_one_is_luck_and_another_turns_it(organization, english):
    planted.branches(organization, n=150)
    response = page_of(english, SAME)
    units = response.context["screen"].units
    assert finding(response, "units") == "“Oak” is truly below the rest."
    assert [each.name for each in units.certain] == ["Oak"]
    assert "Willow" in [each.name for each in units.luck]
    assert "Oak" not in [each.name for each in units.luck]
    assert finding(response, "touchpoints") == "“Queue” is rated lowest of all, for certain."
    assert "100 × (1 − SD" in words(response)


def test_a_turned_company_has_another_worst_branch_and_an_even_one_has_none(organization, english):
    planted.branches(organization, worse="Birch")
    assert finding(page_of(english, SAME), "units") == "“Birch” is truly below the rest."


def test_an_even_company_has_a_higher_index_and_nobody_to_name(organization, english):
    planted.branches(organization, by=0)
    response = page_of(english, SAME)
    units = response.context["screen"].units
    assert units.certain == []
    assert units.index.high > 0.98
    assert "no unit can be called out" in words(response)
    assert finding(response, "lines") == "Which of these is rated lowest cannot be told from chance."


def test_lines_are_what_the_address_asks_for(organization, english):
    planted.branches(organization)
    chart = page_of(english, f"{SAME}?by=unit").context["screen"].parts["lines"].chart
    assert len(chart.rows) == 9
    willow = next(row for row in chart.rows if row[0].value == "Willow")
    assert willow[4].value is None  # two answers have no worst tenth


def test_R4_1_a_manager_sees_their_own_branch_alone(organization, client, manager):
    planted.branches(organization)
    planted.voices(organization)
    client.force_login(manager("Oak").user)
    client.post("/language/", {"language": "en"})
    response = page_of(client, f"{SAME}?survey=branches")
    assert response.context["screen"].by_unit.result.n == 90
    page = words(response)
    assert [name in page for name in ("Oak", "Birch", "Willow")] == [True, False, False]
    assert client.get(f"{SAME}?unit=Birch").status_code == 404
    closed = words(page_of(client, GAPS))
    assert "<sonda-chart" not in closed
    assert "Keeping promises" not in closed
    assert client.get("/understand/three-gaps/gaps/table.csv").status_code == 404


def test_R4_1_every_part_of_the_three_gaps_is_counted_within_the_managers_branch(survey, client, manager):
    client.force_login(manager("A").user)
    screen = page_of(client, GAPS).context["screen"]
    asked = [*(gap.asked for gap in screen.found), screen.tops, screen.overall]
    assert [each.question.scope for each in asked] == [("A",)] * 5
    assert screen.tops.result.n <= 80
    assert client.get(f"{GAPS}?unit=B").status_code == 404


# Leaving

RATES = {"monthly": 0.06, "yearly": 0.02, "two years": 0.01}


def test_who_leaves_soonest_is_named_with_a_ratio_and_turns(organization, english):
    planted.leavers(organization, rates=RATES)
    response = page_of(english, LEAVING)
    screen = response.context["screen"]
    assert screen.facet.column == "contract"  # and not the door, which tells nothing
    assert finding(response, "survival") == "Customers in the group “monthly” leave soonest."
    ratio = screen.paces.result.groups[0]
    assert ratio.low < 0.06 / 0.015 < ratio.high
    assert finding(response, "destinations") == "“Halnet” takes away more customers than anything else."
    assert finding(response, "reasons") == "It cannot be told yet what takes away the most customers."
    assert "Nobody has been asked what would have kept them." in words(response)


def test_turned_contracts_turn_the_sentence_and_what_would_have_kept_them_is_told(organization, english):
    planted.leavers(organization, rates={"monthly": 0.01, "yearly": 0.06}, kept=True)
    response = page_of(english, LEAVING)
    assert finding(response, "survival") == "Customers in the group “yearly” leave soonest."
    assert finding(response, "kept").startswith("Most often those who left say “a lower price”:")
    assert "Nobody has been asked what would have kept them." not in words(response)


def test_contracts_of_one_pace_are_not_told_apart(organization, english):
    planted.leavers(organization, rates={"monthly": 0.03, "yearly": 0.03})
    response = page_of(english, f"{LEAVING}?by=segment.contract")
    assert finding(response, "survival") == "It cannot be told that any group leaves sooner than another."


def test_R4_1_leaving_is_counted_within_the_managers_branch(organization, client, manager):
    planted.leavers(organization, rates=RATES, unit=True)
    client.force_login(manager("A").user)
    screen = page_of(client, LEAVING).context["screen"]
    assert sum(result.n for _group, result in screen.curves.results) == 450
    assert screen.paces.result.n == 450


# All three


@pytest.mark.parametrize("address", PAGES)
def test_before_any_survey_and_before_any_answer_a_page_says_what_to_ask(organization, english, address):
    page = words(page_of(english, address))
    assert 'class="empty"' in page
    assert "<sonda-chart" not in page
    company.make_survey(organization, n=0)
    page = words(page_of(english, address))
    assert "nan" not in page.lower().split()
    assert "<sonda-chart" not in page


@pytest.mark.parametrize(("address", "language"), [*((page, "en") for page in PAGES), (GAPS, "pl"), (LEAVING, "uk")])
def test_every_figure_is_described_has_its_table_and_leaves_as_files(survey, reader, address, language):
    reader.post("/language/", {"language": language})
    response = page_of(reader, address)
    screen, page = response.context["screen"], response.content.decode()
    assert page.count("<h1") == 1
    assert page.count('role="img"') == len(screen.parts) > 0
    for part in screen.parts.values():
        assert part.chart.description
        assert part.chart.rows
        assert part.chart.how
    if language == "en":
        for kind, file in screen.parts[next(iter(screen.parts))].files:
            answer = reader.get(file)
            assert answer.status_code == 200, file
            if kind == "CSV":
                table = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
                chart = next(iter(screen.parts.values())).chart
                assert len(table) == len(chart.every_row or chart.rows) + 1


@pytest.mark.parametrize("address", PAGES)
def test_R4_2_what_is_not_there_and_what_is_another_organizations_is_not_found(survey, charlie, reader, address):
    company.make_survey(charlie.organization, key="theirs", n=10)
    for query in ("?survey=theirs", "?survey=nobodys", "?by=horoscope", "?unit=Nowhere", "?salary=9"):
        assert reader.get(address + query).status_code == 404, query
    for query in ("?grain=month", "?by=voice", "?from=2026-13"):
        assert 400 <= reader.get(address + query).status_code < 500, query
    assert reader.get(f"{address}nothing/table.csv").status_code == 404
    assert reader.get("/understand/nps/units/table.csv").status_code == 404


def test_many_answers_are_counted_by_a_job_and_the_page_waits_for_it(survey, reader, monkeypatch):
    monkeypatch.setattr(asking, "MANY", 10)
    for address in PAGES:
        page = words(page_of(reader, address))
        assert 'id="counting"' in page
        assert "<sonda-chart" not in page
    worker.run(once=True)
    for address in PAGES:
        assert "<sonda-chart" in words(page_of(reader, address)), address


def test_a_cut_narrows_every_part_of_a_page(survey, english):
    whole, cut = (page_of(english, f"{SAME}{query}").context["screen"] for query in ("", "?unit=A&unit=B&period=year"))
    for key in ("units", "touchpoints"):
        assert 0 < cut.parts[key].chart.n < whole.parts[key].chart.n
    assert "unit=A" in cut.parts["units"].files[0][1]


def test_joined_pages_ask_the_database_as_often_for_three_surveys_as_for_one(organization, survey, reader):
    once = {address: statements(reader, address) for address in PAGES}
    for number in (2, 3):
        company.make_survey(organization, key=f"zz{number}", n=10)
    assert {address: statements(reader, address) for address in PAGES} == once
    assert max(once.values()) < 60


def statements(reader, address):
    """Of the second visit, when everything is counted."""
    reader.get(address)
    with CaptureQueriesContext(connection) as made:
        page_of(reader, address)
    return len(made)
