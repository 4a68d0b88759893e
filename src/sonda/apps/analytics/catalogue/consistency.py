"""Is every unit as good as the others, and does the service hold steady over time?"""

from django.utils.translation import gettext_lazy as _

from sonda.apps.analytics.bank import Bank
from sonda.apps.analytics.entry import Entry
from sonda.apps.analytics.questions import Question
from sonda.apps.surveys.choices import Role

# The first year says what is usual: limits that knew of a later shift would put its beginning into the year before.
FIRST_YEAR = 12

YEAR = 12


def ask_units(bank: Bank) -> Question | None:
    if not bank.has(Role.UNIT):
        return None
    if score := bank.preferred(Role.CSAT, Role.OUTCOME):
        return Question(method="consistency", options={"score": score.key, "unit": "unit", "as_": "mean"})
    score = bank.first(Role.NPS)
    if score is None:
        return None
    return Question(method="consistency", options={"score": score.key, "unit": "unit", "as_": "nps"})


def ask_time(bank: Bank) -> Question | None:
    score = bank.first(Role.NPS)
    if not score or not bank.has(Role.PERIOD):
        return None
    options = {"chart": "nps", "value": score.key, "time": "month", "baseline": FIRST_YEAR}
    return Question(method="control", options=options, weight=bank.weight)


consistency = Entry(
    key="consistency",
    position=110,
    title=_("Consistency of units"),
    asks=_("Which unit truly differs, and which only by luck?"),
    chart="consistency",
    ask=ask_units,
    item=_("Unit"),
)
control = Entry(
    key="control",
    position=120,
    title=_("Steadiness over time"),
    asks=_("Has anything changed, or is it only noise?"),
    chart="control",
    ask=ask_time,
    looks={"signed": True},
    item=_("Month"),
)
