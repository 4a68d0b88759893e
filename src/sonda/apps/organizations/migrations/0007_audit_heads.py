"""Where each organisation's log ends stands in a table of its own, so that a log that was cut off shows.

The database refuses to move a head but onto the line that was just added, and to take one out; a line follows the head,
so that what was cut off leaves a gap for ever. `on` and `off` are the guard of both tables, as 0004 explains.
"""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

lines = import_module("sonda.apps.organizations.migrations.0004_audit_is_append_only")

LINES, HEADS, SAYS = lines.TABLE, "organizations_audithead", lines.SAYS
OF_HEAD = f"(SELECT number FROM {HEADS} WHERE organization_id = NEW.organization_id)"
OF_LINES = f"(SELECT max(number) FROM {LINES} WHERE organization_id = NEW.organization_id)"
ON_A_LINE = f"""EXISTS (SELECT 1 FROM {LINES} WHERE organization_id = NEW.organization_id
            AND number = NEW.number AND digest = NEW.digest)"""
FOLLOWS = f"NEW.number = 1 + coalesce({OF_HEAD}, {OF_LINES}, 0)"
IS_LAST = f"NEW.number = {OF_LINES} AND {ON_A_LINE}"
MOVES_ON = f"NEW.organization_id = OLD.organization_id AND NEW.number = OLD.number + 1 AND {ON_A_LINE}"

SQLITE = {
    f"{LINES}_insert": f"""BEFORE INSERT ON {LINES}
        WHEN NOT ({FOLLOWS}) OR EXISTS (SELECT 1 FROM {LINES} WHERE id = NEW.id)
        BEGIN SELECT RAISE(ABORT, '{SAYS}'); END""",
    f"{HEADS}_delete": f"BEFORE DELETE ON {HEADS} BEGIN SELECT RAISE(ABORT, '{SAYS}'); END",
    f"{HEADS}_update": f"""BEFORE UPDATE ON {HEADS} WHEN NOT ({MOVES_ON})
        BEGIN SELECT RAISE(ABORT, '{SAYS}'); END""",
    # INSERT OR REPLACE takes a row out without asking the trigger that keeps rows.
    f"{HEADS}_insert": f"""BEFORE INSERT ON {HEADS}
        WHEN NOT coalesce({IS_LAST}, 0) OR {OF_HEAD} IS NOT NULL
        BEGIN SELECT RAISE(ABORT, '{SAYS}'); END""",
}


def checks(name, condition):
    return f"""CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN
        IF NOT coalesce({condition}, false) THEN
            RAISE EXCEPTION '{SAYS}' USING ERRCODE = 'integrity_constraint_violation';
        END IF; RETURN NEW; END$$"""


POSTGRESQL = [
    checks(f"{LINES}_follow", FOLLOWS),
    checks(f"{HEADS}_first", IS_LAST),
    checks(f"{HEADS}_move", MOVES_ON),
    f"CREATE TRIGGER {HEADS}_insert BEFORE INSERT ON {HEADS} FOR EACH ROW EXECUTE FUNCTION {HEADS}_first()",
    f"CREATE TRIGGER {HEADS}_update BEFORE UPDATE ON {HEADS} FOR EACH ROW EXECUTE FUNCTION {HEADS}_move()",
    f"CREATE TRIGGER {HEADS}_guard BEFORE DELETE ON {HEADS} FOR EACH ROW EXECUTE FUNCTION {LINES}_refuse()",
    f"CREATE TRIGGER {HEADS}_whole BEFORE TRUNCATE ON {HEADS} FOR EACH STATEMENT EXECUTE FUNCTION {LINES}_refuse()",
]


def added(vendor):
    """The statements that make the guard of 0004 that of both tables."""
    if vendor == "sqlite":
        again = f"DROP TRIGGER IF EXISTS {LINES}_insert"
        return [again, *(f"CREATE TRIGGER {name} {does}" for name, does in SQLITE.items())]
    return POSTGRESQL


def on(vendor):
    """The statements that put the whole guard up."""
    return [*lines.on(vendor), *added(vendor)]


def off(vendor):
    """The statements that take the whole guard down."""
    if vendor == "sqlite":
        return [*lines.off(vendor), *(f"DROP TRIGGER IF EXISTS {name}" for name in SQLITE)]
    triggers = [f"DROP TRIGGER IF EXISTS {HEADS}_{name} ON {HEADS}" for name in ("insert", "update", "guard", "whole")]
    functions = [f"DROP FUNCTION IF EXISTS {HEADS}_{name}()" for name in ("first", "move")]
    return [*triggers, *functions, *lines.off(vendor)]


def up(apps, schema_editor):
    for statement in added(schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)


def down(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for statement in [*off(vendor), *lines.on(vendor)]:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("organizations", "0006_people_and_keys")]
    operations = [
        migrations.CreateModel(
            name="AuditHead",
            fields=[
                (
                    "organization",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="organizations.organization",
                    ),
                ),
                ("number", models.PositiveBigIntegerField()),
                ("digest", models.CharField(max_length=64)),
            ],
        ),
        migrations.RunPython(up, down),
    ]
