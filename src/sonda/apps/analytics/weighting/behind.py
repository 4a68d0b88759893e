"""Whose answers kept weights are laid on: a question that a list of people, and a file of their rows, is asked for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sonda.apps.analytics.bank import Bank
from sonda.apps.analytics.models import Run
from sonda.apps.analytics.questions import Question
from sonda.charts.chart import Chart
from sonda.engine.weighing import RAKED, VOICE, Targets


@dataclass(frozen=True, kw_only=True)
class Weighted:
    """The answers of the targets' voices that a member may see, each with its weight in the column `RAKED`."""

    bank: Bank
    question: Question
    chart: Chart | None
    run: Run | None = None
    halves: Mapping[Any, Any] = field(default_factory=dict)


def weighted(bank: Bank, targets: Targets, chart: Chart | None) -> Weighted:
    question = Question(method="rake", weight=RAKED, targets=targets).within_scope(bank.scope)
    if targets.voices:
        question = question.among(VOICE, targets.voices)
    return Weighted(bank=bank, question=question, chart=chart)
