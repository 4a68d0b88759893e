"""What one column probably means, and what is true of every guess of a rating."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sonda.methods.result import N_, Note
from sonda.methods.written import written_number

TWO_WAYS = N_("Some cells have a percent sign and others do not: with it 45 counts as 45, without it 0.45 as 0.45.")


@dataclass(frozen=True, kw_only=True)
class Guess:
    """What one column probably means; `role` is empty for one that is better left out."""

    name: str
    role: str = ""
    low: float | None = None
    high: float | None = None
    missing: tuple[str, ...] = ()
    values: dict[str, str] = field(default_factory=dict)
    date_formats: tuple[str, ...] = ()
    item: str = ""
    split: str = ""  # between several answers in a cell
    because: tuple[Note, ...] = ()


ONE_OFF = N_("%(codes)s is off the scale %(low)s–%(high)s, so it is taken as “no answer”.")
SEVERAL_OFF = N_("%(codes)s and %(last)s are off the scale %(low)s–%(high)s, so they are taken as “no answer”.")
ONE_BORROWED = N_("%(codes)s does not occur here; on this scale another column has it for “no answer”.")
SEVERAL_BORROWED = N_(
    "%(codes)s and %(last)s do not occur here; on this scale other columns have them for “no answer”."
)


def off_the_scale(guess: Guess, *, own: Sequence[str], meant: Sequence[str]) -> Guess:
    """A rating whose codes for “no answer” are all off its scale, or `meant` so by their label; with the reason.

    Those that are not its `own` come from other columns on the same scale, and the reason says so.
    """
    low, high = guess.low or 0, guess.high or 0
    numbers = {code: written_number(code) for code in guess.missing}
    off = [code for code, number in numbers.items() if number is None or not low <= number <= high]
    held = [code for code in off if code in own]
    borrowed = [code for code in off if code not in own]
    notes = []
    for codes, one, several in ((held, ONE_OFF, SEVERAL_OFF), (borrowed, ONE_BORROWED, SEVERAL_BORROWED)):
        told = {"codes": ", ".join(codes[:-1]) or "".join(codes), "last": "".join(codes[-1:]), "low": low, "high": high}
        notes += [Note(text=one if len(codes) == 1 else several, values=told)] if codes else []
    missing = tuple(code for code in guess.missing if code in off or code in meant)
    return replace(guess, missing=missing, because=(*guess.because, *notes))
