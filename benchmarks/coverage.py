"""Do the 95 % intervals hold the truth 95 times in 100? Counted exactly where possible, else simulated with a seed.

NPS and shares: every possible table of counts is judged once by the product's own function and weighed by its
probability, so that their coverage has no simulation error. Gaps, drivers and units are simulated.
Bounds: at least 93 % (units 92 %, drivers 90 %: approximate methods), so that a careless change is noticed. A line
without a bound is one that its method is known to miss, and says so.
"""

import os
from collections.abc import Callable, Iterator

import numpy as np
from rich.progress import Progress, TaskID
from scipy.special import gammaln

from benchmarks.line import Line
from sonda.methods.consistency import consistency_from_sums
from sonda.methods.csat import csat_from_sums
from sonda.methods.drivers import blocks_from_frame, drivers_from_blocks, lmg
from sonda.methods.gap import gap_from_sums
from sonda.methods.nps import IntervalKind, nps_from_counts
from sonda.methods.nps_difference import nps_difference
from sonda.methods.paired import paired
from sonda.methods.sums import Sums, sums

SEED = 20_261_122
MIXES = {"85/10/5": (0.85, 0.10, 0.05), "97/2/1": (0.97, 0.02, 0.01)}  # promoters, passives, detractors
NPS_INTERVALS: dict[IntervalKind, float | None] = {"adjusted-wald": 0.93, "score": 0.93, "wald": None}
WALD = "the textbook interval, for comparison only"
FIVE = "falls short with five answers of so lopsided a mix; `score` keeps its promise"
RARE = 1e-10  # tables less likely than this are not judged; together they weigh under 1e-6

Step = Callable[[], None]


def main() -> list[Line]:
    times = 5 if os.environ.get("SONDA_BENCH") == "full" else 1
    parts: list[tuple[str, int, Callable[[int, Step], list[Line]]]] = [
        ("NPS", 30, lambda _, step: nps_lines(step)),
        ("shares", 15, lambda _, step: share_lines(step)),
        ("gaps", 3_000 * times, gap_lines),
        ("drivers", 150 * times, driver_lines),
        ("units", 150 * times, unit_lines),
    ]
    lines: list[Line] = []
    with Progress(transient=True) as progress:
        for name, total, run in parts:
            task: TaskID = progress.add_task(f"coverage of {name}", total=total)
            lines += run(total, lambda task=task: progress.advance(task))  # type: ignore[misc]
            progress.update(task, completed=total)
    return lines


def nps_lines(step: Step) -> list[Line]:
    lines = []
    for kind, bound in NPS_INTERVALS.items():
        for mix, shares in MIXES.items():
            for n in (5, 10, 30, 100, 400):
                covered = 0.0
                truth = 100 * (shares[0] - shares[2])
                for (up, middle, down), probability in tables(n, shares):
                    result = nps_from_counts(promoters=up, passives=middle, detractors=down, interval=kind)
                    covered += probability * holds(result.low, result.high, truth)
                known = FIVE if kind == "adjusted-wald" and n == 5 else WALD if kind == "wald" else ""
                lines.append(line(f"NPS {kind}, mix {mix}, n {n}", covered, None if known else bound, known))
                step()
    return lines


def tables(n: int, shares: tuple[float, float, float]) -> Iterator[tuple[tuple[int, int, int], float]]:
    """All counts of three kinds of answers with their multinomial probability."""
    up, down = np.meshgrid(np.arange(n + 1), np.arange(n + 1), indexing="ij")
    keep = up + down <= n
    counts = np.column_stack([up[keep], (n - up - down)[keep], down[keep]])
    log = gammaln(n + 1) - gammaln(counts + 1).sum(axis=1) + counts @ np.log(shares)
    likely = np.exp(log) > RARE
    for row, probability in zip(counts[likely].tolist(), np.exp(log[likely]).tolist(), strict=True):
        yield (row[0], row[1], row[2]), probability


def share_lines(step: Step) -> list[Line]:
    lines = []
    for share in (0.5, 0.8, 0.95):
        for n in (5, 10, 30, 100, 400):
            covered = 0.0
            for (yes, no, _), probability in tables(n, (share - 1e-12, 1 - share, 1e-12)):
                if yes + no == n:
                    answers = of_counts(yes, no)
                    result = csat_from_sums(satisfied=answers, score=answers, weighted=False, n_satisfied=yes)
                    covered += probability * holds(result.low, result.high, share)
            # The coverage of a share's interval jumps with n and p; Wilson's is right on the average of them.
            bound = 0.93 if n * (1 - share) >= 5 else None
            lines.append(
                line(
                    f"share {share:.0%} (Wilson), n {n}",
                    covered,
                    bound,
                    "" if bound else "few of one kind: coverage jumps",
                )
            )
            step()
    return lines


def of_counts(yes: int, no: int) -> Sums:
    return Sums(n=yes + no, w=yes + no, wy=yes, wyy=yes, clusters=yes + no, aa=yes, ab=yes, bb=yes + no)


def gap_lines(times: int, step: Step) -> list[Line]:
    rng = np.random.default_rng(SEED)
    steps = np.arange(1, 8)
    ours = np.array([0.01, 0.02, 0.05, 0.10, 0.22, 0.35, 0.25])  # satisfied customers crowd at the top
    theirs = np.array([0.05, 0.08, 0.12, 0.20, 0.25, 0.20, 0.10])
    gap = float((ours - theirs) @ steps)
    held = dict.fromkeys(
        ("Welch, 12 against 150", "Welch, 150 against 150", "paired, 30", "NPS difference, 60 and 90"), 0
    )
    mixes = (MIXES["85/10/5"], (0.5, 0.3, 0.2))
    truth = 100 * (mixes[0][0] - mixes[0][2] - mixes[1][0] + mixes[1][2])
    for _ in range(times):
        for few, name in ((12, "Welch, 12 against 150"), (150, "Welch, 150 against 150")):
            pair = (sums(rng.choice(steps, few, p=ours)), sums(rng.choice(steps, 150, p=theirs)))
            item = gap_from_sums(items={"": pair}).items[0]
            held[name] += holds(item.low, item.high, gap)
        expectation = rng.choice(steps, 30, p=ours)
        result = paired(np.where(rng.random(30) < 0.5, rng.choice(steps, 30, p=theirs), expectation), expectation)
        held["paired, 30"] += holds(result.low, result.high, -gap / 2)
        one, other = rng.multinomial(60, mixes[0]), rng.multinomial(90, mixes[1])
        difference = nps_difference(ours=tuple(one.tolist()), theirs=tuple(other.tolist()))
        held["NPS difference, 60 and 90"] += holds(difference.low, difference.high, truth)
        step()
    return [line(f"gap: {name}", count / times, 0.93) for name, count in held.items()]


def driver_lines(times: int, step: Step) -> list[Line]:
    """Four drivers that go together, the last visited by 30 %; the truth is the LMG of the population."""
    rng = np.random.default_rng(SEED)
    x = np.full((4, 4), 0.4) + 0.6 * np.eye(4)
    beta = np.array([0.5, 0.3, 0.15, 0.1])
    cov = np.zeros((5, 5))
    cov[1:, 1:], cov[0, 1:] = x, beta @ x
    cov[1:, 0] = cov[0, 1:]
    cov[0, 0] = beta @ x @ beta + 0.6
    truth = lmg(cov)
    held = np.zeros(4)
    for repetition in range(times):
        rows = rng.multivariate_normal(np.zeros(5), cov, 600)
        rows[rng.random(600) > 0.3, 4] = np.nan
        frame = {name: rows[:, i] for i, name in enumerate(("y", "a", "b", "c", "d"))}
        blocks = blocks_from_frame(frame, outcome="y", drivers=["a", "b", "c", "d"])
        result = drivers_from_blocks(blocks, bootstrap=200, seed=repetition)
        held += [holds(row["low"], row["high"], truth[i]) for i, row in enumerate(result.rows())]
        step()
    notes = ("the strongest", "", "", "weakest, visited by 30 %")
    names = [f"driver LMG {value:.3f} (EM, percentile bootstrap), n 600" for value in truth]
    return [line(name, share / times, 0.90, note) for name, share, note in zip(names, held, notes, strict=True)]


def unit_lines(times: int, step: Step) -> list[Line]:
    """Units' own true NPS, drawn around 30 with a spread in points; and how often any unit is called what it is not."""
    rng = np.random.default_rng(SEED)
    cases = [(6, 30, 10.0), (12, 30, 0.0), (12, 30, 10.0), (12, 150, 5.0), (40, 60, 10.0)]
    held = dict.fromkeys(cases, 0.0)
    wrong = dict.fromkeys(cases, 0.0)
    for _ in range(times):
        for k, n, spread in cases:
            true = 30 + spread * rng.standard_normal(k)
            up = np.clip(0.5 + (true - 30) / 200, 0.01, 0.69)
            sizes = rng.integers(max(n // 3, 2), 2 * n, k)
            counts = [rng.multinomial(size, (p, 0.3, 0.7 - p)) for size, p in zip(sizes, up, strict=True)]
            result = consistency_from_sums(units={str(i): of_nps(*map(int, each)) for i, each in enumerate(counts)})
            pairs = list(zip(result.units, 100 * (2 * up - 0.7), strict=True))
            held[k, n, spread] += mean([holds(unit.low, unit.high, truth) for unit, truth in pairs])
            wrong[k, n, spread] += any(
                (unit.verdict == "above" and truth < 30)
                or (unit.verdict == "below" and truth > 30)
                or (unit.verdict in ("above", "below") and spread == 0)
                for unit, truth in pairs
            )
        step()
    shrunk = [
        line(f"fair score of {k} units, n {n}, spread {s:g} points", held[k, n, s] / times, 0.92) for k, n, s in cases
    ]
    called = [
        Line(
            claim=f"wrong calls: {k} units, n {n}, spread {s:g}",
            measured=100 * wrong[k, n, s] / times,
            bound=5,
            unit="%",
        )
        for k, n, s in cases
    ]
    return shrunk + called


def mean(flags: list[bool]) -> float:
    return sum(flags) / len(flags)


def of_nps(up: int, middle: int, down: int) -> Sums:
    n, total, squares = up + middle + down, 100.0 * (up - down), 10_000.0 * (up + down)
    return Sums(n=n, w=n, wy=total, wyy=squares, clusters=n, aa=squares, ab=total, bb=n)


def holds(low: float | None, high: float | None, truth: float) -> bool:
    """Whether an interval was given and holds the truth."""
    return low is not None and high is not None and low - 1e-9 <= truth <= high + 1e-9


def line(claim: str, coverage: float, bound: float | None, note: str = "") -> Line:
    return Line(claim=claim, measured=coverage, bound=bound, unit="share", note=note, at_least=True)


if __name__ == "__main__":
    from rich.console import Console

    from benchmarks.table import show

    show(main(), Console())
