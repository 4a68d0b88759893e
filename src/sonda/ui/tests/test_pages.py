"""The kit's pages: expected trouble, unforeseen faults, and the gallery, which holds every component."""

import re
from pathlib import Path

import pytest
from django.test import Client

from sonda.ui import palette
from sonda.ui.palette import Destination

pytestmark = [pytest.mark.urls("sonda.ui.tests.urls")]
KIT = Path(palette.__file__).parent
SENTENCE = "This case is already closed. Marta closed it a minute ago."


@pytest.fixture(autouse=True)
def _the_kit_alone(monkeypatch):
    """Destinations that rooms have named lead to addresses that these tests do not have."""
    monkeypatch.setattr(palette, "FINDERS", [])


def test_expected_trouble_is_a_page_with_its_sentence_and_status(client):
    answer = client.get("/styleguide/trouble/")
    assert answer.status_code == 409
    assert SENTENCE in answer.content.decode()


def test_htmx_gets_the_sentence_as_a_toast_that_leaves_the_page_as_it_is(client):
    answer = client.get("/styleguide/trouble/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Retarget"], answer["HX-Reswap"]) == (409, "#toasts", "beforeend")
    assert "<html" not in answer.content.decode()
    assert SENTENCE in answer.content.decode()


def test_a_program_gets_the_sentence_as_json(client):
    answer = client.get("/styleguide/trouble/", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()) == (409, {"detail": SENTENCE})


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        ("http://testserver/understand/?by=unit", "/understand/?by=unit"),
        ("http://testserver//elsewhere.example/", "/"),
        ("https://elsewhere.example/x", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_the_way_back_leads_only_to_our_own_pages(client, referer, back):
    page = client.get("/styleguide/trouble/", headers={"Referer": referer}).content.decode()
    assert f'<a class="button first" href="{back}"' in page


@pytest.mark.parametrize(("code", "heading"), [("en", "Something broke on our side"), ("pl", None), ("uk", None)])
def test_a_fault_that_nobody_foresaw_shows_a_calm_page_without_its_cause(code, heading):
    client = Client(raise_request_exception=False)
    answer = client.get("/broken/", headers={"Accept-Language": code})
    page = answer.content.decode()
    assert answer.status_code == 500
    assert f'<html lang="{code}">' in page
    assert "nobody foresaw" not in page
    assert heading is None or heading in page


GALLERY = ["", "story/", "none/", "bare/", "toast/", "failure/400/", "failure/403/", "failure/404/", "failure/500/"]


@pytest.mark.parametrize("language", ["pl", "uk", "en"])
@pytest.mark.parametrize("path", GALLERY)
def test_no_page_carries_an_inline_script_or_style(client, path, language):
    page = client.get(f"/styleguide/{path}", headers={"Accept-Language": language}).content.decode()
    assert f'<html lang="{language}">' in page
    assert not re.search(r"<script(?![^>]*\ssrc=)(?![^>]*application/json)|<style|\sstyle=|\son[a-z]+=", page)


@pytest.mark.parametrize("path", ["", "story/"])
def test_ids_are_unique_and_labels_point_to_them(client, path):
    page = client.get(f"/styleguide/{path}").content.decode()
    ids = re.findall(r'\sid="([^"]*)"', page)
    assert sorted(ids) == sorted(set(ids))
    for name in ("for", "aria-labelledby", "popovertarget"):
        pointed = {one for text in re.findall(rf'\s{name}="([^"]*)"', page) for one in text.split()}
        assert pointed <= set(ids), name


def test_the_rail_shows_only_rooms_that_have_a_page(client):
    page = client.get("/styleguide/none/").content.decode()
    rail = page[page.index('<nav class="rail"') : page.index("</nav>")]
    assert re.findall(r'<a href="([^"]+)"', rail) == ["/", "/understand/"]


def test_a_room_adds_its_pages_to_the_palette(client, monkeypatch):
    monkeypatch.setattr(palette, "FINDERS", [])
    palette.register(lambda request: [Destination(label="NPS", url="/understand/nps/", group="Analyses", hint="score")])
    page = client.get("/styleguide/none/").content.decode()
    assert '<section><h3>Analyses</h3>\n<a href="/understand/nps/"><span>NPS</span><small>score</small></a>' in page


def test_R8_3_a_database_that_is_busy_is_told_with_when_to_come_again(client):
    answer = client.get("/busy/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert "try again in a few seconds" in answer.content.decode()


def sources(*places):
    return "\n".join(path.read_text(encoding="utf-8") for place in places for path in sorted(KIT.glob(place)))


def test_every_component_and_every_style_sheet_stands_in_the_gallery():
    gallery = sources(
        "templates/ui/styleguide/gallery.html", "templates/ui/styleguide/_*.html", "templates/ui/page.html"
    )
    components = {path.stem.replace("_", "-") for path in KIT.glob("templates/cotton/*.html")}
    assert {name for name in components if not re.search(rf"<c-{name}[\s>/]", gallery)} == set()
    sheets = {path.stem for path in KIT.glob("static/sonda/css/*.css")} - {"tokens", "base", "print", "styleguide"}
    shown = {name for names in re.findall(r'data-css="([^"]*)"', gallery) for name in names.split()}
    assert shown == sheets


def test_a_file_is_chosen_by_a_button_in_the_language_of_the_page(client):
    page = client.get("/styleguide/", headers={"Accept-Language": "en"}).content.decode()
    around = re.search(r'<sonda-file class="file"\s*><input type="file" name="file".*?</sonda-file>', page, re.DOTALL)
    assert (
        re.search(r'<label class="button needs-js" for="([^"]+)">', around[0])[1]
        == re.search(r'id="([^"]+)"', around[0])[1]
    )
    assert ("Choose a file</label>" in around[0], "No file chosen yet</output>" in around[0]) == (True, True)
