"""What is asked of an organisation's answers: one value that a page, a run and a link all agree on."""

import hashlib
import json
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from sonda.engine.weighing import Targets


class Rated(Protocol):
    """Whatever has a scale; None where none was said."""

    scale_low: float | None
    scale_high: float | None


Months = tuple[str, str]  # first and last, "2025-11" and "2026-10"

PLACES = ("unit", "region")  # the columns by which a scope is told


@dataclass(frozen=True, kw_only=True)
class Question:
    """A method with its options and the cut of the data; equal questions get the same run.

    `chosen`: the values of columns to keep, each column on top of the others. `scope`: names of the units and regions
    whose answers may be counted; None for everything, an empty scope for nothing. `spans`: two stretches of months
    that are told one beside the other (`by` is then "span": "now" and "before"). `weight` is the column of weights;
    where it is `RAKED`, `targets` say how it is made, so that equal targets, and no others, share a run.
    """

    method: str
    options: dict[str, Any] = field(default_factory=dict)
    chosen: tuple[tuple[str, tuple[str, ...]], ...] = ()
    scope: tuple[str, ...] | None = None
    within: Months | None = None
    spans: tuple[Months, Months] | None = None
    by: str | None = None
    weight: str | None = None
    targets: Targets | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "method": self.method,
            "options": self.options,
            "chosen": [[column, list(values)] for column, values in self.chosen],
            "scope": None if self.scope is None else list(self.scope),
            "within": list(self.within) if self.within else None,
            "spans": [list(span) for span in self.spans] if self.spans else None,
            "by": self.by,
            "weight": self.weight,
            "targets": packed(self.targets) if self.targets else None,
        }

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> "Question":
        scope, within, spans, targets = (told.get(name) for name in ("scope", "within", "spans", "targets"))
        return cls(
            method=told["method"],
            options=told["options"],
            chosen=tuple((column, tuple(values)) for column, values in told.get("chosen", ())),
            scope=None if scope is None else tuple(scope),
            within=tuple(within) if within else None,
            spans=tuple(tuple(span) for span in spans) if spans else None,  # type: ignore[arg-type]
            by=told["by"],
            weight=told["weight"],
            targets=unpacked(targets) if targets else None,
        )

    def among(self, column: str, values: tuple[str, ...]) -> "Question":
        """The same question of fewer people: those with one of these values in a column."""
        return replace(self, chosen=(*self.chosen, (column, values)))

    def within_scope(self, scope: frozenset[str] | None) -> "Question":
        """The same question of the units and regions that a member may see."""
        return replace(self, scope=None if scope is None else tuple(sorted(scope)))

    @property
    def is_map_of_drivers(self) -> bool:
        """Is it a priority map whose importances are what drivers weigh?"""
        return self.method == "priorities" and "drivers" in self.options

    def of_drivers(self) -> "Question":
        """The question that weighs the drivers of such a map."""
        return replace(self, method="drivers")

    def key(self, *, data_version: str, method_version: str) -> str:
        """A digest that changes when the question, the data or the method changes."""
        text = json.dumps([self.as_json(), data_version, method_version], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


def packed(targets: Targets) -> dict[str, Any]:
    """Targets as JSON from which `unpacked` makes equal ones."""
    return {
        "shares": [[column, [list(pair) for pair in values]] for column, values in targets.shares],
        "voices": list(targets.voices),
        "trim": list(targets.trim) if targets.trim else None,
        "base": targets.base,
    }


def unpacked(told: dict[str, Any]) -> Targets:
    return Targets(
        shares=tuple((column, tuple((value, share) for value, share in values)) for column, values in told["shares"]),
        voices=tuple(told["voices"]),
        trim=(told["trim"][0], told["trim"][1]) if told["trim"] else None,
        base=told["base"],
    )


def scale_of(question: Rated) -> str:
    """A question's scale as the engine takes it: "1-5".

    >>> class Five: scale_low, scale_high = 1.0, 5.0
    >>> scale_of(Five())
    '1-5'
    """
    low, high = question.scale_low, question.scale_high
    if low is None or high is None:
        raise ValueError("a question without a scale cannot be asked for its shares")
    return f"{low:g}-{high:g}"


def low_and_high(question: Rated | None) -> dict[str, list[str]] | None:
    """Which answers count as a penalty (the lower two fifths of the scale) and as a reward (its top).

    >>> class Five: scale_low, scale_high = 1.0, 5.0
    >>> low_and_high(Five())
    {'low': ['1', '2'], 'high': ['5']}
    """
    if question is None or question.scale_low is None or question.scale_high is None:
        return None
    low, high = round(question.scale_low), round(question.scale_high)
    steps = max((high - low + 1) * 2 // 5, 1)
    return {"low": [str(low + step) for step in range(steps)], "high": [str(high)]}
