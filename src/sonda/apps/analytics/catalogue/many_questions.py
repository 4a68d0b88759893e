"""Many questions at once: each of them by the groups of people, and which of them go together.

What goes together is asked without survey weights (docs/decisions/unweighted-drivers.md).
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from sonda.apps.analytics.bank import Bank
from sonda.apps.analytics.catalogue.any_question import CUSTOMERS, across
from sonda.apps.analytics.entry import Entry
from sonda.apps.analytics.questions import Question
from sonda.apps.surveys.choices import Role
from sonda.apps.surveys.models import Question as Asked

# Scores first: they stay where a survey asks more than can be shown at once.
RATED = (
    Role.NPS, Role.CSAT, Role.CES, Role.OUTCOME, Role.TOUCHPOINT, Role.PERCEPTION, Role.PERFORMANCE, Role.NUMBER
)  # fmt: skip
MOST = 40
TOP = 2  # steps of its scale that count as satisfied


def rated(bank: Bank) -> list[Asked]:
    """What people rated, in the order of the questionnaire; how well a thing was done is taken once."""
    twice = (Role.PERFORMANCE,) if bank.has(Role.PERCEPTION) else ()
    found = [asked for role in RATED if role not in twice for asked in bank.of(role) if asked.is_numeric][:MOST]
    kept = {asked.key for asked in found}
    return [asked for asked in bank.questions if asked.key in kept]


def told_as(questions: list[Asked]) -> dict[str, Any]:
    """Each score as its own page tells it; everything else as a mean on its scale."""
    scaled = [asked for asked in questions if asked.scale_low is not None and asked.scale_high is not None]
    top = {asked.key: (asked.scale_high or 0) + 1 - TOP for asked in scaled if asked.role == Role.CSAT}
    scales = {asked.key: [asked.scale_low, asked.scale_high] for asked in scaled if asked.role != Role.NPS}
    return {"nps": [asked.key for asked in questions if asked.role == Role.NPS], "top": top, "scales": scales}


def ask_pivot(bank: Bank) -> Question | None:
    by, questions = across(bank), rated(bank)
    if by is None or len(questions) < 2:
        return None
    keys = [asked.key for asked in questions]
    return Question(
        method="pivot", options={"questions": keys, "by": by} | told_as(questions), weight=bank.weight
    )  # fmt: skip


def ask_correlation(bank: Bank) -> Question | None:
    keys = [asked.key for asked in rated(bank)]
    return Question(method="correlation", options={"questions": keys}) if len(keys) > 1 else None


pivot = Entry(
    key="pivot",
    position=170,
    title=_("Every question, every group"),
    asks=_("Where does a group of customers rate differently from the others?"),
    chart="pivot",
    ask=ask_pivot,
    many=200_000,
    voices=CUSTOMERS,
    item=_("Question"),
)
correlation = Entry(
    key="correlation",
    position=180,
    title=_("What goes together"),
    asks=_("Which ratings rise and fall together?"),
    chart="correlation",
    ask=ask_correlation,
    heavy=True,
    voices=CUSTOMERS,
    item=_("Question"),
)
