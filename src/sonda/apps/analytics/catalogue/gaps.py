"""Our opinion and the customer's; us and the competitor."""

from django.utils.translation import gettext_lazy as _

from sonda.apps.analytics.bank import Bank
from sonda.apps.analytics.entry import Entry
from sonda.apps.analytics.questions import Question
from sonda.apps.surveys.choices import Role, Voice

RATED = (Role.PERFORMANCE, Role.TOUCHPOINT, Role.PERCEPTION)


def ask_self(bank: Bank) -> Question | None:
    if not {Voice.MANAGER, Voice.CUSTOMER} <= bank.voices or not bank.of(*RATED):
        return None
    options = {
        "items": bank.keys(*RATED),
        "group": "voice",
        "ours": Voice.MANAGER.value,
        "theirs": Voice.CUSTOMER.value,
        "kind": "self",
    }
    return Question(method="gap", options=options)


def ask_competitor(bank: Bank) -> Question | None:
    if not {Voice.COMPETITOR, Voice.CUSTOMER} <= bank.voices or not bank.of(*RATED):
        return None
    options = {
        "items": bank.keys(*RATED),
        "group": "voice",
        "ours": Voice.CUSTOMER.value,
        "theirs": Voice.COMPETITOR.value,
        "kind": "competitor",
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
)
