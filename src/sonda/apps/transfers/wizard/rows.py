"""One column on the page of columns: what is known of it, what was typed of it, and what is asked."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sonda.apps.surveys.choices import Kind, Role, kind_of
from sonda.apps.transfers.mapping.columns import Column
from sonda.apps.transfers.profiling.profile import COUNTED, ColumnProfile
from sonda.apps.transfers.suggesting.roles import Guess

SAMPLES = 5
LONGEST_SAMPLE = 24

PURPOSES = (
    (gettext_lazy("Who and when"), (Role.RESPONDENT, Role.WAVE, Role.PERIOD, Role.WEIGHT, Role.LANGUAGE)),
    (gettext_lazy("Where, about whom, in which group"),
     (Role.UNIT, Role.REGION, Role.SEGMENT, Role.COMPANY, Role.VOICE)),
    (gettext_lazy("Scores of the whole"), (Role.NPS, Role.CSAT, Role.CES, Role.OUTCOME)),
    (gettext_lazy("Ratings of parts"), (Role.TOUCHPOINT, Role.PERFORMANCE, Role.IMPORTANCE, Role.EXPECTATION,
                                        Role.PERCEPTION, Role.IMAGE, Role.KANO_FUNCTIONAL, Role.KANO_DYSFUNCTIONAL)),
    (gettext_lazy("Leaving"), (Role.EVENT, Role.DURATION, Role.CAUSE, Role.DESTINATION)),
    (gettext_lazy("Other answers"), (Role.COMMENT, Role.CHOICE, Role.NUMBER)),
)  # fmt: skip


@dataclass(kw_only=True)
class ColumnRow:
    """One column on the page: what is known of it, what was typed, what is wrong with that."""

    place: int
    profile: ColumnProfile
    guess: Guess
    column: Column | None  # as the draft has it
    typed: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)
    alike: int = 0  # columns that could be set like this one, itself among them
    parts: int = 1  # that this column plays
    reasons: list[str] = field(default_factory=list)  # of the suggestion, in the reader's language

    @property
    def name(self) -> str:
        return self.profile.name

    @cached_property
    def samples(self) -> list[str]:
        labels = self.profile.value_labels
        shown = [f"{value} = {labels[value]}" if value in labels else value for value, _n in self.profile.values]
        return [cut(value) for value in shown[:SAMPLES]]

    @property
    def n_more(self) -> int:
        return max(0, self.profile.n_distinct - len(self.samples))

    @property
    def is_endless(self) -> bool:
        """Whether its different values were not counted to the end."""
        return self.profile.n_distinct >= COUNTED

    @property
    def options(self) -> list[tuple[str, list[tuple[str, str, bool]]]]:
        """The roles grouped by purpose: (purpose, [(value, label, chosen)])."""
        return [
            (str(purpose), [(str(role), str(role.label), role == self.typed["role"]) for role in roles])
            for purpose, roles in PURPOSES
        ]

    @property
    def is_out(self) -> bool:
        return not self.typed["role"]

    @property
    def is_rated(self) -> bool:
        role = self.typed["role"]
        return bool(role) and kind_of(role) in (Kind.RATING, Kind.NUMBER) and role != Role.DURATION

    @property
    def is_named(self) -> bool:
        """Whether it has a name of its own on a chart."""
        return bool(self.typed["role"]) and self.typed["role"] not in (
            Role.RESPONDENT, Role.WAVE, Role.WEIGHT, Role.PERIOD,
        )  # fmt: skip

    @property
    def is_choice(self) -> bool:
        return self.typed["role"] == Role.CHOICE

    @property
    def splits(self) -> list[tuple[str, str, bool]]:
        """How many answers a cell holds, and what stands between them: (value, label, chosen)."""
        said = (
            ("", _("one")),
            (",", "a, b"),
            (";", "a; b"),
            ("|", "a | b"),
        )
        return [(value, label, value == self.typed["split"]) for value, label in said]

    @property
    def is_dated(self) -> bool:
        return self.typed["role"] == Role.PERIOD

    @property
    def is_folded(self) -> bool:
        """Whether the further fields may stay folded away: nothing is wrong in them."""
        return not {"key", "values", "dates", "dimension", "item"} & set(self.errors)

    @property
    def because(self) -> list[Any]:
        """The reasons of the suggestion, while it stands."""
        return list(self.guess.because) if self.typed["role"] == self.guess.role else []


def cut(text: str) -> str:
    return text if len(text) <= LONGEST_SAMPLE else f"{text[: LONGEST_SAMPLE - 1]}…"
