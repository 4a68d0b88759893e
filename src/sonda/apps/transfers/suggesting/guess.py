"""What one column probably means, and what is true of every guess of a rating."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sonda.methods.result import N_, Note
from sonda.methods.written import written_number


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


def off_the_scale(guess: Guess, *, meant: Sequence[str]) -> Guess:
    """A rating whose codes for “no answer” are all off its scale, or `meant` so by their label; with the reason."""
    low, high = guess.low or 0, guess.high or 0
    numbers = {code: written_number(code) for code in guess.missing}
    off = [code for code, number in numbers.items() if number is None or not low <= number <= high]
    told = {"codes": ", ".join(off[:-1]) or "".join(off), "last": off[-1] if off else "", "low": low, "high": high}
    one = N_("%(codes)s is off the scale %(low)s–%(high)s, so it is taken as “no answer”.")
    several = N_("%(codes)s and %(last)s are off the scale %(low)s–%(high)s, so they are taken as “no answer”.")
    notes = [Note(text=one if len(off) == 1 else several, values=told)] if off else []
    missing = tuple(code for code in guess.missing if code in off or code in meant)
    return replace(guess, missing=missing, because=(*guess.because, *notes))
