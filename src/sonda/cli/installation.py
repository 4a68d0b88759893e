"""What a demo keeps in its folder between two starts."""

import fcntl
import json
import os
import secrets
from pathlib import Path
from typing import IO, Any

KEPT = {"SONDA_LOG_LEVEL", "SONDA_TIME_ZONE", "SONDA_LANGUAGE"}


class InUse(Exception):
    """Another demo is running in this folder; two would take each other's files away."""


class Installation:
    """A secret, a password and the names of what was loaded, in a file that only its owner can read."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.file = home / "demo.json"
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = {"secret": secrets.token_urlsafe(50), "password": secrets.token_urlsafe(12), "loaded": []}
        self.notes: dict[str, Any] = json.loads(self.file.read_text()) if self.file.exists() else fresh
        self._save()

    @staticmethod
    def lock(home: Path) -> IO[str]:
        """This folder for the process that keeps what is returned open, however it ends. Raises InUse."""
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        held = (home / "demo.lock").open("a")
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            held.close()
            raise InUse from None
        return held

    @staticmethod
    def is_another(home: Path) -> bool:
        """A folder with a database that no demo has made."""
        return (home / "sonda.sqlite3").exists() and not (home / "demo.json").exists()

    @property
    def password(self) -> str:
        return str(self.notes["password"])

    def point_settings_here(self, *, port: int) -> None:
        """Whatever the shell says of a real installation, this process and its children mean the demo."""
        for name in [name for name in os.environ if name.startswith(("SONDA_", "DATABASE_URL"))]:
            if name not in KEPT:
                del os.environ[name]
        os.environ |= {
            "SONDA_HOME": str(self.home),
            "SONDA_SECRET_KEY": self.notes["secret"],
            "SONDA_URL": f"http://127.0.0.1:{port}",
        }

    def has(self, what: str) -> bool:
        return what in self.notes["loaded"]

    def remember(self, *what: str) -> None:
        self.notes["loaded"] = sorted({*self.notes["loaded"], *what})
        self._save()

    def _save(self) -> None:
        part = self.file.with_suffix(".part")
        part.unlink(missing_ok=True)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            json.dump(self.notes, out)
        part.replace(self.file)
