"""From a guess to the column of a mapping, with the words and options that the file itself gives."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from sonda.apps.surveys.choices import RESPONSE_COLUMNS, Role, kind_of
from sonda.apps.transfers.mapping.columns import SINGLE, Column
from sonda.apps.transfers.profiling.profile import ColumnProfile, Profile
from sonda.apps.transfers.suggesting import words as say
from sonda.apps.transfers.suggesting.guess import Guess
from sonda.apps.transfers.suggesting.ticks import apart, ticks_of

TAKEN: Final = {*RESPONSE_COLUMNS, "wave"}


def column_of(guess: Guess, profile: ColumnProfile, *, language: str, taken: set[str]) -> Column | None:
    """The column of a mapping that a guess stands for, under a key that nobody has; None for one left out.

    `language` is that of the file's words.
    """
    if not guess.role:
        return None
    label = profile.label.strip()
    key = SINGLE.get(Role(guess.role)) or free_key(say.key_from(guess.name), taken)
    taken.add(key)
    named = guess.role not in (Role.RESPONDENT, Role.WAVE, Role.WEIGHT, Role.PERIOD)
    return Column(
        name=guess.name,
        role=guess.role,
        key=key,
        kind=kind_of(guess.role),
        low=guess.low,
        high=guess.high,
        missing=frozenset(guess.missing),
        values=guess.values or names_of(guess, profile),
        date_formats=guess.date_formats,
        text={language: label} if label else {},
        short={language: shorter(label or say.readable(guess.name))} if named else {},
        item=guess.item,
        options=options_of(guess, profile, language),
    )


def options_of(guess: Guess, profile: ColumnProfile, language: str) -> dict[str, dict[str, str]]:
    """The labels of an SPSS file as the words of its answers."""
    if guess.role in (Role.EVENT, Role.VOICE):
        return {}
    kept = {code: label for code, label in profile.value_labels.items() if code not in guess.missing and label.strip()}
    return {code: {language: label} for code, label in kept.items()}


def names_of(guess: Guess, profile: ColumnProfile) -> dict[str, str]:
    """The labels of an SPSS file as the names of places and companies: nobody looks for the branch “1”."""
    if guess.role not in (Role.UNIT, Role.REGION, Role.COMPANY):
        return {}
    return {code: label.strip() for code, label in profile.value_labels.items() if label.strip()}


def shorter(text: str, most: int = 60) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def free_key(key: str, taken: set[str]) -> str:
    """The key, or with the first number that makes it free."""
    found, number = key, 2
    while found in taken | TAKEN | set(SINGLE.values()):
        found, number = f"{key[:56]}_{number}", number + 1
    return found


def columns_of(profile: Profile, guesses: Sequence[Guess], *, language: str) -> tuple[Column, ...]:
    """The columns of a mapping from the guesses; a part that only one column can play is played by the first."""
    taken: set[str] = set()
    found: list[Column] = []
    for guess, column in zip(guesses, profile.columns, strict=True):
        if guess.role in SINGLE and SINGLE[Role(guess.role)] in taken:
            guess = replace(guess, role="")
        made = column_of(guess, column, language=language, taken=taken)
        if made and guess.split:
            each = apart(
                replace(made, split=guess.split), ticks_of(column, guess.split), language=language, taken=taken
            )
            taken |= {one.key for one in each}
            found += each
        elif made:
            found.append(made)
    return tuple(found)
