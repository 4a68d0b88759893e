"""Exact LMG against the Python packages people use for it: pingouin and dominance-analysis, 10 drivers, 10,000 rows.

Both are strangers to our lock (pingouin is GPL, an oracle only), so they are installed into a throw-away environment
and timed there by a program of its own; the best of some runs counts, after one that warms up, and their importances
must be ours. A peer that cannot be installed is left out loudly. The drawing libraries that dominance-analysis imports
are stood in for: it computes without them.

pingouin is compared twice: from the rows, as a person would call it, and over the same covariance matrix, which is the
work that LMG itself adds.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import numpy as np

from benchmarks.line import Line
from sonda.methods.drivers import drivers, lmg
from sonda.methods.drivers.rows import covariance

ROWS, DRIVERS, TIMES_FASTER = 10_000, 10, 500

PINGOUIN = """
import json, sys, time
import numpy as np, pingouin
x = np.load(sys.argv[1])
def best(run):
    run()
    took = []
    for _ in range(5):
        start = time.perf_counter()
        found = run()
        took.append(time.perf_counter() - start)
    return min(took), found
seconds, found = best(lambda: pingouin.linear_regression(x[:, 1:], x[:, 0], relimp=True))
import pandas
from pingouin.regression import _relimp
covariance = pandas.DataFrame(np.cov(x, rowvar=False))
alone, _ = best(lambda: _relimp(covariance))
print(json.dumps({"seconds": seconds, "alone": alone, "importance": list(found["relimp"][1:])}))
"""

DOMINANCE = """
import json, os, sys, time
from unittest.mock import MagicMock
for name in ("plotly", "plotly.offline", "cufflinks", "bokeh", "bokeh.plotting", "bokeh.io", "bokeh.models",
             "bokeh.models.formatters"):
    sys.modules[name] = MagicMock()
import numpy as np, pandas as pd
from dominance_analysis import Dominance
x = np.load(sys.argv[1])
frame = pd.DataFrame(x, columns=["y"] + [f"x{j}" for j in range(1, x.shape[1])])
said, sys.stdout = sys.stdout, open(os.devnull, "w")
def run(k):
    peer = Dominance(data=frame.iloc[:, :k + 1], target="y", top_k=k, objective=1)
    return peer.incremental_rsquare()
run(3)
start = time.perf_counter()
found = run(x.shape[1] - 1)
took = time.perf_counter() - start
print(json.dumps({"seconds": took, "importance": [found[name] for name in frame.columns[1:]]}), file=said)
"""

PEERS = {
    "pingouin": (PINGOUIN, [["pingouin"]]),
    "dominance-analysis": (
        DOMINANCE,
        [["numpy", "pandas", "scikit-learn", "statsmodels", "tqdm"], ["--no-deps", "dominance-analysis"]],
    ),
}


def main() -> list[Line]:
    x = np.asfortranarray(answers())  # columns in one piece, as a frame holds them; the peers get the same
    ours = best(lambda: lmg(covariance(x)))
    frame = {f"c{j}": x[:, j] for j in range(DRIVERS + 1)}
    names = list(frame)
    door = best(lambda: drivers(frame, outcome="c0", drivers=names[1:], missing_data="complete", bootstrap=0))
    cov = np.cov(x, rowvar=False)
    alone = best(lambda: lmg(cov))
    lines = [Line(claim="LMG, 10 drivers, 10,000 rows: the whole notebook door", measured=1000 * door, unit="ms")]
    with tempfile.TemporaryDirectory() as folder:
        np.save(Path(folder) / "answers.npy", x)
        for peer, (program, packages) in PEERS.items():
            found = timed(peer, program, packages, Path(folder))
            if found is None:
                continue
            assert np.allclose(found["importance"], lmg(cov), rtol=1e-6), peer
            if "alone" in found:
                lines.append(
                    faster(f"LMG of 10 drivers from their covariance: faster than {peer}", found["alone"], alone)
                )
            claim = f"LMG, 10 drivers, from 10,000 rows: faster than {peer}"
            lines.append(faster(claim, found["seconds"], ours))
    return lines


def faster(claim: str, theirs: float, ours: float, bound: float | None = TIMES_FASTER) -> Line:
    note = f"{1000 * ours:.2f} ms against {1000 * theirs:,.0f} ms, same numbers"
    return Line(claim=claim, measured=theirs / ours, bound=bound, at_least=True, unit="×", note=note)


def answers() -> np.ndarray:
    """Ten related drivers and what they drive."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(ROWS, DRIVERS)) + rng.normal(size=(ROWS, 1))
    return np.column_stack([x @ np.linspace(1, 0.1, DRIVERS) + 3 * rng.normal(size=ROWS), x])


def timed(peer: str, program: str, packages: list[list[str]], folder: Path) -> dict | None:
    """Seconds and importances of a peer in an environment of its own; None, said aloud, when it cannot be had."""
    home = folder / peer
    try:
        quiet = {"check": True, "capture_output": True, "text": True, "timeout": 600}
        subprocess.run([sys.executable, "-m", "venv", str(home)], **quiet)
        python = str(home / "bin" / "python")
        for wanted in packages:
            subprocess.run([python, "-m", "pip", "install", "--quiet", *wanted], **quiet)
        done = subprocess.run([python, "-c", program, str(folder / "answers.npy")], **quiet)
        return json.loads(done.stdout.strip().splitlines()[-1])
    except (subprocess.SubprocessError, OSError, json.JSONDecodeError) as trouble:
        why = (getattr(trouble, "stderr", "") or str(trouble)).strip().splitlines()
        print(f"SKIPPED: {peer} could not be measured here: {why[-1] if why else trouble}", file=sys.stderr)
        return None


def best(run: Callable[[], object], times: int = 20) -> float:
    """The quickest of some runs, after one that compiles and warms the caches."""
    run()
    took = []
    for _ in range(times):
        start = perf_counter()
        run()
        took.append(perf_counter() - start)
    return min(took)
