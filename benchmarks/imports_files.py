"""The files that imports are measured with: people, days, units and twenty answers, the same on every machine."""

from pathlib import Path

import duckdb

from sonda.engine import duck

ANSWERS = 20
RATED = [f"q{number:02}" for number in range(1, ANSWERS)]


def write(file: Path, people: int, *, comment: int = 0) -> Path:
    """So many people as CSV or Parquet, as the name says; with a comment of so many letters each."""
    rated = ", ".join(f"(hash(i * {31 + place}) % 5 + 1)::TINYINT AS {name}" for place, name in enumerate(RATED))
    told = f", repeat(md5(i::VARCHAR) || ' ', {-(-comment // 33)})[:{comment}] AS note" if comment else ""
    duckdb.connect().execute(
        f"COPY (SELECT 'p' || i AS person, DATE '2025-01-01' + (hash(i * 7) % 540)::INT AS day,"
        f" 'unit ' || hash(i * 3) % 40 AS unit, (hash(i) % 11)::TINYINT AS nps, {rated}{told}"
        f" FROM range({people}) AS people(i)) TO {duck.text(str(file))}"
    )
    return file


def write_mapping(file: Path, *, comment: bool = False) -> Path:
    roles = {"person": "respondent", "day": "period", "unit": "unit", "nps": "nps"}
    columns = [f'{name} = {{ role = "{role}" }}' for name, role in roles.items()]
    columns += [f'{name} = {{ role = "touchpoint", scale = [1, 5] }}' for name in RATED]
    columns += ['note = { role = "comment" }'] if comment else []
    file.write_text("\n".join(['format = 1\nsurvey = "visits"\n[columns]', *columns, ""]))
    return file
