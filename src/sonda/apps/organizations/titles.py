"""What lines of the audit log speak of, by the names that people know. For drawing only: the log itself stays.

A room adds the names of its own things: `titles.register(teller)` in its AppConfig.ready().
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from sonda.apps.organizations.choices import Action
from sonda.apps.organizations.models import AuditLine, Member, Unit
from sonda.apps.organizations.models.audit import facts_in_words, word

# (name of a fact, or the action whose subject it is; the stored text) → what a reader calls it
Titles = Mapping[tuple[str, str], str]
Teller = Callable[[Member, Sequence[AuditLine]], Titles]
TELLERS: list[Teller] = []
OF_UNITS = {Action.TREE: ("within", "label"), Action.UNITS: ("before", "now"), Action.INVITED: ("units",)}


@dataclass(frozen=True)
class Drawn:
    """A line as the page shows it; `line.subject` is what the seal covers."""

    line: AuditLine
    subject: str
    details: str


def register(teller: Teller) -> Teller:
    """Let a room name what these lines speak of; it asks the database once, however many lines there are."""
    if teller not in TELLERS:
        TELLERS.append(teller)
    return teller


def drawn(member: Member, lines: Iterable[AuditLine]) -> list[Drawn]:
    """Lines with titles in place of keys; what nobody knows (any more) stays as it was written."""
    lines = list(lines)
    known: dict[tuple[str, str], str] = {}
    for teller in TELLERS:
        known |= teller(member, lines)
    return [
        Drawn(
            line=line,
            subject=known.get((line.action, line.subject)) or word(line.subject),
            details=facts_in_words(line.details, known),
        )
        for line in lines
    ]


def values(lines: Iterable[AuditLine], fact: str) -> set[str]:
    """Every text that these lines hold of one fact."""
    return {value for line in lines for value in texts(line.details.get(fact))}


def texts(value: Any) -> list[str]:
    return [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, str) and each]


@register
def units(member: Member, lines: Sequence[AuditLine]) -> Titles:
    """Units by the label that people gave them."""
    about = [line for line in lines if line.action in OF_UNITS]
    named = {line.subject for line in about if line.action == Action.TREE}
    for action, facts in OF_UNITS.items():
        named |= {name for fact in facts for name in values([line for line in about if line.action == action], fact)}
    if not named:
        return {}
    found = Unit.objects.visible_to(member).filter(~Q(label=""), name__in=named)
    labels = dict(found.values_list("name", "label"))
    places = (*{fact for facts in OF_UNITS.values() for fact in facts} - {"label"}, Action.TREE)
    return {(str(place), name): label for name, label in labels.items() for place in places}
