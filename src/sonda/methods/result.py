"""What every method hands back: a frozen result that carries its n, its method and version, and a verdict."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from math import isfinite
from typing import Any, ClassVar

CANNOT_TELL = "cannot tell"


@dataclass(frozen=True, kw_only=True)
class Note:
    """A remark that travels with a number: a sentence with named places, so that each language can say it.

    >>> str(Note(text="Group %(group)s has %(n)s answers, too few to judge.", values={"group": "East", "n": 1}))
    'Group East has 1 answers, too few to judge.'
    """

    text: str  # English, with %(name)s places; marked with N_() where it is written
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text % self.values if self.values else self.text


def N_(text: str) -> str:  # noqa: N802 — gettext's own name for "translate this later"
    """Mark a sentence for translation where no language is known yet."""
    return text


@dataclass(frozen=True, kw_only=True)
class Result:
    """The answer of one method for one group of people.

    Field names are those of the command line's contract, so that `rows()` and `top()` need no second vocabulary.
    `verdict` is what the interval allows to say, `CANNOT_TELL` among the choices; `notes` says what a reader must know.
    """

    method: ClassVar[str]
    version: ClassVar[str]

    n: int
    verdict: str = CANNOT_TELL
    notes: tuple[Note, ...] = ()

    def rows(self) -> list[dict[str, Any]]:
        """Rows as the contract names them; by default this result is one row of its own public fields."""
        return [public(self, leave_out=("verdict", "notes"))]

    def top(self) -> dict[str, Any]:
        """Keys that stand beside the rows (`r2`, `icc`, `median`, …)."""
        return {}


def public(thing: Any, leave_out: tuple[str, ...] = ()) -> dict[str, Any]:
    """Fields of a dataclass as a dict, with `None` in place of every number that is not finite."""
    row = {f.name: getattr(thing, f.name) for f in fields(thing) if f.name not in leave_out}
    return {name: None if isinstance(value, float) and not isfinite(value) else value for name, value in row.items()}
