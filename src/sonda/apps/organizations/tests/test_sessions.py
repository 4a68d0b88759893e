"""Where I am signed in, and how I end it."""

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client

from sonda.apps.organizations.tasks import forget_expired_sessions

PAGE = "/account/sessions/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def browsers(alice, bob):
    """Two of Alice's and one of Bob's."""
    made = [Client(headers={"user-agent": FIREFOX}) for _ in range(3)]
    for browser, name in zip(made, ("alice", "alice", "bob"), strict=True):
        browser.post("/account/login/", {"login": f"{name}@example.com", "password": f"{name}-has-a-key"})
    return made


def is_in(browser):
    return browser.get("/account/password/change/").status_code == 200


def test_a_person_sees_where_they_are_signed_in_and_nobody_else_s(browsers):
    page = browsers[0].get(PAGE).content.decode()
    assert (page.count("Firefox, Linux"), page.count("this one")) == (2, 1)
    assert "style=" not in page


def test_one_session_is_ended_and_another_person_s_is_not_found(browsers):
    _first, second, bobs = UserSession.objects.order_by("pk")
    assert browsers[0].post(f"/sessions/{bobs.pk}/end/").status_code == 404
    assert browsers[0].post(f"/sessions/{second.pk}/end/")["Location"] == PAGE
    assert [is_in(browser) for browser in browsers] == [True, False, True]


def test_all_others_are_ended_also_those_that_the_list_does_not_know(browsers, alice):
    unlisted = Client()
    unlisted.force_login(alice.user)
    browsers[0].post("/sessions/end/")
    assert [is_in(browser) for browser in (*browsers, unlisted)] == [True, False, True, False]


def test_what_was_noted_of_a_session_goes_with_it(browsers):
    browsers[2].logout()
    forget_expired_sessions.call()
    assert UserSession.objects.count() == 2
