"""`sonda migrate`, `createowner`, `setpassword` as whoever runs an installation types them."""

import io

import pytest

from sonda.apps.organizations.models import Member, User
from sonda.cli.main import main


@pytest.fixture
def typed(monkeypatch):
    """Runs a command with a password on its standard input."""

    def typed(*words, password="a-good-long-key"):
        monkeypatch.setattr("sys.stdin", io.StringIO(password + "\n"))
        return main(list(words))

    return typed


def test_an_owner_is_made_with_an_organization_and_can_sign_in(db, typed, client, capsys):
    words = ["createowner", "--email", "Anna@Example.com", "--organization", "Sowa Net", "--language", "pl"]
    assert typed(*words) == 0
    assert capsys.readouterr() == ("", "anna@example.com owns “Sowa Net”.\n")
    assert client.login(email="anna@example.com", password="a-good-long-key")
    assert list(Member.objects.values_list("organization__slug", "organization__language", "role")) == [
        ("sowa-net", "pl", "owner")
    ]


def test_a_known_person_owns_a_second_organization_with_the_password_they_have(alice, typed, client):
    assert typed("createowner", "--email", "alice@example.com", "--organization", "Second", password="other") == 0
    assert client.login(email="alice@example.com", password="alice-has-a-key")
    assert alice.user.memberships.count() == 2


@pytest.mark.parametrize("called", ["sowa-net", "Sowa Net", "SOWA net"])
def test_an_organization_that_an_import_has_begun_gets_its_owner(organization, typed, capsys, called):
    assert typed("createowner", "--email", "anna@example.com", "--organization", called) == 0
    assert capsys.readouterr() == ("", "anna@example.com owns “Sowa Net”.\n")
    assert list(Member.objects.values_list("organization", "role")) == [(organization.pk, "owner")]


@pytest.mark.parametrize(
    ("words", "password", "sentence"),
    [
        (["createowner", "--email", "b@example.com", "--organization", "B"], "short", "This password is too short."),
        (["createowner", "--email", "alice@example.com", "--organization", "Sowa Net"], "", "already has the address"),
        (["setpassword", "--email", "nobody@example.com"], "a-good-long-key", "Nobody signs in with nobody@"),
        (["setpassword", "--email", "alice@example.com"], "1234567890", "This password is entirely numeric."),
    ],
)
def test_what_cannot_be_done_is_a_sentence_with_status_2_and_changes_nothing(
    alice, typed, capsys, words, password, sentence
):
    assert typed(*words, password=password) == 2
    out, error = capsys.readouterr()
    assert (out, error.count("\n")) == ("", 1)
    assert error.startswith("sonda: ")
    assert sentence in error
    assert User.objects.count() == Member.objects.count() == 1


def test_a_new_password_replaces_the_old_one(alice, typed, client):
    assert typed("setpassword", "--email", "ALICE@example.com") == 0
    assert not client.login(email="alice@example.com", password="alice-has-a-key")
    assert client.login(email="alice@example.com", password="a-good-long-key")


def test_migrate_says_whether_something_is_due(db, capsys):
    assert main(["migrate", "--check"]) == 0
    assert capsys.readouterr() == ("", "The database is up to date.\n")
