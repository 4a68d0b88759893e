"""Would customers recommend us?"""

from django.utils.translation import gettext_lazy as _

from sonda.apps.analytics.bank import Bank
from sonda.apps.analytics.entry import Entry
from sonda.apps.analytics.questions import Question
from sonda.apps.surveys.choices import Role


def ask(bank: Bank) -> Question | None:
    score = bank.first(Role.NPS)
    if score is None:
        return None
    return Question(method="nps", options={"score": score.key}, by=bank.periods, weight=bank.weight)


nps = Entry(
    key="nps",
    position=10,
    title=_("Net Promoter Score"),
    asks=_("Would customers recommend us?"),
    chart="nps",
    ask=ask,
)
