"""One organisation never sees another."""

import re

import pytest

from sonda.apps.organizations.models import Member
from sonda.apps.organizations.requests import ENTERED


def enter(client, organization):
    return client.post(f"/organizations/{organization.pk}/entry/")


def test_R4_2_another_organization_and_none_at_all_are_equally_not_found(client, alice, charlie):
    client.force_login(alice.user)
    foreign, missing = enter(client, charlie.organization), client.post("/organizations/999999/entry/")
    assert (foreign.status_code, missing.status_code) == (404, 404)
    assert told(foreign) == told(missing)


@pytest.mark.parametrize("number", [2**63, 10**30])
def test_R5_5_a_number_too_large_for_the_database_is_not_found(client, alice, number):
    client.force_login(alice.user)
    assert client.post(f"/organizations/{number}/entry/").status_code == 404


def told(response):
    """What the page says, without the token that each page has anew and the address that was asked for."""
    return re.sub(
        r'(csrfmiddlewaretoken" value=|X-CSRFToken": )"[^"]+"|/organizations/\d+/', "", response.content.decode()
    )


def test_R4_1_a_forged_session_does_not_open_another_organization(client, alice, charlie):
    client.force_login(alice.user)
    session = client.session
    session[ENTERED] = charlie.organization_id
    session.save()
    assert client.get("/account/password/change/").wsgi_request.member == alice


def test_a_person_of_two_organizations_enters_either(client, alice, charlie):
    second = Member.objects.create(user=alice.user, organization=charlie.organization)
    client.force_login(alice.user)
    page = "/account/password/change/"
    assert client.get(page).wsgi_request.member == alice

    assert enter(client, charlie.organization)["Location"] == "/"
    request = client.get(page).wsgi_request
    assert (request.member, request.memberships) == (second, [alice, second])


def test_R4_4_a_membership_that_was_taken_away_is_gone_at_the_next_request(client, alice):
    client.force_login(alice.user)
    alice.delete()
    request = client.get("/account/password/change/").wsgi_request
    assert (request.member, request.memberships) == (None, [])


def test_entering_an_organization_takes_a_post(client, alice):
    client.force_login(alice.user)
    assert client.get(f"/organizations/{alice.organization_id}/entry/").status_code == 405


def test_a_person_without_any_organization_is_told_so(client, alice):
    client.force_login(alice.user)
    alice.delete()
    response = enter(client, alice.organization)
    assert (response.status_code, response.templates[0].name) == (403, "organizations/none.html")
