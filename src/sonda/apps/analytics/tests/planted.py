"""Small surveys with a planted truth for the joined pages; each can be turned round."""

from typing import Any

import numpy as np

from sonda.apps.analytics.tests.company import question, rating
from sonda.apps.responses.operations import record_many
from sonda.apps.surveys.choices import Role
from sonda.apps.surveys.models import Survey
from sonda.apps.surveys.operations import fill_bank

ITEMS = {"promises": "Keeping promises", "bills": "Clear bills", "speed": "Promised speed", "staff": "Friendly staff"}


def named(key: str, role: str, name: str, **more: Any) -> dict[str, Any]:
    return question(key, role, **more) | {"short": {"en": name, "pl": f"{name} po polsku"}}


def make(organization: Any, key: str, asked: list[dict[str, Any]], documents: list[dict[str, Any]]) -> Survey:
    survey = fill_bank(organization=organization, key=key, title={"en": key.title()}, questions=asked)
    for at, document in enumerate(documents):
        document |= {"source_key": f"{key}{at}", "respondent": f"{key}{at}"}
    record_many(survey=survey, import_id=1, documents=documents)
    return survey


def voices(organization: Any, *, leaders: float = 1.5, rival: float = 1.5, n: int = 200, key: str = "voices") -> Survey:
    """Leaders think better of promises and bills, worse of staff; a competitor is ahead in speed. On 1–7."""
    rng = np.random.default_rng(1)
    shift = {
        "manager": {"promises": leaders, "bills": leaders, "staff": -leaders},
        "competitor": {"speed": rival},
        "customer": {},
    }
    size = {"customer": n, "competitor": n, "manager": max(n // 3, 2), "employee": n}
    documents = [
        {
            "voice": voice,
            "answers": {item: rating(4 + shift.get(voice, {}).get(item, 0) + rng.normal(), 1, 7) for item in ITEMS},
        }
        for voice, people in size.items()
        for _ in range(people)
    ]
    scale = {"scale_low": 1.0, "scale_high": 7.0}
    asked = [named(item, Role.PERFORMANCE, name, item=item, **scale) for item, name in ITEMS.items()]
    return make(organization, key, asked, documents)


def expectations(organization: Any, names: dict[str, str], *, gap: float = -1.0, n: int = 150) -> Survey:
    """Customers get less than they expect on every item but the last, where they get more."""
    rng = np.random.default_rng(2)
    last = list(names)[-1]
    asked = [named(f"e_{item}", Role.EXPECTATION, name, item=item) for item, name in names.items()]
    asked += [named(f"p_{item}", Role.PERCEPTION, name, item=item) for item, name in names.items()]
    documents = []
    for _ in range(n):
        answers = {}
        for item in names:
            answers[f"e_{item}"] = rating(5 + rng.normal() / 2, 1, 7)
            answers[f"p_{item}"] = rating(5 + (gap if item != last else -gap) + rng.normal() / 2, 1, 7)
        documents.append({"voice": "customer", "answers": answers})
    return make(organization, "expectations", asked, documents)


def branches(organization: Any, *, worse: str = "Oak", by: float = 1.2, n: int = 90) -> Survey:
    """Eight branches of which one is worse, and a tiny one that only luck puts below it; two touchpoints."""
    rng = np.random.default_rng(3)
    names = ["Ash", "Birch", "Cedar", "Elm", "Fir", "Larch", "Oak", "Pine"]
    documents = []
    for unit in names:
        for _ in range(n):
            score = 4.2 - by * (unit == worse) + 0.9 * rng.normal()
            answers = {"satisfied": rating(score, 1, 5), "queue": rating(2.4 + rng.normal(), 1, 5)}
            answers["staff"] = rating(4.2 + rng.normal(), 1, 5)
            documents.append(
                {"unit": unit, "answers": answers, "segments": {"plan": "basic" if rng.random() < 0.5 else "full"}}
            )
    documents += [
        {"unit": "Willow", "answers": {"satisfied": 3, "queue": 3, "staff": 4}, "segments": {"plan": "full"}}
        for _ in range(2)
    ]
    asked = [
        named("unit", Role.UNIT, "Branch"),
        named("plan", Role.SEGMENT, "Plan"),
        named("satisfied", Role.CSAT, "Satisfaction"),
    ]
    asked += [named("queue", Role.TOUCHPOINT, "Queue"), named("staff", Role.TOUCHPOINT, "Staff")]
    return make(organization, "branches", asked, documents)


def leavers(
    organization: Any, *, rates: dict[str, float], kept: bool = False, n: int = 300, unit: bool = False
) -> Survey:
    """Customers on contracts that leave at constant rates; most of those who left went to one competitor."""
    rng = np.random.default_rng(4)
    documents = []
    for contract, rate in rates.items():
        for at in range(n):
            stay, watched = int(np.ceil(rng.exponential(1 / rate))), int(rng.integers(1, 61))
            left = stay <= watched
            answers: dict[str, Any] = {"tenure": min(stay, watched), "left": "yes" if left else "no"}
            if left:
                answers["why"] = str(rng.choice(["price", "faults"]))
                answers["where_to"] = str(rng.choice(["Halnet", "nowhere"], p=[0.8, 0.2]))
                answers["kept"] = str(rng.choice(["a lower price", "nothing"], p=[0.8, 0.2]))
            segments = {"contract": contract, "door": str(rng.choice(["left", "right"]))}
            place = {"unit": "AB"[at % 2]} if unit else {}
            documents.append({"answers": answers, "segments": segments, **place})
    asked = [named("tenure", Role.DURATION, "Tenure"), named("left", Role.EVENT, "Leaving")]
    asked += [named("why", Role.CAUSE, "Reason"), named("where_to", Role.DESTINATION, "Where to")]
    asked += [named("contract", Role.SEGMENT, "Contract"), named("door", Role.SEGMENT, "Door")]
    asked += [named("unit", Role.UNIT, "Branch")] if unit else []
    if kept:
        asked.append(named("kept", Role.CHOICE, "What would have kept you"))
    else:
        for document in documents:
            document["answers"].pop("kept", None)
    return make(organization, "leavers", asked, documents)
