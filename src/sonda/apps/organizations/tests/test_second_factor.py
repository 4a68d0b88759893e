"""R6.3: a second factor on every way in; its codes work once."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.test import Client

from sonda.apps.organizations import operations

PAGES = ["/account/2fa/", "/account/2fa/totp/activate/", "/account/2fa/webauthn/", "/account/2fa/webauthn/add/"]


@pytest.fixture
def secret(alice):
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(alice.user, secret)
    return secret


def code(secret, step=0):
    return totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time()) + step))


def half_way(client):
    return client.post("/account/login/", {"login": "alice@example.com", "password": "alice-has-a-key"})


def test_R6_3_the_password_alone_does_not_let_in_who_has_a_second_factor(client, secret):
    assert half_way(client)["Location"] == "/account/2fa/authenticate/"
    assert client.get("/account/password/change/").status_code == 302


def test_R6_3_a_code_lets_in_and_works_once(client, secret, alice):
    used = code(secret)
    for browser, outcome in ((client, 302), (Client(), 200)):
        half_way(browser)
        assert browser.post("/account/2fa/authenticate/", {"code": used}).status_code == outcome
    assert client.get("/account/password/change/").wsgi_request.member == alice


def test_R6_3_the_code_that_switched_the_app_on_opens_no_other_door(client, alice):
    half_way(client)
    client.post("/account/reauthenticate/", {"password": "alice-has-a-key"})
    client.get("/account/2fa/totp/activate/")
    secret = client.session["mfa.totp.secret"]
    used = code(secret)
    assert client.post("/account/2fa/totp/activate/", {"code": used}).status_code == 302
    for spelling in (used, f"{used[:3]} {used[3:]}"):
        other = Client()
        half_way(other)
        assert other.post("/account/2fa/authenticate/", {"code": spelling}).status_code == 200
        assert not is_in(other)


def test_R6_3_a_recovery_code_works_once_in_each_spelling_and_not_after_a_wrong_try(client, secret, alice):
    recovery = RecoveryCodes.activate(alice.user)
    used, other = recovery.get_unused_codes()[:2]
    tries = [(used, 302), (used, 200), (f"{used[:4]}-{used[4:]}", 200), ("1" * 8, 200), (used, 200), (other, 302)]
    Client().post("/account/login/", {"login": "alice@example.com", "password": "a wrong word"})
    for given, outcome in tries:
        browser = Client()
        half_way(browser)
        assert browser.post("/account/2fa/authenticate/", {"code": given}).status_code == outcome


def test_R6_3_factors_are_changed_only_after_the_password_was_given_again(client, secret, alice):
    client.force_login(alice.user)
    response = client.post("/account/2fa/totp/deactivate/")
    assert response["Location"].startswith("/account/reauthenticate/")
    assert Authenticator.objects.filter(user=alice.user, type="totp").exists()


def is_in(browser):
    return browser.get("/account/password/change/").status_code == 200


def test_R6_3_switching_a_factor_on_or_off_ends_the_other_sessions(
    client, alice, bob, django_capture_on_commit_callbacks
):
    other, another, bobs = Client(), Client(), Client()
    for browser, person in ((other, alice), (another, alice), (bobs, bob)):
        browser.force_login(person.user)
    half_way(client)
    client.post("/account/reauthenticate/", {"password": "alice-has-a-key"})
    EmailAddress.objects.create(user=alice.user, email=alice.user.email, verified=True, primary=True)
    client.get("/account/2fa/totp/activate/")
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/account/2fa/totp/activate/", {"code": code(client.session["mfa.totp.secret"])})
    assert Authenticator.objects.filter(user=alice.user, type="totp").exists()
    assert [is_in(browser) for browser in (client, other, another, bobs)] == [True, False, False, True]

    other.force_login(alice.user)
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/account/2fa/totp/deactivate/")
    assert not Authenticator.objects.filter(user=alice.user, type="totp").exists()
    assert [is_in(browser) for browser in (client, other, bobs)] == [True, False, True]


def test_R6_3_another_address_ends_the_other_sessions(client, alice):
    other = Client()
    other.force_login(alice.user)
    half_way(client)
    client.post("/account/reauthenticate/", {"password": "alice-has-a-key"})
    EmailAddress.objects.create(user=alice.user, email=alice.user.email, verified=True, primary=True)
    client.post("/account/email/", {"email": "alice@example.net", "action_add": ""})
    assert is_in(other)  # not confirmed yet
    link = re.search(r"http://127\.0\.0\.1:8000(/account/confirm-email/\S+)", mail.outbox[-1].body)[1]
    client.post(link)
    alice.user.refresh_from_db()
    assert alice.user.email == "alice@example.net"
    assert [is_in(browser) for browser in (client, other)] == [True, False]


@pytest.mark.parametrize("address", PAGES)
def test_pages_of_the_second_factor_come_up_in_our_clothes(client, alice, address):
    half_way(client)
    client.post("/account/reauthenticate/", {"password": "alice-has-a-key"})
    response = client.get(address)
    assert response.status_code == 200
    assert "ui/page.html" in [template.name for template in response.templates]


def test_secrets_of_one_time_codes_are_not_stored_as_they_are(secret, alice):
    stored = Authenticator.objects.get(user=alice.user, type="totp").data["secret"]
    assert stored != secret
    assert get_adapter().decrypt(stored) == secret


def test_who_was_made_on_the_command_line_can_switch_on_a_second_factor(client, db):
    operations.create_user(email="nina@example.com", password="a long word for Nina")
    client.post("/account/login/", {"login": "nina@example.com", "password": "a long word for Nina"})
    client.post("/account/reauthenticate/", {"password": "a long word for Nina"})
    assert client.get("/account/2fa/totp/activate/").status_code == 200
    assert EmailAddress.objects.get(user__email="nina@example.com").verified
