"""What a file looks like before anybody says what it means: its columns, their values, its first rows."""

from dataclasses import asdict, dataclass, field
from typing import Any

PREVIEWED = 20  # rows
VALUES = 50  # different values of a column that are listed
COUNTED = 1_000  # different values up to which they are counted


@dataclass(frozen=True, kw_only=True)
class ColumnProfile:
    """One column: how often it is filled, and with what.

    `kind` is `number`, `date`, `text` or `empty`, by the cells that hold something; `values` are the most frequent ones
    as written, with how often; `label` and `value_labels` are those that an SPSS file carries; a question that
    stands below the name is a `label` too.
    """

    name: str
    kind: str
    n: int = 0
    n_blank: int = 0
    n_distinct: int = 0  # not counted beyond `COUNTED`
    values: list[tuple[str, int]] = field(default_factory=list)
    low: float | None = None
    high: float | None = None
    mean: float | None = None
    whole: bool = False  # every number is a whole one
    date_formats: list[str] = field(default_factory=list)  # that fit every date
    date_several: list[str] = field(default_factory=list)  # that it takes to read them, when none fits every date
    longest: int = 0  # characters
    label: str = ""
    value_labels: dict[str, str] = field(default_factory=dict)

    @property
    def is_percent(self) -> bool:
        """Whether its numbers are written with the sign of percent."""
        return self.kind == "number" and self.n_signed > 0.5 * len(self.values)

    @property
    def mixes_percent(self) -> bool:
        """Whether some of its numbers are written with the sign of percent and others without."""
        return self.kind == "number" and 0 < self.n_signed < sum(text.strip() != "0" for text, _n in self.values)

    @property
    def n_signed(self) -> int:
        return sum(text.endswith("%") for text, _n in self.values)


@dataclass(frozen=True, kw_only=True)
class Profile:
    """A whole file as the wizard shows it."""

    n_rows: int
    columns: list[ColumnProfile]
    preview: list[list[str]] = field(default_factory=list)
    notes: list[dict[str, Any]] = field(default_factory=list)  # {text, values}: what was detected
    encoding: str = ""  # of a text file, with its separator
    separator: str = ""
    sheet: str = ""  # of a workbook, with all its sheets
    sheets: list[str] = field(default_factory=list)
    header_row: int = 1
    skip_below: int = 0  # rows below the names that are no answers
    skip_end: int = 0  # rows below the last answer

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, packed: dict[str, Any]) -> "Profile":
        columns = [
            ColumnProfile(**{**column, "values": [(text, n) for text, n in column["values"]]})
            for column in packed["columns"]
        ]
        return cls(**{**packed, "columns": columns})
