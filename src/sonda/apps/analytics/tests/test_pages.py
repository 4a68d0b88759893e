"""The pages of the catalogue: full, empty, foreign, in three languages, and never with more queries than they need."""

import csv
import io
import struct
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import gettext, override

from sonda.apps.analytics.catalogue import entries
from sonda.apps.analytics.tests import company
from sonda.apps.jobs import worker
from sonda.apps.surveys.choices import Role
from sonda.apps.surveys.models import Survey

pytestmark = pytest.mark.django_db


def page_of(reader, address):
    response = reader.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def test_the_catalogue_lists_what_can_be_asked_first_and_then_what_lacks_questions(organization, reader):
    company.make_survey(organization, n=30, only=(Role.NPS,))
    response = reader.get("/understand/")
    assert [entry.key for entry, _found in response.context["open"]] == ["nps", "distribution"]
    waiting = [key for key in entries() if key not in ("nps", "distribution")]
    assert [entry.key for entry in response.context["waiting"]] == waiting


def test_before_any_import_every_page_says_what_will_be_here(reader):
    for address in ("/", "/understand/", "/data/", *(f"/understand/{key}/" for key in entries())):
        page = page_of(reader, address)
        assert ('class="empty"' in page, "<sonda-chart" in page) == (True, False), address


def test_a_survey_that_nobody_has_answered_yet_gives_sentences_and_no_failure(organization, reader):
    company.make_survey(organization, n=0)
    for key in entries():
        reader.get(f"/understand/{key}/")
    worker.run(once=True)
    for address in ("/", "/understand/", *(f"/understand/{key}/" for key in entries())):
        assert "nan" not in page_of(reader, address).lower().split(), address


@pytest.mark.parametrize("language", ["pl", "uk", "en"])
def test_an_analysis_has_a_finding_a_described_picture_a_table_and_its_method(survey, reader, language):
    reader.post("/language/", {"language": language})
    response = reader.get("/understand/consistency/")
    page, chart = response.content.decode(), response.context["chart"]
    assert f'<html lang="{language}">' in page
    assert page.count("<h1") == 1
    assert chart.description
    assert 'role="img"' in page
    assert len(chart.rows) == 3
    assert all(unit in page for unit in "ABC")
    with override(language):
        assert gettext("How is this computed") in page
    decimal = "." if language == "en" else ","
    assert f"{chart.rows[0][1].value:.2f}".replace(".", decimal) in page


def test_an_analysis_says_from_when_to_when_its_answers_are(survey, reader):
    page = page_of(reader, "/understand/nps/").replace("\xa0", " ")
    said = "In the sentence: December 2026, 6 answers"
    assert f'<p class="when">{said} · Whole period, January 2025 – December 2026 · 144 answers</p>' in page
    page = page_of(reader, "/understand/nps/people/").replace("\xa0", " ")  # there the number is of them all
    assert "Whole period, January 2025 – December 2026 · 144 answers" in page
    assert "In the sentence" not in page
    page = page_of(reader, "/understand/nps/?by=unit").replace("\xa0", " ")
    assert '<p class="when">Whole period, January 2025 – December 2026 · 144 answers</p>' in page


def test_an_analysis_is_asked_of_the_survey_of_the_address(organization, survey, reader):
    company.make_survey(organization, key="other", n=30)
    n = [reader.get(f"/understand/nps/{query}").context["chart"].n for query in ("?survey=visits", "?survey=other")]
    assert n == [144, 18]  # three in five are customers


@pytest.mark.parametrize("address", ["/understand/nps/", "/understand/nps/figure.svg", "/understand/nps/table.csv"])
def test_R4_2_a_foreign_survey_and_a_missing_one_are_equally_not_found(survey, charlie, reader, address):
    company.make_survey(charlie.organization, key="theirs", n=30)
    statuses = [reader.get(f"{address}?survey={key}").status_code for key in ("theirs", "nobodys", "")]
    assert statuses == [404, 404, 404]


def test_R4_1_pages_count_nothing_of_another_organization(survey, charlie, client, home):
    client.force_login(charlie.user)
    for address in ("/", "/understand/", *(f"/understand/{key}/" for key in entries())):
        assert "Visits" not in page_of(client, address), address


def test_an_analysis_that_does_not_exist_is_not_found(survey, reader):
    assert reader.get("/understand/horoscope/").status_code == 404
    assert reader.get("/understand/horoscope/table.csv").status_code == 404


@pytest.mark.any_database
def test_pages_ask_the_database_as_often_for_three_surveys_as_for_one(organization, survey, reader):
    addresses = ["/", "/understand/", "/data/", *(f"/understand/{key}/" for key in entries())]
    once = {address: queries_of(reader, address) for address in addresses}
    for number in (2, 3):
        company.make_survey(organization, key=f"zz{number}", n=30)
    thrice = {address: queries_of(reader, address) for address in addresses}
    assert thrice == once


def queries_of(reader, address):
    """Statements of the second visit, when everything is counted."""
    reader.get(address)
    worker.run(once=True)
    with CaptureQueriesContext(
        connection,
    ) as made:
        assert reader.get(address).status_code == 200
    return len(made)


def test_the_figure_leaves_as_svg_that_says_what_it_shows_in_the_theme_that_was_asked_for(survey, reader):
    chart = reader.get("/understand/consistency/").context["chart"]
    light, dark = (reader.get(f"/understand/consistency/figure.svg?theme={theme}") for theme in ("light", "dark"))
    assert light["Content-Type"] == "image/svg+xml"
    assert light["Content-Disposition"] == 'attachment; filename="consistency.svg"'
    drawing = ElementTree.fromstring(light.content)
    assert drawing.get("role") == "img"
    assert drawing.findtext("{http://www.w3.org/2000/svg}title") == chart.finding
    assert light.content != dark.content


@pytest.mark.any_database
def test_every_figure_and_every_table_can_be_taken_away_by_the_links_of_its_page(survey, reader):
    for key in entries():
        reader.get(f"/understand/{key}/")
    worker.run(once=True)
    for key in entries():
        files = reader.get(f"/understand/{key}/").context["reply"].files
        assert [(kind, reader.get(address).status_code) for kind, address in files] == [
            (kind, 200) for kind in ("SVG", "PNG", "CSV", "XLSX", "Parquet")
        ], key


def test_the_figure_leaves_as_png(survey, reader):
    response = reader.get("/understand/nps/figure.png")
    assert (response["Content-Type"], response.content[:8]) == ("image/png", b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", response.content[16:24])
    assert (width, height > 100) == (1280, True)


def table_of(response):
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_the_table_leaves_as_csv_with_the_numbers_unrounded(survey, reader):
    chart = reader.get("/understand/consistency/").context["chart"]
    head, *rows = table_of(reader.get("/understand/consistency/table.csv"))
    assert head == ["unit", "raw", "shrunk", "interval_low", "interval_high", "n"]
    assert [row[0] for row in rows] == [row[0].value for row in chart.rows]
    assert [float(row[1]) for row in rows] == [row[1].value for row in chart.rows]
    assert [int(row[-1]) for row in rows] == [row[-1].value for row in chart.rows]


FORMULAS = ['=HYPERLINK("http://example.com")', "+1+1", "-2+3", "@SUM(A1)"]


def test_R5_4_a_unit_that_is_a_formula_leaves_as_text(organization, reader):
    survey = company.make_survey(organization, only=(Role.CSAT, Role.UNIT))
    for number, formula in enumerate(FORMULAS):
        chosen = [f"r{n}" for n in range(number, 240, len(FORMULAS))]
        survey.responses.filter(source_key__in=chosen).update(unit=formula)
    cells = [row[0] for row in table_of(reader.get("/understand/consistency/table.csv"))[1:]]
    assert sorted(cells) == sorted(f"'{formula}" for formula in FORMULAS)


def test_R5_1_a_unit_named_like_markup_is_shown_as_text(organization, reader):
    survey = company.make_survey(organization, only=(Role.CSAT, Role.UNIT))
    survey.responses.filter(unit="A").update(unit="</script><script>alert(1)</script>")
    page = page_of(reader, "/understand/consistency/")
    assert "<script>alert(1)" not in page
    assert "&lt;/script&gt;&lt;script&gt;alert(1)" in page
    assert ElementTree.fromstring(reader.get("/understand/consistency/figure.svg").content) is not None


def test_there_is_nothing_to_take_away_before_there_is_an_answer(reader, organization, home):
    for name in ("figure.svg", "figure.png", "table.csv"):
        assert reader.get(f"/understand/nps/{name}").status_code == 404
    company.make_survey(organization, n=60)
    assert reader.get("/understand/drivers/table.csv").status_code == 404  # not counted yet


def test_pages_are_read_and_not_written(survey, reader):
    for address in ("/", "/understand/", "/understand/nps/", "/understand/nps/table.csv"):
        assert reader.post(address).status_code == 405
    assert Survey.objects.count() == 1
