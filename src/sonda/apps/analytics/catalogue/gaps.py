"""Our opinion and the customer's; us and the competitor."""

from django.utils.translation import gettext_lazy as _

from sonda.apps.analytics.bank import Bank
from sonda.apps.analytics.entry import Entry
from sonda.apps.analytics.questions import Question
from sonda.apps.surveys.choices import Role, Voice

RATED = (Role.PERFORMANCE, Role.TOUCHPOINT, Role.PERCEPTION)
LEVEL = 0.95


def ask_self(bank: Bank) -> Question | None:
    return between(bank, kind="self", ours=Voice.MANAGER, theirs=Voice.CUSTOMER)


def ask_competitor(bank: Bank) -> Question | None:
    return between(bank, kind="competitor", ours=Voice.CUSTOMER, theirs=Voice.COMPETITOR)


def between(bank: Bank, *, kind: str, ours: Voice, theirs: Voice) -> Question | None:
    """The gaps of two voices on what both rated; None when one of them was not asked.

    A page that looks at a dozen items would find a gap by luck alone in every fourth company. The level is raised
    (Bonferroni), so that all intervals hold together, and whatever is told is certain as a whole.
    """
    items = bank.keys(*RATED)
    if not {ours, theirs} <= bank.voices or not items:
        return None
    options = {
        "items": items,
        "group": "voice",
        "ours": ours.value,
        "theirs": theirs.value,
        "kind": kind,
        "level": 1 - (1 - LEVEL) / len(items),
    }
    return Question(method="gap", options=options)


gap_self = Entry(
    key="gap-self",
    position=50,
    title=_("Our opinion and the customer's"),
    asks=_("Where do our leaders see the service differently from our customers?"),
    chart="gap",
    ask=ask_self,
    looks={"kind": "self"},
    voices=(),
    item=_("Item"),
    many=500_000,
)
gap_competitor = Entry(
    key="gap-competitor",
    position=60,
    title=_("Us and the competitor"),
    asks=_("Where is the competitor ahead of us?"),
    chart="gap",
    ask=ask_competitor,
    looks={"kind": "competitor"},
    voices=(),
    item=_("Item"),
    many=500_000,
)
