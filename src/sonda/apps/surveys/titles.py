"""How surveys are called where the audit log keeps their keys."""

from collections.abc import Sequence

from sonda.apps.organizations import titles
from sonda.apps.organizations.models import AuditLine, Member
from sonda.apps.surveys import queries


@titles.register
def surveys(member: Member, lines: Sequence[AuditLine]) -> titles.Titles:
    keys = titles.values(lines, "survey")
    return (
        {("survey", each.key): each.title_in() for each in queries.surveys(member).filter(key__in=keys)} if keys else {}
    )
