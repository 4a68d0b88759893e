"""Answers a second from a file into the truth and the columnar store together, against the bare way of doing both.

100,000 people with 20 answers each; a million with `--full`, or as many as SONDA_BENCH_PEOPLE says. The floor reads the
same file with DuckDB, stores the rows as JSON with `executemany` into SQLite and writes the columns as Parquet: no
checks, one index, one transaction. PostgreSQL is measured where its programs are installed.
"""

import os
import tempfile
from pathlib import Path

from benchmarks.imports_files import ANSWERS, write, write_mapping
from benchmarks.imports_floor import floor
from benchmarks.imports_run import run
from benchmarks.line import Line
from benchmarks.postgresql import postgresql

PEOPLE = int(
    os.environ.get("SONDA_BENCH_PEOPLE") or (1_000_000 if os.environ.get("SONDA_BENCH") == "full" else 100_000)
)
WANTED = {"csv": 40_000, "parquet": 100_000}  # answers a second
MEMORY = 600  # MB
WAIT = 20  # seconds
WAITED = "the longest of all; after 20 s it would be asked to come again"


def main() -> list[Line]:
    lines = []
    with tempfile.TemporaryDirectory() as name, postgresql() as server:
        folder = Path(name)
        mapping = write_mapping(folder / "answers.toml")
        for kind, wanted in WANTED.items():
            file = write(folder / f"answers.{kind}", PEOPLE)
            least = floor(file, folder)
            for database, url in {"SQLite": "", "PostgreSQL": server}.items():
                if database == "SQLite" or url:
                    found = run(file, mapping, folder / f"{kind}-{database}", url=url)
                    lines += told(f"{kind} into {database}", found, wanted, least)
            file.unlink()
    return lines


def told(name: str, found: dict[str, float], wanted: float, least: float) -> list[Line]:
    """What one import claims. `found` is in seconds and MB (`imports_run`)."""
    n = PEOPLE * ANSWERS
    seconds, cpu = (found[f"import{kind}"] + found[f"columns{kind}"] for kind in ("", " cpu"))
    steps = f"import {found['import']:.1f} s and columns {found['columns']:.1f} s, {cpu:.1f} s of them our CPU"
    later = f"made again with an equal checksum {found['rebuild']:.1f} s, undone {found['undo']:.1f} s"
    return [
        Line(
            claim=f"{n:,} answers, {name}, thousands a second",
            measured=n / seconds / 1000,
            bound=wanted / 1000,
            at_least=True,
            note=steps,
        ),
        Line(claim="… against the bare way", measured=seconds / least, bound=8, unit="×", note=f"{least:.1f} s"),
        Line(claim="… its memory", measured=found["memory"], bound=MEMORY, unit="MB", note=later),
        Line(claim="… another writer waited", measured=found["waited"], bound=WAIT, unit="s", note=WAITED),
    ]
