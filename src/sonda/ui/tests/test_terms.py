"""A term is explained beside its label, and all of them on one page."""

import re
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django.template import Context, Template
from django.utils.translation import override

from sonda.ui.terms import chapters


def shown(text, language="en", **values):
    with override(language):
        return Template("{% load sonda %}" + text).render(Context(values))


@pytest.mark.parametrize(("language", "word"), [("en", "Interval"), ("pl", "Przedział"), ("uk", "Інтервал")])
def test_the_page_of_words_holds_each_once_in_the_readers_language(alice, client, language, word):
    client.force_login(alice.user)
    client.post("/language/", {"language": language})
    page = client.get("/help/terms/").content.decode()
    keys = [term.key for chapter in chapters() for term in chapter.terms]
    assert re.findall(r'<div id="([^"]+)"><dt>', page) == keys
    assert f"<dt>{word.lower()}</dt>" in page


def test_a_term_has_a_question_mark_that_opens_its_own_meaning_and_other_words_have_none():
    request = SimpleNamespace(path="/understand/nps/", headers={})
    page = shown("{% explain 'NPS' %}{% explain '95% interval' %}{% explain 'Answers' %}", request=request)
    opened = re.findall(r'popovertarget="([^"]+)"', page)
    assert opened == re.findall(r'id="([^"]+)" popover', page)
    assert len(opened) == len(set(opened)) == 2
    assert 'aria-label="What does “interval” mean?"' in page
    assert 'href="/help/terms/#nps"' in page


def test_a_moment_is_told_by_the_day_that_it_falls_on_here(settings):
    settings.TIME_ZONE = "Europe/Warsaw"
    assert shown("{{ at|day }}", at=datetime(2026, 3, 2, 23, 30, tzinfo=UTC)) == "3\xa0March\xa02026"
