"""Results of every method on small made-up data, and the same data turned round: what the charts are tested with."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np

from sonda.charts import (
    alpha,
    ces,
    churn,
    consistency,
    contrast,
    control,
    correlation,
    crosstab,
    csat,
    distribution,
    drivers,
    gap,
    home,
    kano,
    nps,
    pivot,
    priorities,
    raking,
    servqual,
    shares,
    trend,
)
from sonda.charts.chart import Chart
from sonda.charts.context import Context
from sonda.methods import alpha as alpha_method
from sonda.methods import contrast as contrast_method
from sonda.methods import gap as gap_method
from sonda.methods import kano as kano_method
from sonda.methods import priorities as priorities_method
from sonda.methods import raking as raking_method
from sonda.methods import servqual as servqual_method
from sonda.methods.ces import ces_from_sums
from sonda.methods.churn import incidence_from_counts, survival_from_counts
from sonda.methods.consistency import consistency_from_sums
from sonda.methods.control import control_nps_from_sums
from sonda.methods.correlation import correlation as correlation_of
from sonda.methods.crosstab import crosstab as crosstab_of
from sonda.methods.csat import csat_from_sums
from sonda.methods.distribution import distribution as distribution_of
from sonda.methods.drivers.result import LEADS, TOO_FEW, Driver, Drivers
from sonda.methods.nps import nps_from_counts
from sonda.methods.pivot import pivot as pivot_of
from sonda.methods.sums import Sums, sums

LANGUAGES = ("en", "pl", "uk")
NAMES = {"wait": "Waiting", "staff": "Staff", "price": "Price", "app": "App", "east": "East", "west": "West"}


def context(language: str = "en", **more: Any) -> Context:
    return Context(language=language, names=NAMES, period="2025", **more)


def rng() -> np.random.Generator:
    return np.random.default_rng(20)


def satisfied(happy: int, unhappy: int) -> Any:
    y = np.array([1.0] * happy + [0.0] * unhappy)
    return csat_from_sums(satisfied=sums(y), score=sums(1 + 4 * y), weighted=False, n_satisfied=happy)


def score(promoters: int, passives: int, detractors: int) -> Any:
    return nps_from_counts(promoters=promoters, passives=passives, detractors=detractors)


def easy(*answers: float) -> Any:
    a = np.array(answers)
    return ces_from_sums(score=sums(a), top=sums((a >= 6).astype(float)))


def around(mean: float, n: int = 200, spread: float = 1.0) -> Sums:
    """Sums of n answers that lie evenly about a mean."""
    half = np.linspace(-1.7, 1.7, n) * spread
    return sums(mean + half)


def branches(worst: float = -40.0, others: float = 30.0, n: int = 300) -> Any:
    units = {f"branch {i}": around(others + i % 3, n, 60) for i in range(8)}
    return consistency_from_sums(units=units | {"east": around(worst, n, 60)})


def watched(after: tuple[float, float, float], shift_at: int = 16, n: int = 600) -> Any:
    """24 months of NPS; promoters, passives, detractors as shares, changed from month `shift_at` on."""

    def month(i: int, shares: tuple[float, float, float]) -> Sums:
        up, _, down = (round(n * s) for s in shares)
        up += (-9, 14, 0, -16, 22, -4, 11, -20)[i % 8]  # as much as chance does, and without a pattern
        return sums([1.0] * up + [0.0] * (n - up - down) + [-1.0] * down)

    series = [month(i, (0.5, 0.3, 0.2) if i < shift_at else after) for i in range(24)]
    return control_nps_from_sums(t=[f"{2024 + i // 12}-{i % 12 + 1:02d}" for i in range(24)], sums=series)


def months(shares: list[float], n: int = 400) -> list[tuple[date, Any]]:
    """CSAT by month, with these shares of satisfied customers, the last month being December 2025."""
    first = 24 - len(shares)
    return [
        (date(2024 + i // 12, i % 12 + 1, 1), satisfied(round(n * share), n - round(n * share)))
        for i, share in enumerate(shares, first)
    ]


def weighed(**parts: tuple[float, float, float, float]) -> Any:
    """Drivers from importance, low, high, reach."""
    each = tuple(
        Driver(
            driver=k, importance=v[0], low=v[1], high=v[2], share=v[0], coefficient=0.1, n=int(900 * v[3]), reach=v[3]
        )
        for k, v in parts.items()
    )
    leaders = tuple(d.driver for d in each if all(d.low > o.high for o in each if o is not d))
    total = sum(d.importance for d in each)
    return Drivers(n=900, verdict=LEADS if leaders else "several lead", drivers=each, r2=total, leaders=leaders)


WEIGHED = {"wait": (0.3, 0.25, 0.35, 0.9), "staff": (0.1, 0.07, 0.13, 0.8), "price": (0.08, 0.05, 0.12, 0.7)}
RATED = {"wait": 0.4, "staff": 0.8, "price": 0.75}


def mapped(weights: Any, rated: dict[str, float], n: int = 900) -> Any:
    shares = {k: sums([1.0] * round(n * v) + [0.0] * (n - round(n * v))) for k, v in rated.items()}
    return priorities_method.priorities_from_drivers(drivers=weights, performance=shares)


def rivals(kind: str, **gaps: float) -> Any:
    pairs = {k: (around(3.5 + g), around(3.5)) for k, g in gaps.items()}
    return gap_method.gap_from_sums(items=pairs, kind=kind)


def expected(**gaps: float) -> Any:
    frame: dict[str, Any] = {}
    noise = rng().normal(0, 0.5, (len(gaps), 150))
    for i, (key, g) in enumerate(gaps.items()):
        frame |= {f"E{key}": np.full(150, 6.0), f"P{key}": 6.0 + g + noise[i] - noise[i].mean()}
    return servqual_method.servqual(frame, expectation="E", perception="P")


def delights(**tables: list[list[int]]) -> Any:
    return kano_method.kano_from_tables(items=tables)


MUST = [[0, 0, 0, 0, 10], [0, 5, 5, 5, 80], [0, 0, 5, 0, 10], [0] * 5, [0] * 5]
DELIGHT = [[0, 80, 20, 10, 5], [0, 3, 2, 1, 0], [0] * 5, [0] * 5, [0] * 5]
UNSURE = [[0, 10, 10, 10, 28], [0, 0, 0, 0, 30], [0] * 5, [0] * 5, [0] * 5]


def contrasted(penalty: float, reward: float) -> Any:
    low_high = rng().choice([1.0, 3.0, 5.0], (400, 2))
    y = 3 + penalty * (low_high[:, 0] == 1) + reward * (low_high[:, 0] == 5) + rng().normal(0, 0.5, 400)
    frame = {"y": y, "wait": low_high[:, 0], "staff": low_high[:, 1]}
    return contrast_method.contrast(frame, outcome="y", drivers=["wait", "staff"], low=[1], high=[5])


def staying(left_each_month: int) -> Any:
    times = list(range(1, 25))
    end = 1000 - left_each_month * 24
    return survival_from_counts(times=times, events=[left_each_month] * 24, censored=[0] * 23 + [end])


def leaving(**left: int) -> Any:
    times = list(range(1, 13))
    end = 5000 - 12 * sum(left.values())
    return incidence_from_counts(times=times, events={k: [v] * 12 for k, v in left.items()}, censored=[0] * 11 + [end])


def weights() -> Any:
    frame = {"sex": np.array(["f"] * 60 + ["m"] * 40, object), "age": np.array((["old", "young"] * 50), object)}
    margins = {"sex": {"f": 500, "m": 500}, "age": {"old": 600, "young": 400}}
    return raking_method.rake(frame, margins=margins)


def scale(noise: float) -> Any:
    truth, r = rng().normal(0, 1, 300), rng()
    frame = {k: truth + noise * r.normal(0, 1, 300) for k in ("wait", "staff", "price", "app")}
    return alpha_method.alpha(frame, items=list(frame))


def thin() -> Any:
    """Drivers of which one was rated by too few."""
    result = weighed(**WEIGHED)
    few = Driver(driver="app", n=12, reach=0.013, status=TOO_FEW)
    return replace(result, drivers=(*result.drivers, few))


def answered(*counts: int) -> Any:
    """So many chose 1, 2, 3 …"""
    rated = [float(step) for step, n in enumerate(counts, 1) for _ in range(n)]
    return distribution_of({"y": rated}, question="y", numeric=True, scale=(1, len(counts)))


def crossed(**units: tuple[int, ...]) -> Any:
    """So many of each unit chose 1, 2, 3 …"""
    rows = [(unit, float(step)) for unit, each in units.items() for step, n in enumerate(each, 1) for _ in range(n)]
    frame = {"by": [unit for unit, _ in rows], "y": [y for _, y in rows]}
    return crosstab_of(frame, question="y", by="by", numeric=True, scale=(1, len(next(iter(units.values())))))


CROSSED = {
    "east": (5, 5, 10, 20, 60),
    "west": (20, 20, 20, 20, 20),
    "north": (10, 10, 30, 20, 30),
    "tiny": (1, 0, 0, 0, 2),
}


def tied(**signs: float) -> Any:
    """Ratings that follow one mood: so closely each of them, or against it; `rare` was hardly asked."""
    draw = rng()
    mood = draw.normal(size=200)
    rated = {name: np.round(3 + sign * mood + draw.normal(size=200)) for name, sign in signs.items()}
    rare = np.full(200, np.nan)
    rare[:3] = [1, 2, 3]
    return correlation_of(rated | {"rare": rare}, questions=[*signs, "rare"])


def pivoted() -> Any:
    """Three questions told in three ways, of which the west rates one lower, and of a unit that is tiny."""
    draw = rng()
    unit = np.repeat(["east", "west", "tiny"], [100, 100, 4])
    frame = {
        "by": unit,
        "wait": np.clip(np.round(3.5 + draw.normal(size=204) - (unit == "west")), 1, 5),
        "staff": np.clip(np.round(3.5 + draw.normal(size=204)), 1, 5),
        "app": np.clip(np.round(8 + 2 * draw.normal(size=204)), 0, 10),
    }
    scales = {"wait": (1, 5), "staff": (1, 5)}
    return pivot_of(
        frame, questions=["wait", "staff", "app"], by="by", nps=["app"], top={"staff": 4}, scales=scales
    )  # fmt: skip


# Every chart once: (the result's rows or None, the chart in a language).
CHARTS: dict[str, Callable[[str], Chart]] = {
    "nps": lambda lang: nps.chart(score(60, 20, 20), context=context(lang)),
    "nps by group": lambda lang: nps.chart(
        [("east", score(60, 20, 20)), ("west", score(20, 20, 60))], context=context(lang)
    ),
    "csat": lambda lang: csat.chart(satisfied(80, 20), context=context(lang, measure="Overall")),
    "csat by group": lambda lang: csat.chart(
        [("east", satisfied(80, 20)), ("west", satisfied(20, 80))], context=context(lang)
    ),
    "ces": lambda lang: ces.chart(easy(6, 7, 6, 5, 7, 6), context=context(lang)),
    "servqual": lambda lang: servqual.chart(expected(wait=-1.2, staff=-0.6, price=0.0, app=0.5), context=context(lang)),
    "alpha": lambda lang: alpha.chart(scale(0.5), context=context(lang)),
    "gap": lambda lang: gap.chart(rivals("competitor", wait=-0.8, staff=0.7, price=0.0), context=context(lang)),
    "self": lambda lang: gap.chart(rivals("self", wait=0.9, staff=-0.7, price=0.0), context=context(lang), kind="self"),
    "drivers": lambda lang: drivers.chart(thin(), context=context(lang)),
    "priorities": lambda lang: priorities.chart(
        mapped(weighed(**WEIGHED), RATED), context=context(lang), drivers=weighed(**WEIGHED), share=True
    ),
    "kano": lambda lang: kano.chart(delights(wait=MUST, staff=DELIGHT, price=UNSURE), context=context(lang)),
    "contrast": lambda lang: contrast.chart(contrasted(-1.5, 0.0), context=context(lang)),
    "consistency": lambda lang: consistency.chart(branches(), context=context(lang)),
    "control": lambda lang: control.chart(watched((0.35, 0.3, 0.35)), context=context(lang), signed=True),
    "survival": lambda lang: churn.chart(staying(10), context=context(lang)),
    "survival by group": lambda lang: churn.chart(
        [("east", staying(10)), ("west", staying(30))], context=context(lang)
    ),
    "incidence": lambda lang: churn.chart(leaving(price=30, staff=10), context=context(lang)),
    "raking": lambda lang: raking.chart(weights(), context=context(lang)),
    "trend": lambda lang: trend.chart(months([0.8] * 23 + [0.6]), context=context(lang, measure="Overall")),
    "distribution": lambda lang: distribution.chart(answered(2, 5, 20, 40, 33), context=context(lang)),
    "crosstab": lambda lang: crosstab.chart(crossed(**CROSSED), context=context(lang, unit="Branch")),
    "correlation": lambda lang: correlation.chart(tied(wait=1, staff=0.8, price=-1, app=0.0), context=context(lang)),
    "pivot": lambda lang: pivot.chart(pivoted(), context=context(lang, unit="Branch")),
    "shares": lambda lang: shares.chart([("east", 0.7, "good"), ("west", 0.3, "bad")], n=100, context=context(lang)),
    "stand": lambda lang: home.where_we_stand(
        context=context(lang),
        csat_by_period=months([0.8] * 24),
        nps_by_period=[(d, score(50, 30, 20)) for d, _ in months([0.8] * 24)],
        control=watched((0.35, 0.3, 0.35)),
    ),
    "breaks": lambda lang: home.where_it_breaks(
        context=context(lang), units=branches(), opinion=rivals("self", wait=0.9), rival=rivals("competitor", wait=-0.8)
    ),
    "fix": lambda lang: home.what_to_fix_first(
        context=context(lang), result=mapped(weighed(**WEIGHED), RATED), drivers=weighed(**WEIGHED), share=True
    ),
}
