"""answers.csv: 24 months of the relationship survey."""

from datetime import date, timedelta
from typing import Any

import numpy as np

from sonda.apps.transfers.demo.comments import comment
from sonda.apps.transfers.demo.plan import BRANCHES, MISSPELT, TOUCHPOINTS, Plan

N = 9_000
START = (2024, 11)
MONTHS = 24
SEGMENTS = {"Dom": (0.52, 0.46), "Rodzina": (0.30, 0.32), "Firma": (0.18, 0.22)}  # share who answer, share of customers
CHANNELS = {"e-mail": 0.46, "aplikacja": 0.27, "SMS": 0.17, "telefon": 0.10}
LANGUAGES = {"pl": 0.70, "uk": 0.22, "en": 0.08}
REGION_SHARES = {"Północ": 0.24, "Południe": 0.27, "Wschód": 0.23, "Zachód": 0.26}  # of the customers
HALO = 0.42  # how far a contented person rates everything higher
HEADER = ["customer", "date", "language", "channel", "segment", "region", "branch", "recommend", "satisfaction",
          "effort", *(f"t_{key}" for key in TOUCHPOINTS), "comment", "weight"]  # fmt: skip

Table = tuple[list[str], list[list[Any]]]


def answers(rng: np.random.Generator, plan: Plan) -> Table:
    """Header and rows. A touchpoint that a person never used is 0, a question left open is blank."""
    month = np.sort(rng.integers(0, MONTHS, N))
    regions, branches = places(rng)
    shifted = month >= plan.shift_month - 1
    halo = rng.standard_normal(N)
    felt = {key: HALO * halo + np.sqrt(1 - HALO**2) * rng.standard_normal(N) for key in TOUCHPOINTS}
    used = {key: rng.random(N) < reach for key, (reach, *_rest) in TOUCHPOINTS.items()}
    mood = 0.30 * halo + 0.62 * rng.standard_normal(N)
    for key, strength in plan.strength.items():
        mood += strength * felt[key] * used[key]
    mood += plan.branch_effect * (branches == plan.worse_branch) + plan.shift * shifted
    satisfaction = scale(3.92 + 0.95 * mood, 1, 5)
    recommend = scale(8.15 + 1.75 * mood + 0.9 * rng.standard_normal(N), 0, 10)
    effort = scale(5.3 + 0.75 * mood + 0.8 * rng.standard_normal(N), 1, 7)
    forum(rng, felt, used, satisfaction)
    ratings = {
        key: scale(mean + 0.98 * felt[key] + plan.billing_shift * shifted * (key == "billing"), 1, 5) * used[key]
        for key, (_reach, mean, _strength) in TOUCHPOINTS.items()
    }
    segment = choice(rng, {name: shares[0] for name, shares in SEGMENTS.items()})
    language = choice(rng, LANGUAGES)
    weight = weights(segment, regions)
    days = rng.random(N)
    spoken = [
        comment(rng, language[i], int(satisfaction[i]), {key: int(ratings[key][i]) for key in TOUCHPOINTS})
        for i in range(N)
    ]
    columns = [
        [f"K{number:05d}" for number in rng.permutation(90_000)[:N] + 10_000],
        [day(int(m), d) for m, d in zip(month, days, strict=True)],
        gaps(rng, language, 0.01),
        choice(rng, CHANNELS),
        segment,
        gaps(rng, regions, 0.02),
        typed(rng, branches),
        gaps(rng, recommend, 0.01),
        gaps(rng, satisfaction, 0.015),
        gaps(rng, effort, 0.35),  # asked only after a contact
        *(gaps(rng, ratings[key], 0.01) for key in TOUCHPOINTS),
        spoken,
        [f"{w:.4f}" for w in weight],
    ]
    return HEADER, [list(row) for row in zip(*columns, strict=True)]


def places(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    pairs = [(region, branch, size) for region, sizes in BRANCHES.items() for branch, size in sizes.items()]
    share = np.array([size for *_names, size in pairs], float)
    at = rng.choice(len(pairs), N, p=share / share.sum())
    return np.array([p[0] for p in pairs])[at], np.array([p[1] for p in pairs])[at]


def forum(
    rng: np.random.Generator, felt: dict[str, np.ndarray], used: dict[str, np.ndarray], satisfaction: np.ndarray
) -> None:
    """The trap: furious and delighted customers meet in the forum. Among them its rating follows satisfaction across
    the whole scale, so that covariances of pairs crown it; in all customers it hardly follows at all."""
    standard = (satisfaction - satisfaction.mean()) / satisfaction.std()
    felt["forum"] = 0.33 * standard + 0.94 * rng.standard_normal(N)
    often = np.select([satisfaction == 1, satisfaction == 2, satisfaction == 5], [0.85, 0.38, 0.20], 0.004)
    used["forum"] = rng.random(N) < often


def scale(value: np.ndarray, low: int, high: int) -> np.ndarray:
    return np.asarray(np.clip(np.rint(value), low, high), int)


def choice(rng: np.random.Generator, shares: dict[str, float]) -> np.ndarray:
    p = np.array(list(shares.values()))
    return np.array(list(shares)).take(rng.choice(len(shares), N, p=p / p.sum()))


def weights(segment: np.ndarray, region: np.ndarray) -> np.ndarray:
    """Share of the customers over share of the answers, by segment and by region; the mean is 1."""
    weight = np.ones(N)
    for name, (_answering, customers) in SEGMENTS.items():
        weight[segment == name] *= customers / (segment == name).mean()
    for name, customers in REGION_SHARES.items():
        weight[region == name] *= customers / (region == name).mean()
    return np.asarray(weight / weight.mean())


def gaps(rng: np.random.Generator, values: np.ndarray, share: float) -> list[Any]:
    """The values with some of them left blank."""
    return [
        "" if blank else value for value, blank in zip(values.tolist(), rng.random(len(values)) < share, strict=True)
    ]


def typed(rng: np.random.Generator, names: np.ndarray) -> list[str]:
    """Names as people type them: now and then misspelt, now and then with a blank behind."""
    dice = rng.random(len(names))
    return [
        MISSPELT.get(n, n) if d < 0.03 else f"{n} " if d > 0.995 else n
        for n, d in zip(names.tolist(), dice, strict=True)
    ]


def day(month: int, share: float) -> str:
    year, first = divmod(START[1] - 1 + month, 12)
    start = date(START[0] + year, first + 1, 1)
    return (start + timedelta(days=int(share * 28))).isoformat()
