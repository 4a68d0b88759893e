"""Pages over 1,000,000 respondents × 20 answers, asked of the real server; with `--full` over 10,000,000 as well.

Each page is asked plainly and under a cut that nobody asked for before (a filter, a comparison, groups), each time with
nothing kept and then again. SONDA_BENCH_HOMES names a folder in which the built homes are kept for the next run,
SONDA_BENCH_ROUNDS how often each page is asked (5), SONDA_BENCH_RESPONDENTS other sizes. The floor is DuckDB alone,
counting what the page of the NPS counts.
The bounds are meant for two idle cores: the last line tells how far this machine was from that.
"""

import os
import re
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from statistics import median, quantiles

import duckdb

from benchmarks.line import Line
from benchmarks.pages_server import Person, Service, service

GOALS = {1_000_000: (300.0, 400.0), 10_000_000: (1500.0, 1500.0)}  # ms: an analysis, Home
MEMORY = 500.0  # MB
JOINED = ("three-gaps", "same-everywhere", "leaving")
LINK = re.compile(r'href="/understand/([-\w]+)/(?:\?[^"]*)?"')
SCORES = {"nps": "by=segment.channel", "csat": "by=unit", "ces": "grain=quarter"}  # which can be told by groups
GROUPED = {"crosstab": "by=segment.age", "same-everywhere": "by=region"}
COUNTING = "<progress"  # a page that says it is being counted

FLOOR = """
    SELECT month, count(recommend), sum(weight) FILTER (recommend >= 9), sum(weight) FILTER (recommend <= 6),
           sum(weight), sum(weight * weight) FILTER (recommend >= 9), sum(weight * weight) FILTER (recommend <= 6),
           sum(weight * weight)
    FROM read_parquet([{files}], union_by_name=true)
    WHERE plan = 'plan {plan}' AND language = '{language}' AND voice = 'customer' AND recommend IS NOT NULL
          AND month BETWEEN '2024-07' AND '2025-12'
    GROUP BY month
"""
LANGUAGES = ("pl", "uk", "en")


@dataclass
class Kind:
    """Pages that were asked in one way: how long each took, and the server's processor time of all."""

    took: list[float] = field(default_factory=list)  # ms
    cpu: float = 0.0  # ms
    slowest: str = ""

    def add(self, seconds: float, cpu: float, address: str) -> None:
        if 1000 * seconds >= max(self.took, default=0):
            self.slowest = address
        self.took.append(1000 * seconds)
        self.cpu += 1000 * cpu

    @property
    def p95(self) -> float:
        return quantiles(self.took, n=20, method="inclusive")[-1] if len(self.took) > 1 else self.took[0]

    def line(self, claim: str, bound: float | None) -> Line:
        note = f"p50 {median(self.took):.0f}, max {max(self.took):.0f} ms ({self.slowest}), {len(self.took)} pages,"
        note += f" server CPU {self.cpu / len(self.took):.0f} ms a page"
        return Line(claim=claim, measured=self.p95, bound=bound, unit="ms", note=note)


def main() -> list[Line]:
    sizes = [int(each) for each in os.environ.get("SONDA_BENCH_RESPONDENTS", "").split(",") if each]
    if not sizes:
        sizes = [1_000_000, 10_000_000] if os.environ.get("SONDA_BENCH") == "full" else [1_000_000]
    rounds = int(os.environ.get("SONDA_BENCH_ROUNDS", "5"))  # now: the service clears the environment of Sonda's words
    found: list[Line] = []
    for n in sizes:
        with homes() as folder, service(folder / f"pages-{n}", n) as running:
            found += measured(running, n, rounds)
    return [*found, Line(claim="wall over CPU of a fixed loop (1 on an idle machine)", measured=busy(), unit="×")]


@contextmanager
def homes() -> Iterator[Path]:
    """Where homes are built: kept when the environment names a folder, else gone with the run."""
    kept = os.environ.get("SONDA_BENCH_HOMES")
    if kept:
        Path(kept).mkdir(parents=True, exist_ok=True)
        yield Path(kept).absolute()
        return
    with tempfile.TemporaryDirectory(prefix="sonda-bench-") as folder:
        yield Path(folder)


def measured(running: Service, n: int, rounds: int) -> list[Line]:
    person = Person(running.port)
    person.sign_in()
    say(f"{n:,}: the worker counts what is asked first")
    running.settle()
    first = person.get("/understand/nps/")[0]
    keys = keys_of(person)
    kinds = {name: Kind() for name in ("plain, cold", "plain, kept", "cut, cold", "cut, kept")}
    home = {name: Kind() for name in ("cold", "kept")}
    waited: dict[str, list[float]] = {}
    fresh = count()
    floors: list[float] = []
    nps: list[float] = []
    for at in range(rounds):
        for key in keys:
            say(f"{n:,}: round {at + 1} of {rounds}, {key}")
            plain, cut = f"/understand/{key}/", f"/understand/{key}/?{asked(key, next(fresh))}"
            running.forget()
            for address, how in ((plain, "plain"), (cut, "cut")):
                body = ask(running, person, kinds[f"{how}, cold"], address)
                if COUNTING in body:
                    waited.setdefault(key, []).append(running.settle())
                ask(running, person, kinds[f"{how}, kept"], address)
                if key == "nps" and how == "cut":
                    nps.append(kinds["cut, cold"].took[-1])
                    floors.append(floor(running.home, at))
        running.forget()
        ask(running, person, home["cold"], "/")
        running.settle()
        ask(running, person, home["kept"], "/")
    page, front = GOALS.get(n, GOALS[1_000_000])
    found = [kind.line(f"{n:,} respondents, an analysis: {name}, p95", page) for name, kind in kinds.items()]
    found += [kind.line(f"{n:,} respondents, Home: {name}, p95", front) for name, kind in home.items()]
    found.append(
        Line(claim="memory of the web process, most (VmHWM)", measured=running.memory(), bound=MEMORY, unit="MB")
    )
    found.append(Line(claim="the first analysis after the start of the server", measured=1000 * first, unit="ms"))
    note = f"{median(nps):.0f} ms against {median(floors):.0f} ms of DuckDB alone"
    ratio = median(nps) / median(floors)
    found.append(Line(claim="NPS under a new cut against the bare count", measured=ratio, unit="×", note=note))
    longest = {key: max(times) for key, times in waited.items()}
    if longest:
        note = ", ".join(f"{key} {seconds:.1f} s" for key, seconds in longest.items())
        found.append(
            Line(claim="left to a job, counted after at most", measured=max(longest.values()), unit="s", note=note)
        )
    return found


def ask(running: Service, person: Person, kind: Kind, address: str) -> str:
    before = running.cpu()
    took, body = person.get(address)
    kind.add(took, running.cpu() - before, address)
    return body


def keys_of(person: Person) -> list[str]:
    """The analyses that the survey can feed, and the pages that join several."""
    _took, body = person.get("/understand/")
    linked = dict.fromkeys([*(key for key in LINK.findall(body) if key not in JOINED), *JOINED])
    pages = {key: person.get(f"/understand/{key}/")[1] for key in linked}
    return [key for key, page in pages.items() if "<sonda-chart" in page or COUNTING in page]


def asked(key: str, number: int) -> str:
    """A cut that differs for each number: a plan, a language and months, and groups where there may be any."""
    plan, language, months = number % 4, LANGUAGES[number // 4 % 3], f"from=2024-{number // 12 % 12 + 1:02}&to=2025-12"
    lined = SCORES.get(key) or GROUPED.get(key)
    return f"segment.plan=plan+{plan}&language={language}&{months}" + (f"&{lined}" if lined else "")


def floor(home: Path, number: int) -> float:
    """ms that DuckDB alone takes for the count of the same page, its connection open already."""
    table = next(home.glob("store/*/survey-*/_delta_log")).parent
    files = ", ".join(f"'{file}'" for file in sorted(table.glob("*.parquet")))
    with duckdb.connect() as connection:
        connection.execute("SET threads = 2")
        begun = time.perf_counter()
        connection.execute(FLOOR.format(files=files, plan=number % 4, language=LANGUAGES[number % 3])).fetchall()
        return 1000 * (time.perf_counter() - begun)


def busy() -> float:
    def loop() -> float:
        wall, cpu = time.perf_counter(), time.process_time()
        sum(at * at for at in range(2_000_000))
        return (time.perf_counter() - wall) / (time.process_time() - cpu)

    return median(loop() for _ in range(9))


def say(text: str) -> None:
    print(f"\r\033[K{text}" if sys.stderr.isatty() else text, end="" if sys.stderr.isatty() else "\n", file=sys.stderr)
