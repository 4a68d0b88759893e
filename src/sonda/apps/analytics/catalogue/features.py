"""Which features are taken for granted and which delight (Kano)."""

from django.utils.translation import gettext_lazy as _

from sonda.apps.analytics.bank import Bank
from sonda.apps.analytics.entry import Entry
from sonda.apps.analytics.questions import Question
from sonda.apps.surveys.choices import Role


def ask(bank: Bank) -> Question | None:
    functional = {question.item: question.key for question in bank.of(Role.KANO_FUNCTIONAL)}
    dysfunctional = {question.item: question.key for question in bank.of(Role.KANO_DYSFUNCTIONAL)}
    items = [item for item in functional if item in dysfunctional]
    if not items:
        return None
    options = {
        "functional": [functional[item] for item in items],
        "dysfunctional": [dysfunctional[item] for item in items],
    }
    return Question(method="kano", options=options, weight=bank.weight)


kano = Entry(
    key="kano",
    position=100,
    title=_("Kano"),
    asks=_("Which features do customers take for granted, and which delight them?"),
    chart="kano",
    ask=ask,
    item=_("Feature"),
)
