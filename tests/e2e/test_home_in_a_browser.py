"""Home as people see it: three languages, light and dark, wide and narrow, without scripts, on paper."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import drawn

pytestmark = pytest.mark.browser
LANGUAGES = ("pl", "uk", "en")
WIDTHS = (1440, 360, 320)


def scrolls_sideways(page):
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_home_is_drawn_at_every_width_without_a_complaint_of_the_browser(visit, language, theme):
    page = visit("/", language=language, theme=theme)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 6000})
        figures = drawn(page)
        assert not scrolls_sideways(page), width
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("h1").count() == 1
    assert figures.count() == 4
    for figure in figures.all():
        assert figure.get_attribute("role") == "img"
        assert len(figure.get_attribute("aria-label")) > 20
        assert figure.locator(".stage svg").count() == 1
    assert page.trouble == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_on_home_have_the_decimal_mark_of_the_language(visit, language):
    page = visit("/", language=language)
    mark = r"\." if language == "en" else ","
    assert re.fullmatch(rf"[+−]?\d+{mark}\d", page.locator(".score .big").inner_text())
    ticks = drawn(page).nth(2).locator(".stage text").all_text_contents()
    assert [tick for tick in ticks if re.fullmatch(r"\d[.,]\d+", tick)]
    assert not [tick for tick in ticks if re.fullmatch(r"\d[.]\d+" if language != "en" else r"\d,\d+", tick)]


def test_a_theme_is_followed_and_can_be_chosen_and_stays_chosen(visit):
    page = visit("/", theme="light", height=900)
    paper = "getComputedStyle(document.documentElement).backgroundColor"
    light = page.evaluate(paper)
    page.locator("button.person").press("Enter")
    page.locator("sonda-theme button[value=dark]").press("Enter")
    dark = page.evaluate(paper)
    assert light != dark
    page.reload()
    assert page.evaluate(paper) == dark
    assert page.trouble == []


def test_without_scripts_tables_can_be_read_and_a_message_stands_for_the_picture(visit):
    page = visit("/", java_script_enabled=False)
    figures = page.locator("sonda-chart")
    assert figures.count() == 4
    for figure in figures.all():
        expect(figure.locator(".no-picture")).to_be_visible()
    table = page.locator("#breaks table, #story-breaks table, details table").first
    expect(table).to_be_hidden()
    page.locator("details summary").first.click()
    expect(table).to_be_visible()
    assert table.locator("tbody tr").count() > 2


def test_on_paper_there_is_the_story_and_no_machine_around_it(visit):
    page = visit("/")
    drawn(page)
    page.emulate_media(media="print")
    for gone in (".rail", "header.top", ".skip"):
        expect(page.locator(gone).first).to_be_hidden()
    expect(page.locator("main h2").first).to_be_visible()
    expect(page.locator("sonda-chart svg").last).to_be_visible()
    expect(page.locator("details table").first).to_be_visible()
