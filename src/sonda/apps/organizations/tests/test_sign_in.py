"""Who may come in, and how little the door says about who may."""

import re

import pytest
from django.contrib.auth import hashers
from django.core import mail
from django.test import Client

from sonda.apps.organizations.tasks import forget_expired_sessions
from sonda.config.sessions import SessionStore

LOGIN = "/account/login/"


def sign_in(client, email, password, **more):
    return client.post(LOGIN, {"login": email, "password": password, **more})


def told(response):
    """What the answer says, without the token that each answer has anew and the address that was typed."""
    text = re.sub(r'(csrfmiddlewaretoken" value=|X-CSRFToken": )"[^"]+"', "", response.content.decode())
    return response.status_code, re.sub(r"[a-z]+@example\.com", "", text)


def test_a_person_signs_in_by_e_mail_in_any_spelling(client, alice):
    response = sign_in(client, " Alice@Example.COM ", "alice-has-a-key")
    assert (response.status_code, response["Location"]) == (302, "/")
    assert client.get("/account/password/change/").wsgi_request.member == alice


def test_R6_1_a_wrong_password_and_an_unknown_address_get_the_same_answer(client, alice):
    assert told(sign_in(client, "alice@example.com", "wrong")) == told(sign_in(client, "nobody@example.com", "wrong"))


def test_R6_1_an_unknown_address_costs_as_much_hashing_as_a_known_one(client, alice, monkeypatch):
    counted = []
    encode = hashers.MD5PasswordHasher.encode
    monkeypatch.setattr(hashers.MD5PasswordHasher, "encode", lambda *a: counted.append(1) or encode(*a))
    sign_in(client, "alice@example.com", "wrong")
    known = len(counted)
    sign_in(client, "nobody@example.com", "wrong")
    assert (known, len(counted) - known) == (1, 1)


def test_R6_1_asking_for_a_new_password_tells_nothing(client, alice):
    answers = [client.post("/account/password/reset/", {"email": f"{who}@example.com"}) for who in ("alice", "nobody")]
    assert told(answers[0]) == told(answers[1])
    assert len(mail.outbox) == 2  # the unknown address is told that it has no account: the time is the same as well


def test_R6_1_guessing_is_slowed_down_for_known_and_unknown_alike(client, alice):
    for who in ("alice@example.com", "nobody@example.com"):
        for _ in range(5):
            sign_in(client, who, "wrong")
    assert told(sign_in(client, "alice@example.com", "alice-has-a-key")) == told(
        sign_in(client, "nobody@example.com", "alice-has-a-key")
    )
    assert not client.get(LOGIN).wsgi_request.user.is_authenticated


def test_R6_1_a_forwarded_address_does_not_make_a_new_peer(client, alice):
    """No proxy is configured, so X-Forwarded-For is only what anyone may write."""
    answers = [
        client.post(LOGIN, {"login": f"{n}@example.com", "password": "x"}, headers={"X-Forwarded-For": f"10.0.0.{n}"})
        for n in range(1, 32)
    ]
    assert {answer.status_code for answer in answers[:10]} == {200}
    assert answers[-1].status_code == 429


def test_R6_2_a_link_for_a_new_password_works_once(client, alice):
    client.post("/account/password/reset/", {"email": "alice@example.com"})
    link = re.search(r"http://127\.0\.0\.1:8000(/account/password/reset/key/\S+)", mail.outbox[0].body)[1]
    page = client.get(link, follow=True)
    form = {"password1": "a-newer-better-key", "password2": "a-newer-better-key"}
    assert client.post(page.request["PATH_INFO"], form).status_code == 302
    assert sign_in(Client(), "alice@example.com", "a-newer-better-key").status_code == 302
    assert "password1" not in Client().get(link, follow=True).content.decode()


def test_R6_5_links_in_mails_lead_to_the_configured_origin_only(client, alice, settings):
    settings.ALLOWED_HOSTS = ["evil.example.net"]
    client.post("/account/password/reset/", {"email": "alice@example.com"}, headers={"Host": "evil.example.net"})
    assert "evil" not in mail.outbox[0].body
    assert "http://127.0.0.1:8000/account/password/reset/key/" in mail.outbox[0].body


def test_R6_3_a_new_password_asks_for_the_old_one_and_ends_other_sessions(client, alice):
    other = Client()
    other.force_login(alice.user)
    client.force_login(alice.user)
    page, fresh = "/account/password/change/", {"password1": "a-newer-better-key", "password2": "a-newer-better-key"}
    assert client.post(page, fresh | {"oldpassword": "wrong"}).status_code == 200
    assert client.post(page, fresh | {"oldpassword": "alice-has-a-key"}).status_code == 302
    assert client.get(page).wsgi_request.user == alice.user
    assert other.get(page).status_code == 302


def test_R6_5_every_change_asks_for_the_csrf_token(alice):
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice.user)
    addresses = [LOGIN, "/account/logout/", "/language/", f"/organizations/{alice.organization_id}/entry/"]
    assert [client.post(address).status_code for address in addresses] == [403] * 4


@pytest.mark.parametrize("there", ["https://evil.example.net/", "//evil.example.net", "javascript:alert(1)", "\\\\a"])
def test_R6_5_redirects_stay_in_our_origin(client, alice, there):
    assert client.post("/language/", {"language": "pl", "next": there})["Location"] == "/"
    assert sign_in(client, "alice@example.com", "alice-has-a-key", next=there)["Location"] == "/"


OTHERS = ["https://localhost/", "http://localhost/", "http://[::1]/", "https://127.0.0.1:8000.example.net/"]


@pytest.mark.parametrize("there", OTHERS)
def test_R6_5_another_name_of_the_machine_is_not_our_origin(client, alice, there, settings):
    settings.ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1", "[::1]"]
    assert sign_in(client, "alice@example.com", "alice-has-a-key", next=there)["Location"] == "/"
    assert client.post("/account/logout/", {"next": there})["Location"] == "/"


@pytest.mark.parametrize("door", ["/account/login/", "/account/password/reset/", "/account/logout/"])
@pytest.mark.parametrize("there", ["http://[::1", "//[", "http://a]", "https://\u2100.example.net"])
def test_R5_5_a_way_back_that_is_no_address_is_left_out(client, db, door, there):
    response = client.get(door, {"next": there})
    assert response.status_code in (200, 302)
    assert response.headers.get("Location", "/") == "/"


@pytest.mark.parametrize("key", ['"abcdefgh\\000ijkl"', '"abcdefgh\\377"', "a" * 5000, "abcdefgh ijkl"])
def test_R5_5_a_cookie_that_is_no_session_is_nobody_s(client, db, key):
    response = client.get("/account/password/change/", headers={"Cookie": f"sessionid={key}"})
    assert (response.status_code, response["Location"][:15]) == (302, "/account/login/")


def test_nobody_signs_up_by_themselves(client, db):
    response = client.post(
        "/account/signup/",
        {"email": "mallory@example.com", "password1": "a-newer-better-key", "password2": "a-newer-better-key"},
    )
    assert response.templates[0].name == "account/signup_closed.html"


def test_R6_6_a_fresh_database_knows_nobody(db, django_user_model):
    assert not django_user_model.objects.exists()


def test_signing_out_takes_a_post(client, alice):
    client.force_login(alice.user)
    assert client.get("/account/logout/").wsgi_request.user == alice.user
    client.post("/account/logout/")
    assert client.get("/account/password/change/").status_code == 302


def test_where_no_mail_is_sent_the_page_says_so_instead_of_promising_one(client, db, settings):
    page = "/account/password/reset/"
    assert 'name="email"' in client.get(page).content.decode()
    settings.MAIL_IS_ON = False
    content = client.get(page).content.decode()
    assert 'name="email"' not in content
    assert "This installation sends no e-mail." in content


def test_sessions_whose_time_is_over_are_forgotten(db):
    over, lasting = (SessionStore() for _ in range(2))
    for session, seconds in ((over, -1), (lasting, 60)):
        session.set_expiry(seconds)
        session.save()
    forget_expired_sessions.call()
    assert [session.exists(session.session_key) for session in (over, lasting)] == [False, True]
