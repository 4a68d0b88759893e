"""Files that are still coming in: locked by the process that writes them, so that whoever cleans up can tell them from
those whose process was killed.
"""

import fcntl
import hashlib
import os
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings


class Part:
    """A file while it comes in; closing removes it, unless somebody has moved it away."""

    def __init__(self) -> None:
        self.path = folder() / f"{uuid.uuid4()}.part"
        self.n_bytes = 0
        self.digest = hashlib.sha256()
        with alone():
            self.file = self.path.open("xb")
            fcntl.flock(self.file, fcntl.LOCK_EX)

    def write(self, pieces: Iterable[bytes]) -> None:
        for piece in pieces:
            self.file.write(piece)
            self.digest.update(piece)
            self.n_bytes += len(piece)

    def finish(self) -> None:
        """Surely on the disk before anybody is told so."""
        self.file.flush()
        os.fsync(self.file.fileno())

    @property
    def sha256(self) -> str:
        return self.digest.hexdigest()

    def close(self) -> None:
        try:
            self.file.close()
        finally:
            self.path.unlink(missing_ok=True)


def folder() -> Path:
    """Where files of the wizard lie: those that are still coming, and a folder for each that came."""
    return Path(settings.HOME) / "uploads"


def forget_left_parts() -> int:
    """Remove what a process that was killed left behind; files that are coming in stay."""
    left = 0
    with alone():
        for path in folder().glob("*.part"):
            with path.open("rb") as file:
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    continue
                path.unlink()
                left += 1
    return left


@contextmanager
def alone() -> Iterator[None]:
    """Nobody begins a part or cleans up meanwhile, in any process."""
    folder().mkdir(parents=True, exist_ok=True)
    with (folder() / "lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
