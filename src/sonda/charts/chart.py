"""What a chart hands to a page, a report or a reader of the screen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sonda.methods import numbers

Spec = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One value of a table and how it is shown; the value itself is left as the method gave it.

    `kind` is text, count, number, points (always signed), percent, interval or p. An interval's value is a pair.

    >>> Cell(value=0.8229, kind="percent").shown("en"), Cell(value=(-0.7, 4.4), kind="interval").shown("en")
    ('82.3%', '−0.7 to\\xa0+4.4')
    """

    value: Any
    kind: str = "text"
    digits: int = 1
    share: bool = False  # an interval whose limits are shares of one
    sign: bool = False  # an interval of a score that may lie on either side of zero

    def shown(self, language: str) -> str:
        """The cell as a reader of this language expects it."""
        match self.kind:
            case "interval":
                low, high = self.value or (None, None)
                signed = self.sign or (low is not None and low < 0)
                return numbers.interval(low, high, self.digits, signed, self.share, language=language)
            case "text":
                return numbers.NOTHING if self.value in (None, "") else str(self.value)
            case "count":
                return numbers.count(self.value, language=language)
            case "percent":
                return numbers.percent(self.value, self.digits, language=language)
            case "points":
                return numbers.points(self.value, self.digits, language=language)
            case "p":
                return numbers.p_value(self.value, language=language)
        return numbers.number(self.value, self.digits, language=language)

    @property
    def numeric(self) -> bool:
        """Does the cell stand to the right, in tabular figures?"""
        return self.kind != "text"


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of the table; `keep` 0 stays on every screen, 1 leaves a phone, 2 leaves earlier."""

    key: str
    label: str
    numeric: bool = True
    keep: int = 0


@dataclass(frozen=True, kw_only=True)
class Action:
    """The one step a finding asks for: a key for the page's buttons and the name it concerns."""

    key: str
    about: str = ""


@dataclass(frozen=True, kw_only=True)
class Chart:
    """A claim with its proof: sentence, figure, table, method, and what would make it surer.

    `finding` never says more than the intervals allow; `lead` is the number in the deck that the page sets in bold.
    `spec` is drawn in columns of at least `narrow_below` pixels, `narrow` in those below. `rows` hold the result's own
    values, one `Cell` per column. Where they would be too many to read, `rows` is a selection, `rows_note`
    says so, and `every_row` holds the whole for a file.
    """

    key: str
    finding: str
    verdict: str
    n: int
    spec: Spec
    caption: str
    description: str
    deck: str = ""
    lead: str = ""
    narrow: Spec | None = None
    wide: bool = False  # a figure of columns, which takes the whole width of a page
    columns: tuple[Column, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    every_row: tuple[tuple[Cell, ...], ...] = ()
    rows_note: str = ""
    how: tuple[tuple[str, str], ...] = ()
    surer: str | None = None
    notes: tuple[str, ...] = ()
    language: str = "en"
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def deck_parts(self) -> tuple[str, str, str]:
        """The deck cut about its number, so that the page can set the number in bold."""
        before, lead, after = self.deck.partition(self.lead) if self.lead else (self.deck, "", "")
        return before, lead, after

    @property
    def narrow_below(self) -> int:
        """Columns narrower than this take the narrow drawing."""
        return int(self.spec.get("usermeta", {}).get("narrowBelow", 420)) if self.spec else 420

    @property
    def specs(self) -> Spec:
        """Both drawings as the page's element reads them."""
        return {"wide": self.spec, "narrow": self.narrow or self.spec, "narrowBelow": self.narrow_below}

    @property
    def heights(self) -> tuple[int, int]:
        """Pixels that the two drawings will take, so that a page can keep room for them."""
        return tuple(_height(spec) for spec in (self.spec, self.narrow or self.spec))  # type: ignore[return-value]

    def table(self) -> list[list[str]]:
        """The table as text, head first: what an export writes and a test reads."""
        head = [column.label for column in self.columns]
        return [head, *([cell.shown(self.language) for cell in row] for row in self.rows)]


def _height(spec: Spec) -> int:
    padding = spec["padding"]
    return int(spec["height"] + padding["top"] + padding["bottom"])


def columns(*parts: tuple[str, str] | tuple[str, str, int]) -> tuple[Column, ...]:
    """Columns from (key, label[, keep]); the first one names the row and is text."""
    return tuple(
        Column(key=part[0], label=part[1], numeric=i > 0, keep=part[2] if len(part) > 2 else 0)
        for i, part in enumerate(parts)
    )


def groups(results: Any) -> list[tuple[str | None, Any]]:
    """One result, or (group, result) pairs as an Analysis holds them, as pairs."""
    if isinstance(results, Sequence) and not isinstance(results, str):
        return [pair if isinstance(pair, tuple) else (None, pair) for pair in results]
    return [(None, results)]
