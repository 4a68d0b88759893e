"""R6.4: keys of programs are shown once, stored hashed, bound to their maker, and end at once."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from sonda.apps.organizations import audit, keys, people
from sonda.apps.organizations.choices import Action, Right, Role, Scope
from sonda.apps.organizations.models import ApiKey, AuditLine, Member

ME = "/api/v1/me"
PASSWORD = {"password": "alice-has-a-key"}
BOT = {"name": "bot", "scopes": ["read"], "days": "30"}


@pytest.fixture
def secret(alice):
    return keys.make_key(by=alice, name="nightly import", scopes=[Scope.READ, Scope.WRITE])[1]


def ask(client, secret, address=ME):
    return client.get(address, headers={"Authorization": f"Bearer {secret}"})


def test_R6_4_a_key_speaks_for_its_maker_in_their_organization(client, secret):
    told = ask(client, secret).json()
    assert told == {
        "organization": "sowa-net",
        "name": "Alice",
        "role": "owner",
        "rights": ["read", "write"],
        "key": f"nightly import {secret[:12]}…",
    }
    assert ApiKey.objects.get().last_used_at


def test_R6_4_a_key_is_shown_once_and_stored_hashed(client, alice):
    client.force_login(alice.user)
    client.post("/account/reauthenticate/", PASSWORD)
    page = client.post("/settings/keys/new/", BOT).content.decode()
    shown = re.search(r"sonda_[\w-]{43}", page)[0]
    kept = ApiKey.objects.get()
    assert (kept.digest, kept.prefix) == (keys.digest_of(shown), shown[:12])
    assert shown not in client.get("/settings/keys/").content.decode()
    assert shown[:12] in client.get("/settings/keys/").content.decode()
    assert timedelta(days=29) < kept.expires_at - timezone.now() <= timedelta(days=30)
    assert list(AuditLine.objects.values_list("action", flat=True)) == [Action.KEY_MADE]


def test_R6_3_a_key_is_made_only_after_the_password_was_given_again(client, alice):
    client.force_login(alice.user)  # came in some time ago
    asked = "/account/reauthenticate/?next=%2Fsettings%2Fkeys%2Fnew%2F"
    assert client.get("/settings/keys/new/")["Location"] == asked
    assert client.post("/settings/keys/new/", BOT)["Location"] == asked
    assert client.post(asked, {"password": "a guess"}).status_code == 200
    assert not ApiKey.objects.exists()
    page = client.post(asked, PASSWORD | {"next": "/settings/keys/new/"}).content.decode()
    assert re.search(r"sonda_[\w-]{43}", page)  # what was sent before the password goes on
    assert ApiKey.objects.get().name == "bot"
    assert client.get("/settings/keys/new/").status_code == 200  # for some minutes


def test_R6_4_a_key_counts_in_the_header_only_and_a_session_does_not_count_there(client, secret, alice):
    for attempt in (
        client.get(f"{ME}?key={secret}&access_token={secret}&Authorization=Bearer+{secret}"),
        client.get(ME, headers={"Authorization": secret}),
        client.get(ME, headers={"Authorization": f"Basic {secret}"}),
        client.get(ME, headers={"X-API-Key": secret}),
        client.get(ME, headers={"Cookie": f"key={secret}"}),
        ask(client, secret[:-1]),
        ask(client, ""),
        ask(client, "sonda_\N{SNOWMAN}\x00".encode().decode("latin-1")),
    ):
        assert attempt.status_code == 401
    client.force_login(alice.user)
    assert client.get(ME).status_code == 401
    assert ask(client, secret, "/settings/people/").status_code == 200  # the session opens that, not the key
    client.logout()
    assert ask(client, secret, "/settings/people/").status_code == 302


def revoked(alice, key):
    keys.revoke_key(key=key, by=alice)


def over(alice, key):
    ApiKey.objects.update(expires_at=timezone.now())


def maker_removed(alice, key):
    boss = Member.objects.get(user__email="boss@example.com")
    people.remove_member(member=alice, by=boss)


def maker_switched_off(alice, key):
    alice.user.is_active = False
    alice.user.save()


@pytest.mark.parametrize("end", [revoked, over, maker_removed, maker_switched_off])
def test_R6_4_a_key_that_is_revoked_over_or_without_its_maker_opens_nothing_at_once(client, secret, alice, join, end):
    join("boss", "owner")
    assert ask(client, secret).status_code == 200
    end(alice, ApiKey.objects.get())
    assert ask(client, secret).status_code == 401


def test_R4_4_a_key_never_gives_more_than_its_maker_has_now(client, secret, alice, rf):
    Member.objects.update(role=Role.VIEWER)
    assert ask(client, secret).json()["rights"] == ["read"]
    actor = keys.actor(rf.get(ME, headers={"Authorization": f"Bearer {secret}"}))
    assert [right for right in Right if actor.may(right)] == [Right.READ]
    line = audit.record(organization=alice.organization, actor=actor, action=Action.SAW)
    assert (line.actor, line.who) == ("key", f"nightly import {secret[:12]}… (Alice <alice@example.com>)")


def test_R4_2_another_organizations_key_is_not_found(client, secret, charlie):
    client.force_login(charlie.user)
    assert client.post(f"/settings/keys/{ApiKey.objects.get().pk}/revocation/").status_code == 404
    with pytest.raises(keys.TooManyKeys):
        for n in range(keys.MOST + 1):
            keys.make_key(by=charlie, name=str(n), scopes=[Scope.READ])


@pytest.mark.parametrize("form", [{"scopes": ["people"]}, {"scopes": []}, {"days": "9999"}, {"name": ""}])
def test_R4_3_what_no_list_offers_makes_no_key(client, alice, form):
    client.force_login(alice.user)
    client.post("/account/reauthenticate/", PASSWORD)
    assert client.post("/settings/keys/new/", BOT | form).status_code == 422
    assert not ApiKey.objects.exists()
