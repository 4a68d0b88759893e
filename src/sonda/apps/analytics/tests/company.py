"""A small company whose every question was asked: one survey that can feed the whole catalogue, without an import."""

from datetime import date
from typing import Any

import numpy as np

from sonda.apps.responses.models import Response
from sonda.apps.responses.operations import record_many
from sonda.apps.surveys.choices import SCALES, Role, kind_of
from sonda.apps.surveys.models import Survey
from sonda.apps.surveys.operations import fill_bank

TOUCHPOINTS = ("queue", "staff", "price")
ITEMS = ("01", "02", "03", "04")
DIMENSIONS = {"01": "care", "02": "care", "03": "place", "04": "place"}
VOICES = ("customer", "customer", "customer", "manager", "competitor")


def question(key: str, role: str, **more: Any) -> dict[str, Any]:
    """What `fill_bank` takes for one question."""
    low, high = SCALES.get(role, (None, None))
    return {
        "key": key, "role": role, "kind": kind_of(role), "scale_low": low, "scale_high": high,
        "short": {"en": key.title(), "pl": f"{key.title()} po polsku"},
    } | more  # fmt: skip


def questions() -> list[dict[str, Any]]:
    """One question or more for each part that an analysis may need."""
    asked = [question("unit", Role.UNIT), question("answered_on", Role.PERIOD), question("weight", Role.WEIGHT)]
    asked += [question("recommend", Role.NPS), question("satisfied", Role.CSAT), question("effort", Role.CES)]
    asked += [question(key, Role.TOUCHPOINT) for key in TOUCHPOINTS]
    for letter, role in (("E", Role.EXPECTATION), ("P", Role.PERCEPTION)):
        asked += [question(f"{letter}{item}", role, item=item, dimension=DIMENSIONS[item]) for item in ITEMS]
    for side, role in (("with", Role.KANO_FUNCTIONAL), ("without", Role.KANO_DYSFUNCTIONAL)):
        asked += [question(f"{side}_{item}", role, item=item) for item in ITEMS]
    asked += [question("tenure", Role.DURATION), question("left", Role.EVENT)]
    asked += [question("why", Role.CAUSE), question("where_to", Role.DESTINATION)]
    return asked


def respondents(n: int, *, seed: int = 1, first: int = 0) -> list[dict[str, Any]]:
    """`n` people who answered everything over two years, in three units of which “C” is rated lower."""
    rng = np.random.default_rng(seed)
    return [respondent(rng, number) for number in range(first, first + n)]


def respondent(rng: np.random.Generator, number: int) -> dict[str, Any]:
    unit = "ABC"[number % 3]
    mood = float(rng.normal()) - (unit == "C")
    left = bool(rng.random() < 0.5)
    answers: dict[str, Any] = {
        "recommend": rating(7.5 + 2 * mood, 0, 10), "satisfied": rating(3.6 + mood, 1, 5),
        "effort": rating(4.5 + mood, 1, 7), "tenure": int(rng.integers(1, 60)), "left": "yes" if left else "no",
    }  # fmt: skip
    answers |= {key: rating(3.5 + 0.8 * mood + rng.normal(), 1, 5) for key in TOUCHPOINTS}
    answers |= {f"E{item}": rating(6 + rng.normal() / 2, 1, 7) for item in ITEMS}
    answers |= {f"P{item}": rating(4.5 + mood + rng.normal() / 2, 1, 7) for item in ITEMS}
    answers |= {f"with_{item}": str(rng.choice(["like", "expect"])) for item in ITEMS}
    answers |= {f"without_{item}": str(rng.choice(["dislike", "neutral"])) for item in ITEMS}
    if left:
        answers |= {"why": str(rng.choice(["price", "=faults"])), "where_to": str(rng.choice(["Halnet", "nowhere"]))}
    return {
        "source_key": f"r{number}", "respondent": f"r{number}", "voice": VOICES[number % len(VOICES)],
        "answered_on": date(2025 + number % 24 // 12, 1 + number % 12, 15), "unit": unit,
        "weight": 0.5 + float(rng.random()), "answers": answers,
    }  # fmt: skip


def rating(value: float, low: int, high: int) -> int:
    return int(min(max(round(value), low), high))


def make_survey(
    organization: Any, *, key: str = "visits", n: int = 240, only: tuple[str, ...] = (), **more: Any
) -> Survey:
    """A survey with its answers; `only` leaves questions of these roles."""
    asked = [each for each in questions() if not only or each["role"] in only]
    title = {"en": key.title(), "pl": f"{key.title()} po polsku", "uk": f"{key.title()} українською"}
    survey = fill_bank(organization=organization, key=key, title=title, questions=asked, **more)
    record_many(survey=survey, import_id=1, documents=kept(respondents(n), asked))
    return survey


def more_answers(survey: Survey, n: int = 5) -> None:
    """Answers that come in later."""
    asked = [{"key": each.key} for each in survey.questions.all()]
    first = Response.objects.filter(survey=survey).count()
    record_many(survey=survey, import_id=2, documents=kept(respondents(n, seed=2, first=first), asked))


def kept(documents: list[dict[str, Any]], asked: list[dict[str, Any]]) -> list[dict[str, Any]]:
    keys = {each["key"] for each in asked}
    return [
        document | {"answers": {key: value for key, value in document["answers"].items() if key in keys}}
        for document in documents
    ]
