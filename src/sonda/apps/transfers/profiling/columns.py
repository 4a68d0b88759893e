"""Columns looked at: one statement for what they are, one for their values and dates, some dozens at a time."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

from sonda.apps.transfers.mapping.dates import written
from sonda.apps.transfers.profiling.dates import (
    DAY_OR_MONTH,
    SEVERAL,
    Dates,
    dates_of,
    formats_like,
    signature,
)
from sonda.apps.transfers.profiling.profile import COUNTED, VALUES, ColumnProfile
from sonda.apps.transfers.reading.checking import Progress
from sonda.engine import cells, duck
from sonda.engine.readers import Field
from sonda.engine.source import Source
from sonda.methods.result import N_, Note
from sonda.methods.written import SPACES

AT_ONCE = 50  # columns in a statement
NEARLY = 0.9  # of the filled cells make a column one of numbers, or of dates
LONGEST_VALUE = 200  # characters; a comment is not a value
HUGE = "1e12"  # what is larger counts as this in a mean, so that no sum overflows
ABOUT = 1.3  # by how much an estimate of the different values may be wrong
NOT_ALL_NUMBERS = N_("Column %(column)s: %(n)s of %(of)s cells are not numbers, “%(value)s” for instance.")
NOT_ALL_DATES = N_("Column %(column)s: %(n)s of %(of)s cells are not dates, “%(value)s” for instance.")
BLANK = "[{}]".format("".join(f"\\x{{{ord(blank):X}}}" for blank in SPACES))
EDGE = f"^{BLANK}|{BLANK}$"
NUMBER = duck.text("[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]{1,2})?")
FIGURES = duck.text("^[-+0-9.,]+")
PERCENT = duck.text(f"[-+0-9.,]+{BLANK}*%")
COMMA = duck.text("[+-]?[0-9]+,[0-9]+")
THOUSANDS = duck.text("[+-]?[0-9]{1,3}(,[0-9]{3})+")


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What was found in one column, before anybody says what it is."""

    filled: int
    numbers: int
    low: float | None
    high: float | None
    mean: float | None
    whole: bool
    longest: int
    odd: str | None  # the first cell that is no number
    values: list[tuple[str, int]]  # the most frequent ones
    n_distinct: int
    dates: Dates
    undated: str | None  # the first cell that is no date


@dataclass(kw_only=True)
class Looked:
    """A file being looked at, and what was noticed."""

    source: Source
    fields: Sequence[Field]
    decimal: str | None
    progress: Progress
    n_rows: int = 0
    notes: list[Note] = field(default_factory=list)
    done: int = 0
    n_steps: int = 10

    def step(self, what: str) -> None:
        self.done += 1
        self.progress(done=min(self.done, self.n_steps), total=self.n_steps, what=what)

    def ask(self, selected: Sequence[str], asked: Sequence[str]) -> dict[str, Any]:
        """One row of figures about expressions of the table."""
        inner = f"SELECT {', '.join(selected)} FROM {self.source.opened.table}"  # noqa: S608 — by place, literals
        (row,) = self.source.run(f"SELECT count(*) AS n_rows, {', '.join(asked)} FROM ({inner})").to_pylist()  # noqa: S608
        return dict(row)

    def note(self, text: str, column: Field, **values: object) -> None:
        self.notes.append(Note(text=text, values={"column": column.name, **values}))


def facts_of_some(looked: Looked, group: Sequence[Field]) -> dict[str, Facts]:
    """Columns at once; half of them and then the others where memory does not suffice."""
    try:
        looked.step(N_("Looking at the columns"))
        seen = what_they_are(looked, group)
        looked.step(N_("Counting values"))
        return with_values(looked, group, seen)
    except MemoryError:
        if len(group) == 1:
            raise
        half = len(group) // 2
        looked.done -= 2
        return facts_of_some(looked, group[:half]) | facts_of_some(looked, group[half:])


def what_they_are(looked: Looked, group: Sequence[Field]) -> list[dict[str, Any]]:
    """For each column: filled, numbers, low, high, whole, longest, distinct (about), the most frequent, odd."""
    selected, asked = [], []
    for i, column in enumerate(group):
        selected += [f"{text(column)} AS t{i}", f"{number(looked, column)} AS n{i}"]
        asked += [
            f"count(t{i}) AS filled_{i}",
            f"count(n{i}) AS numbers_{i}",
            f"min(n{i}) AS low_{i}",
            f"max(n{i}) AS high_{i}",
            f"avg(least(greatest(n{i}, -{HUGE}), {HUGE})) FILTER (WHERE n{i} IS NOT NULL) AS mean_{i}",
            f"coalesce(bool_and(n{i} = trunc(n{i})), false) AS whole_{i}",
            f"max(length(t{i})) AS longest_{i}",
            f"approx_count_distinct(t{i}) AS distinct_{i}",
            f"approx_top_k(CASE WHEN length(t{i}) <= {LONGEST_VALUE} THEN t{i} END, {VALUES}) AS tops_{i}",
            f"min(CASE WHEN n{i} IS NULL THEN t{i} END) AS odd_{i}",
        ]
    row = looked.ask(selected, asked)
    looked.n_rows = row["n_rows"]
    names = ("filled", "numbers", "low", "high", "mean", "whole", "longest", "distinct", "tops", "odd")
    return [{name: row[f"{name}_{i}"] for name in names} for i in range(len(group))]


def with_values(looked: Looked, group: Sequence[Field], seen: list[dict[str, Any]]) -> dict[str, Facts]:
    selected, asked = [], []
    forms: dict[int, list[str]] = {}
    for i, (column, one) in enumerate(zip(group, seen, strict=True)):
        selected.append(f"{text(column)} AS t{i}")
        listed = f"left(t{i}, {LONGEST_VALUE + 1})"  # whatever is cut is no value to be listed
        if one["distinct"] > COUNTED * ABOUT:
            tops = ", ".join(duck.text(top) for top in one["tops"] or () if top and "\0" not in top)
            listed = f"CASE WHEN t{i} IN ({tops}) THEN t{i} END" if tops else "NULL::VARCHAR"
        asked.append(f"histogram({listed}) AS values_{i}")
        forms[i] = formats_like(one["tops"] or (), low=one["low"], high=one["high"], whole=one["whole"])
        if forms[i]:
            bits = signature(f"t{i}", forms[i])
            other = f"CASE WHEN {bits} = 0 THEN t{i} END"
            asked += [f"histogram({bits}) AS dates_{i}", f"min({other}) AS undated_{i}"]
    row = looked.ask(selected, asked)
    found = {}
    for i, (column, one) in enumerate(zip(group, seen, strict=True)):
        values = counts(row[f"values_{i}"])
        many = one["distinct"] > COUNTED * ABOUT or len(values) > COUNTED
        often = sorted(values.items(), key=lambda each: (-each[1], each[0]))
        found[column.name] = Facts(
            filled=one["filled"],
            numbers=one["numbers"],
            low=one["low"],
            high=one["high"],
            mean=one["mean"],
            whole=bool(one["whole"]),
            longest=one["longest"] or 0,
            odd=one["odd"],
            values=[(text, n) for text, n in often if len(text) <= LONGEST_VALUE][:VALUES],
            n_distinct=COUNTED + 1 if many else len(values),
            dates=dates_of(row.get(f"dates_{i}"), forms[i]),
            undated=row.get(f"undated_{i}"),
        )
    return found


def profile(looked: Looked, column: Field, facts: Facts) -> ColumnProfile:
    filled = facts.filled
    kind = "empty" if not filled else "text"
    if filled and facts.numbers >= NEARLY * filled:
        kind = "number"
        if facts.numbers < filled:
            looked.note(NOT_ALL_NUMBERS, column, n=filled - facts.numbers, of=filled, value=short(facts.odd))
    elif filled and facts.dates.n >= NEARLY * filled:
        kind = "date"
        remark(looked, column, facts.dates, filled, facts.undated)
    return ColumnProfile(
        name=column.name,
        kind=kind,
        n=filled,
        n_blank=looked.n_rows - filled,
        n_distinct=facts.n_distinct,
        values=facts.values,
        low=finite(facts.low) if kind == "number" else None,
        high=finite(facts.high) if kind == "number" else None,
        mean=short_mean(facts.mean) if kind == "number" else None,
        whole=facts.whole and kind == "number",
        date_formats=facts.dates.fitting if kind in ("date", "number") else [],
        date_several=[] if facts.dates.fitting or kind != "date" else [form for form, _n in facts.dates.used],
        longest=facts.longest,
        label=looked.source.opened.titles.get(column.name, ""),
        value_labels=looked.source.labels.get(column.name, {}),
    )


def remark(looked: Looked, column: Field, dates: Dates, filled: int, undated: str | None) -> None:
    """What a person should know of a column of dates."""
    if dates.n < filled:
        looked.note(NOT_ALL_DATES, column, n=filled - dates.n, of=filled, value=short(undated))
    if len(dates.used) > 1:
        looked.note(SEVERAL, column, formats=", ".join(f"{written(form)}: {n}" for form, n in dates.used))
    elif dates.day_or_month:
        looked.note(DAY_OR_MONTH, column, formats=", ".join(map(written, dates.fitting)))


def text(column: Field) -> str:
    """The cell's text as `cells.trimmed` has it; only those with a blank at an end pay for the trimming."""
    if column.kind != "text":
        return cells.trimmed(column)
    return (
        f"CASE WHEN regexp_matches({column.sql}, {duck.text(EDGE)}) THEN {cells.trimmed(column)}"
        f" ELSE nullif({column.sql}, '') END"
    )


def number(looked: Looked, column: Field) -> str:
    """The cell's number as an import would read it: it may have a decimal comma, or “%” behind it."""
    if column.kind != "text":
        plain = cells.numeric(column)
        return f"CASE WHEN isfinite({plain}) THEN {plain} END"
    written = text(column)
    bare = f"regexp_extract({written}, {FIGURES})"
    percent, plain = (plain_number(looked, column, each) for each in (bare, written))
    signed = f"CASE WHEN regexp_full_match({written}, {PERCENT}) THEN {percent} END"
    return f"CASE WHEN ends_with({written}, '%') THEN {signed} ELSE {plain} END"


def plain_number(looked: Looked, column: Field, written: str) -> str:
    """The number of a text without a sign of percent."""
    plain = f"CASE WHEN regexp_full_match({written}, {NUMBER}) THEN try_cast({written} AS DOUBLE) END"
    if looked.decimal == ".":
        return plain
    comma = f"regexp_full_match({written}, {COMMA})"
    if looked.source.opened.separator == "," and column.name not in looked.source.decimal_comma:
        comma += f" AND NOT regexp_full_match({written}, {THOUSANDS})"
    return f"CASE WHEN {comma} THEN try_cast(replace({written}, ',', '.') AS DOUBLE) ELSE {plain} END"


def counts(listed: Any) -> dict[str, int]:
    """A histogram of DuckDB, which comes as pairs; texts that no database keeps are left out."""
    pairs = listed.items() if isinstance(listed, dict) else listed or ()
    return {text: int(n) for text, n in pairs if text is not None and "\0" not in text}


def finite(value: float | None) -> float | None:
    return value if value is not None and isfinite(value) else None


def short_mean(value: float | None) -> float | None:
    """As much of a mean as does not depend on the order of its sum."""
    return None if value is None else float(f"{value:.6g}")


def short(text: str | None) -> str:
    text = (text or "").replace("\0", "\ufffd")
    return text if len(text) <= 40 else text[:39] + "…"
