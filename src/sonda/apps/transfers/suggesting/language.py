"""In which language a file's own words are written: decided once for the whole file, by all of its labels."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from sonda.apps.transfers.mapping.columns import Column
from sonda.apps.transfers.profiling.profile import Profile
from sonda.apps.transfers.suggesting.words import parts

LATIN: Final = {  # words that stand in one language only, as `parts` writes them
    "en": {"the", "of", "and", "how", "you", "your", "is", "are", "what", "very", "with", "not", "or", "did",
           "agree", "satisfied", "good", "poor", "yes", "male", "female", "never", "other", "strongly"},
    "pl": {"jak", "czy", "nie", "sie", "dla", "pan", "pani", "panstwa", "bardzo", "raczej", "tak", "oraz", "jest",
           "ocena", "dobrze", "zle", "inne", "kobieta", "nigdy", "zdecydowanie", "ktory", "przez", "odmowa"},
}  # fmt: skip


def language_of(label: str) -> str:
    """The language that the letters or the words of a label show; empty where they show none.

    >>> [language_of(label) for label in ("Задоволеність", "Łatwość", "Jak ocena?", "How was it?", "Plan")]
    ['uk', 'pl', 'pl', 'en', '']
    """
    small = label.casefold()
    if any("а" <= letter <= "ґ" for letter in small):
        return "uk"
    if any(letter in "ąćęłńśźż" for letter in small):
        return "pl"
    words = set(parts(label))
    found = [language for language, known in LATIN.items() if words & known]
    return found[0] if len(found) == 1 else ""


def language_in(labels: Iterable[str], *, reader: str) -> str:
    """The language of most labels that show theirs; else the reader's, or English where that is not written in Latin.

    >>> language_in(["Bardzo źle", "Źle", "Dobrze", "Plan"], reader="en"), language_in(["Ease"], reader="uk")
    ('pl', 'en')
    """
    told = [label for label in labels if label.strip()]
    votes = Counter(language for label in told if (language := language_of(label)))
    if votes:
        return votes.most_common(1)[0][0]
    return "en" if reader == "uk" and told else reader


def language_of_file(profile: Profile, *, reader: str) -> str:
    """The language of the labels of an SPSS file; of any other file, of the names of its columns."""
    labels = [text for column in profile.columns for text in (column.label, *column.value_labels.values()) if text]
    return language_in(labels or [column.name for column in profile.columns], reader=reader)


def is_labelled(profile: Profile) -> bool:
    return any(column.label or column.value_labels for column in profile.columns)


def language_in_use(columns: Iterable[Column]) -> str:
    """The language in which most words of a mapping are; empty when it has none."""
    found: Counter[str] = Counter()
    for column in columns:
        for words in (column.text, column.short, *column.options.values()):
            found.update(words.keys())
    return found.most_common(1)[0][0] if found else ""


def relabelled(columns: Iterable[Column], *, was: str, now: str) -> tuple[Column, ...]:
    """The columns with the words of one language called those of another; words that are there already stay."""
    return tuple(
        replace(
            column,
            text=renamed(column.text, was, now),
            short=renamed(column.short, was, now),
            options={code: renamed(words, was, now) for code, words in column.options.items()},
        )
        for column in columns
    )


def renamed(words: Mapping[str, str], was: str, now: str) -> dict[str, str]:
    if was not in words or now in words:
        return dict(words)
    return {now if language == was else language: text for language, text in words.items()}
