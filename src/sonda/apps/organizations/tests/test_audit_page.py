"""The audit log as owners read it."""

import csv

import pytest

from sonda.apps.organizations import audit
from sonda.apps.organizations.choices import Action
from sonda.apps.organizations.models import Unit

PAGE = "/settings/audit/"


@pytest.fixture
def owner(client, alice, charlie):
    for n in range(60):
        audit.record(organization=alice.organization, actor=alice, action=Action.EXPORTED, subject=f"table {n}")
    audit.record(organization=alice.organization, actor=audit.COMMAND_LINE, action=Action.IMPORTED, subject="=1+1")
    audit.record(organization=charlie.organization, actor=charlie, action=Action.SAW, subject="secret of charlie")
    client.force_login(alice.user)
    return client


def test_the_newest_lines_come_first_by_fifty(owner):
    first, second = (owner.get(PAGE, {"page": page}).content.decode() for page in (1, 2))
    assert ("Command line" in first, "table 59" in first, "table 10" in first) == (True, True, False)
    assert ("table 10" in second, "secret of charlie" in first + second) == (True, False)


@pytest.mark.parametrize(
    ("asked", "n"),
    [
        ({}, 62),
        ({"who": "ALICE"}, 61),
        ({"action": "imported"}, 1),
        ({"since": "2999-01-01"}, 0),
        ({"until": "2000-01-01"}, 0),
        ({"since": "2000-01-01", "until": "2999-01-01", "action": "exported"}, 61),
    ],
)
def test_lines_are_found_by_who_what_and_when(owner, asked, n):
    """Taking the table along is a line of its own, written before the table."""
    table = b"".join(owner.get("/settings/audit.csv", asked).streaming_content).decode()
    assert len(list(csv.reader(table.splitlines()))) - 1 == n


def test_R5_4_a_subject_that_is_a_formula_leaves_as_text(owner):
    table = b"".join(owner.get("/settings/audit.csv", {"action": "imported"}).streaming_content).decode()
    assert next(csv.DictReader(table.splitlines()))["subject"] == "'=1+1"


@pytest.mark.parametrize("asked", [{"since": "yesterday"}, {"action": "x"}, {"who": "a\x00b"}, {"since": "0000-00-00"}])
def test_R5_5_what_cannot_be_looked_for_is_said(owner, asked):
    assert owner.get(PAGE, asked).status_code == 422


@pytest.mark.parametrize("page", ["x", "-1", "99999999999999999999"])
def test_R5_5_a_page_that_is_not_there_is_the_nearest_one(owner, page):
    assert owner.get(PAGE, {"page": page}).status_code == 200


def test_the_page_asks_the_database_no_more_for_fifty_lines_than_for_one(owner, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        owner.get(PAGE)


def test_units_stand_by_their_label_and_the_sealed_line_keeps_the_name(owner, alice):
    Unit.objects.create(organization=alice.organization, name="unit-17", label="The <Fir>")
    where = {"organization": alice.organization, "actor": alice}
    audit.record(**where, action=Action.TREE, subject="unit-17", done="removed")
    audit.record(**where, action=Action.UNITS, subject="a@b.example", before=["unit-17"], now=["unit-18"])
    page = owner.get(PAGE).content.decode().replace("<wbr>", "")
    assert "arranged the units: The &lt;Fir&gt;" in page
    assert "before: The &lt;Fir&gt;; now: unit-18" in page
    assert "unit-17" not in page
    lines = audit.lines(alice)
    assert [each.subject for each in lines[:2]] == ["a@b.example", "unit-17"]
    assert audit.verify(alice.organization).trouble == ""


def test_an_address_breaks_at_its_joints_only(owner, alice):
    assert "&lt;alice@<wbr>example.<wbr>com&gt;" in owner.get(PAGE).content.decode()
