import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from sonda.apps.organizations import operations
from sonda.apps.organizations.models import Member, Organization, User


def test_whoever_begins_an_organization_owns_it(db):
    user = operations.create_user(email="Ann@Example.com", password="a-good-long-key", language="pl")
    organization = operations.create_organization(name="Sowa & Córki", language="pl", owner=user)
    assert (organization.slug, user.email) == ("sowa-corki", "ann@example.com")
    assert list(Member.objects.values_list("user", "organization", "role")) == [(user.pk, organization.pk, "owner")]


def test_two_organizations_do_not_share_an_address(organization):
    with pytest.raises(operations.SlugTaken, match="“sowa-net”"):
        operations.create_organization(name="Other", slug=organization.slug)


def test_a_name_without_latin_letters_still_gets_an_address(db):
    assert operations.create_organization(name="Їжак").slug == "organization"


def test_a_language_that_is_not_spoken_is_refused(db):
    with pytest.raises(operations.UnknownLanguage):
        operations.create_organization(name="X", language="xx")
    assert not Organization.objects.exists()


def test_a_person_joins_an_organization_once(alice):
    with pytest.raises(operations.AlreadyMember):
        operations.add_member(organization=alice.organization, user=alice.user)
    with pytest.raises(IntegrityError), transaction.atomic():
        Member.objects.create(organization=alice.organization, user=alice.user)


@pytest.mark.parametrize("email", ["ALICE@example.com", " alice@EXAMPLE.com", "ａlice@example.com"])
def test_R2_7_one_address_is_one_person_in_any_case_and_unicode_form(alice, email):
    with pytest.raises(operations.EmailTaken):
        operations.create_user(email=email, password="a-good-long-key")


@pytest.mark.parametrize(("email", "password"), [("ann@example.com", "short"), ("no address", "a-good-long-key")])
def test_a_weak_password_or_a_wrong_address_makes_nobody(db, email, password):
    with pytest.raises(ValidationError):
        operations.create_user(email=email, password=password)
    assert not User.objects.exists()
