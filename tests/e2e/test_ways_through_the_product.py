"""Ways through the product: by keyboard, from language to language, from one organisation to another."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import drawn, sign_in, tab_to
from tests.e2e.product import SECOND

pytestmark = pytest.mark.browser


def test_the_first_stop_of_the_tab_key_leads_past_the_menu_to_the_content(visit):
    page = visit("/", height=900)
    page.keyboard.press("Tab")
    skip = page.locator("a.skip")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_the_rail_is_walked_by_keyboard(visit, product):
    page = visit("/", height=900)
    tab_to(page, "nav.rail a[href*=understand]")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{product.url}/understand/")
    expect(page.locator("nav.rail a[aria-current=page]")).to_have_attribute("href", re.compile("understand"))


def test_ctrl_k_finds_an_analysis_by_its_short_name_and_enter_goes_there(visit, product):
    page = visit("/", language="pl", height=900)
    palette = page.locator("#palette")
    page.keyboard.press("Control+k")
    expect(palette).to_be_visible()
    page.keyboard.type("NPS")
    expect(palette.locator("a[aria-selected=true]")).to_have_attribute("href", "/understand/nps/")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{product.url}/understand/nps/")
    assert page.trouble == []


def test_escape_closes_the_palette_and_gives_the_cursor_back(visit):
    page = visit("/", height=900)
    seek = page.locator("button.seek")
    seek.press("Enter")
    expect(page.locator("#palette")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).to_be_hidden()
    expect(seek).to_be_focused()


def test_a_table_is_folded_out_and_in_by_keyboard(visit):
    page = visit("/understand/consistency/")
    fold = page.locator("details.fold-out").first
    expect(fold.locator("table")).to_be_hidden()
    fold.locator("summary").press("Enter")
    expect(fold.locator("table")).to_be_visible()
    fold.locator("summary").press("Enter")
    expect(fold.locator("table")).to_be_hidden()


def test_marks_of_a_figure_are_read_out_one_by_one(visit):
    page = visit("/understand/consistency/")
    figure = drawn(page).first
    told = []
    for _step in range(3):
        figure.press("ArrowDown")
        told.append(page.locator("output.readout").first.inner_text())
    assert len(set(told)) == 3
    figure.press("Escape")
    expect(page.locator("output.readout").first).to_be_hidden()


def test_another_language_keeps_the_page_and_what_was_asked(visit, product):
    address = "/understand/servqual/?survey=servqual"
    page = visit(address, language="en", height=900)
    finding = page.locator("main h2").first.inner_text()
    for language in ("uk", "pl"):
        page.locator(f".langs button[value={language}]").press("Enter")
        expect(page.locator("html")).to_have_attribute("lang", language)
        assert page.url == product.url + address
        assert page.locator("main h2").first.inner_text() != finding


def test_a_person_of_two_organizations_goes_from_one_to_the_other(visit, product):
    page = visit("/account/login/", state=None, height=900)
    sign_in(page, product)
    switch, menu = page.locator("button.switch"), page.locator("#organizations")
    here = switch.inner_text()
    switch.press("Enter")
    menu.get_by_role("button", name=SECOND).press("Enter")
    expect(page.locator("button.switch")).to_have_text(SECOND)
    assert here != SECOND
    expect(page).to_have_title(re.compile(SECOND))


def test_R6_1_a_wrong_password_is_told_beside_the_form_and_nothing_typed_is_lost(visit, product):
    page = visit("/account/login/", state=None, height=900)
    page.locator("[name=login]").fill(product.login)
    page.locator("[name=password]").fill("not the password")
    page.keyboard.press("Enter")
    expect(page.locator("[role=alert], .errors, .errorlist").first).to_be_visible()
    expect(page.locator("[name=login]")).to_have_value(product.login)


def test_an_import_shows_how_far_it_has_come_and_then_what_was_stored(visit, product):
    n = 200_000
    page = visit("/data/", height=900)
    importing = product.bring(product.answers("many.csv", n))
    try:
        page = second_organization(page, product)
        row = page.get_by_role("link", name="many.csv")
        for _look in range(100):  # the page shows it from the moment that the import is asked for
            page.goto(f"{product.url}/data/")
            if row.count():
                break
        row.click()
        expect(page.locator(".progress")).to_be_visible()
        expect(page.locator(".progress [role=progressbar], progress.bar, .progress progress").first).to_be_attached()
        expect(page.locator("h2.finding")).to_contain_text(re.compile(r"200.000"), timeout=90_000)
        expect(page.locator(".progress")).to_have_count(0)
    finally:
        assert importing.wait(90) == 0


def second_organization(page, product):
    """The same browser window, signed in anew: the other organisation is entered for this session alone."""
    page.context.clear_cookies()
    sign_in(page, product)
    page.locator("button.switch").press("Enter")
    page.locator("#organizations").get_by_role("button", name=SECOND).press("Enter")
    expect(page.locator("button.switch")).to_have_text(SECOND)
    return page
