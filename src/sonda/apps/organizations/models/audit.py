"""What was done, by whom and when: lines that are only ever added, each sealed over the one before."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC
from types import MappingProxyType
from typing import Any, ClassVar, NoReturn

from django.db import models
from django.utils.translation import gettext_lazy as _

from sonda.apps.organizations.choices import Action, ActorKind, Right, Role
from sonda.apps.organizations.models.people import Organization, OrganizationOwned, OrganizationQuerySet

FIRST = "0" * 64  # what stands before the first line


class AppendOnly(TypeError):
    """A line of the audit log is never changed and never taken out."""

    def __init__(self) -> None:
        super().__init__("The audit log is append-only.")


class AuditLines(OrganizationQuerySet["AuditLine"]):
    def update(self, **fields: Any) -> NoReturn:
        raise AppendOnly

    def bulk_update(self, *args: Any, **more: Any) -> NoReturn:
        raise AppendOnly

    def delete(self) -> NoReturn:
        raise AppendOnly


class AuditLine(OrganizationOwned):
    """One line of an organisation's audit log; triggers of the database keep it as it was written, too.

    Lines are counted without gaps, and `digest` seals the content together with the digest of the line before, so that
    a line that was changed, taken out or put in shows (`audit.verify`). `who` is kept in words, because it has to be
    read when the person is gone.
    """

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=20, choices=ActorKind.choices)
    user_id = models.BigIntegerField(null=True)  # no foreign key: a line outlives the person
    who = models.CharField(max_length=400)
    action = models.CharField(max_length=40)  # of Action, which may grow without a migration
    subject = models.CharField(max_length=400, blank=True)
    details = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    objects: ClassVar[Any] = AuditLines.as_manager()

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "number"], name="audit_line_counted_once")
        ]
        indexes: ClassVar = [models.Index(fields=["organization", "at"], name="audit_line_at")]

    def __str__(self) -> str:
        return f"{self.number} {self.who} {self.action} {self.subject}".rstrip()

    @property
    def told(self) -> str:
        """What was done, in the reader's language."""
        return str(Action(self.action).label) if self.action in Action.values else self.action

    @property
    def told_details(self) -> str:
        """The facts in one line, `role: Viewer; units: Fir, Oak`, in the reader's language as far as it has words."""
        return facts_in_words(self.details)

    def save(self, *args: Any, **more: Any) -> None:
        if self.pk is not None:
            raise AppendOnly
        super().save(*args, **more)

    def delete(self, *args: Any, **more: Any) -> NoReturn:
        raise AppendOnly

    def seal(self) -> str:
        """SHA-256 of the line's content and the digest before it, the same on each database."""
        content = {
            "organization": self.organization_id,
            "number": self.number,
            "at": self.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "actor": self.actor,
            "user": self.user_id,
            "who": self.who,
            "action": self.action,
            "subject": self.subject,
            "details": self.details,
            "previous": self.previous,
        }
        text = json.dumps(content, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


class AuditHead(OrganizationOwned):
    """Where an organisation's log ends: written with each line, guarded as the lines are.

    A log that was cut off, or taken away as a whole, no longer reaches its head (`audit.verify`).
    """

    organization = models.OneToOneField(Organization, on_delete=models.PROTECT, related_name="+", primary_key=True)
    number = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.organization_id}:{self.number}:{self.digest}"


# Names of facts that the log holds, and the values that are words of ours.
FACTS = {
    "analysis": _("analysis"),
    "columns": _("columns"),
    "before": _("before"),
    "days": _("days"),
    "done": _("done"),
    "form": _("format"),
    "label": _("shown name"),
    "language": _("language"),
    "n": _("answers"),
    "name": _("Name"),
    "now": _("now"),
    "number": _("number"),
    "page": _("page"),
    "role": _("role"),
    "scopes": _("rights"),
    "survey": _("survey"),
    "units": _("units"),
    "what": _("what"),
    "weights": _("weights"),
    "within": _("within"),
}
WORDS: dict[Any, Any] = {
    **dict(Role.choices),
    **dict(Right.choices),
    "created": _("created"),
    "removed": _("removed"),
    "kept": _("kept"),
    "deleted": _("deleted"),
    "brought back": _("brought back"),
    "address": _("address"),
    "password": _("password"),
    "second factor added": _("second factor added"),
    "second factor removed": _("second factor removed"),
    "second factor made anew": _("second factor made anew"),
    "audit log": _("audit log"),
    "csv": "CSV",
    "xlsx": "XLSX",
    "parquet": "Parquet",
    "sav": "SAV",
}


def word(text: str) -> str:
    return str(FACTS.get(text) or WORDS.get(text, text))


def facts_in_words(facts: Mapping[str, Any], titles: Mapping[tuple[str, str], str] = MappingProxyType({})) -> str:
    """The facts of a line in one line of text; `titles` names what they speak of (`organizations.titles`)."""
    told = ((name, in_words(value, name, titles)) for name, value in sorted(facts.items()) if value != "")
    return "; ".join(f"{word(name)}: {said}" for name, said in told)


def in_words(value: Any, name: str = "", titles: Mapping[tuple[str, str], str] = MappingProxyType({})) -> str:
    """A fact as it is read.

    >>> in_words({"name": "Fir", "units": ["a", "b"]}), in_words("viewer")
    ('Name Fir, units a, b', 'Viewer')
    >>> in_words(["fir", "oak"], "units", {("units", "fir"): "The Fir"})
    'The Fir, oak'
    """
    if isinstance(value, dict):
        return ", ".join(f"{word(fact)} {in_words(each, fact, titles)}" for fact, each in value.items())
    if isinstance(value, list):
        return ", ".join(in_words(each, name, titles) for each in value) or "–"
    if not isinstance(value, str):
        return str(value)
    return titles.get((name, value)) or str(WORDS.get(value, value))
