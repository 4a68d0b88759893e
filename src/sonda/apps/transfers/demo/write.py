"""The demo company's files, as a real company would have them: each written by another system."""

import csv
import shutil
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sonda.apps.transfers.demo.answers import answers
from sonda.apps.transfers.demo.panels import Table, kano, leavers, servqual, voices
from sonda.apps.transfers.demo.plan import PLAN, Plan

SEED = 20261120
HERE = Path(__file__).parent
MAPPINGS = HERE / "mappings"


@dataclass(frozen=True)
class Format:
    """How the system that writes a file separates its cells and encodes its letters."""

    separator: str = ","
    encoding: str = "utf-8"


FILES = {
    "answers": (answers, Format()),
    "servqual": (servqual, Format(separator=";")),
    "voices": (voices, Format(separator="\t")),
    "kano": (kano, Format(encoding="utf-8-sig")),
    "leavers": (leavers, Format(separator=";", encoding="cp1250")),
}


def tables(*, seed: int = SEED, plan: Plan = PLAN) -> dict[str, Table]:
    """Header and rows of each file. Each has a random stream of its own: one may change without moving the others."""
    streams = np.random.default_rng(seed).spawn(len(FILES))
    return {name: make(rng, plan) for (name, (make, _format)), rng in zip(FILES.items(), streams, strict=True)}


def write(folder: Path, *, seed: int = SEED, plan: Plan = PLAN) -> list[Path]:
    """Write the demo company's five files with their mappings, and what is planted in them; returns the files.

    The same seed and plan write the same bytes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, (header, rows) in tables(seed=seed, plan=plan).items():
        path, form = folder / f"{name}.csv", FILES[name][1]
        with path.open("w", encoding=form.encoding, newline="") as file:
            writer = csv.writer(file, delimiter=form.separator, lineterminator="\r\n")
            writer.writerow(header)
            writer.writerows(rows)
        shutil.copyfile(MAPPINGS / f"{name}.toml", folder / f"{name}.toml")
        written.append(path)
    for name in ("margins.toml", "dimensions.toml", "truths.toml"):
        shutil.copyfile(HERE / name, folder / name)
    return written
