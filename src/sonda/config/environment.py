"""Settings from the environment: typed, with a sentence that names the setting when a value cannot be used.

A sentence never repeats a secret, nor a password that stands in an address.
"""

import os
import re
import sys
from collections.abc import Collection
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit
from zoneinfo import ZoneInfo

from django.core.exceptions import ImproperlyConfigured

PACKAGE = Path(__file__).resolve().parent.parent
ZONES = Path("/usr/share/zoneinfo")  # where the C library and Django look a zone up
HIGHEST_PORT = 65_535
NAME = r"[a-z0-9]([a-z0-9_-]*[a-z0-9])?"
HOST = re.compile(rf"(?:{NAME}(?:\.{NAME})*|\[[0-9a-f:.]*:[0-9a-f:.]*\])", re.IGNORECASE)
POSTGRESQL = "DATABASE_URL takes sqlite:////path or postgresql://user:password@host:port/name"
MAIL = "SONDA_MAIL takes smtp://user:password@host:port or smtps://…"
SPELLED = "signs such as @ : / # ? in a name or a password are written with %, @ as %40"


def text(name: str, default: str = "") -> str:
    value = os.environ.get(name, "").strip()
    if not value.isprintable():
        raise ImproperlyConfigured(f"{name} holds a sign that no setting holds (a line break, or bytes of no letter).")
    return value or default


def secret(name: str, default: str = "") -> str:
    """The value of NAME, or the content of the file that NAME_FILE points at (container secrets); not both."""
    file = text(f"{name}_FILE")
    if not file:
        return text(name, default)
    if text(name):
        raise ImproperlyConfigured(f"Set {name} or {name}_FILE, not both.")
    try:
        found = Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as trouble:
        # Somebody may have put the secret itself there: only what looks like a place is repeated.
        told = f": {file}" if os.path.isdir(os.path.dirname(file).rstrip("/")) else "."
        raise ImproperlyConfigured(f"{name}_FILE names a file that cannot be read{told}") from trouble
    if not found:
        raise ImproperlyConfigured(f"{name}_FILE names a file that is empty: {file}")
    if not found.isprintable():
        raise ImproperlyConfigured(
            f"{name}_FILE names a file of more than one line, or with signs that no setting has."
        )
    return found


def choice(name: str, default: str, allowed: Collection[str]) -> str:
    """One of a few words, in any case of letters."""
    value = text(name, default)
    for word in allowed:
        if value.lower() == word.lower():
            return word
    raise ImproperlyConfigured(f"{name} is {value!r}; it takes {', '.join(allowed)}.")


def time_zone(name: str, default: str) -> str:
    value = text(name, default)
    try:
        ZoneInfo(value)
        is_known = not ZONES.is_dir() or (ZONES / value).is_file()
    except (ValueError, OSError, LookupError):
        is_known = False
    if not is_known:
        raise ImproperlyConfigured(f"{name} is {value!r}; it takes a time zone that this machine knows: Europe/Warsaw.")
    return value


def folder(name: str, default: Path) -> Path:
    """A folder that is there or may still be made."""
    place = Path(text(name, str(default))).absolute()
    try:
        in_the_way = next((each for each in (place, *place.parents) if each.exists() and not each.is_dir()), None)
    except OSError as trouble:
        raise ImproperlyConfigured(f"{name} is no folder that can be reached: {trouble.strerror}.") from None
    if in_the_way:
        raise ImproperlyConfigured(f"{name} is {str(place)!r}; it takes a folder, and {in_the_way} is none.")
    return place


def token(name: str) -> str:
    """A secret that is sent in a header."""
    value = secret(name)
    if not value.isascii() or " " in value:
        raise ImproperlyConfigured(f"{name} takes letters a–z, digits and signs, without blanks.")
    return value


def flag(name: str, *, default: bool = False) -> bool:
    value = text(name, "1" if default else "0").lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} is {value!r}; it takes 1 or 0.")


def number(name: str, default: int, *, low: int = 0, high: int = 2**31) -> int:
    value = text(name, str(default))
    if not value.isascii() or not value.isdigit() or len(value) > len(str(high)) or not low <= int(value) <= high:
        raise ImproperlyConfigured(f"{name} is {value!r}; it takes a whole number from {low} to {high}.")
    return int(value)


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated list without blanks."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def address(url: str) -> tuple[SplitResult, int | None]:
    """The parts of an address and its port, which is None for none and −1 for what is no port; all empty for none."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return urlsplit(""), None
    try:
        port = parts.port
    except ValueError:
        port = -1
    return parts, -1 if port == 0 else port


def host(parts: SplitResult) -> str:
    """The host as it was written, without the person before it and the port behind it."""
    return re.sub(r":\d*$", "", parts.netloc.rpartition("@")[2])


def origin(name: str, default: str) -> str:
    """scheme://host[:port] of our own pages, without a path."""
    value = text(name, default).rstrip("/")
    parts, port = address(value)
    is_whole = parts.scheme in {"http", "https"} and HOST.fullmatch(host(parts)) and "_" not in host(parts)
    if not is_whole or port == -1 or "@" in value or set("?#") & set(value) or parts.path:
        told = "holds a person’s name" if "@" in value else f"is {value!r}"
        raise ImproperlyConfigured(f"{name} {told}; it takes an address such as https://sonda.example.org.")
    return f"{parts.scheme}://{parts.netloc.lower()}"


def hosts(name: str) -> list[str]:
    """Names of hosts, none with a port; a dot before one means those below it, too. `*` is for the guard to refuse."""
    found = words(name)
    for each in found:
        if each != "*" and ("_" in each or not HOST.fullmatch(each.removeprefix("."))):
            raise ImproperlyConfigured(
                f"{name} holds {each!r}; it takes names of hosts without a port: a.example.org,b.org."
            )
    return [each.lower() for each in found]


def sender(name: str, default: str) -> str:
    """An address that mails come from, alone or as `Sonda <sonda@example.org>`."""
    value = text(name)
    if not value:
        return default
    shown = re.fullmatch(r'[^<>@",;:\\]*<([^<>]*)>', value)
    person, _, domain = (shown[1] if shown else value).rpartition("@")
    if not re.fullmatch(r"[\w.!#$%&'*+/=?^`{|}~-]+", person, re.ASCII) or not HOST.fullmatch(domain):
        raise ImproperlyConfigured(f"{name} is {value!r}; it takes an address such as sonda@example.org.")
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
    parts, port = address(url)
    shared = {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    if parts.fragment or port == -1:
        raise ImproperlyConfigured(f"{POSTGRESQL}; {SPELLED}, and the port is a number up to {HIGHEST_PORT}.")
    if parts.scheme == "sqlite":
        place = f"/{unquote(parts.path).lstrip('/')}" if parts.path else ":memory:"
        if parts.netloc or parts.query or place == "/" or "\0" in place:
            raise ImproperlyConfigured("DATABASE_URL takes sqlite:////absolute/path, with four strokes and a file.")
        return shared | {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": place,
            "OPTIONS": {
                # A transaction that will write says so at once: no deadlock between two that began by reading.
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                # FULL: an answer that was acknowledged survives a power cut (R1.1).
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
            },
        }
    if parts.scheme in {"postgres", "postgresql"}:
        found = {
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            # Not parts.hostname, which is lower-cased: a host may be the folder of a socket (%2Frun%2Fpostgresql).
            "HOST": unquote(host(parts)).strip("[]"),
            "PORT": str(port or ""),
        }
        if not found["NAME"] or not all(value.isprintable() for value in found.values()) or " " in found["HOST"]:
            raise ImproperlyConfigured(f"{POSTGRESQL}; {SPELLED}, and the name of the database has to be there.")
        return shared | {"ENGINE": "django.db.backends.postgresql", **found, "OPTIONS": postgresql_options(parts.query)}
    raise ImproperlyConfigured(f"{POSTGRESQL}.")


def postgresql_options(query: str) -> dict[str, str]:
    """What stands behind the question mark, when libpq knows every word of it."""
    from psycopg import ProgrammingError, conninfo

    options = dict(parse_qsl(query, keep_blank_values=True))
    for name in options:
        try:
            conninfo.make_conninfo(**{name: ""})
        except ProgrammingError:
            raise ImproperlyConfigured(f"DATABASE_URL has an option that PostgreSQL does not know: {name!r}.") from None
    return options


def mail(url: str) -> dict[str, Any]:
    """Django's EMAIL_… settings from smtp://user:password@host:port (smtps:// for TLS from the start)."""
    if not url:
        return {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    parts, port = address(url)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ImproperlyConfigured(MAIL)
    name, password = unquote(parts.username or ""), unquote(parts.password or "")
    is_bare = not (parts.path.strip("/") or parts.query or parts.fragment)
    if port == -1 or not is_bare or not HOST.fullmatch(host(parts)) or not (name + password).isprintable():
        raise ImproperlyConfigured(f"{MAIL}; {SPELLED}, and the port is a number up to {HIGHEST_PORT}.")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port or (465 if parts.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": name,
        "EMAIL_HOST_PASSWORD": password,
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp" and bool(name),
        "EMAIL_TIMEOUT": 10,
    }
