"""Settings from the environment: typed, with a clear sentence when a value cannot be used."""

import os
import re
import sys
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

PACKAGE = Path(__file__).resolve().parent.parent


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def secret(name: str, default: str = "") -> str:
    """The value of NAME, or the content of the file that NAME_FILE points at (container secrets); not both."""
    file = text(f"{name}_FILE")
    if not file:
        return text(name, default)
    if text(name):
        raise ImproperlyConfigured(f"Set {name} or {name}_FILE, not both.")
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as trouble:
        raise ImproperlyConfigured(f"{name}_FILE names a file that cannot be read: {file}") from trouble


def flag(name: str, *, default: bool = False) -> bool:
    value = text(name, "1" if default else "0").lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} is {value!r}; it takes 1 or 0.")


def number(name: str, default: int, *, low: int = 0, high: int = 2**31) -> int:
    value = text(name, str(default))
    if not value.isascii() or not value.isdigit() or not low <= int(value) <= high:
        raise ImproperlyConfigured(f"{name} is {value!r}; it takes a whole number from {low} to {high}.")
    return int(value)


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated list without blanks."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def origin(name: str, default: str) -> str:
    """scheme://host[:port] of our own pages, without a path."""
    value = text(name, default).rstrip("/")
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query:
        raise ImproperlyConfigured(f"{name} is {value!r}; it takes an address such as https://sonda.example.org.")
    return value


def clone() -> Path | None:
    """The folder of the repository when Sonda runs from one, else None (an installed wheel)."""
    root = PACKAGE.parent.parent
    return root if (root / "pyproject.toml").is_file() and (root / "requirements").is_dir() else None


def data_folder() -> Path:
    """Where data live unless SONDA_HOME says otherwise: var/ in a clone, the person's own data folder for a wheel."""
    root = clone()
    if root:
        return root / "var"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "Sonda"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "sonda"


def database(url: str) -> dict[str, Any]:
    """One database from a URL: sqlite:////absolute/path or postgresql://user:password@host:port/name?sslmode=require."""
    parts = urlsplit(url)
    shared = {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    if parts.scheme == "sqlite":
        return shared | {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": f"/{unquote(parts.path).lstrip('/')}" if parts.path else ":memory:",
            "OPTIONS": {
                # A transaction that will write says so at once: no deadlock between two that began by reading.
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                # FULL: an answer that was acknowledged survives a power cut (R1.1).
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
            },
        }
    if parts.scheme in {"postgres", "postgresql"}:
        return shared | {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            # Not parts.hostname, which is lower-cased: a host may be the folder of a socket (%2Frun%2Fpostgresql).
            "HOST": unquote(re.sub(r":\d*$", "", parts.netloc.rpartition("@")[2])).strip("[]"),
            "PORT": str(parts.port or ""),
            "OPTIONS": dict(parse_qsl(parts.query)),
        }
    raise ImproperlyConfigured("DATABASE_URL takes sqlite:////path or postgresql://user:password@host:port/name.")


def mail(url: str) -> dict[str, Any]:
    """Django's EMAIL_… settings from smtp://user:password@host:port (smtps:// for TLS from the start)."""
    if not url:
        return {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ImproperlyConfigured("SONDA_MAIL takes smtp://user:password@host:port or smtps://…")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp" and bool(parts.username),
        "EMAIL_TIMEOUT": 10,
    }
