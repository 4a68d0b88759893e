"""In Chromium, under a strict policy: figures are drawn, follow column and theme, and can be read by keyboard."""

import mimetypes
from pathlib import Path

import pytest
from django.template import Context as TemplateContext
from django.template import Template
from django_cotton.compiler_regex import CottonCompiler

import sonda.ui
from sonda.ui.styles import STYLES

from .samples import CHARTS

pytestmark = pytest.mark.browser

STATIC = Path(sonda.ui.__file__).parent / "static"
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'"


def page_of(*names):
    component = CottonCompiler().process('<c-chart :chart="chart" csv="/x.csv" />')
    figures = "".join(Template(component).render(TemplateContext({"chart": CHARTS[name]("en")})) for name in names)
    styles = "".join(f'<link rel="stylesheet" href="/static/sonda/css/{name}.css">' for name in STYLES)
    script = '<script type="module" src="/static/sonda/js/chart.js"></script>'
    return f'<!doctype html><html lang="en" class="js"><meta charset="utf-8">{styles}{script}<main>{figures}</main>'


@pytest.fixture
def show(browser):
    """Open a page with the named charts; every complaint of the browser is collected in `page.trouble`."""
    pages = []

    def opened(*names, width=900, **options):
        page = browser.new_page(viewport={"width": width, "height": 900}, **options)
        page.trouble = []
        page.on("console", lambda message: page.trouble.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: page.trouble.append(str(error)))
        html = page_of(*names)

        def answer(route):
            path = route.request.url.split("/static/")[-1].split("?")[0]
            if route.request.url == "http://sonda.test/":
                head = {"Content-Security-Policy": POLICY}
                return route.fulfill(body=html, content_type="text/html; charset=utf-8", headers=head)
            file = STATIC / path
            kind = mimetypes.guess_type(file.name)[0] or "text/plain"
            return route.fulfill(body=file.read_bytes(), content_type=kind) if file.is_file() else route.abort()

        page.route("**/*", answer)
        page.goto("http://sonda.test/")
        page.wait_for_selector("sonda-chart[data-drawn]", timeout=20_000)
        pages.append(page)
        return page

    yield opened
    for page in pages:
        page.close()


def marks(page):
    return page.locator('sonda-chart [role="graphics-symbol"][aria-label]').count()


def test_a_figure_is_drawn_under_a_strict_policy_without_a_complaint(show):
    page = show("servqual")
    assert marks(page) == 4
    assert page.trouble == []


def test_room_is_kept_so_that_nothing_jumps_when_a_figure_is_drawn(show):
    page = show("priorities", width=360)
    before = page.evaluate("document.querySelector('.room.narrow').getAttribute('height')")
    assert abs(page.locator("sonda-chart").bounding_box()["height"] - float(before)) <= 1


def test_a_figure_is_drawn_again_for_its_column(show):
    page = show("priorities")
    assert page.locator("sonda-chart").get_attribute("data-drawn") == "wide"
    page.set_viewport_size({"width": 360, "height": 900})
    page.wait_for_selector("sonda-chart[data-drawn=narrow]")
    box = page.locator("sonda-chart svg.marks").bounding_box()
    assert box["width"] <= 360
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_colours_follow_the_theme_without_a_second_drawing(show):
    page = show("servqual")
    colour = "getComputedStyle(document.querySelector('sonda-chart [role=graphics-symbol][aria-label]')).fill"
    page.evaluate("document.documentElement.dataset.theme = 'light'")
    light = page.evaluate(colour)
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    assert page.evaluate(colour) != light


def test_arrow_keys_read_the_marks_out(show):
    page = show("servqual")
    page.locator("sonda-chart").focus()
    page.keyboard.press("ArrowDown")
    first = page.locator("output.readout").inner_text()
    page.keyboard.press("ArrowDown")
    assert first.startswith("Waiting: expected 6.00")
    assert page.locator("output.readout").inner_text() != first
    page.keyboard.press("Escape")
    assert page.locator("output.readout").is_hidden()


def test_the_figure_tells_what_it_is(show):
    page = show("servqual")
    assert page.get_by_role("img").get_attribute("aria-label") == CHARTS["servqual"]("en").description


def test_a_figure_that_leaves_and_returns_is_drawn_once(show):
    page = show("csat")
    before = marks(page)
    page.evaluate(
        "const c = document.querySelector('sonda-chart'); const p = c.parentElement; c.remove(); p.prepend(c)"
    )
    page.wait_for_timeout(600)
    assert marks(page) == before
    assert page.locator("output.readout").count() == 1
    assert page.trouble == []


@pytest.mark.parametrize("width", [900, 360])
def test_every_figure_is_drawn_without_scrolling_and_without_a_complaint(show, width):
    page = show(*CHARTS, width=width)
    drawn = page.locator("sonda-chart[data-drawn]")
    page.wait_for_function(f"document.querySelectorAll('sonda-chart[data-drawn]').length === {len(CHARTS)}")
    assert drawn.count() == len(CHARTS)
    assert page.trouble == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
