"""Random companies whose people answered in confidence, and everything that anybody could ask about them."""

from datetime import date
from itertools import count

import numpy as np

from sonda.apps.analytics.lines import selection
from sonda.apps.analytics.questions import Question
from sonda.apps.responses import operations, queries
from sonda.apps.surveys.operations import fill_bank
from sonda.engine import analyses
from sonda.engine.errors import DataError

QUESTIONS = [
    {"key": "unit", "kind": "attribute", "role": "unit"},
    {"key": "region", "kind": "attribute", "role": "region"},
    {"key": "tenure", "kind": "attribute", "role": "segment"},
    {"key": "climate", "kind": "rating", "role": "ces", "scale_low": 0.0, "scale_high": 10.0},
    {"key": "pay", "kind": "rating", "role": "touchpoint", "scale_low": 0.0, "scale_high": 10.0},
    {"key": "why", "kind": "text", "role": "comment"},
]
UNITS = {"Lviv": "west", "Lutsk": "west", "Kyiv": "centre", "Dnipro": "east", "Odesa": "south", "Sumy": "east"}
MONTHS = [date(2026, month, 1) for month in (1, 2, 3, 4)]
TENURE = ["new", "settled", "old"]
names = count()


class Company:
    """One survey; `people` are its responses as they were given, by their source key."""

    def __init__(self, organization, *, seed, n=50, mode="confidential"):
        self.draw = np.random.default_rng(seed)
        self.survey = fill_bank(
            organization=organization,
            key=f"climate-{next(names)}",
            title={},
            questions=QUESTIONS,
            mode=mode,
            threshold=5,
        )
        self.people = {}
        self.imports = count(1)
        self.bring(n)

    def bring(self, n):
        """Another file of n people; who they are is drawn so that some units and months have very few."""
        documents = [self.person() for _ in range(n)]
        operations.record_many(survey=self.survey, import_id=next(self.imports), documents=documents)
        self.people |= {each["source_key"]: each for each in documents}

    def person(self):
        unit = str(self.draw.choice(list(UNITS), p=[0.4, 0.2, 0.2, 0.1, 0.06, 0.04]))
        answers = {"climate": int(self.draw.integers(0, 11)), "pay": int(self.draw.integers(0, 11)), "why": "words"}
        answered = {key: value for key, value in answers.items() if self.draw.random() < 0.93}
        name = f"person {len(self.people)}-{self.draw.integers(10**9)}"
        if "why" in answered:
            answered["why"] = f"words of {name}"
        return {
            "source_key": name,
            "unit": unit,
            "region": UNITS[unit],
            "answered_on": MONTHS[self.draw.choice(4, p=[0.5, 0.3, 0.15, 0.05])],
            "segments": {"tenure": str(self.draw.choice(TENURE, p=[0.6, 0.3, 0.1]))},
            "answers": answered,
        }

    def cut(self):
        """A question with filters drawn at random, as the address of a page could ask it."""
        chosen = []
        for column, values in (("unit", list(UNITS)), ("region", sorted(set(UNITS.values()))), ("tenure", TENURE)):
            if self.draw.random() < 0.45:
                some = self.draw.choice(values, size=self.draw.integers(1, len(values)), replace=False)
                chosen.append((column, tuple(sorted(map(str, some)))))
        within = None
        if self.draw.random() < 0.5:
            first, last = sorted(int(month) for month in self.draw.integers(1, 5, 2))
            within = (f"2026-{first:02}", f"2026-{last:02}")
        score = str(self.draw.choice(["climate", "pay"]))
        return Question(
            method="ces", options={"score": score, "scale": "0-10"}, chosen=tuple(chosen), within=within
        )  # fmt: skip

    def asked(self, questions):
        """What is shown for each question: (how many are counted, their sum); None where nothing is shown."""
        shown = []
        try:
            with queries.source(self.survey) as source:
                for question in questions:
                    try:
                        found = analyses.run(question.method, source, selection(question), **question.options)
                    except DataError:
                        shown.append(None)
                        continue
                    ((_group, result),) = found.results
                    shown.append((result.n, round(result.mean * result.n)) if result.n else None)
        except DataError:  # nobody is shown at all
            return [None] * len(questions)
        return shown

    def judged(self, question):
        """The result of one question; None where nothing is shown."""
        try:
            with queries.source(self.survey) as source:
                ((_group, result),) = analyses.run(
                    question.method, source, selection(question), **question.options
                ).results
        except DataError:
            return None
        return result
