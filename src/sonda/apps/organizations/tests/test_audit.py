"""R9.2: what was done stands in a log that nobody changes unseen."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from sonda.apps.organizations import audit
from sonda.apps.organizations.choices import Action
from sonda.apps.organizations.models import AuditLine
from sonda.apps.organizations.models.audit import FIRST, AppendOnly


@pytest.fixture
def log(alice, charlie):
    """Three lines here, one elsewhere."""
    for n in range(3):
        audit.record(organization=alice.organization, actor=alice, action=Action.EXPORTED, subject=f"table {n}", rows=n)
    audit.record(organization=charlie.organization, actor=audit.COMMAND_LINE, action=Action.IMPORTED)
    return AuditLine.objects.filter(organization=alice.organization)


def tampered(statement, *values):
    """Do what the database refuses, as somebody with all its rights would."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table in ("line", "head"):
                cursor.execute(f"ALTER TABLE organizations_audit{table} DISABLE TRIGGER USER")
        else:
            for name in ("update", "delete", "insert"):
                cursor.execute(f"DROP TRIGGER organizations_auditline_{name}")
                cursor.execute(f"DROP TRIGGER organizations_audithead_{name}")
        cursor.execute(statement, values)


def test_R9_2_each_line_is_counted_and_sealed_over_the_one_before(log, alice):
    first, second, third = log.order_by("number")
    assert [first.number, second.number, third.number] == [1, 2, 3]
    assert [first.previous, second.previous, third.previous] == [FIRST, first.digest, second.digest]
    assert (third.who, third.user_id, third.subject, third.details) == (
        "Alice <alice@example.com>",
        alice.user_id,
        "table 2",
        {"rows": 2},
    )
    assert [verdict.trouble for verdict in audit.verify_all()] == ["", ""]


def test_R9_2_a_line_outlives_the_person(log, alice):
    alice.user.delete()
    assert {line.who for line in log} == {"Alice <alice@example.com>"}
    assert audit.verify(log.first().organization).trouble == ""


def test_R9_2_no_line_is_changed_or_taken_out_through_the_models(log):
    line = log.first()
    for attempt in (
        line.save,
        line.delete,
        log.delete,
        lambda: log.update(subject="x"),
        lambda: log.bulk_update([line], ["subject"]),
    ):
        with pytest.raises(AppendOnly):
            attempt()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE organizations_auditline SET subject = 'x'",
        "DELETE FROM organizations_auditline",
        "INSERT INTO organizations_auditline"
        " (organization_id, number, at, actor, who, action, subject, details, previous, digest)"
        " SELECT organization_id, 7, at, actor, who, action, subject, details, previous, digest"
        " FROM organizations_auditline WHERE number = 3",
        "DELETE FROM organizations_audithead",
        "UPDATE organizations_audithead SET number = number - 1",
        "UPDATE organizations_audithead SET number = number + 1",
        f"UPDATE organizations_audithead SET digest = '{FIRST}'",
    ],
)
def test_R9_2_the_database_refuses_to_change_take_out_or_slip_in_a_line(log, statement):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    ("statement", "trouble"),
    [
        ("UPDATE organizations_auditline SET subject = 'x' WHERE number = 2", "line 2 was changed"),
        ("DELETE FROM organizations_auditline WHERE number = 2", "line 2 is missing"),
        ("UPDATE organizations_auditline SET number = number + 1 WHERE number = 3", "line 3 is missing"),
        (f"UPDATE organizations_auditline SET previous = '{'0' * 64}' WHERE number = 3", "line 3 was changed"),
    ],
)
def test_R9_2_the_first_line_that_is_not_as_it_was_written_is_named(log, statement, trouble):
    tampered(statement)
    assert [verdict.trouble for verdict in audit.verify_all()] == [trouble, ""]


def test_R9_2_a_line_sealed_anew_does_not_fit_what_follows(log):
    line = log.get(number=2)
    line.subject = "something else"
    tampered(
        "UPDATE organizations_auditline SET subject = %s, digest = %s WHERE id = %s", line.subject, line.seal(), line.pk
    )
    assert audit.verify(line.organization).trouble.startswith("line 3 does not follow")


@pytest.mark.parametrize(
    ("statement", "trouble"),
    [
        ("DELETE FROM organizations_auditline WHERE number = 3", "line 3 is missing: the log was cut off at its end"),
        ("DELETE FROM organizations_auditline WHERE number > 1", "lines 2 to 3 are missing: the log was cut off"),
        ("DELETE FROM organizations_auditline WHERE number < 9", "the whole log is missing: lines 1 to 3 are gone"),
    ],
)
def test_R9_2_a_log_that_was_cut_off_shows_without_a_note_of_anybody_and_for_ever(log, alice, statement, trouble):
    tampered(statement)
    assert audit.verify(alice.organization).trouble.startswith(trouble)
    assert audit.record(organization=alice.organization, actor=alice, action=Action.SAW).number == 4
    assert "missing" in audit.verify(alice.organization).trouble


def test_R9_2_a_log_whose_end_is_no_longer_noted_shows_and_a_log_that_is_gone_with_its_note_too(log, alice):
    tampered("DELETE FROM organizations_audithead")
    assert audit.verify(alice.organization).trouble == "the note of where the log ends is missing"
    audit.record(organization=alice.organization, actor=alice, action=Action.SAW)
    assert audit.verify(alice.organization).trouble == "the note of where the log ends is missing"
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM organizations_auditline")
    assert audit.verify(alice.organization).trouble.startswith("the whole log is missing: nothing is in it")


def test_R9_2_who_changes_lines_and_note_alike_is_found_by_a_head_that_was_noted_elsewhere(log, alice):
    head = str(audit.verify(alice.organization).head)
    assert (audit.holds(head), head in audit.heads()) == (True, True)
    tampered("DELETE FROM organizations_auditline WHERE number = 3")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE organizations_audithead SET number = 2, digest = %s WHERE number = 3", [log.get(number=2).digest]
        )
    assert (audit.verify(alice.organization).trouble, audit.holds(head)) == ("", False)
    assert not any(audit.holds(nonsense) for nonsense in ("", "sowa-net", "sowa-net:x:y", f"sowa-net:{10**30}:y"))


def test_a_line_is_never_there_when_what_it_tells_of_was_undone(alice):
    with pytest.raises(RuntimeError), transaction.atomic():
        audit.record(organization=alice.organization, actor=alice, action=Action.CHANGED)
        raise RuntimeError
    assert not AuditLine.objects.exists()


def test_whatever_came_from_outside_is_kept_as_text_that_every_database_takes(alice):
    line = audit.record(
        organization=alice.organization,
        actor=alice.user,
        action=Action.IMPORTED,
        subject="a\x00b\ud800" + "c" * 900,
        share=0.1 + 0.2,
        names={"b", "a"},
        deep={"x\x00": [1, None, True, 10**15]},
    )
    kept = AuditLine.objects.get(pk=line.pk)
    assert (len(kept.subject), kept.seal()) == (400, kept.digest)
    assert kept.details["names"] == ["a", "b"]


def test_R9_2_two_who_write_at_once_never_fork_the_chain(organization, at_once):
    def write():
        for _ in range(5):
            audit.record(organization=organization, actor=audit.SERVICE, action=Action.CHANGED)

    assert at_once(write, write, write) == [None] * 3
    verdict = audit.verify(organization)
    assert (verdict.trouble, verdict.head.number) == ("", 15)


def test_an_installation_that_is_brought_to_this_version_gets_heads_and_a_first_line_for_who_has_none(
    log, alice, charlie
):
    tampered("DELETE FROM organizations_audithead")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM organizations_auditline WHERE organization_id = %s", [charlie.organization_id])
    assert all(verdict.trouble for verdict in audit.verify_all())
    import_module("sonda.apps.organizations.migrations.0008_fill_audit_heads").fill(apps, None)
    assert [(verdict.trouble, verdict.head.number) for verdict in audit.verify_all()] == [("", 3), ("", 1)]
