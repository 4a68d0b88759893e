"""What an earlier mapping cannot say of a new file: columns that hold something else now, new codes, new ratings.

What was wanted before is suggested anew, as a question of its own. Of the new columns only scores, ratings and what
tells who left are suggested: left out in silence they would be missed. The others wait until a person speaks of them.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from sonda.apps.surveys.choices import Kind, Role
from sonda.apps.surveys.models import Question
from sonda.apps.transfers.mapping.columns import SINGLE, Column
from sonda.apps.transfers.profiling.profile import ColumnProfile, Profile
from sonda.apps.transfers.suggesting.columns import column_of
from sonda.apps.transfers.suggesting.drift import TOLD, Drift
from sonda.apps.transfers.suggesting.roles import Guess
from sonda.apps.transfers.suggesting.scales import codes_of
from sonda.apps.transfers.suggesting.words import key_from
from sonda.methods.result import N_, Note

SCORES: Final = {Role.NPS, Role.CSAT, Role.CES}
LEFT: Final = {Role.EVENT, Role.DURATION, Role.CAUSE, Role.DESTINATION}
ONCE: Final = {*SINGLE, *SCORES, *LEFT}  # one column of a file is this
MISSED: Final = {
    *SCORES, *LEFT, Role.TOUCHPOINT, Role.PERFORMANCE, Role.IMPORTANCE, Role.EXPECTATION, Role.PERCEPTION,
    Role.KANO_FUNCTIONAL, Role.KANO_DYSFUNCTIONAL,
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Renewed:
    """The columns of an earlier mapping on a new file, what was suggested beside them, and what waits."""

    columns: tuple[Column, ...]
    n_waiting: int = 0
    notes: tuple[Note, ...] = ()


def renewed(
    profile: Profile, drift: Drift, guesses: Mapping[str, Guess], *, bank: Iterable[Question],
    left_out: Collection[str], language: str,
) -> Renewed:  # fmt: skip
    """The drifted columns with suggestions where the earlier mapping fits no more; `bank` holds the survey's questions,
    `left_out` the columns that were there before and that nobody wanted."""
    profiled = {column.name: column for column in profile.columns}
    questions = {question.key: question for question in bank}
    wordy = [column.name for column in drift.columns if not speaks_of(profiled[column.name], column)]
    other = [
        column.name
        for column in drift.columns
        if column.name not in wordy and means_another(profiled[column.name], column, guesses[column.name])
    ]
    wordy, other = list(dict.fromkeys(wordy)), list(dict.fromkeys(other))
    changed = [*wordy, *other]
    there = [column for column in drift.columns if column.name not in changed]
    kept = [with_codes(column, profiled[column.name], guesses[column.name]) for column in there]
    codes = [f"{now.name}: {code}" for was, now in zip(there, kept, strict=True) for code in now.missing - was.missing]
    taken = {column.key for column in drift.columns} | set(questions)
    played = {column.role for column in kept}
    new: list[Column] = []
    missed = [name for name in drift.added if name not in left_out and guesses[name].role in MISSED]
    for name in (*changed, *missed):
        guess = guesses[name]
        if guess.role in ONCE and guess.role in played:
            continue
        made = column_of(guess, profiled[name], language=language, taken=taken)
        if made:
            new.append(known_again(made, questions, {column.key for column in (*kept, *new)}))
            played.add(made.role)
    places = {column.name: place for place, column in enumerate(profile.columns)}
    added = [column.name for column in new if column.name not in changed]
    return Renewed(
        columns=tuple(sorted((*kept, *new), key=lambda column: places[column.name])),
        n_waiting=len(drift.added) - len(added),
        notes=(*told(wordy, other, sorted(added, key=places.__getitem__), sorted(codes)),),
    )


def speaks_of(profile: ColumnProfile, column: Column) -> bool:
    """Whether a mapping's column can still be read: where it wants numbers, there are some."""
    if column.kind not in (Kind.RATING, Kind.NUMBER) or not profile.n:
        return True
    codes = codes_of(profile)
    return bool(codes.numbers) or all(word in column.missing or word in column.values for word in codes.words)


def means_another(profile: ColumnProfile, column: Column, guess: Guess) -> bool:
    """Whether the values cannot play the earlier part, or are scores where the earlier file had names of groups."""
    if not profile.n:
        return False
    codes = codes_of(profile)
    match column.role:
        case Role.SEGMENT | Role.CHOICE:
            return guess.role in SCORES and codes.is_numeric and not (column.values or column.options)
        case Role.WEIGHT:
            return not codes.numbers
        case Role.PERIOD:
            return profile.kind == "text" and not (profile.date_formats or column.date_formats)
    if column.kind != Kind.RATING or column.low is None or column.high is None or not codes.complete:
        return False
    off = {number: n for number, n in codes.numbers.items() if not column.low <= number <= column.high}
    unread = sum(n for number, n in off.items() if f"{number:.15g}" not in column.missing)
    return unread > codes.numbers.total() / 2


def with_codes(column: Column, profile: ColumnProfile, guess: Guess) -> Column:
    """The column with the codes for “no answer” that only the new file holds: words, and numbers off the same scale."""
    if column.kind not in (Kind.RATING, Kind.NUMBER):
        return column
    same = (guess.low, guess.high) == (column.low, column.high)
    held = {text.strip() for text, _n in profile.values}
    found = {*codes_of(profile).missing, *(guess.missing if same else ())} & held - set(column.values)
    return replace(column, missing=column.missing | found) if found else column


def known_again(column: Column, questions: Mapping[str, Question], taken: Collection[str]) -> Column:
    """The column under the key of the survey's own question where that is the same question; it came back."""
    key = key_from(column.name)
    question = questions.get(key)
    if question is None or key in taken:
        return column
    same = (question.kind, question.role, question.scale_low, question.scale_high)
    return replace(column, key=key) if same == (column.kind, column.role, column.low, column.high) else column


def told(changed: list[str], other: list[str], added: list[str], codes: list[str]) -> Iterable[Note]:
    for text, names in (
        (N_("These held numbers before and hold words now, so they are suggested anew: %(columns)s."), changed),
        (
            N_("The answers in these speak for another meaning than before, so they are suggested anew: %(columns)s."),
            other,
        ),
        (N_("New in this file, and suggested below: %(columns)s."), added),
        (N_("New in this file, and taken for “no answer”: %(columns)s."), codes),
    ):
        if names:
            listed = ", ".join(names[:TOLD]) + (" …" if len(names) > TOLD else "")
            yield Note(text=text, values={"columns": listed})
