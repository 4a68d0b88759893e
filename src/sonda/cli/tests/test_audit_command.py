"""`sonda audit`: the log proved and read from the command line."""

import json
from datetime import timedelta

import pytest
from django.db import connection

from sonda.apps.organizations import audit
from sonda.apps.organizations.choices import Action
from sonda.cli.main import main


@pytest.fixture
def log(alice):
    for n in range(2):
        audit.record(organization=alice.organization, actor=alice, action=Action.EXPORTED, subject=f"tabela ł{n}")


def take_down_the_guard():
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE organizations_auditline DISABLE TRIGGER USER")
        else:
            cursor.execute("DROP TRIGGER organizations_auditline_update")
            cursor.execute("DROP TRIGGER organizations_auditline_delete")


def test_R9_2_a_log_as_it_was_written_is_told_by_its_head(log, organization, capsys):
    assert main(["audit", "verify"]) == 0
    head = capsys.readouterr().out.strip()
    assert head == str(audit.verify(organization).head)
    assert main(["audit", "verify", "--head", head]) == 0
    assert main(["audit", "verify", "--head", "sowa-net:3:abc"]) == 1
    assert "sowa-net:3:abc: this line is no longer in the log" in capsys.readouterr().err


def test_R9_2_a_line_that_was_changed_is_named_with_status_1(log, capsys):
    take_down_the_guard()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE organizations_auditline SET who = 'nobody' WHERE number = 1")
    assert main(["audit", "verify"]) == 1
    assert capsys.readouterr().err == "sowa-net: line 1 was changed\n"


def test_R9_2_a_log_that_was_cut_off_at_its_end_is_told_with_status_1(log, capsys):
    take_down_the_guard()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM organizations_auditline WHERE number > 1")
    assert main(["audit", "verify"]) == 1
    assert capsys.readouterr().err == "sowa-net: line 2 is missing: the log was cut off at its end\n"


def test_the_log_is_read_as_json_lines_from_a_day_on(log, organization, capsys):
    assert main(["audit", "list", "--organization", "sowa-net"]) == 0
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(line["number"], line["subject"]) for line in told] == [(1, "tabela ł0"), (2, "tabela ł1")]
    tomorrow = audit.since(organization, None).first().at.date() + timedelta(days=2)
    assert main(["audit", "list", "--organization", "sowa-net", "--since", str(tomorrow)]) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("since", ["yesterday", "2026-13-01", ""])
def test_what_is_no_day_or_no_organization_is_said_with_status_2(db, since, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["audit", "list", "--organization", "x", "--since", since])
    assert ended.value.code == 2
    assert main(["audit", "list", "--organization", "x"]) == 2
    assert "There is no organisation “x”." in capsys.readouterr().err
