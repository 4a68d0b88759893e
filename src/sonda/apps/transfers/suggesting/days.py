"""A column as the day of the answer: how its days are written, and which of them mean that there was none."""

from collections.abc import Iterable, Iterator
from contextlib import suppress

from sonda.apps.surveys.choices import Role
from sonda.apps.transfers.mapping.dates import EXCEL, USUAL, counted_by_excel, written
from sonda.apps.transfers.suggesting import words as say
from sonda.apps.transfers.suggesting.guess import Guess
from sonda.apps.transfers.suggesting.seen import Seen
from sonda.methods.result import N_, Note

NEVER = "1980-01-01"  # what LimeSurvey writes for answers that were not sent off


def is_of_days(column: Seen) -> bool:
    """Whether the numbers of a column are days, as its name says and its values allow."""
    named = say.DAY.search(column.joined) and ("time" not in column.joined or "timestamp" in column.joined)
    return column.profile.kind == "number" and bool(column.profile.date_formats) and bool(named)


def day_of_answer(column: Seen) -> Guess:
    """The guess that this column says when people answered."""
    formats, notes = how_written(column)
    texts = [text for text, _n in column.profile.values]
    never = tuple(text for text in texts if text.startswith(NEVER))
    if len(never) == len(texts):
        never = ()
    if never:
        text = N_("%(value)s is what LimeSurvey writes where nothing was sent off; it is taken as “no answer”.")
        notes = (*notes, Note(text=text, values={"value": never[0]}))
    missing = (*column.codes.missing, *never)
    return Guess(name=column.name, role=Role.PERIOD, date_formats=formats, missing=missing, because=notes)


def an_example(cells: Iterable[str]) -> Iterator[Note]:
    """The first of these cells that is a day as Excel counts it; others say that there was none."""
    for cell in cells:
        with suppress(ValueError):
            day = counted_by_excel(cell).isoformat()
            text = N_("Its numbers are days as Excel counts them: %(value)s is %(day)s.")
            yield Note(text=text, values={"value": cell, "day": day})
            return


def how_written(column: Seen) -> tuple[tuple[str, ...], tuple[Note, ...]]:
    """The formats that a mapping has to name, and what a person should know of them."""
    formats, several = tuple(column.profile.date_formats), tuple(column.profile.date_several)
    if not formats and not several:
        return (), ()
    if not formats:
        told = {"formats": ", ".join(map(written, several))}
        text = N_("The dates are written in several ways (%(formats)s); each is read in the first that fits.")
        return several, (Note(text=text, values=told),)
    if formats[0] in USUAL:
        return (), ()
    if formats[0] == EXCEL:
        return formats[:1], tuple(an_example([text for text, _n in column.profile.values]))
    if len(formats) > 1:
        told = {"formats": ", ".join(map(written, formats))}
        text = N_("The dates can be read in several ways (%(formats)s); see whether the first is right.")
        return formats[:1], (Note(text=text, values=told),)
    return formats[:1], ()
