"""Wide files: the different cells of many columns are counted in one walk, and then only they are looked at.

A questionnaire of two thousand columns holds a handful of different cells in each; asked column by column, every cell
would be trimmed and read as a number, and the file be walked through dozens of times.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sonda.apps.transfers.profiling.columns import ABOUT, AT_ONCE, HUGE, LONGEST_VALUE, Facts, Looked, number, text
from sonda.apps.transfers.profiling.dates import Dates, dates_of, formats_like, signature
from sonda.apps.transfers.profiling.profile import COUNTED, VALUES
from sonda.engine import cells
from sonda.engine.readers import Field
from sonda.methods.result import N_

COUNTED_AT_ONCE = 500  # columns in a statement that only counts
TURNED_AT_ONCE = 250  # columns whose cells are put below one another: more take more memory than there is


def facts_of_few(looked: Looked) -> dict[str, Facts]:
    """What is in the columns of few different cells, by name; the others are left to be asked one by one."""
    found: dict[str, Facts] = {}
    looked.n_steps = 2 + len(looked.fields) // TURNED_AT_ONCE
    try:
        looked.step(N_("Looking at the columns"))
        few = with_few(looked)
        for first in range(0, len(few), TURNED_AT_ONCE):
            looked.step(N_("Counting values"))
            found |= facts_of(looked, few[first : first + TURNED_AT_ONCE])
        if len(looked.fields) - len(few) > AT_ONCE and looked.source.opened.encoding:
            looked.source.hold()
    except MemoryError:
        pass  # column by column it takes less
    return found


def with_few(looked: Looked) -> list[Field]:
    """The columns that hold few different cells."""
    few: list[Field] = []
    for first in range(0, len(looked.fields), COUNTED_AT_ONCE):
        group = looked.fields[first : first + COUNTED_AT_ONCE]
        asked = [f"approx_count_distinct({column.sql}) AS n{i}" for i, column in enumerate(group)]
        row = looked.ask([column.sql for column in group], asked)
        looked.n_rows = row["n_rows"]
        few += [column for i, column in enumerate(group) if row[f"n{i}"] <= COUNTED * ABOUT]
    return few


def facts_of(looked: Looked, few: Sequence[Field]) -> dict[str, Facts]:
    read = ", ".join(f"{raw(column)} AS v{place}" for place, column in enumerate(few))
    names = ", ".join(f"v{place}" for place in range(len(few)))
    looked.source.keep(
        "different",
        f"SELECT substr(v, 2)::INTEGER AS place, cell, count(*) AS n FROM (UNPIVOT (SELECT {read} FROM"  # noqa: S608 — by place
        f" {looked.source.opened.table}) ON {names} INTO NAME v VALUE cell) GROUP BY ALL",
    )
    seen: dict[int, dict[str, Any]] = {}
    for kind, places in kinds(looked, few).items():
        sample = few[places[0]]
        cell = Field(name=sample.name, sql="cell", kind="text" if kind != "typed" else "flag")
        among = ", ".join(map(str, places))
        cleaned = f"{text(cell)} AS t, {number(looked, cell)} AS x"
        looked.source.keep(
            f"cleaned_{kind}",
            f"SELECT place, t, any_value(x) AS x, sum(n)::BIGINT AS n FROM (SELECT place, {cleaned}, n FROM different"  # noqa: S608
            f" WHERE place IN ({among})) WHERE t IS NOT NULL GROUP BY place, t",
        )
        seen |= {row["place"]: row for row in looked.source.run(SEEN.format(kind=kind)).to_pylist()}
        for row in looked.source.run(LISTED.format(kind=kind)).to_pylist():
            seen[row["place"]].setdefault("often", []).append((row["value"], row["n"]))
        dated(looked, kind, {place: seen[place] for place in places if place in seen})
    return {column.name: facts(seen.get(place)) for place, column in enumerate(few)}


SEEN = f"""SELECT place, sum(n)::BIGINT AS filled, coalesce(sum(n) FILTER (WHERE x IS NOT NULL), 0)::BIGINT AS numbers,
    min(x) AS low, max(x) AS high,
    sum(least(greatest(x, -{HUGE}), {HUGE}) * n) FILTER (WHERE x IS NOT NULL)
        / sum(n) FILTER (WHERE x IS NOT NULL) AS mean,
    coalesce(bool_and(x = trunc(x)), false) AS whole, max(length(t)) AS longest,
    min(t) FILTER (WHERE x IS NULL) AS odd,
    count(DISTINCT left(t, {LONGEST_VALUE + 1})) FILTER (WHERE NOT contains(t, chr(0))) AS n_distinct
    FROM cleaned_{{kind}} GROUP BY place"""  # noqa: S608 — by place
LISTED = f"""SELECT place, t AS value, n FROM cleaned_{{kind}}
    WHERE length(t) <= {LONGEST_VALUE} AND NOT contains(t, chr(0))
    QUALIFY row_number() OVER (PARTITION BY place ORDER BY n DESC, t) <= {VALUES} ORDER BY place, n DESC, t"""  # noqa: S608


def raw(column: Field) -> str:
    """The cell as text: as it stands, because only the different ones are worth trimming."""
    return column.sql if column.kind == "text" else cells.trimmed(column)


def kinds(looked: Looked, few: Sequence[Field]) -> dict[str, list[int]]:
    """The places of columns whose cells are read as numbers in one way."""
    found: dict[str, list[int]] = defaultdict(list)
    for place, column in enumerate(few):
        with_comma = column.name in looked.source.decimal_comma
        found["typed" if column.kind != "text" else "comma" if with_comma else "plain"].append(place)
    return found


def dated(looked: Looked, kind: str, seen: dict[int, dict[str, Any]]) -> None:
    """In which formats the dates of these columns are written; columns with the same ones are asked together."""
    alike: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, one in seen.items():
        tops = [value for value, _n in one.get("often", ())]
        alike[tuple(formats_like(tops, low=one["low"], high=one["high"], whole=one["whole"]))].append(place)
    for forms, places in alike.items():
        if not forms:
            continue
        asked = (
            f"SELECT place, bits, sum(n)::BIGINT AS n, min(t) AS first FROM (SELECT place, t, n,"  # noqa: S608 — literals
            f" {signature('t', forms)} AS bits FROM cleaned_{kind} WHERE place IN ({', '.join(map(str, places))}))"
            f" GROUP BY place, bits"
        )
        bits: dict[int, dict[int, int]] = defaultdict(dict)
        for row in looked.source.run(asked).to_pylist():
            bits[row["place"]][row["bits"]] = row["n"]
            if not row["bits"]:
                seen[row["place"]]["undated"] = row["first"]
        for place, found in bits.items():
            seen[place]["dates"] = dates_of(found, forms)


def facts(one: dict[str, Any] | None) -> Facts:
    """A column's facts; one that nobody saw holds nothing."""
    one = one or {}
    return Facts(
        filled=one.get("filled", 0),
        numbers=one.get("numbers", 0),
        low=one.get("low"),
        high=one.get("high"),
        mean=one.get("mean"),
        whole=one.get("whole", False),
        longest=one.get("longest", 0),
        odd=one.get("odd"),
        values=one.get("often", []),
        n_distinct=min(one.get("n_distinct", 0), COUNTED + 1),
        dates=one.get("dates") or Dates(),
        undated=one.get("undated"),
    )
