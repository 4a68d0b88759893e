"""Everybody can use the pages: axe finds nothing serious, light or dark, wide or narrow."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from sonda.apps.analytics.catalogue import entries
from tests.e2e.conftest import drawn

pytestmark = pytest.mark.browser
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def faults(page):
    """What axe calls serious or critical, with where it stands."""
    found = Axe().run(page, options={**RULES, "resultTypes": ["violations"]}).response["violations"]
    return [
        (fault["id"], fault["impact"], [node["target"] for node in fault["nodes"]][:3])
        for fault in found
        if fault["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize(
    "address", ["/", "/understand/", "/data/", "/data/1/", *(f"/understand/{key}/" for key in entries())]
)
def test_R10_1_axe_finds_nothing_serious_and_the_page_says_what_it_is(visit, address):
    page = visit(address, language="uk")
    drawn(page)
    for summary in page.locator("main summary").all():
        summary.press("Enter")
    assert faults(page) == []
    assert page.locator("h1").count() == 1
    assert page.trouble == []


def test_axe_would_say_so(visit):
    page = visit("/data/", height=900)
    page.evaluate(
        "document.querySelector('main').append(document.createElement('img'), document.createElement('input'))"
    )
    assert [fault[0] for fault in faults(page)] == ["image-alt", "label"]


@pytest.mark.parametrize(("theme", "width"), [("dark", 1440), ("light", 360), ("dark", 360)])
def test_R10_1_home_is_open_in_the_dark_and_on_a_phone(visit, theme, width):
    page = visit("/", language="pl", theme=theme, width=width)
    drawn(page)
    assert faults(page) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_R10_1_signing_in_is_open_to_everybody(visit, theme):
    page = visit("/account/login/", state=None, theme=theme, height=900)
    assert faults(page) == []
    assert page.locator("h1").count() == 1


def test_R10_1_what_floats_is_open_too(visit):
    page = visit("/", height=900)
    page.keyboard.press("Control+k")
    assert faults(page) == []
    page.keyboard.press("Escape")
    page.locator("button.person").press("Enter")
    assert faults(page) == []


def test_R10_1_at_four_hundred_percent_nothing_scrolls_sideways(visit):
    for address in ("/", "/understand/", "/data/", "/understand/servqual/", "/understand/churn-reasons/"):
        page = visit(address, language="uk", width=320, height=256)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), address
