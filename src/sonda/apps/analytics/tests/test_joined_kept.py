"""What is done with a joined page: kept and opened again, the people behind its figures, and lines for a notebook."""

import io
from html import unescape

import pyarrow.parquet as pq
import pytest

from sonda.apps.analytics.models import Saved
from sonda.apps.analytics.pages.screens import asked_in
from sonda.apps.analytics.tests import company
from sonda.apps.organizations.models import AuditLine, Unit
from sonda.apps.responses import confidential
from sonda.apps.surveys.choices import Mode

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

CUTS = {"three-gaps": "period=year", "same-everywhere": "by=unit&unit=A&unit=B", "leaving": "by=unit"}
TITLES = {"three-gaps": "The three gaps", "same-everywhere": "The same everywhere", "leaving": "Leaving"}


@pytest.mark.parametrize(("page", "query"), CUTS.items())
def test_a_joined_page_is_kept_in_a_folder_and_opens_as_it_was(survey, alice, charlie, reader, page, query):
    assert 'name="entry" value="' + page in reader.get(f"/understand/{page}/").content.decode()
    turned = "&".join(reversed(query.split("&")))
    kept = reader.post("/understand/saved/", {"entry": page, "query": turned, "name": "Mine", "folder": "Board"})
    saved = Saved.objects.get()
    assert (saved.owner, saved.folder, saved.entry) == (alice, "Board", page)
    assert kept["Location"] == f"/understand/{page}/?{saved.query}"
    opened = reader.get(kept["Location"])
    assert opened.context["screen"].query == saved.query
    assert set(query.split("&")) < set(saved.query.split("&"))
    shelf = unescape(reader.get("/understand/").content.decode())
    assert f'href="{kept["Location"]}"' in shelf
    assert f'<span class="soft">{TITLES[page]} · only you' in shelf
    for wrong in ({"query": "unit=Nowhere"}, {"query": "survey=theirs"}, {"entry": "no-page"}):
        refused = reader.post("/understand/saved/", {"entry": page, "query": "", "name": "x"} | wrong)
        assert refused.status_code == 404, wrong


def test_the_people_behind_a_figure_are_as_many_as_it_counts(survey, alice, reader):
    for response in survey.responses.all():  # every seventh answer is missing
        response.answers = {k: v for at, (k, v) in enumerate(response.answers.items()) if (at + response.pk) % 7}
        response.save()
    for page, query in CUTS.items():
        screen = reader.get(f"/understand/{page}/?{query}").context["screen"]
        for key, asked in asked_in(screen).items():
            at = f"/understand/{page}/{key}/people"
            found = reader.get(f"{at}/?{query}").context["page"]
            rows = pq.read_table(io.BytesIO(reader.get(f"{at}.parquet?{query}").content))
            assert found.n == rows.num_rows == expected(survey, page, key, asked), (page, key)
    seen = AuditLine.objects.filter(action="saw", user_id=alice.user_id)
    assert "leaving/survival?survey=visits&by=unit" in {line.subject for line in seen}
    for nothing in ("leaving/nothing", "nps/units", "nothing/units"):
        assert reader.get(f"/understand/{nothing}/people/").status_code == 404


def expected(survey, page, key, asked):
    """How many there are by what the people said; where a figure has one n, that n."""
    if page == "three-gaps":
        voices = {
            "own": ("manager", "customer"),
            "competitor": ("customer", "competitor"),
            "expectation": ("customer",),
        }
        keys = {"expectation": ("E", "P"), "overall": ("satisfied",)}.get(key, ("queue", "staff", "price", "P0"))
        those = survey.responses.filter(voice__in=voices.get(key, ("manager", "customer")), answered_on__year=2026)
        return sum(any(name.startswith(keys) for name in each.answers) for each in those)
    if key == "touchpoints":
        those = survey.responses.filter(voice="customer", unit__in="AB")
        return sum(bool({"queue", "staff", "price"} & set(each.answers)) for each in those)
    results = [result for _group, result in asked.results]
    return results[0].n if len(results) == 1 else sum(result.n for result in results)


def test_R4_1_a_manager_sees_the_people_of_their_own_unit_and_a_viewer_nobody(survey, join, client, bob):
    manager = join("anna", "manager")
    manager.units.add(Unit.objects.create(organization=manager.organization, name="A"))
    client.force_login(manager.user)
    for address in ("same-everywhere/touchpoints", "leaving/pace", "three-gaps/own"):
        rows = client.get(f"/understand/{address}/people.parquet")
        if rows.status_code == 200:
            assert set(pq.read_table(io.BytesIO(rows.content))["unit"].to_pylist()) == {"A"}, address
        assert client.get(f"/understand/{address}/people/?unit=C").status_code == 404
    client.force_login(bob.user)
    assert "/people/?" not in client.get("/understand/same-everywhere/").content.decode()
    assert client.get("/understand/same-everywhere/units/people/").status_code == 403


def test_R3_5_nobody_is_told_one_by_one_behind_a_figure_of_confidential_answers(organization, reader):
    survey = company.make_survey(organization, mode=Mode.CONFIDENTIAL)
    assert confidential.counted(survey) == 240
    for page in CUTS:
        response = reader.get(f"/understand/{page}/")
        text = response.content.decode()
        assert ("<sonda-chart" in text, "/people/?" in text, "open_source" in text) == (True, False, False)
        for key in asked_in(response.context["screen"]):
            for form in ("/", ".csv", ".sav"):
                assert reader.get(f"/understand/{page}/{key}/people{form}").status_code == 404


def test_the_notebook_lines_of_each_figure_give_its_numbers(survey, reader, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for page, query in CUTS.items():
        response = reader.get(f"/understand/{page}/?{query}")
        screen, text = response.context["screen"], unescape(response.content.decode())
        asked = asked_in(screen)
        for key in asked:
            rows = reader.get(f"/understand/{page}/{key}/people.parquet?{query}").content
            (tmp_path / f"{page}-{key}-people.parquet").write_bytes(rows)
        for part in screen.parts.values():
            assert part.snippet in text
            found: list = []
            exec(part.snippet, {"print": lambda _n, rows, found=found: found.append(rows)})
            assert len(found) == len(part.basis) > 0
            for rows, basis in zip(found, part.basis, strict=True):
                assert nearly(rows) == [(group, result.rows()) for group, result in basis.asked.results], basis.key


def nearly(value):
    """Sums over rows in another order differ in their last figure."""
    if isinstance(value, tuple):
        return tuple(nearly(each) for each in value)
    if isinstance(value, dict):
        return {name: nearly(each) for name, each in value.items()}
    if isinstance(value, list):
        return [nearly(each) for each in value]
    return pytest.approx(value, rel=1e-9, abs=1e-9) if isinstance(value, float) else value
