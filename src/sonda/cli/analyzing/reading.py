"""The result of an analysis as a table to read, with its warnings below."""

import sys
from io import TextIOWrapper
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text


def show(answer: dict[str, Any]) -> None:
    """Print the rows and what stands beside them on stdout, the warnings on stderr."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal of old knows no box lines and not every letter
    # A pipe has no width: nothing may be cut there.
    console = Console(file=sys.stdout, width=None if sys.stdout.isatty() else 10_000, highlight=False, emoji=False)
    with console.capture() as drawn:
        draw(console, answer)
    sys.stdout.write(drawn.get())  # not by rich, which makes a failure of a closed pipe
    sys.stdout.flush()
    for warning in answer["warnings"]:
        print(f"warning: {warning}", file=sys.stderr)


def draw(console: Console, answer: dict[str, Any]) -> None:
    rows = answer["rows"]
    beside = {key: value for key, value in answer.items() if key not in ("method", "version", "rows", "warnings")}
    console.print(Text(f"{answer['method']} (version {answer['version']}), n = {beside.pop('n'):,}"))
    lists = {key: value for key, value in beside.items() if isinstance(value, list)}
    inner = {key: row[key] for row in rows for key in row if isinstance(row[key], list)}
    if rows:
        console.print(table([{key: value for key, value in row.items() if key not in inner} for row in rows]))
    for row in rows:
        for key in inner:
            console.print(Text(f"{row.get('group', '')} {key}".strip()))
            console.print(table(row[key]))
    for key, value in beside.items():
        if key not in lists:
            console.print(Text(f"{key}: {line(value)}"))
    for key, value in lists.items():
        console.print(Text(f"{key}:"))
        console.print(table(value))


def table(rows: list[dict[str, Any]]) -> Table:
    names = list(dict.fromkeys(key for row in rows for key in row))
    drawn = Table(box=box.SIMPLE_HEAD)
    for name in names:
        figures = all(isinstance(row.get(name), int | float | None) for row in rows)
        drawn.add_column(Text(name), justify="right" if figures else "left")
    for row in rows:
        drawn.add_row(*(Text(cell(row.get(name))) for name in names))
    return drawn


def cell(value: Any) -> str:
    """A number with as many decimals as can be told apart at a glance.

    >>> cell(40.3984), cell(0.00042), cell(None), cell(2746)
    ('40.40', '0.0004', '–', '2,746')
    """
    if value is None:
        return "–"
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:,.2f}" if abs(value) >= 10 else f"{value:.4f}"


def line(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {cell(each)}" for key, each in value.items())
    return cell(value)
