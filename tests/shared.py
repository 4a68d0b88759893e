"""Where tests find the shared folder of real data and reference numbers, and what happens when it is not there."""

import os
from pathlib import Path

import pytest

FOLDER = Path(os.environ.get("SONDA_SHARED", Path(__file__).resolve().parents[2] / "shared"))


def shared(name: str) -> Path:
    """Path of a shared file; without it the test is skipped loudly, and fails in CI, where nothing may be skipped."""
    path = FOLDER / name
    if path.exists():
        return path
    if os.environ.get("CI") == "true":
        pytest.fail(f"CI has no {name}: the shared folder must stand beside the checkout")
    pytest.skip(f"no shared folder: {name} is not on this machine")
    raise AssertionError
