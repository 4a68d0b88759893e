"""The pages of one's account: typed at once, walked in order, and within the policy of content."""

import re

import pytest
from allauth.account.models import EmailAddress

from sonda.apps.organizations.choices import Origin
from sonda.apps.organizations.models import AuditLine, Organization

pytestmark = pytest.mark.django_db
PAGES = ["/account/2fa/", "/account/password/change/", "/account/email/", "/account/sessions/", "/you/name/"]


def test_whoever_opens_the_door_may_type_at_once_and_the_way_to_a_new_password_comes_last(client):
    page = client.get("/account/login/").content.decode()
    login = re.search(r'<input[^>]*name="login"[^>]*>', page)
    assert " autofocus" in login[0]
    places = [page.index(part) for part in ('name="login"', 'name="password"', 'id="passkey_login"', "password/reset/")]
    assert places == sorted(places)


def test_after_a_mistake_the_summary_has_the_focus(client, alice):
    page = client.post("/account/login/", {"login": "alice@example.com", "password": "wrong"}).content.decode()
    assert "<sonda-errors" in page
    assert " autofocus" not in re.search(r'<input[^>]*name="login"[^>]*>', page)[0]


def test_the_page_of_ones_address_needs_no_inline_style_before_and_after_a_change(client, alice):
    EmailAddress.objects.create(user=alice.user, email="alice@example.com", verified=True, primary=True)
    client.force_login(alice.user)
    client.post("/account/reauthenticate/", {"password": "alice-has-a-key"})
    for _visit in range(2):
        page = client.get("/account/email/").content.decode()
        assert "style=" not in page
        client.post("/account/email/", {"action_add": "", "email": "new@example.com"})
    assert "new@example.com" in page
    assert "You sign in with <b>alice@example.com</b>." in page


@pytest.mark.parametrize("address", PAGES)
def test_each_page_of_ones_account_leads_to_the_others_and_says_where_one_is(client, alice, address):
    client.force_login(alice.user)
    client.post("/account/reauthenticate/", {"password": "alice-has-a-key"})
    tabs = re.search(r'<nav class="tabs".*?</nav>', client.get(address).content.decode(), re.DOTALL)[0]
    assert re.findall(r'href="([^"]*)"', tabs) == PAGES
    assert re.findall(r'href="([^"]*)" aria-current="page"', tabs) == [address]


def test_changing_the_password_is_typed_from_field_to_field(client, alice):
    client.force_login(alice.user)
    page = client.get("/account/password/change/").content.decode()
    places = [page.index(part) for part in ('name="oldpassword"', 'name="password1"', "password/reset/")]
    assert places == sorted(places)


@pytest.mark.parametrize("language", ["pl", "uk", "en"])
def test_each_password_has_a_name_of_its_own_and_says_it_once(client, alice, language):
    client.force_login(alice.user)
    client.post("/language/", {"language": language})
    page = client.get("/account/password/change/").content.decode()
    names = [re.sub(r"\s+", " ", name) for name in re.findall(r'<label for="id_\w*password[^>]*>(.*?)</label>', page)]
    grey = re.search(r'type="password"[^>]*placeholder', page)
    assert (len(set(names)), grey) == (3, None), names


@pytest.mark.parametrize(
    ("origin", "mark"), [(Origin.OWN, ""), (Origin.EXAMPLE, "example data"), (Origin.PUBLIC, "public data")]
)
def test_data_that_are_not_the_companys_own_say_so_on_every_page(client, alice, origin, mark):
    Organization.objects.filter(pk=alice.organization_id).update(origin=origin)
    client.force_login(alice.user)
    page = client.get("/").content.decode()
    assert re.findall(r'<span class="example">([^<]*)</span>', page) == ([mark] if mark else [])


def test_a_person_corrects_their_name_and_the_log_says_so(client, alice):
    client.force_login(alice.user)
    assert client.post("/you/name/", {"name": ""}).status_code == 422
    assert client.post("/you/name/", {"name": "Alicja Żak"}).status_code == 302
    assert "Alicja Żak" in client.get("/settings/people/").content.decode()
    line = AuditLine.objects.get()
    assert (line.who, line.told_details) == ("Alice <alice@example.com>", "now: Alicja Żak; what: name")
