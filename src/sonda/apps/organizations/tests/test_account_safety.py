"""R6: what links, codes and changes of an account are worth, on every path."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core import mail
from django.test import Client
from django.utils import timezone

from sonda.apps.organizations import operations

RESET = "/account/password/reset/"
NEW = {"password1": "a-newer-better-key", "password2": "a-newer-better-key"}


@pytest.fixture
def addressed(alice, bob):
    """Both have an address that was confirmed, as people who joined have."""
    for member in (alice, bob):
        EmailAddress.objects.create(user=member.user, email=member.user.email, verified=True, primary=True)
    return alice


def told(response):
    text = re.sub(r'(csrfmiddlewaretoken" value=|X-CSRFToken": )"[^"]+"', "", response.content.decode())
    return response.status_code, response.get("Location"), re.sub(r"[a-z]+@example\.com", "", text)


def reset_link(email="alice@example.com"):
    Client().post(RESET, {"email": email})
    return re.search(r"http://127\.0\.0\.1:8000(/account/password/reset/key/\S+)", mail.outbox[-1].body)[1]


def opens(link):
    return 'name="password1"' in Client().get(link, follow=True).content.decode()


def test_R6_1_asking_for_new_passwords_is_slowed_down_for_known_and_unknown_alike(addressed):
    answers = {
        who: [told(Client().post(RESET, {"email": f"{who}@example.com"})) for _ in range(7)]
        for who in ("alice", "nobody")
    }
    assert answers["alice"] == answers["nobody"]
    sent = [message.to[0] for message in mail.outbox]
    assert sent.count("alice@example.com") == sent.count("nobody@example.com") < 7


def test_R6_1_signing_up_says_the_same_of_every_address(addressed):
    answers = [told(Client().post("/account/signup/", {"email": f"{who}@example.com", **NEW})) for who in ("bob", "no")]
    assert answers[0] == answers[1]


def test_R6_1_taking_another_address_does_not_tell_whether_somebody_has_it(addressed):
    answers = []
    for who in ("bob", "nobody"):
        browser = signed_in()
        answers.append(told(browser.post("/account/email/", {"action_add": "", "email": f"{who}@example.com"})))
        EmailAddress.objects.filter(user=addressed.user, verified=False).delete()
    assert answers[0] == answers[1]
    addressed.user.refresh_from_db()
    assert addressed.user.email == "alice@example.com"


def test_R6_2_a_link_for_a_new_password_lasts_an_hour_at_most(addressed, monkeypatch, settings):
    assert settings.PASSWORD_RESET_TIMEOUT <= 3600
    link = reset_link()
    assert opens(link)
    later = timezone.make_naive(timezone.now()) + timezone.timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT + 60)
    monkeypatch.setattr(PasswordResetTokenGenerator, "_now", lambda self: later)
    assert not opens(link)


def password_changed(user):
    operations.set_password(email=user.email, password="another good password")


def address_changed(user):
    user.email = "alice@example.net"
    user.save()


def signed_in_since(user):
    signed_in()


@pytest.mark.parametrize("change", [password_changed, address_changed, signed_in_since])
def test_R6_2_a_link_for_a_new_password_dies_with_what_it_was_made_for(addressed, change):
    link = reset_link()
    assert opens(link)
    change(addressed.user)
    assert not opens(link)


def test_R6_2_a_link_for_one_person_does_not_open_another(addressed):
    hers, his = reset_link(), reset_link("bob@example.com")
    mixed = his.split("/key/")[0] + "/key/" + his.split("/key/")[1].split("-")[0] + "-" + hers.split("-", 1)[1]
    assert (opens(hers), opens(his), opens(mixed)) == (True, True, False)


def signed_in(password="alice-has-a-key"):
    browser = Client()
    browser.post("/account/login/", {"login": "alice@example.com", "password": password})
    return browser


def test_R6_3_a_new_password_does_not_get_around_the_second_factor(addressed):
    totp.TOTP.activate(addressed.user, totp.generate_totp_secret())
    browser = Client()
    page = browser.get(reset_link(), follow=True)
    browser.post(page.request["PATH_INFO"], NEW)
    assert browser.get("/account/password/change/").status_code == 302
    assert signed_in(NEW["password1"]).get("/account/password/change/").status_code == 302


def test_R6_3_a_code_that_let_in_does_not_confirm_anything_else(addressed):
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(addressed.user, secret)
    used = totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))
    browser = signed_in()
    assert browser.post("/account/2fa/authenticate/", {"code": used}).status_code == 302
    assert browser.post("/account/2fa/reauthenticate/", {"code": used}).status_code == 200


@pytest.mark.parametrize(
    ("address", "form"),
    [
        ("/account/email/", {"action_add": "", "email": "new@example.com"}),
        ("/account/2fa/totp/activate/", {"code": "123456"}),
        ("/account/2fa/recovery-codes/generate/", {}),
        ("/account/2fa/webauthn/add/", {"name": "x", "credential": "{}"}),
    ],
)
def test_R6_3_address_and_factors_are_changed_only_after_the_password_was_given_again(addressed, address, form):
    browser = Client()
    browser.force_login(addressed.user)  # came in some time ago
    assert browser.post(address, form)["Location"].startswith("/account/reauthenticate/")
    assert EmailAddress.objects.filter(user=addressed.user).count() == 1


def test_R4_2_another_persons_passkey_is_not_found(addressed, bob):
    his = Authenticator.objects.create(user=bob.user, type="webauthn", data={"name": "Bob's", "credential": {}})
    browser = signed_in()
    browser.post("/account/reauthenticate/", {"password": "alice-has-a-key"})
    for deed in ("edit", "remove"):
        for method in ("get", "post"):
            assert getattr(browser, method)(f"/account/2fa/webauthn/keys/{his.pk}/{deed}/").status_code == 404
    assert Authenticator.objects.filter(pk=his.pk).exists()
