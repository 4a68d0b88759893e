"""Reference numbers computed with R and other implementations: `entry("nps_s1_wald")`.

The whole collection lives in the shared folder (`reference/stats.json`). Entries whose inputs are a line or two are
also carried here (`carried.json`), so that they are checked in a stranger's clone too; `test_carried.py` holds the
copies equal to the originals.
"""

import json
from functools import cache
from math import isclose
from pathlib import Path
from typing import Any

from tests.shared import shared

CARRIED = Path(__file__).with_name("carried.json")


def entry(entry_id: str) -> dict[str, Any]:
    """One reference entry: `params`, `expected`, `rel_tol`, `source`, `note`; skips loudly when it is out of reach."""
    found = carried().get(entry_id)
    return original(entry_id) if found is None else found


def close(actual: float | None, expected: float | None, entry: dict[str, Any]) -> bool:
    """Whether a number meets its reference at the entry's own tolerance; an expected zero allows only rounding."""
    if actual is None or expected is None:
        return actual is expected
    return isclose(actual, expected, rel_tol=entry["rel_tol"], abs_tol=1e-12 if expected == 0 else 0.0)


@cache
def carried() -> dict[str, dict[str, Any]]:
    return {each["id"]: each for each in json.loads(CARRIED.read_text(encoding="utf-8"))["entries"]}


def original(entry_id: str) -> dict[str, Any]:
    return originals(shared("reference/stats.json"))[entry_id]


@cache
def originals(path: Path) -> dict[str, dict[str, Any]]:
    return {each["id"]: each for each in json.loads(path.read_text(encoding="utf-8"))["entries"]}
