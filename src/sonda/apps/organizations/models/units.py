"""The parts of an organisation: regions, branches and departments, one within another."""

from typing import ClassVar

from django.db import models

from sonda.apps.organizations.choices import UnitKind
from sonda.apps.organizations.models.people import OrganizationOwned


class Unit(OrganizationOwned):
    """A part of the company, named as in the answers; `label` is what people call it, where that differs.

    What is `learned` stands in answers; what is `arranged` was put where it is by a person, and answers that come in
    later leave it there.
    """

    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=UnitKind.choices, default=UnitKind.BRANCH)
    label = models.CharField(max_length=200, blank=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    regions = models.JSONField(default=list)  # those that answers ever named beside it
    learned = models.BooleanField(default=False)
    arranged = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["name", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "kind", "name"], name="unit_name_once_of_its_kind"),
            models.CheckConstraint(condition=~models.Q(parent=models.F("id")), name="unit_not_its_own_parent"),
        ]

    def __str__(self) -> str:
        return self.label or self.name
