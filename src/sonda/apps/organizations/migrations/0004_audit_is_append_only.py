"""The database itself refuses to change a line of the audit log, to take one out, or to add one that does not follow.

SQLite makes a table anew when a column changes, and forgets its triggers then: a migration that changes `AuditLine`
ends with `RunPython(up, down)`. Tests that empty the database (conftest.py) lift the guard for that moment.
"""

from django.db import migrations

TABLE = "organizations_auditline"
SAYS = "the audit log is append-only"

SQLITE = {
    f"{TABLE}_update": f"BEFORE UPDATE ON {TABLE} BEGIN SELECT RAISE(ABORT, '{SAYS}'); END",
    f"{TABLE}_delete": f"BEFORE DELETE ON {TABLE} BEGIN SELECT RAISE(ABORT, '{SAYS}'); END",
    # INSERT OR REPLACE takes a row out without asking the trigger above.
    f"{TABLE}_insert": f"""BEFORE INSERT ON {TABLE}
        WHEN NEW.number <> 1 + coalesce(
            (SELECT max(number) FROM {TABLE} WHERE organization_id = NEW.organization_id), 0)
        OR EXISTS (SELECT 1 FROM {TABLE} WHERE id = NEW.id)
        BEGIN SELECT RAISE(ABORT, '{SAYS}'); END""",
}
POSTGRESQL = [
    f"""CREATE OR REPLACE FUNCTION {TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql AS
        $$BEGIN RAISE EXCEPTION '{SAYS}' USING ERRCODE = 'integrity_constraint_violation'; END$$""",
    f"""CREATE OR REPLACE FUNCTION {TABLE}_follow() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN
        IF NEW.number <> 1 + coalesce(
            (SELECT max(number) FROM {TABLE} WHERE organization_id = NEW.organization_id), 0) THEN
            RAISE EXCEPTION '{SAYS}' USING ERRCODE = 'integrity_constraint_violation';
        END IF; RETURN NEW; END$$""",
    f"""CREATE TRIGGER {TABLE}_guard BEFORE UPDATE OR DELETE ON {TABLE}
        FOR EACH ROW EXECUTE FUNCTION {TABLE}_refuse()""",
    f"CREATE TRIGGER {TABLE}_whole BEFORE TRUNCATE ON {TABLE} FOR EACH STATEMENT EXECUTE FUNCTION {TABLE}_refuse()",
    f"CREATE TRIGGER {TABLE}_insert BEFORE INSERT ON {TABLE} FOR EACH ROW EXECUTE FUNCTION {TABLE}_follow()",
]


def on(vendor):
    """The statements that put the guard up."""
    if vendor == "sqlite":
        return [f"CREATE TRIGGER {name} {does}" for name, does in SQLITE.items()]
    return POSTGRESQL


def off(vendor):
    """The statements that take it down."""
    if vendor == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {name}" for name in SQLITE]
    triggers = [f"DROP TRIGGER IF EXISTS {TABLE}_{name} ON {TABLE}" for name in ("guard", "whole", "insert")]
    return [*triggers, *(f"DROP FUNCTION IF EXISTS {TABLE}_{name}()" for name in ("refuse", "follow"))]


def up(apps, schema_editor):
    for statement in on(schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)


def down(apps, schema_editor):
    for statement in off(schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("organizations", "0003_audit")]
    operations = [migrations.RunPython(up, down)]
