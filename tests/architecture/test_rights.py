"""R4.6: every address by every method as every role does exactly what the table of rights says."""

from contextlib import contextmanager

import pytest
from django.db import transaction
from django.test import Client

from sonda.apps.organizations import keys
from sonda.apps.organizations.choices import RIGHTS, Role, Scope
from sonda.apps.organizations.models import Member, User
from tests.architecture.objects import APART, LATER, OBJECTS, SPECIAL, answered
from tests.architecture.rights import ACCOUNT, BY_KEY, EVERYBODY, MEMBER, NOBODY, PAGE, PERSON, TABLE, TOKEN, told
from tests.architecture.routes import all_routes

METHODS = ("get", "post", "put", "patch", "delete")
ROUTES = [route for route in all_routes() if not route.pattern.startswith(ACCOUNT)]
REFUSED = {401, 403, 404, 405}


def test_every_address_has_its_line_in_the_table():
    missing = {route.pattern for route in ROUTES} - TABLE.keys()
    assert missing == set(), "say in tests/architecture/rights.py, TABLE, who may use it by which method"
    assert TABLE.keys() - {route.pattern for route in ROUTES} == set(), "these addresses are gone: take them out"


def test_everything_an_address_can_name_can_be_made():
    named = {name for route in ROUTES for _converter, name in route.places}
    missing = named - OBJECTS.keys() - APART.keys()
    assert missing == set(), "say in tests/architecture/objects.py, OBJECTS, how to make one in an organisation"


def test_the_documentation_tells_the_table():
    assert PAGE.read_text(encoding="utf-8") == told(), "make it anew: python -m tests.architecture.rights"


@pytest.fixture
def house(alice, charlie, settings, tmp_path):
    """Browsers of one person of each role, of a stranger and of nobody; the owner's organisation has answers."""
    settings.HOME = tmp_path
    settings.MAIL_IS_ON = False
    fir = answered(alice.organization)
    browsers = {"nobody": Client(), "stranger": signed_in(charlie.user), Role.OWNER: signed_in(alice.user)}
    for role in (Role.VIEWER, Role.EMPLOYEE, Role.MANAGER, Role.ANALYST):
        user = User.objects.create_user(f"{role}@example.com", "no-need-of-this")
        Member.objects.create(user=user, organization=alice.organization, role=role).units.add(fir)
        browsers[role] = signed_in(user)
    browsers["key"] = Client(headers={"authorization": f"Bearer {key_of(alice)}"})
    return browsers


def signed_in(user):
    browser = Client()
    browser.force_login(user)
    return browser


def key_of(owner):
    return keys.make_key(by=owner, name="test", scopes=list(Scope))[1]


@contextmanager
def undone():
    """What happens in here never was, so that each deed is tried on the same organisation."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def outcome(browser, method, address):
    """`in`, or how it was refused."""
    with undone():
        answer = getattr(browser, method)(address)
    if answer.get("Location", "").startswith("/account/login/"):
        return "sign in"
    return answer.status_code if answer.status_code in REFUSED else "in"


def expected(who, route, right):
    """What the table means for one of the people, as the outcomes that are right."""
    if right in BY_KEY:
        return {"in" if who == "key" else 401}
    if right in {EVERYBODY, TOKEN, NOBODY}:
        return {EVERYBODY: {"in"}, TOKEN: {401, 404}, NOBODY: {404}}[right]
    if who in {"nobody", "key"}:
        return {"sign in"}
    if who == "stranger":  # owns an organisation of their own, where nothing was answered yet
        ours = any(name.endswith("_id") for _converter, name in route.places)
        return {404} if ours else {"in", 404} if route.places else {"in"}
    if right in {MEMBER, PERSON} or right in RIGHTS[who]:
        return {"in", 404} if route.pattern in LATER else {"in"}
    return {403}


def test_R4_6_each_address_does_for_each_role_what_the_table_says(house, alice):
    wrong = []
    for route in ROUTES:
        if route.pattern not in TABLE or not {name for _converter, name in route.places} <= OBJECTS.keys():
            continue  # the tests above say what is missing
        with undone():
            made = {name: SPECIAL.get((route.pattern, name), OBJECTS[name])(alice) for _c, name in route.places}
            address = route.address(lambda _converter, name, made=made: made[name])
            for method, right in TABLE[route.pattern].items():
                for who, browser in house.items():
                    found = outcome(browser, method, address)
                    if found not in expected(who, route, right):
                        wrong.append(f"{who}: {method.upper()} /{route.pattern}: {found}")
            for method in set(METHODS) - TABLE[route.pattern].keys():
                found = outcome(house["key" if route.pattern.startswith("api/") else Role.OWNER], method, address)
                if found != 405 and not (found == 404 and NOBODY in TABLE[route.pattern].values()):
                    wrong.append(f"{method.upper()} /{route.pattern}: {found}, though the table does not name it")
    assert not wrong, "\n".join(wrong)


def test_R4_6_what_a_stranger_reads_is_never_ours(house, alice):
    for route in ROUTES:
        if "get" in TABLE.get(route.pattern, {}) and not route.places:
            answer = house["stranger"].get(f"/{route.pattern}")
            page = b"".join(answer.streaming_content) if answer.streaming else answer.content
            assert b"Sowa Net" not in page, route.pattern
            assert b"alice@" not in page, route.pattern
