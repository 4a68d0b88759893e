"""Members: their roles and units, their going and coming back."""

import pytest
from django.test import Client

from sonda.apps.organizations import people, units
from sonda.apps.organizations.choices import Action, Right, Role
from sonda.apps.organizations.models import AuditLine, Member, Unit
from sonda.apps.organizations.operations import AlreadyMember, add_member

PAGE = "/settings/people/"


@pytest.fixture
def owner(client, alice):
    client.force_login(alice.user)
    return client


def done(organization):
    return list(AuditLine.objects.filter(organization=organization).order_by("number").values_list("action", flat=True))


def test_an_owner_gives_a_role_and_units_and_the_next_request_knows(owner, alice, bob):
    units.learn(organization=alice.organization, pairs=[("North", "Fir")])
    fir = Unit.objects.get(name="Fir")
    answer = owner.post(f"{PAGE}{bob.pk}/", {"role": "manager", "units": [fir.pk]})
    assert answer["Location"] == PAGE
    bob = Member.objects.get(pk=bob.pk)
    assert (bob.role, list(bob.units.all()), bob.may(Right.EXPORT)) == ("manager", [fir], True)
    assert done(alice.organization) == [Action.ROLE, Action.UNITS]
    assert "Fir" in owner.get(PAGE).content.decode()


def test_R4_3_what_no_list_offers_is_refused(owner, alice, bob, charlie):
    units.learn(organization=charlie.organization, pairs=[("", "Theirs")])
    theirs = Unit.objects.get(name="Theirs").pk
    for form in ({"role": "king"}, {"role": "manager", "units": [theirs]}, {"role": "manager", "units": [10**30]}, {}):
        units.learn(organization=alice.organization, pairs=[("", "Ours")])
        assert owner.post(f"{PAGE}{bob.pk}/", form).status_code == 422
    bob = Member.objects.get(pk=bob.pk)
    assert (bob.role, bob.units.count()) == ("viewer", 0)
    with pytest.raises(Unit.DoesNotExist):
        people.change_member(member=bob, by=alice, role=Role.MANAGER, units=Unit.objects.filter(name="Theirs"))


def test_the_only_owner_stays_an_owner(owner, alice, bob):
    assert owner.post(f"{PAGE}{alice.pk}/", {"role": "viewer"}).status_code == 422
    assert owner.post(f"{PAGE}{alice.pk}/removal/").status_code == 409
    owner.post(f"{PAGE}{bob.pk}/", {"role": "owner"})
    assert owner.post(f"{PAGE}{alice.pk}/removal/").status_code == 302
    assert owner.get(PAGE).status_code == 403  # signed in, and no member of anything


def test_two_owners_who_remove_each_other_at_once_leave_one(organization, join, at_once):
    ann, ben = join("ann", "owner"), join("ben", "owner")
    outcomes = at_once(
        lambda: people.remove_member(member=ann, by=ben), lambda: people.remove_member(member=ben, by=ann)
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["LastOwner", "Member"]
    assert Member.objects.count() == 1


def test_R4_4_who_was_removed_is_out_at_the_next_request_and_can_be_brought_back(owner, client, alice, bob):
    bobs = Client()
    bobs.force_login(bob.user)
    assert bobs.get("/").status_code == 200
    owner.post(f"{PAGE}{bob.pk}/removal/")
    assert bobs.get("/").status_code == 403
    assert (bob.user.memberships.count(), Member.objects.filter(pk=bob.pk).exists()) == (0, False)
    owner.post(f"{PAGE}former/{bob.pk}/return/")
    assert bobs.get("/").status_code == 200
    assert done(alice.organization) == [Action.REMOVED, Action.BROUGHT_BACK]
    assert owner.post(f"{PAGE}former/{bob.pk}/return/").status_code == 404


def test_who_was_removed_may_be_let_in_anew_with_another_role(alice, bob):
    with pytest.raises(AlreadyMember):
        add_member(organization=bob.organization, user=bob.user)
    people.remove_member(member=bob, by=alice)
    again = add_member(organization=bob.organization, user=bob.user, role=Role.ANALYST)
    assert (again.pk, again.role) == (bob.pk, "analyst")


def test_R4_2_another_organizations_member_is_not_found(owner, charlie):
    for address in (f"{charlie.pk}/", f"{charlie.pk}/removal/", f"former/{charlie.pk}/return/"):
        assert owner.post(f"{PAGE}{address}", {"role": "viewer"}).status_code == 404


def test_the_settings_lead_an_owner_to_people_and_everybody_else_to_their_account(owner, client, bob):
    assert owner.get("/settings/")["Location"] == PAGE
    client.force_login(bob.user)
    assert client.get("/settings/")["Location"] == "/account/2fa/"


def test_an_owner_renames_the_organization_and_its_address_stays(owner, alice):
    owner.post("/settings/organization/", {"name": "Sowa & Co", "language": "uk", "slug": "x", "origin": "example"})
    alice.organization.refresh_from_db()
    ours = alice.organization
    assert (ours.name, ours.language, ours.slug, ours.origin) == ("Sowa & Co", "uk", "sowa-net", "own")
    assert done(ours) == [Action.SETTINGS]


def test_units_are_arranged_on_their_page(owner, alice):
    assert "No units yet" in owner.get("/settings/units/").content.decode()
    owner.post("/settings/units/new/", {"name": "North", "kind": "region", "parent": ""})
    north = Unit.objects.get()
    assert owner.post("/settings/units/new/", {"name": "North", "kind": "region"}).status_code == 422
    owner.post("/settings/units/new/", {"name": "Fir", "kind": "branch", "parent": north.pk})
    fir = Unit.objects.get(name="Fir")
    assert owner.post(f"/settings/units/{north.pk}/", {"label": "Up", "parent": fir.pk}).status_code == 422
    assert owner.post(f"/settings/units/{north.pk}/", {"label": "Up", "parent": ""}).status_code == 302
    page = owner.get("/settings/units/").content.decode()
    assert page.index("Up") < page.index("\N{EM SPACE}<a") < page.index("Fir")
    assert owner.post(f"/settings/units/{north.pk}/removal/").status_code == 409
    assert owner.post(f"/settings/units/{fir.pk}/removal/").status_code == 302


def test_the_list_of_people_costs_the_same_for_one_and_for_many(owner, join, django_assert_max_num_queries):
    ours = join("nina", "viewer").organization
    for n in range(5):
        join(f"person{n}", "manager").units.add(Unit.objects.create(organization=ours, name=str(n)))
    with django_assert_max_num_queries(12):
        owner.get(PAGE)
