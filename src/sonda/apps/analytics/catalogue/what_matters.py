"""What moves the overall rating, and what to fix first.

Models of the outcome are asked without survey weights (docs/decisions/unweighted-drivers.md).
"""

from django.utils.translation import gettext_lazy as _

from sonda.apps.analytics.bank import Bank
from sonda.apps.analytics.entry import Entry
from sonda.apps.analytics.questions import Question, low_and_high
from sonda.apps.surveys.choices import Role

OUTCOMES = (Role.OUTCOME, Role.CSAT, Role.NPS)
RESAMPLES = 400
SEED = 1
MOST_VISIT = 0.4  # reach from which a touchpoint joins the penalty–reward contrast


def modelled(bank: Bank) -> dict[str, object] | None:
    """The outcome and its drivers, as every method here takes them."""
    outcome, drivers = bank.preferred(*OUTCOMES), bank.keys(Role.TOUCHPOINT)
    return {"outcome": outcome.key, "drivers": drivers} if outcome and len(drivers) > 1 else None


def ask_drivers(bank: Bank) -> Question | None:
    model = modelled(bank)
    if model is None:
        return None
    return Question(method="drivers", options={**model, "bootstrap": RESAMPLES, "seed": SEED})


def ask_priorities(bank: Bank) -> Question | None:
    prefixes = bank.prefixes(Role.IMPORTANCE, Role.PERFORMANCE)
    if prefixes:
        stated = dict(zip(("importance", "performance"), prefixes, strict=True))
        return Question(method="priorities", options=stated, weight=bank.weight)
    model = modelled(bank)
    if model is None:
        return None
    return Question(method="priorities", options={**model, "bootstrap": RESAMPLES, "seed": SEED})


def weighs(question: Question) -> dict[str, object]:
    """Importances that come from drivers are weights and not what customers said."""
    return {"derived": "drivers" in question.options}


def ask_contrast(bank: Bank) -> Question | None:
    model = modelled(bank)
    ends = low_and_high(bank.first(Role.TOUCHPOINT))
    if model is None or ends is None:
        return None
    # The contrast needs people who rated every touchpoint in it: one that few visit would leave nobody.
    visited = [key for key, reach in bank.reach.items() if reach >= MOST_VISIT]
    return Question(method="contrast", options={**model, **ends, "drivers": visited}) if visited else None


drivers = Entry(
    key="drivers",
    position=70,
    title=_("Drivers"),
    asks=_("Which touchpoints go with the overall rating?"),
    chart="drivers",
    ask=ask_drivers,
    heavy=True,
    item=_("Touchpoint"),
)
priorities = Entry(
    key="priorities",
    position=80,
    title=_("Priorities"),
    asks=_("What should be fixed first?"),
    chart="priorities",
    ask=ask_priorities,
    heavy=True,
    item=_("Touchpoint"),
    looks_of=weighs,
)
contrast = Entry(
    key="contrast",
    position=90,
    title=_("Penalty and reward"),
    asks=_("What must never fail, and what delights?"),
    chart="contrast",
    ask=ask_contrast,
    item=_("Touchpoint"),
    many=100_000,
)
