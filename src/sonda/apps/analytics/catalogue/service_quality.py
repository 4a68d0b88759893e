"""What customers expect and what they get."""

from django.utils.translation import gettext_lazy as _

from sonda.apps.analytics.bank import Bank
from sonda.apps.analytics.entry import Entry
from sonda.apps.analytics.questions import Question
from sonda.apps.surveys.choices import Role


def ask_gaps(bank: Bank) -> Question | None:
    prefixes = bank.prefixes(Role.EXPECTATION, Role.PERCEPTION)
    if not prefixes:
        return None
    options = {
        **dict(zip(("expectation", "perception"), prefixes, strict=True)),
        "importance": bank.prefix(Role.IMPORTANCE) if bank.pairs_importance() else None,
        "dimensions": bank.dimensions(),
    }
    return Question(method="servqual", options=options, weight=bank.weight)


def ask_reliability(bank: Bank) -> Question | None:
    # How ratings go together is asked without weights, as drivers are (docs/decisions/unweighted-drivers.md).
    items = bank.keys(Role.PERCEPTION) or bank.keys(Role.PERFORMANCE)
    return Question(method="alpha", options={"items": items}) if len(items) > 1 else None


servqual = Entry(
    key="servqual",
    position=40,
    title=_("Expectation and experience"),
    asks=_("Where do customers get less than they expect?"),
    chart="servqual",
    ask=ask_gaps,
    item=_("Item"),
    many=500_000,
)
alpha = Entry(
    key="alpha",
    position=140,
    title=_("Reliability of a scale"),
    asks=_("Do the questions measure one thing?"),
    chart="alpha",
    ask=ask_reliability,
    item=_("Question"),
)
