"""Who leaves, when, and where they go."""

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from sonda.apps.analytics.bank import Bank
from sonda.apps.analytics.entry import Entry
from sonda.apps.analytics.questions import Question
from sonda.apps.surveys.choices import Role


def event(bank: Bank) -> dict[str, object] | None:
    duration, left = bank.first(Role.DURATION), bank.first(Role.EVENT)
    return {"duration": duration.key, "event": left.key, "event_value": "yes"} if duration and left else None


def ask_survival(bank: Bank) -> Question | None:
    options = event(bank)
    return Question(method="churn", options=options) if options else None


def ask_causes(role: str) -> Callable[[Bank], Question | None]:
    def ask(bank: Bank) -> Question | None:
        options, cause = event(bank), bank.first(role)
        if options is None or cause is None:
            return None
        return Question(method="churn", options={**options, "cause": cause.key})

    return ask


churn = Entry(
    key="churn",
    position=130,
    title=_("Leaving"),
    asks=_("How long do customers stay?"),
    chart="churn",
    ask=ask_survival,
    looks={"unit": _("months")},
    voices=(),
)
reasons = Entry(
    key="churn-reasons",
    position=131,
    title=_("Reasons for leaving"),
    asks=_("Why do customers leave?"),
    chart="churn",
    ask=ask_causes(Role.CAUSE),
    looks={"unit": _("months")},
    voices=(),
    item=_("Reason"),
)
destinations = Entry(
    key="churn-destinations",
    position=132,
    title=_("Destinations"),
    asks=_("Where do those who leave go?"),
    chart="churn",
    ask=ask_causes(Role.DESTINATION),
    looks={"unit": _("months")},
    voices=(),
    item=_("Destination"),
)
