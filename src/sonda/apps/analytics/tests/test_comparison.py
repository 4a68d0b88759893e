"""A period beside the one before, groups beside each other: a sentence never says more than its interval."""

import pytest

from sonda.apps.analytics.tests import company
from sonda.methods.change import RISE
from sonda.methods.result import CANNOT_TELL

pytestmark = pytest.mark.django_db


@pytest.fixture
def better(organization, home):
    """Everybody answers as before until October 2026; from then on few are less than happy."""
    survey = company.make_survey(organization)
    for response in survey.responses.filter(answered_on__gte="2026-10-01"):
        few = int(response.source_key[1:]) % 7 == 0
        response.answers |= {"recommend": 8 if few else 10, "satisfied": 3 if few else 5, "effort": 6 if few else 7}
        response.save()
    return survey


@pytest.mark.parametrize(
    ("key", "rise"), [("nps", "points, between"), ("csat", "percentage points, between"), ("ces", "points, between")]
)
def test_a_sure_change_is_called_one_and_a_doubtful_one_is_not(better, reader, key, rise):
    sure = reader.get(f"/understand/{key}/?period=last3").context["reply"].before
    assert (sure.verdict, sure.line.replace("\xa0", " ").startswith("July – September 2026: ")) == (RISE, True)
    assert rise in sure.line.replace("\xa0", " ")
    assert sure.line.endswith("rise.")
    doubtful = reader.get(f"/understand/{key}/?from=2026-04&to=2026-06").context["reply"].before
    assert doubtful.verdict == CANNOT_TELL
    assert "cannot be told from chance" in doubtful.line.replace("\xa0", " ")


def test_the_period_is_told_as_a_whole_with_its_own_count_and_the_steps_as_the_picture(better, reader):
    response = reader.get("/understand/nps/?period=last3")
    chart = response.context["chart"]
    assert chart.n == better.responses.filter(answered_on__gte="2026-10-01", voice="customer").count()
    assert chart.finding.startswith("Promoters outnumber detractors: NPS\N{NO-BREAK SPACE}+")
    assert len(chart.rows) == 3
    assert '<p class="before">' in response.content.decode()


@pytest.mark.parametrize("query", ["", "to=2025-06", "period=last12&by=unit"])
def test_where_nothing_is_before_nothing_is_compared(better, reader, query):
    assert reader.get(f"/understand/nps/?{query}").context["reply"].before is None


def test_too_few_before_is_said(better, reader):
    better.responses.filter(answered_on__range=("2026-07-01", "2026-09-30")).exclude(answered_on__month=8).delete()
    left = better.responses.filter(answered_on__range=("2026-07-01", "2026-09-30"), voice="customer")
    left.exclude(pk=left.first().pk).delete()
    line = reader.get("/understand/nps/?period=last3").context["reply"].before.line
    assert "too few answers to compare with" in line


def test_groups_that_differ_are_marked_after_allowing_for_the_number_of_comparisons(survey, reader):
    response = reader.get("/understand/csat/?by=unit")
    chart = response.context["chart"]
    beside = chart.facts["beside"]
    told = [(row[0].value, row[1].value, row[-1].value) for row in beside.rows]
    assert [row[-1] for row in told].count("differs") == 2
    assert {row[1] for row in told if row[-1] == "differs"} == {"C"}
    assert chart.deck.replace("\xa0", " ").endswith("Of 3 pairs 2 differ for certain.")
    assert "Which groups differ" in response.content.decode()


def test_two_groups_alike_are_not_told_apart(survey, reader):
    chart = reader.get("/understand/csat/?by=unit&unit=A&unit=B").context["chart"]
    assert chart.deck == "No two of these groups can be told apart: their differences may be chance."


@pytest.mark.parametrize(
    ("query", "month"),
    [("grain=year&to=2026-10", "October 2026"), ("grain=quarter&to=2026-08", "August 2026"),
     ("grain=quarter&to=2026-09", ""), ("grain=month&to=2026-08", ""), ("grain=year", "")],
)  # fmt: skip
def test_a_last_quarter_or_year_of_which_months_are_missing_is_said_to_be_unfinished(survey, reader, query, month):
    notes = [note.replace("\xa0", " ") for note in reader.get(f"/understand/nps/?{query}").context["chart"].notes]
    wanted = f"The last period is not whole; the last month with answers is {month}."
    assert [note for note in notes if "not whole" in note] == ([wanted] if month else [])
