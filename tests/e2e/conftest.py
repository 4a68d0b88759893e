"""A real server, a real worker, a real Chromium; one person who is signed in."""

import pytest
from playwright.sync_api import expect

from tests.e2e.product import Product

DRAWN = "() => [...document.querySelectorAll('sonda-chart')].every((chart) => chart.dataset.drawn)"
TALL = 6000  # so that every figure is on the screen, and drawn

expect.set_options(timeout=20_000)


@pytest.fixture(scope="session")
def product(tmp_path_factory):
    running = Product(tmp_path_factory.mktemp("product"))
    yield running
    running.end()


@pytest.fixture(scope="session")
def session(product, browser):
    """The cookies of somebody who has signed in; every answer of the example company is counted."""
    page = browser.new_page()
    sign_in(page, product)
    for path in ("/", "/understand/drivers/", "/understand/priorities/"):
        page.goto(product.url + path)
        expect(page.locator(".progress")).to_have_count(0, timeout=90_000)
    state = page.context.storage_state()
    page.context.close()
    return state


def sign_in(page, product):
    """By keyboard alone."""
    page.goto(f"{product.url}/")
    tab_to(page, "[name=login]")
    page.keyboard.type(product.login)
    tab_to(page, "[name=password]")
    page.keyboard.type(product.password)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{product.url}/")


def tab_to(page, selector, *, most=30):
    """Press Tab until this has the focus."""
    for _step in range(most):
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{most} steps of the Tab key do not lead to {selector}")


@pytest.fixture
def visit(product, session, browser):
    """`visit(path, language=, theme=, width=, …)` opens a page; what the browser complains of is in `page.trouble`."""
    contexts = []

    def opened(path, *, language="en", theme="light", width=1440, height=TALL, state=session, **options):
        viewport = {"width": width, "height": height}
        context = browser.new_context(storage_state=state, color_scheme=theme, viewport=viewport, **options)
        contexts.append(context)
        if state:
            choose_language(context, product, language)
        page = context.new_page()
        page.trouble = []
        page.on("console", lambda said: page.trouble.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: page.trouble.append(str(error)))
        page.on("response", lambda answer: page.trouble.append(answer.url) if answer.status >= 400 else None)
        page.goto(product.url + path)
        return page

    yield opened
    for context in contexts:
        context.close()


def choose_language(context, product, language):
    token = next(cookie["value"] for cookie in context.cookies() if cookie["name"] == "csrftoken")
    form = {"language": language, "csrfmiddlewaretoken": token, "next": "/health/"}
    chosen = context.request.post(f"{product.url}/language/", form=form, headers={"Referer": product.url + "/"})
    assert chosen.ok


def drawn(page):
    """Wait until every figure is drawn."""
    page.wait_for_function(DRAWN)
    return page.locator("sonda-chart")
