"""A home with very many answers, for the benchmark of pages: `python -m benchmarks.pages_home FOLDER N`.

One organisation, one survey of 22 questions of which a respondent answers about 20: NPS, CSAT, CES, twelve touchpoints
with gaps, two pairs of expectation and perception, and how long customers stay, whether they left and why; with 40
units in 8 regions, three segments, three languages, weights, four voices and 24 months. Equal on every machine.

Up to `IMPORTED` respondents come in by the product's own import, into the truth and the columnar store. Of more, only
that many thousandths do: the others are written straight to the columnar store by the engine's writer, and the truth
gets the last one alone. Pages read of the truth which answer came last, and count nothing but the store.
"""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb

LOGIN, PASSWORD = "bench@example.com", "forty-two-benches"
KEY = "relationship"
IMPORTED, BEFOREHAND = 2_000_000, 1_000
PIECE = 500_000  # rows that are written to the store at once
TOUCHPOINTS = [f"t{at:02}" for at in range(1, 13)]
RATED = ("recommend", "satisfaction", "effort", *TOUCHPOINTS, "e1", "e2", "p1", "p2", "tenure")

# One person's mood moves all their ratings; h(k) is their own chance for one thing, 0–1.
ROWS = """
WITH people AS (
    SELECT i, (hash(i) % 1000) / 1000 AS mood, hash(i * 7) % 40 AS u, hash(i * 11) % 730 AS d, hash(i * 13) % 50 AS v,
           hash(i * 17) % 4 AS plan, hash(i * 19) % 3 AS channel, hash(i * 23) % 5 AS age, hash(i * 29) % 3 AS tongue
    FROM range({first}, {last}) AS rows(i)
)
SELECT i + 1 AS id, 'p' || i AS respondent,
       CASE WHEN v = 0 THEN 'manager' WHEN v = 1 THEN 'employee' WHEN v < 5 THEN 'competitor' ELSE 'customer' END
           AS voice,
       CASE WHEN v BETWEEN 2 AND 4 THEN 'Rival' ELSE 'Ours' END AS company,
       DATE '2024-01-01' + d::INT AS answered_on, strftime(DATE '2024-01-01' + d::INT, '%Y-%m') AS month,
       'Unit ' || lpad(u::VARCHAR, 2, '0') AS unit, 'Region ' || (u % 8) AS region,
       CASE tongue WHEN 0 THEN 'pl' WHEN 1 THEN 'uk' ELSE 'en' END AS language,
       0.5 + (hash(i * 31) % 11) / 10 AS weight,
       'plan ' || plan AS plan, 'channel ' || channel AS channel, 'age ' || age AS age,
       {ratings},
       tenure, CASE WHEN gone THEN 'yes' ELSE 'no' END AS "left",
       CASE WHEN gone THEN 'reason ' || hash(i * 37) % 6 END AS reason
FROM (SELECT *, 1 + hash(i * 41) % 72 AS tenure, hash(i * 43) % 100 < 20 AS gone FROM people)
"""

MAPPING = """
format = 1
survey = "relationship"
organization = {{ slug = "bench", name = "Bench", language = "en" }}
title = {{ en = "Relationship survey" }}
languages = ["en"]
[columns]
respondent = {{ role = "respondent" }}
answered_on = {{ role = "period" }}
voice = {{ role = "voice" }}
company = {{ role = "company" }}
unit = {{ role = "unit" }}
region = {{ role = "region" }}
language = {{ role = "language" }}
weight = {{ role = "weight" }}
plan = {{ role = "segment", short = {{ en = "Plan" }} }}
channel = {{ role = "segment", short = {{ en = "Channel" }} }}
age = {{ role = "segment", short = {{ en = "Age" }} }}
recommend = {{ role = "nps", short = {{ en = "Recommendation" }} }}
satisfaction = {{ role = "csat", short = {{ en = "Satisfaction" }} }}
effort = {{ role = "ces", short = {{ en = "Effort" }} }}
tenure = {{ role = "duration", short = {{ en = "Tenure" }} }}
left = {{ role = "event", short = {{ en = "Leaving" }} }}
reason = {{ role = "cause", short = {{ en = "Reason" }} }}
{touchpoints}
{pairs}
[dimensions]
care = {{ en = "Care" }}
"""


def ratings() -> str:
    def score(low: int, high: int, name: str, salt: int, *, gap: int = 0) -> str:
        own = f"(hash(i * {salt}) % 1000) / 1000"
        value = f"least({low} + floor({high - low + 1} * (0.55 * mood + 0.45 * {own}) * 1.08), {high})::INT"
        return f"CASE WHEN hash(i * {salt + 2}) % 100 >= {gap} THEN {value} END AS {name}"

    found = [score(0, 10, "recommend", 101), score(1, 5, "satisfaction", 103), score(1, 7, "effort", 107)]
    found += [score(1, 5, name, 211 + 6 * at, gap=4 * at) for at, name in enumerate(TOUCHPOINTS)]
    found += [score(1, 7, name, 401 + 6 * at) for at, name in enumerate(("e1", "e2", "p1", "p2"))]
    return ",\n       ".join(found)


def rows(first: int, last: int) -> str:
    """SQL of the respondents from `first` up to, not with, `last`: columns as the columnar store has them."""
    return ROWS.format(first=first, last=last, ratings=ratings())


def mapping() -> str:
    touched = [f'{name} = {{ role = "touchpoint", short = {{ en = "Touchpoint {name}" }} }}' for name in TOUCHPOINTS]
    paired = [
        f'{letter}{item} = {{ role = "{role}", item = "{item}", dimension = "care", short = {{ en = "Item {item}" }} }}'
        for letter, role in (("e", "expectation"), ("p", "perception"))
        for item in (1, 2)
    ]
    return MAPPING.format(touchpoints="\n".join(touched), pairs="\n".join(paired))


def build(home: Path, n: int, say: Callable[[str], None]) -> None:
    """Make the home; Django's settings must point to it already."""
    from sonda.cli import application

    application.start_django()
    from sonda.apps.organizations.choices import Role
    from sonda.apps.organizations.models import Organization, User
    from sonda.apps.organizations.operations import add_member, create_organization, create_user

    application.migrate()
    organization = Organization.objects.filter(slug="bench").first() or create_organization(name="Bench", slug="bench")
    user = User.objects.filter(email=LOGIN).first() or create_user(email=LOGIN, password=PASSWORD, name="Bench")
    if not organization.members.exists():
        add_member(organization=organization, user=user, role=Role.OWNER)
    survey = import_rows(organization, n if n <= IMPORTED else n // BEFOREHAND, say)
    if n > IMPORTED:
        write_straight(survey, n // BEFOREHAND, n, say)


def import_rows(organization: Any, n: int, say: Callable[[str], None]) -> Any:
    from sonda.apps.responses.operations import sync_store
    from sonda.apps.transfers.operations import request_import, run_import

    def progress(*, done: int, total: int, what: str) -> None:
        say(f"{what}: {done:,} of {total:,}")

    with tempfile.TemporaryDirectory(prefix="sonda-bench-") as folder:
        file = Path(folder) / "answers.parquet"
        say(f"writing {n:,} respondents to a file")
        statement = f"COPY (SELECT * EXCLUDE (id, month) FROM ({rows(0, n)})) TO '{file}' (FORMAT parquet)"
        duckdb.connect().execute(statement)
        wanted, _new = request_import(organization=organization, path=file, mapping_text=mapping())
        wanted = run_import(wanted.pk, report_progress=progress)
    if wanted.problems:
        raise SystemExit(f"the import was refused: {wanted.problems[:3]}")
    say("feeding the columnar store")
    sync_store(wanted.survey)
    return wanted.survey


def write_straight(survey: Any, first: int, n: int, say: Callable[[str], None]) -> None:
    """The other respondents, to the columnar store alone; of the truth the last of them."""
    import pyarrow as pa

    from sonda.apps.responses.columns import table_of
    from sonda.apps.responses.models import Response
    from sonda.engine import store

    table = table_of(survey)
    numbers = ", ".join(f"{name}::DOUBLE AS {name}" for name in RATED)
    connection = duckdb.connect()
    for start in range(max(first, store.high_water(table)), n, PIECE):
        end = min(start + PIECE, n)
        say(f"writing to the columnar store: {end:,} of {n:,}")
        found = connection.sql(f"SELECT * REPLACE ({numbers}, weight::DOUBLE AS weight) FROM ({rows(start, end)})")
        store.append(table, pa.table(found.to_arrow_table()))
    last = Response.objects.filter(survey=survey).order_by("pk").last()
    if last and last.pk < n:
        last.pk, last.source_key, last.respondent = n, f"/p{n - 1}", f"p{n - 1}"
        last.save(force_insert=True)


def command(arguments: list[str]) -> int:
    home, n = Path(arguments[0]), int(arguments[1])
    build(home, n, lambda text: print(text, file=sys.stderr, flush=True))
    (home / "ready").write_text(f"{n}\n")
    return 0


if __name__ == "__main__":
    sys.exit(command(sys.argv[1:]))
