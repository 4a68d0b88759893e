"""Are customers satisfied, and was it easy for them?"""

from django.utils.translation import gettext_lazy as _

from sonda.apps.analytics.bank import Bank
from sonda.apps.analytics.entry import Entry
from sonda.apps.analytics.questions import Question, scale_of
from sonda.apps.surveys.choices import Role


def ask_satisfaction(bank: Bank) -> Question | None:
    score = bank.first(Role.CSAT)
    if score is None:
        return None
    return Question(
        method="csat", options={"score": score.key, "scale": scale_of(score)}, by=bank.periods, weight=bank.weight
    )


def ask_effort(bank: Bank) -> Question | None:
    score = bank.first(Role.CES)
    if score is None:
        return None
    return Question(
        method="ces", options={"score": score.key, "scale": scale_of(score)}, by=bank.periods, weight=bank.weight
    )


csat = Entry(
    key="csat",
    position=20,
    title=_("Satisfaction"),
    asks=_("How many customers are satisfied?"),
    chart="csat",
    ask=ask_satisfaction,
)
ces = Entry(
    key="ces",
    position=30,
    title=_("Effort"),
    asks=_("How easy do customers find it?"),
    chart="ces",
    ask=ask_effort,
)
