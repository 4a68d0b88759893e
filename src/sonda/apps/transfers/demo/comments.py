"""What customers write, in the three languages; short, with the slips of people who type on a phone."""

import tomllib
from functools import cache
from pathlib import Path

import numpy as np

Words = dict[str, dict[str, list[str]]]


@cache
def words() -> Words:
    """Language → (touchpoint | "good" | "bad") → sentences."""
    return tomllib.loads((Path(__file__).parent / "comments.toml").read_text(encoding="utf-8"))


def comment(rng: np.random.Generator, language: str, satisfaction: int, ratings: dict[str, int]) -> str:
    """A comment or none: the unhappy write more often, mostly about what they rated lowest."""
    dice, pick, slip = rng.random(3)
    if dice > (0.55 if satisfaction <= 2 else 0.30 if satisfaction == 5 else 0.18):
        return ""
    sentences = words()[language]
    if satisfaction >= 4:
        pool = sentences["good"]
    else:
        used = {key: rating for key, rating in ratings.items() if rating and key in sentences}
        worst = min(used, key=lambda key: used[key], default="bad")
        pool = sentences[worst if used.get(worst, 5) <= 3 else "bad"]
    text = pool[int(pick * len(pool))]
    return slipped(text, slip) if slip < 0.08 else text


def slipped(text: str, dice: float) -> str:
    """One letter lost, as it happens."""
    place = 1 + int(dice * 1e6) % max(len(text) - 2, 1)
    return text[:place] + text[place + 1 :]
