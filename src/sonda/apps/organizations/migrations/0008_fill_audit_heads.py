"""Logs that were begun before heads were kept get theirs; who has people and no log yet gets a first line."""

import hashlib
import json
from datetime import UTC

from django.db import migrations
from django.utils import timezone

FIRST = "0" * 64


def fill(apps, schema_editor):
    organizations, lines, heads, members = (
        apps.get_model("organizations", name) for name in ("Organization", "AuditLine", "AuditHead", "Member")
    )
    for organization in organizations.objects.order_by("pk"):
        last = lines.objects.filter(organization=organization).order_by("-number").first()
        if last is None and members.objects.filter(organization=organization).exists():
            last = begin(lines, organization)
        if last is not None:
            heads.objects.create(organization=organization, number=last.number, digest=last.digest)


def begin(lines, organization):
    """The first line of a log, sealed as `AuditLine.seal` did when this was written."""
    at = timezone.now()
    told = {"actor": "service", "who": "sonda", "action": "changed", "subject": "", "previous": FIRST}
    told |= {"number": 1, "details": {"done": "created", "what": "audit log"}}
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    content = told | {"organization": organization.pk, "at": moment, "user": None}
    text = json.dumps(content, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    digest = hashlib.sha256(text.encode()).hexdigest()
    return lines.objects.create(organization=organization, at=at, user_id=None, digest=digest, **told)


class Migration(migrations.Migration):
    dependencies = [("organizations", "0007_audit_heads")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
