"""What was said can be read again in this session: bounded, escaped, with its undo while that works."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.contrib import messages
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import RequestFactory

from sonda.ui import notices

pytestmark = pytest.mark.urls("sonda.ui.tests.urls")


def request_of(session, *, path="/", method="get", signed_in=True, organization_id=1):
    request = getattr(RequestFactory(), method)(path)
    request.session = session
    request.user = SimpleNamespace(is_authenticated=signed_in)
    request.member = SimpleNamespace(
        organization_id=organization_id, may=lambda right: False, user="Ola", organization=None
    )
    request._messages = notices.NoticeStorage(request)
    return request


@pytest.fixture
def session():
    return SessionStore()


def test_what_was_said_is_kept_the_last_first_and_never_more_than_a_few(session):
    request = request_of(session)
    for n in range(30):
        messages.success(request, f"Saved {n}.")
    messages.warning(request, "x" * 9000)
    found = notices.read(request_of(session))
    assert len(found) == notices.MOST
    assert (found[0].text, found[0].is_wrong) == ("x" * notices.LONGEST, True)
    assert (found[1].text, found[1].is_wrong, found[1].is_of_today) == ("Saved 29.", False, True)


def test_nothing_is_kept_for_nobody_in_particular(session):
    messages.success(request_of(session, signed_in=False), "Come in.")
    assert list(session.keys()) == []


def test_an_undo_is_offered_until_it_was_used(session):
    notices.say(request_of(session), "Deleted.", undo="/saved/7/restoration/")
    assert [one.undo for one in notices.read(request_of(session))] == ["/saved/7/restoration/"]
    refused = request_of(session, path="/saved/7/restoration/", method="post")
    refused._messages.update(HttpResponse(status=404))
    assert [one.undo for one in notices.read(request_of(session))] == ["/saved/7/restoration/"]
    refused._messages.update(HttpResponse(status=302))
    assert [(one.text, one.undo) for one in notices.read(request_of(session))] == [("Deleted.", "")]


def test_an_undo_is_offered_in_its_time_and_in_its_organisation(session):
    notices.say(request_of(session), "Deleted.", undo="/a/", within=timedelta(hours=1))
    assert [one.undo for one in notices.read(request_of(session))] == ["/a/"]
    assert [one.undo for one in notices.read(request_of(session, organization_id=2))] == [""]
    notices.say(request_of(session), "Deleted.", undo="/b/", within=timedelta(seconds=-1))
    assert notices.read(request_of(session))[0].undo == ""


def test_the_list_escapes_what_people_wrote_and_says_when_it_is_empty(session):
    request = request_of(session)
    assert "Nothing yet." in render_to_string("ui/_notices.html", {"notices": notices.read(request)}, request)
    messages.success(request, "<script>alert(1)</script>")
    page = render_to_string("ui/_notices.html", {"notices": notices.read(request)}, request)
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>" not in page
