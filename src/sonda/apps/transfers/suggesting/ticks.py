"""Several answers in one cell (“price, service”): each of them becomes a question of its own, answered yes or no.

So every count is a share of the people who answered, whatever else they ticked beside.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import count
from typing import Final

from django.utils.translation import gettext, override

from sonda.apps.transfers.mapping.columns import Column
from sonda.apps.transfers.profiling.profile import ColumnProfile
from sonda.apps.transfers.reading.cells import parts_of
from sonda.apps.transfers.suggesting.words import key_from
from sonda.methods.result import N_

MOST = 30  # answers to tick
OFTEN = 0.7  # of all ticks: answers that stand in several combinations
SEVERAL = 0.1  # of the cells
LANGUAGES: Final = ("pl", "uk", "en")
YES, NO, ANOTHER = N_("yes"), N_("no"), N_("another answer")
ELSE = "_else"
STEM = 28  # letters of the key of a question that each of its answers has in its own


def separator_of(profile: ColumnProfile) -> str:
    """What stands between the answers in a cell, where cells hold several of a few; empty where they do not.

    The parts must stand in several combinations: “Warsaw, PL” and “Cracow, PL” are places, not ticks.
    """
    if profile.kind != "text" or profile.value_labels or profile.longest > 300:
        return ""
    texts = [text for text, _n in profile.values]
    split = ";" if sum(";" in text for text in texts) > sum(", " in text for text in texts) else ","
    several = sum(n for text, n in profile.values if len(parts_of(text, split)) > 1)
    if several < max(2, SEVERAL * sum(n for _text, n in profile.values)):
        return ""
    found = combinations(profile, split)
    ticked = sum(found.values())
    often = sum(n for n in found.values() if n > 1)
    few = len(ticks_of(profile, split)) <= MOST
    return split if len(texts) > 2 and few and often >= OFTEN * ticked else ""


def combinations(profile: ColumnProfile, split: str) -> Counter[str]:
    """In how many different cells each answer stands."""
    return Counter(part for text, _n in profile.values for part in dict.fromkeys(parts_of(text, split)))


def ticks_of(profile: ColumnProfile, split: str) -> list[str]:
    """The answers that come again, the most frequent first; words of somebody's own do not."""
    found: Counter[str] = Counter()
    for text, n in profile.values:
        found.update(dict.fromkeys(parts_of(text, split), n))
    again = combinations(profile, split)
    return [part for part, n in found.most_common() if n > 1 or again[part] > 1]


def apart(
    column: Column, parts: Sequence[str], *, language: str, taken: Collection[str] = (), kept: Sequence[Column] = ()
) -> tuple[Column, ...]:
    """One column for each of these answers, and one for whoever gave another; under keys that are not `taken`.

    `kept` are those that there were before: where the question is the same, their keys and words stay.
    """
    known = tuple(parts)[:MOST]
    was = together(kept) if kept else None
    same = was is not None and bool(was.split) and was.key == column.key
    before = {each.part: each for each in kept if each.part or set(each.besides) == set(known)} if same else {}
    made = []
    for part, key in zip((*known, ""), keys_of(column.key, known, taken), strict=True):
        one = replace(
            column,
            key=key,
            part=part,
            besides=() if part else known,
            text=named(column.text, part),
            short=named(column.short or {language: column.name}, part),
            options=options(),
        )
        if was and part in before:
            old = before[part]
            one = replace(one, key=old.key, options=old.options)
            one = replace(one, text=old.text) if column.text == was.text else one
            one = replace(one, short=old.short) if column.short == was.short else one
        made.append(one)
    return tuple(made)


def keys_of(key: str, parts: Sequence[str], taken: Collection[str]) -> list[str]:
    """A key for each of these answers and for another, with one beginning that nobody else has."""
    ends = [*(ending(part, place) for place, part in enumerate(parts, 1)), ELSE]
    for number in count(1):
        stem = key[:STEM] if number == 1 else f"{key[: STEM - 6]}_{number}"
        if f"{stem}{ELSE}" in taken:
            continue
        ours: set[str] = set()
        found = [free(stem + end, ours) for end in ends]
        if ours.isdisjoint(taken):
            return found
    raise AssertionError  # numbers do not end


def together(columns: Sequence[Column]) -> Column:
    """The column as it was before it was taken `apart`; any other is the first of them."""
    first = columns[0]
    if not first.split:
        return first
    text, short = (
        {code: words.removesuffix(f": {first.part}") for code, words in texts.items()}
        for texts in (first.text, first.short)
    )
    key = columns[-1].key.removesuffix(ELSE)
    return replace(first, key=key, part="", besides=(), text=text, short=short, options={})


def known_ticks(columns: Sequence[Column], profile: ColumnProfile, split: str) -> list[str]:
    """The answers to tick: those that are counted already, else those that the file shows."""
    known = [column.part for column in columns if column.part and column.split == split]
    return known or ticks_of(profile, split)


def named(texts: dict[str, str], part: str) -> dict[str, str]:
    found = {}
    for language, words in texts.items():
        with override(language):
            found[language] = f"{words}: {part or gettext(ANOTHER)}"
    return found


def options() -> dict[str, dict[str, str]]:
    """“Yes” and “no” by language."""
    found: dict[str, dict[str, str]] = {"yes": {}, "no": {}}
    for language in LANGUAGES:
        with override(language):
            found["yes"][language], found["no"][language] = gettext(YES), gettext(NO)
    return found


def ending(part: str, place: int) -> str:
    key = key_from(part)[:24].strip("_")
    return f"_{place if key == 'column' else key}"


def free(key: str, taken: set[str]) -> str:
    found, number = key, 2
    while found in taken:
        found, number = f"{key}_{number}", number + 1
    taken.add(found)
    return found
