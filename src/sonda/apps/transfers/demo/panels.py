"""The smaller files: SERVQUAL pairs, the voices of leaders, employees and a competitor's customers, Kano, leavers."""

from typing import Any

import numpy as np

from sonda.apps.transfers.demo.plan import BRANCHES, DESTINATIONS, DIMENSIONS, ITEMS, REASONS, Plan

Table = tuple[list[str], list[list[Any]]]
QUALITY = [f"{n:02d}" for n in range(1, 23)]
GAPS = {"tangibles": -0.35, "reliability": -1.15, "responsiveness": -0.75, "assurance": -0.45, "empathy": -0.60}
POINTS = {"tangibles": 11, "reliability": 33, "responsiveness": 23, "assurance": 18, "empathy": 15}
KANO = ("like", "expect", "neutral", "tolerate", "dislike")
MOVED = "wyprowadzka"
FEATURES = "MMMOOOOAAAII"  # Kano category of each of the twelve features
PAIRS = {"M": ("expect", "dislike"), "O": ("like", "dislike"), "A": ("like", "neutral"), "I": ("neutral", "neutral")}


def servqual(rng: np.random.Generator, plan: Plan, *, n: int = 700) -> Table:
    """servqual.csv: 22 pairs on 1–7 and 100 points over five dimensions; semicolons, decimal comma in the weights."""
    header = ["person", "language", *(f"E{i}" for i in QUALITY), *(f"P{i}" for i in QUALITY),
              *(f"points_{d}" for d in DIMENSIONS), "weight"]  # fmt: skip
    dimension = [name for name, size in DIMENSIONS.items() for _ in range(size)]
    gap = {name: -1.15 if name == plan.widest else -0.5 if name == "reliability" else g for name, g in GAPS.items()}
    strict, content = rng.standard_normal(n), rng.standard_normal(n)
    expected = [likert(rng, 6.0 + 0.35 * strict, 0.6, blank=0.015) for _ in QUALITY]
    perceived = [
        likert(rng, 6.0 + (0.40 if item == plan.exceeded else gap[name]) + 0.45 * content, 0.85, blank=0.02)
        for item, name in zip(QUALITY, dimension, strict=True)
    ]
    share = rng.dirichlet(np.array(list(POINTS.values())) * 0.6, n)
    points = np.rint(share[:, :4] * 20).astype(int) * 5  # people think in fives
    points = np.column_stack([points, 100 - points.sum(1)])
    columns = [
        [f"S{number:04d}" for number in range(1, n + 1)],
        rng.choice(["pl", "uk", "en"], n, p=[0.7, 0.22, 0.08]).tolist(),
        *expected,
        *perceived,
        *(np.maximum(points[:, d], 0).tolist() for d in range(len(POINTS))),
        [f"{w:.3f}".replace(".", ",") for w in rng.gamma(12, 1 / 12, n)],
    ]
    return header, rows(columns)


def voices(rng: np.random.Generator, plan: Plan) -> Table:
    """voices.csv: the same fourteen items rated by our customers, our leaders, our employees and a competitor's
    customers about their own company; these also say what they think of ours (image_v01 …)."""
    header = ["person", "who", "company", *(f"v{i}" for i in ITEMS), *(f"image_v{i}" for i in ITEMS)]
    level = 4.7 + 0.5 * np.sin(np.arange(len(ITEMS)))  # some things are liked more than others, by everybody
    groups = (("klient", 1_200, "Bystra"), ("kierownik", 64, "Bystra"), ("pracownik", 600, "Bystra"),
              ("klient konkurenta", 800, "Halnet"))  # fmt: skip
    columns: list[list[Any]] = [[] for _ in header]
    for who, n, company in groups:
        columns[0] += [f"{who[0].upper()}{len(who)}{number:04d}" for number in range(1, n + 1)]
        columns[1] += [who] * n
        columns[2] += [company] * n
        person = 0.35 * rng.standard_normal(n)
        for place, item in enumerate(ITEMS):
            mean = level[place] + moved(plan, who, item)
            columns[3 + place] += likert(rng, mean + person, 0.95, blank=0.02)
            image = likert(rng, level[place] - 0.3 + person, 1.0, blank=0.15)
            columns[3 + len(ITEMS) + place] += image if who == "klient konkurenta" else [""] * n
    return header, rows(columns)


def moved(plan: Plan, who: str, item: str) -> float:
    """How far this group stands from our customers on this item."""
    if who == "kierownik":
        return plan.leaders * ((item in plan.overestimated) - (item in plan.underestimated))
    return plan.competitor * (item in plan.competitor_leads) if who == "klient konkurenta" else 0.0


def kano(rng: np.random.Generator, plan: Plan, *, n: int = 600) -> Table:
    """kano.csv: twelve features, asked with and without; one answer in four is anybody's."""
    header = ["person", *(f"f{k:02d}_{side}" for k in range(1, 13) for side in ("with", "without"))]
    columns: list[list[Any]] = [[f"F{number:04d}" for number in range(1, n + 1)]]
    for category in FEATURES:
        own = rng.random(n) < 0.74
        for typical in PAIRS[category]:
            other = rng.choice(KANO, n, p=[0.22, 0.20, 0.34, 0.16, 0.08])
            blank = rng.random(n) < 0.012
            columns.append(np.where(blank, "", np.where(own, typical, other)).tolist())
    return header, rows(columns)


def leavers(rng: np.random.Generator, plan: Plan, *, n: int = 3_200) -> Table:
    """leavers.csv: who left after how many months, why and where to; semicolons, Windows-1250, Polish headings."""
    header = ["numer", "region", "oddział", "staż_miesiące", "odszedł", "powód", "dokąd"]
    places = [(region, branch) for region, sizes in BRANCHES.items() for branch in sizes]
    share = np.array([size for sizes in BRANCHES.values() for size in sizes.values()], float)
    at = rng.choice(len(places), n, p=share / share.sum())
    watched = rng.integers(1, 61, n)  # months since the contract began
    stayed = np.ceil(rng.exponential(62, n)).astype(int)
    left = stayed <= watched
    reason = rng.choice(list(REASONS), n, p=list(REASONS.values()))
    destination = rng.choice(list(DESTINATIONS), n, p=list(DESTINATIONS.values()))
    reason = np.where(destination == MOVED, "przeprowadzka", reason)
    silent = rng.random(n) < 0.05
    columns = [
        [f"U{number:05d}" for number in range(1, n + 1)],
        [places[i][0] for i in at],
        [places[i][1] for i in at],
        np.minimum(stayed, watched).tolist(),
        np.where(left, "tak", "nie").tolist(),
        np.where(left, np.where(silent, "nie podano", reason), "").tolist(),
        np.where(left, destination, "").tolist(),
    ]
    return header, rows(columns)


def likert(rng: np.random.Generator, mean: Any, spread: float, *, blank: float) -> list[Any]:
    """Ratings on 1–7, some of them left blank."""
    n = len(mean)
    rating = np.clip(np.rint(mean + spread * rng.standard_normal(n)), 1, 7).astype(int)
    return ["" if gone else value for value, gone in zip(rating.tolist(), rng.random(n) < blank, strict=True)]


def rows(columns: list[list[Any]]) -> list[list[Any]]:
    return [list(row) for row in zip(*columns, strict=True)]
