"""A demo that really runs: its process, what it printed, and what is left when it has ended."""

import os
import subprocess
import time
import urllib.request
from pathlib import Path

QUIET = {"OPENBLAS_NUM_THREADS": "1"}


def clean_environment(**more):
    """The shell of somebody who has set nothing."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SONDA_", "DJANGO_", "DATABASE"))}
    return {**kept, **QUIET, **more}


class Demo:
    def __init__(self, command, home, *, port):
        self.home = home
        log = Path(f"{home}.log")
        with log.open("a") as errors:
            self.process = subprocess.Popen(
                [*command, "demo", "--home", str(home), "--port", str(port)],
                env=clean_environment(),
                cwd="/",
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )
        lines = [self.process.stdout.readline().strip() for _ in range(3)]
        assert all(lines), f"the demo did not start: {log.read_text()[-2000:]}"
        self.told = dict(line.split(": ", 1) for line in lines)

    def page(self, path):
        with urllib.request.urlopen(self.told["URL"].rstrip("/") + path, timeout=30) as response:
            return response.read().decode()

    def end(self, number):
        self.process.send_signal(number)
        status = self.process.wait(timeout=30)
        self.process.stdout.close()
        return status

    def left_behind(self, *, patience=5.0):
        """Command lines of processes that still work in this home; waits a moment for the last ones to go."""
        deadline = time.monotonic() + patience
        while (left := list(processes_of(self.home))) and time.monotonic() < deadline:
            time.sleep(0.1)
        return left


def processes_of(home):
    mark = f"SONDA_HOME={home}".encode()
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (entry / "environ").read_bytes().split(b"\0"):
                yield (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:  # it ended meanwhile, or is not ours
            continue
