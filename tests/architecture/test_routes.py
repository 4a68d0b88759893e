"""R4.6: every address is tried by nobody in particular and by a stranger, each new one as soon as it exists."""

import pytest
from django.test import Client

from sonda.apps.organizations import keys
from sonda.apps.organizations.choices import Scope
from tests.architecture.routes import all_routes

ROUTES = all_routes()
SIGN_IN = "/account/login/"
# Open to everybody, and why.
OPEN = {
    "health/": "for load balancers; says only whether the service is well",
    "language/": "a choice anyone may make; answers POST only",
    "api/v1/openapi.json": "describes the API; tells nothing of anybody",
    "account/login/": "the door itself",
    "account/signup/": "says that accounts are made by an owner",
    "account/logout/": "there is nobody to sign out: leads to the first page",
    "account/inactive/": "allauth: says that an account is switched off",
    "account/password/reset/": "the door for who forgot",
    "account/password/reset/done/": "the same words for known and unknown addresses",
    "account/password/reset/key/<str:uidb36>-<str:key>/": "the key is the right to come in",
    "account/password/reset/key/done/": "says that it worked",
    "account/confirm-email/": "says that a mail was sent",
    "account/confirm-email/<str:key>/": "the key is the right to come in",
    "account/2fa/webauthn/login/": "the challenge of a passkey; answers with nothing about anyone",
}
METHODS = ["get", "post", "put", "patch", "delete", "head", "options"]


def stranger_fill(converter, name):
    """A value that the converter takes and that names nothing."""
    return {"int": 987654321, "uuid": "00000000-0000-4000-8000-000000000000"}.get(converter, "nothing-of-this-name")


def key_of(owner):
    return keys.make_key(by=owner, name="test", scopes=list(Scope))[1]


def ids(route):
    return route.pattern or "/"


@pytest.mark.parametrize("method", METHODS)
def test_R4_6_nobody_in_particular_gets_nowhere_but_the_open_doors(db, method):
    passed = []
    for route in ROUTES:
        response = getattr(Client(), method)(route.address(stranger_fill))
        refused = response.status_code in {401, 403, 404, 405} or response.get("Location", "").startswith(SIGN_IN)
        if not refused and route.pattern not in OPEN:
            passed.append((route.pattern, response.status_code))
    assert passed == []


def test_the_list_of_open_doors_names_no_door_that_is_gone():
    assert OPEN.keys() - {route.pattern for route in ROUTES} == set()


@pytest.mark.parametrize("route", [route for route in ROUTES if route.places and route.pattern not in OPEN], ids=ids)
def test_R4_6_what_is_not_there_is_not_found_by_any_method(alice, route):
    client = Client(headers={"Authorization": f"Bearer {key_of(alice)}"} if route.pattern.startswith("api/") else {})
    client.force_login(alice.user)
    answers = {method: getattr(client, method)(route.address(stranger_fill)).status_code for method in METHODS}
    assert set(answers.values()) <= {404, 405, 302}, answers
    assert 404 in answers.values() or route.pattern.startswith("account/"), answers


@pytest.mark.parametrize("route", ROUTES, ids=ids)
def test_no_address_breaks_the_service(alice, route):
    client = Client(raise_request_exception=False)
    client.force_login(alice.user)
    for method in METHODS:
        assert getattr(client, method)(route.address(stranger_fill)).status_code < 500


@pytest.mark.parametrize("route", ROUTES, ids=ids)
def test_R5_2_every_page_carries_the_content_security_policy(alice, route):
    client = Client()
    client.force_login(alice.user)
    for browser in (client, Client()):
        policy = browser.get(route.address(stranger_fill)).headers["Content-Security-Policy"]
        rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
        assert rules["script-src"] == rules["style-src"] == rules["form-action"] == rules["connect-src"] == "'self'"
        assert rules["default-src"] == rules["frame-ancestors"] == rules["base-uri"] == "'none'"
