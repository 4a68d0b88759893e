"""Many questions at once: every question by every group, and what goes together, on the page and wherever it leaves."""

import csv
import io

import numpy as np
import pyarrow.parquet as pq
import pytest

from sonda.apps.analytics.bank import Bank
from sonda.apps.analytics.catalogue.many_questions import MOST, rated
from sonda.apps.analytics.tests import company
from sonda.apps.jobs import worker
from sonda.apps.surveys.choices import Kind, Role
from sonda.apps.surveys.operations import fill_bank

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


def cells(response):
    """The rows of the table under the figure, by the keys of their columns."""
    chart = response.context["chart"]
    return [
        dict(zip([column.key for column in chart.columns], [cell.value for cell in row], strict=True))
        for row in chart.every_row or chart.rows
    ]


@pytest.fixture
def together(survey, reader):
    """The page of what goes together, after its job."""

    def ask(query=""):
        reader.get(f"/understand/correlation/?{query}")
        worker.run(once=True)
        return reader.get(f"/understand/correlation/?{query}")

    return ask


def run(snippet, rows, name, folder, monkeypatch):
    """What the page's own snippet makes of the rows behind the page."""
    (folder / name).write_bytes(rows.getvalue() if rows.streaming else rows.content)
    monkeypatch.chdir(folder)
    told: dict = {}
    exec(snippet, told)
    return told["result"]


def test_what_is_rated_is_asked_and_no_more_than_fits_the_scores_first(survey, organization, home):
    keys = [asked.key for asked in rated(Bank(survey))]
    assert keys == ["recommend", "satisfied", "effort", *company.TOUCHPOINTS, *(f"P{item}" for item in company.ITEMS)]
    many = [company.question(f"t{at}", Role.TOUCHPOINT) for at in range(MOST + 5)]
    words = company.question("said", Role.OUTCOME, kind=Kind.CHOICE)
    asked = [*many, company.question("again", Role.NPS), words]
    wide = fill_bank(organization=organization, key="wide", title={}, questions=asked)
    kept = [each.key for each in rated(Bank(wide))]
    assert (len(kept), kept[-1]) == (MOST, "again")


def test_each_cell_counts_the_people_of_the_group_and_a_score_is_that_of_its_own_page(survey, reader):
    rows = cells(reader.get("/understand/pivot/?by=unit"))
    people = survey.responses.filter(voice="customer")
    for row in rows:
        key = row["question"].lower().replace("p0", "P0")
        assert row["n"] == people.filter(unit=row["group"], **{f"answers__{key}__isnull": False}).count()
    found = {(row["question"], row["group"]): (row["value"], *row["interval"]) for row in rows}
    for page, name, score in (("nps", "Recommend", "nps"), ("csat", "Satisfied", "share"), ("ces", "Effort", "mean")):
        reply = reader.get(f"/understand/{page}/?by=unit").context["reply"]
        for result in reply.run.result["results"]:
            one = result["value"]
            assert found[name, result["group"]] == pytest.approx((one[score], one["low"], one["high"])), page
    assert {row["group"] for row in rows if row["told"] == "lower"} == {"C"}


def test_the_groups_are_chosen_in_the_address_and_filters_stay_on(survey, reader):
    month = reader.get("/understand/pivot/?by=month&unit=A")
    assert month.context["reply"].query == "survey=visits&unit=A&grain=month"
    assert len({row["group"] for row in cells(month)}) > 5
    page = month.content.decode()
    assert '<select id="asked-by"' in page
    assert 'id="asked-question"' not in page
    assert '<input type="hidden" name="unit" value="A">' in page
    assert {row["group"] for row in cells(reader.get("/understand/pivot/?grain=year"))} <= {"2024", "2025", "2026"}
    for address in ("pivot/?by=recommend", "pivot/?question=effort", "correlation/?by=unit", "correlation/?grain=year"):
        assert reader.get(f"/understand/{address}").status_code in (400, 404, 422), address


def test_every_pair_is_numpys_and_the_closest_stands_first(survey, together):
    rows = cells(together())
    people = [each.answers for each in survey.responses.filter(voice="customer")]
    for row in rows:
        keys = [name.lower().replace("p0", "P0") for name in (row["one"], row["other"])]
        given = [[answers[key] for key in keys] for answers in people if all(key in answers for key in keys)]
        assert (row["n"], row["r"]) == (len(given), pytest.approx(np.corrcoef(np.array(given).T)[0, 1]))
    at_least = [row["interval"][0] for row in rows if row["told"] == "rise together"]
    assert at_least == sorted(at_least, reverse=True)
    assert len(rows) == 45


def test_the_page_warns_that_going_together_is_not_causing(survey, together):
    page = together()
    assert "is not causing" in page.content.decode()
    assert "without weights" in page.content.decode()
    first = cells(page)[0]
    assert page.context["chart"].finding == (
        f"Whoever rates “{first['one']}” higher tends to rate “{first['other']}” higher too."
    )


@pytest.mark.parametrize("query", ["", "unit=A&period=last12"])
def test_files_people_and_snippets_give_the_numbers_of_the_page(survey, reader, together, tmp_path, monkeypatch, query):
    for response in survey.responses.all():  # some skipped nearly everything
        if response.pk % 5 == 0:
            response.answers = dict(list(response.answers.items())[:1])
            response.save()
    for key, page in (("correlation", together(query)), ("pivot", reader.get(f"/understand/pivot/?{query}"))):
        chart = page.context["chart"]
        found = reader.get(f"/understand/{key}/people/?{query}").context["page"]
        rows = pq.read_table(io.BytesIO(reader.get(f"/understand/{key}/people.parquet?{query}").content))
        assert (found.n, rows.num_rows) == (chart.n, chart.n), key
        assert reader.get(f"/understand/{key}/people.sav?{query}").status_code == 200
        taken = reader.get(f"/understand/{key}/people.parquet?{query}")
        told = run(page.context["snippet"], taken, f"{key}-people.parquet", tmp_path, monkeypatch)
        value = "r" if key == "correlation" else "value"
        mine = sorted((row["n"], row[value], row["p_adjusted"] or 0) for row in told.rows())
        theirs = sorted((row["n"], row[value], row["p"] or 0) for row in cells(page))
        assert len(mine) == len(theirs) > 5
        assert np.array(mine, float) == pytest.approx(np.array(theirs, float), rel=1e-9, abs=1e-9)
        lines = reader.get(f"/understand/{key}/table.csv?{query}").content.decode("utf-8-sig")
        assert [float(row[value] or 0) for row in csv.DictReader(io.StringIO(lines))] == pytest.approx(
            [row[value] for row in cells(page)]
        )


def test_R3_5_nobody_is_told_one_by_one_of_confidential_answers_here_either(organization, reader):
    company.make_survey(organization, n=60, mode="confidential", threshold=5)
    reader.get("/understand/correlation/")
    worker.run(once=True)
    for key in ("correlation", "pivot"):
        page = reader.get(f"/understand/{key}/")
        assert (page.status_code, "snippet" in page.context) == (200, False)
        assert reader.get(f"/understand/{key}/people/").status_code == 404
        assert all(row["n"] == 0 or row["n"] >= 5 for row in cells(page))
