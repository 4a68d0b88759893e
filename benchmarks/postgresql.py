"""A PostgreSQL of one's own for a benchmark, as the tests make it (scripts/postgresql.sh), where it is installed."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent
START = """
. scripts/machine.sh; . scripts/postgresql.sh
has_postgresql && start_postgresql && printf '%s\\n%s\\n' "$POSTGRESQL_HOME" "$POSTGRESQL_URL"
"""
STOP = ". scripts/machine.sh; . scripts/postgresql.sh; stop_postgresql"


@contextmanager
def postgresql() -> Iterator[str]:
    """The URL of a server with an empty database, without fsync; nothing where there is none."""
    started = subprocess.run(["bash", "-c", START], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    if started.returncode:
        yield ""
        return
    home, url = started.stdout.splitlines()[-2:]
    try:
        yield url
    finally:
        subprocess.run(["bash", "-c", STOP], cwd=ROOT, env=os.environ | {"POSTGRESQL_HOME": home}, check=False)
