"""The parts that a question can play in a method, and the kinds of answers it takes."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What an answer is: decides how a cell is read and how it is kept."""

    RATING = "rating", _("Rating on a scale")
    NUMBER = "number", _("Number")
    CHOICE = "choice", _("One of several answers")
    TEXT = "text", _("Words of the customer")
    ATTRIBUTE = "attribute", _("About the answer: when, where, who")


class Role(models.TextChoices):
    """Which part a column plays. The first group lives beside the answers of a response, the second among them."""

    RESPONDENT = "respondent", _("Respondent")
    WAVE = "wave", _("Wave")
    VOICE = "voice", _("Voice")
    COMPANY = "company", _("Company")
    PERIOD = "period", _("Date of the answer")
    UNIT = "unit", _("Unit")
    REGION = "region", _("Region")
    LANGUAGE = "language", _("Language of the answer")
    WEIGHT = "weight", _("Weight")
    SEGMENT = "segment", _("Segment")

    NPS = "nps", _("Recommendation (NPS)")
    CSAT = "csat", _("Satisfaction (CSAT)")
    CES = "ces", _("Effort (CES)")
    TOUCHPOINT = "touchpoint", _("Touchpoint")
    EXPECTATION = "expectation", _("Expectation")
    PERCEPTION = "perception", _("Perception")
    IMPORTANCE = "importance", _("Importance")
    PERFORMANCE = "performance", _("Performance")
    IMAGE = "image", _("Opinion about another company")
    KANO_FUNCTIONAL = "kano_functional", _("Kano: when it is there")
    KANO_DYSFUNCTIONAL = "kano_dysfunctional", _("Kano: when it is missing")
    OUTCOME = "outcome", _("Outcome")
    DURATION = "duration", _("Time until the event")
    EVENT = "event", _("Event: did it happen")
    CAUSE = "cause", _("Reason")
    DESTINATION = "destination", _("Where the customer went")
    NUMBER = "number", _("Number")
    CHOICE = "choice", _("Choice")
    COMMENT = "comment", _("Comment")


KANO_ANSWERS = {
    "like": _("I like it"),
    "expect": _("I expect it"),
    "neutral": _("I do not mind"),
    "tolerate": _("I can live with it"),
    "dislike": _("I dislike it"),
}


class Mode(models.TextChoices):
    """What people were promised about their names (R3.1)."""

    IDENTIFIED = "identified", _("Identified: answers are read with names")
    CONFIDENTIAL = "confidential", _("Confidential: shown in groups only")
    ANONYMOUS = "anonymous", _("Anonymous: no name is kept")


THRESHOLD = 5  # people of a group that is shown, unless more were promised
LEAST_THRESHOLD = 3


class Voice(models.TextChoices):
    """Who speaks. The gaps compare one voice with another on the same questions."""

    CUSTOMER = "customer", _("Customer")
    COMPETITOR = "competitor", _("Competitor's customer")
    MANAGER = "manager", _("Manager")
    EMPLOYEE = "employee", _("Employee")
    LEAVER = "leaver", _("Customer who left")


# Columns of a response in the columnar store; a question or segment may not take such a name.
RESPONSE_COLUMNS = (
    "id",
    "respondent",
    "voice",
    "company",
    "answered_on",
    "month",
    "unit",
    "region",
    "language",
    "weight",
)

BESIDE = (
    Role.RESPONDENT, Role.WAVE, Role.VOICE, Role.COMPANY, Role.PERIOD, Role.UNIT, Role.REGION, Role.LANGUAGE,
    Role.WEIGHT, Role.SEGMENT,
)  # fmt: skip
CHOSEN = (Role.KANO_FUNCTIONAL, Role.KANO_DYSFUNCTIONAL, Role.EVENT, Role.CAUSE, Role.DESTINATION, Role.CHOICE)


def kind_of(role: str) -> Kind:
    """The kind of answer that a role takes; a rating, where nothing else is said."""
    if role in BESIDE:
        return Kind.ATTRIBUTE
    if role in CHOSEN:
        return Kind.CHOICE
    if role in (Role.DURATION, Role.NUMBER):
        return Kind.NUMBER
    return Kind.TEXT if role == Role.COMMENT else Kind.RATING


# The usual scale of a role; a mapping may say another.
SCALES: dict[str, tuple[int, int]] = {
    Role.NPS: (0, 10),
    Role.CSAT: (1, 5),
    Role.CES: (1, 7),
    Role.TOUCHPOINT: (1, 5),
    Role.EXPECTATION: (1, 7),
    Role.PERCEPTION: (1, 7),
}
