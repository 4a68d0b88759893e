"""Invitations: for one address, once, for a week; nobody learns from them who has an account."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.utils import timezone

from sonda.apps.jobs import worker
from sonda.apps.organizations import invitations, links, people, units
from sonda.apps.organizations.choices import Action, Role
from sonda.apps.organizations.models import AuditLine, Invitation, Member, Unit, User
from sonda.apps.organizations.tasks import forget_old_invitations

PAGE = "/settings/people/invitation/"
ME = {"name": "Nina", "password": "four words for Nina"}


@pytest.fixture
def owner(client, alice):
    client.force_login(alice.user)
    return client


def invite(owner, email="nina@example.com", **more):
    return owner.post(PAGE, {"email": email, "role": "viewer", "language": "en", **more})


def link():
    """The way in that the last mail shows, as a path."""
    worker.run(once=True)
    return re.search(r"http://127\.0\.0\.1:8000(/join/\S+)", mail.outbox[-1].body)[1]


def token():
    return link().split("/")[2]


def test_who_is_invited_sets_name_and_password_and_is_in(owner, alice):
    units.learn(organization=alice.organization, pairs=[("", "Fir")])
    fir = Unit.objects.get()
    assert invite(owner, " Nina@Example.COM", role="manager", units=[fir.pk])["Location"] == "/settings/people/"
    way, browser = link(), Client()
    assert (mail.outbox[0].to, mail.outbox[0].subject) == (["nina@example.com"], "Sowa Net invites you to Sonda")
    assert "nina@example.com" in browser.get(way).content.decode()
    assert browser.post(way, ME)["Location"] == "/"
    nina = Member.objects.get(user__email="nina@example.com")
    assert (nina.role, list(nina.units.all()), str(nina.user)) == ("manager", [fir], "Nina")
    assert browser.get("/").wsgi_request.member == nina
    assert EmailAddress.objects.get(user=nina.user).verified
    told = AuditLine.objects.order_by("number").values_list("action", "who")
    assert list(told)[-3:] == [
        (Action.INVITED, "Alice <alice@example.com>"),
        (Action.JOINED, "Nina <nina@example.com>"),
        (Action.SIGNED_IN, "Nina <nina@example.com>"),
    ]


@pytest.mark.parametrize(("language", "subject"), [("en", "Sowa Net invites you to Sonda")])
def test_R7_5_names_in_a_mail_stay_on_their_line(owner, alice, language, subject):
    alice.organization.name = "Sowa\r\nBcc: all@example.com\r\n\r\nNet"
    alice.organization.save()
    invite(owner, language=language)
    link()
    assert mail.outbox[0].subject == "Sowa Bcc: all@example.com Net invites you to Sonda"
    assert "\nBcc" not in mail.outbox[0].body


def test_who_has_an_account_signs_in_and_joins(owner, alice, charlie):
    invite(owner, "charlie@example.com")
    way, browser = link(), Client()
    page = browser.get(way).content.decode()
    assert "password" not in page
    assert f"/account/login/?next={way}" in page
    assert browser.post(way, ME).status_code == 200  # nobody is signed in: nothing happens
    browser.post("/account/login/", {"login": "charlie@example.com", "password": "charlie-has-a-key"})
    assert browser.get(way).status_code == 200
    assert charlie.user.memberships.count() == 1
    assert browser.post(way)["Location"] == "/"
    assert browser.get("/").wsgi_request.member.organization == alice.organization


def test_R6_2_the_link_is_bound_to_its_address(owner, bob, charlie):
    invite(owner, "nina@example.com")
    way, browser = link(), Client()
    browser.force_login(charlie.user)
    assert "is for <b>nina@example.com</b>" in browser.post(way).content.decode()
    with pytest.raises(invitations.AnotherAddress):
        invitations.join(token=way.split("/")[2], user=charlie.user)
    assert charlie.user.memberships.count() == 1


def gone(way):
    answers = [getattr(Client(), method)(way, ME) for method in ("get", "post")]
    assert {answer.status_code for answer in answers} == {404}
    return [
        re.sub(r'(csrfmiddlewaretoken" value=|X-CSRFToken": )"[^"]+"|/join/\w+/', "", a.content.decode())
        for a in answers
    ]


def test_R2_1_used_withdrawn_expired_replaced_and_unknown_look_the_same(owner, client):
    ways = {}
    for name in ("used", "withdrawn", "expired", "replaced"):
        invite(owner, f"{name}@example.com")
        ways[name] = link()
    ids = dict(Invitation.objects.values_list("email", "pk"))
    Client().post(ways["used"], ME)
    owner.post(f"{PAGE}{ids['withdrawn@example.com']}/withdrawal/")
    Invitation.objects.filter(email="expired@example.com").update(expires_at=timezone.now() - timedelta(seconds=1))
    owner.post(f"{PAGE}{ids['replaced@example.com']}/sending/")
    answers = [gone(way) for way in (*ways.values(), f"/join/{'0' * 64}/", "/join/x/")]
    assert all(answer == answers[0] for answer in answers)
    assert set(User.objects.values_list("email", flat=True)) == {"alice@example.com", "used@example.com"}
    assert Client().get(link()).status_code == 200  # the one that was sent again


def test_R6_2_the_token_is_random_and_stored_hashed(owner):
    invite(owner)
    kept = Invitation.objects.get()
    found = token()
    assert len(found) == 64  # 256 bits
    assert found not in {kept.nonce, kept.digest}
    assert kept.digest == links.digest_of(found)
    assert kept.expires_at - kept.sent_at == timedelta(days=7)


def test_R6_2_two_who_take_up_one_invitation_at_once_make_one_member(organization, join, at_once, settings):
    settings.MAIL_IS_ON = False
    invitation = invitations.invite(by=join("boss", "owner"), email="nina@example.com", role=Role.VIEWER)
    found = links.token_of(invitation)
    outcomes = at_once(*[lambda: invitations.join_anew(token=found, **ME)] * 2)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["InvitationIsGone", "Member"]


def test_R6_1_an_address_with_an_account_and_one_without_look_the_same_to_who_invites(owner, charlie):
    pages = []
    for email in ("charlie@example.com", "nobody@example.com"):
        answer = invite(owner, email)
        worker.run(once=True)
        page = owner.get("/settings/people/").content.decode()
        pages.append((answer.status_code, page.count(email) > 0, len(mail.outbox)))
    assert pages == [(302, True, 1), (302, True, 2)]
    texts = [re.sub(r"/join/\w+/", "", message.body) for message in mail.outbox]
    assert texts[0] == texts[1]


def test_R2_3_looking_at_an_invitation_takes_nothing_up(owner, charlie):
    invite(owner, "charlie@example.com")
    way, browser = link(), Client()
    browser.force_login(charlie.user)
    for method in ("get", "head", "options"):
        getattr(browser, method)(way)
    assert charlie.user.memberships.count() == 1
    assert Invitation.objects.get().accepted_at is None


def test_R7_5_invitations_are_throttled_per_address_and_per_organization(owner, alice, charlie, monkeypatch):
    for _ in range(invitations.TO_ONE_ADDRESS):
        assert invite(owner).status_code == 302
    assert "Too many invitations" in invite(owner).content.decode()
    with pytest.raises(invitations.TooManyInvitations):
        invitations.invite(by=charlie, email="nina@example.com", role=Role.VIEWER)
    monkeypatch.setattr(invitations, "A_DAY", 6)
    assert [invite(owner, f"{n}@example.com").status_code for n in range(2)] == [302, 422]


def test_where_no_mail_is_sent_the_owner_passes_the_link_on(owner, settings):
    settings.MAIL_IS_ON = False
    page = invite(owner).content.decode()
    way = re.search(r"http://127\.0\.0\.1:8000(/join/\w+/)", page)[1]
    assert "/join/" not in owner.get("/settings/people/").content.decode()
    assert worker.run(once=True) == 0
    assert Client().post(way, ME).status_code == 302


@pytest.mark.parametrize(
    "form",
    [
        {"email": "no address"},
        {"email": "alice@example.com"},
        {"email": "a@example.com\r\nBcc: b@example.com"},
        {"role": "king"},
        {"language": "xx"},
        {"email": "a\x00@example.com"},
    ],
)
def test_R5_5_what_is_no_invitation_is_said_and_sends_nothing(owner, form):
    assert invite(owner, **({"email": "nina@example.com"} | form)).status_code == 422
    assert (Invitation.objects.count(), worker.run(once=True)) == (0, 0)


@pytest.mark.parametrize("form", [{"name": "", "password": ME["password"]}, {"name": "Nina", "password": "short"}])
def test_a_weak_password_or_no_name_leaves_the_invitation_open(owner, form):
    invite(owner)
    way = link()
    assert Client().post(way, form).status_code == 422
    assert Client().post(way, ME).status_code == 302


def test_a_removed_person_who_is_invited_again_comes_back_with_the_new_role(owner, alice, bob):
    people.remove_member(member=bob, by=alice)
    invite(owner, "bob@example.com", role="analyst")
    way, browser = link(), Client()
    browser.force_login(bob.user)
    browser.post(way)
    assert Member.objects.get(pk=bob.pk).role == "analyst"


def test_the_service_may_change_its_key_and_the_mail_that_waits_still_has_a_link_that_works(owner, settings):
    invite(owner)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another" * 10
    assert Client().get(link()).status_code == 200


def test_invitations_that_nobody_can_take_up_are_forgotten_after_a_month(owner):
    invite(owner, "old@example.com", role="manager")
    Invitation.objects.update(expires_at=timezone.now() - timedelta(days=31))
    invite(owner)
    forget_old_invitations.call()
    assert list(Invitation.objects.values_list("email", flat=True)) == ["nina@example.com"]
