"""The order of the rooms, read from the contract that import-linter holds."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "sonda"


def rooms_from_the_highest():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    rooms = next(contract for contract in contracts if contract["name"].startswith("Rooms"))
    return [layer.removeprefix("sonda.apps.") for layer in rooms["layers"]]
