"""A backup: one file that holds the database as it was at one moment, and the files that wait for their import.

A tar of `database.sqlite3` or `database.pgdump`, `imports/…` and, last, `manifest.json` with size and SHA-256 of each.
The columnar store is not in it: it is made again from the database. Keys and passwords of the installation are not in
it either: they are settings.
"""

import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from errno import ENOSPC
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

import sonda
from sonda.apps.organizations import audit
from sonda.ui.errors import SondaError

FORMAT = 1
MANIFEST = "manifest.json"
DATABASES = {"sqlite": "database.sqlite3", "postgresql": "database.pgdump"}
COUNTED = ("organizations_organization", "organizations_user", "surveys_survey", "responses_response")
PIECE = 1024 * 1024

Progress = Callable[..., None]


class ArchiveTrouble(SondaError):
    message = "%(problem)s"
    status = 422


def backup(target: Path, *, progress: Progress) -> dict[str, Any]:
    """Write a backup beside `target` first and move it there whole; pages and imports go on meanwhile.

    Returns the manifest. Raises ArchiveTrouble when the file exists, cannot be written, or the database's tools fail.
    """
    if target.exists():
        raise ArchiveTrouble(problem=_("%(file)s exists already.") % {"file": target})
    try:
        return write_whole(target, progress)
    except OSError as trouble:
        problem = _("%(file)s cannot be written: %(why)s.") % {"file": target, "why": trouble.strerror or trouble}
        raise ArchiveTrouble(problem=problem) from None


def write_whole(target: Path, progress: Progress) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix=".sonda-backup-", dir=target.absolute().parent) as folder:
        staged = Path(folder) / "staged"
        stage_imports(staged)
        heads = audit.heads()  # before the dump, which so holds them all
        rows = dump_database(staged)
        stage_imports(staged)  # those that came in meanwhile
        manifest = {
            "format": FORMAT,
            "sonda": sonda.__version__,
            "made_at": timezone.now().isoformat(),
            "database": connection.vendor,
            "migrations": sorted(f"{app}.{name}" for app, name in MigrationLoader(connection).applied_migrations),
            "rows": rows,
            "audit": heads,
            "files": {},
        }
        whole = Path(folder) / "whole"
        write(whole, staged, manifest, progress)
        os.replace(whole, target)
    return manifest


def write(whole: Path, staged: Path, manifest: dict[str, Any], progress: Progress) -> None:
    files = sorted(path for path in staged.rglob("*") if path.is_file())
    total, done = sum(path.stat().st_size for path in files), 0
    with whole.open("wb") as raw:
        with tarfile.open(fileobj=raw, mode="w:gz", compresslevel=3) as tar:
            for path in files:
                name = path.relative_to(staged).as_posix()
                manifest["files"][name] = {"size": path.stat().st_size, "sha256": digest_of(path)}
                tar.add(path, name)
                done += path.stat().st_size
                progress(done=done, total=total, what="backup")
            text = json.dumps(manifest, indent=1).encode()
            entry = tarfile.TarInfo(MANIFEST)
            entry.size = len(text)
            tar.addfile(entry, io.BytesIO(text))
        raw.flush()
        os.fsync(raw.fileno())
    whole.chmod(0o600)


def stage_imports(staged: Path) -> None:
    """Copies of the files of imports that are not done yet, but for those that are there."""
    source = Path(settings.HOME) / "imports"
    staged.mkdir(exist_ok=True)
    for path in source.rglob("*") if source.is_dir() else ():
        place = staged / "imports" / path.relative_to(source)
        if place.exists() or any(part.endswith(".part") for part in place.parts):
            continue
        try:
            if path.is_file():
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, place)
        except FileNotFoundError:  # that import has ended meanwhile
            place.unlink(missing_ok=True)


def dump_database(staged: Path) -> dict[str, int]:
    """The database at one moment, and how many rows its main tables had then."""
    target = staged / DATABASES[connection.vendor]
    if connection.vendor == "sqlite":
        name = settings.DATABASES["default"]["NAME"]
        with closing(sqlite3.connect(name)) as live, closing(sqlite3.connect(target)) as copy:
            live.backup(copy)
            return {table: copy.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in COUNTED}  # noqa: S608
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        postgresql("pg_dump", "--format=custom", "--no-owner", f"--snapshot={snapshot}", f"--file={target}")
        return counted()


def counted() -> dict[str, int]:
    with connection.cursor() as cursor:
        rows = {}
        for table in COUNTED:
            cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 — our own names
            rows[table] = int(cursor.fetchone()[0])
    return rows


def postgresql(tool: str, *arguments: str) -> None:
    """Run one of PostgreSQL's own tools on our database; the password goes by the environment, not by the command."""
    from psycopg.conninfo import make_conninfo

    of = connection.settings_dict
    places = {"dbname": of["NAME"], "host": of["HOST"], "port": of["PORT"], "user": of["USER"], **of["OPTIONS"]}
    where = make_conninfo(**{name: value for name, value in places.items() if value})
    environment = os.environ | ({"PGPASSWORD": of["PASSWORD"]} if of["PASSWORD"] else {})
    try:
        subprocess.run(  # noqa: S603 — our own words
            [tool, f"--dbname={where}", *arguments], env=environment, check=True, capture_output=True, text=True
        )
    except FileNotFoundError:
        raise ArchiveTrouble(problem=_("%(tool)s is not installed here.") % {"tool": tool}) from None
    except subprocess.CalledProcessError as trouble:
        said = (trouble.stderr.strip().splitlines() or [str(trouble.returncode)])[-1]
        raise ArchiveTrouble(problem=f"{tool}: {said}") from None


def check(archive: Path) -> dict[str, Any]:
    """Read a backup through and compare every file with its checksum; returns the manifest.

    Raises ArchiveTrouble for what is no backup, is cut short, or was changed.
    """
    with tempfile.TemporaryDirectory(prefix="sonda-check-") as folder, unpacked(archive, Path(folder)) as manifest:
        return manifest


@contextmanager
def unpacked(archive: Path, folder: Path) -> Iterator[dict[str, Any]]:
    """The manifest of a backup whose files lie in `folder`, each as it was when the backup was made."""
    if not archive.is_file():
        raise ArchiveTrouble(problem=_("There is no file %(file)s.") % {"file": archive})
    try:
        with tarfile.open(archive, "r:gz") as tar:
            tar.extractall(folder, filter="data")
        manifest = json.loads((folder / MANIFEST).read_text())
        is_ours = manifest["format"] == FORMAT
        expected = {name: each["sha256"] for name, each in manifest["files"].items()}
        told = [manifest[name] for name in ("sonda", "made_at", "migrations")]
        if not is_ours or DATABASES[manifest["database"]] not in expected or set(manifest["rows"]) != set(COUNTED):
            raise ValueError(told)
    except OSError as trouble:
        if trouble.errno == ENOSPC:
            raise ArchiveTrouble(
                problem=_("There is not enough space to unpack %(file)s.") % {"file": archive}
            ) from None
        raise damaged(archive) from None
    except (EOFError, zlib.error, tarfile.TarError, ValueError, KeyError, TypeError, AttributeError):
        raise damaged(archive) from None
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} - {MANIFEST}
    for name in sorted(found | set(expected)):
        if name not in found or digest_of(folder / name) != expected.get(name):
            raise ArchiveTrouble(
                problem=_("%(file)s is damaged: %(name)s is not what it was.") % {"file": archive, "name": name}
            )
    yield manifest


def damaged(archive: Path) -> ArchiveTrouble:
    return ArchiveTrouble(
        problem=_("%(file)s is no backup that this Sonda can read, or it is damaged.") % {"file": archive}
    )


def restore(archive: Path) -> dict[str, Any]:
    """Bring a backup into an installation that holds nothing yet; returns the manifest, its counts seen again.

    The database comes last: before it is there, a restore that was interrupted can be begun again.
    Raises ArchiveTrouble for a database that is not empty, one of another kind, or a backup of a newer version.
    """
    home = Path(settings.HOME)
    home.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".sonda-restore-", dir=home) as name, unpacked(archive, Path(name)) as of:
        folder = Path(name)
        if of["database"] != connection.vendor:
            raise ArchiveTrouble(
                problem=_("The backup holds a database of %(kind)s; DATABASE_URL names another kind.")
                % {"kind": of["database"]}
            )
        ours = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
        if not set(of["migrations"]) <= ours:
            raise ArchiveTrouble(problem=_("The backup was made by a newer Sonda: install that version first."))
        if connection.introspection.table_names():
            raise ArchiveTrouble(problem=_("The database is not empty: a backup is restored into an empty one."))
        if (folder / "imports").is_dir():
            shutil.copytree(folder / "imports", home / "imports", dirs_exist_ok=True)
        restore_database(folder / DATABASES[connection.vendor])
        if counted() != of["rows"]:
            raise ArchiveTrouble(problem=_("The restored database does not hold what the backup says."))
        if not all(audit.holds(head) for head in of.get("audit", [])):
            raise ArchiveTrouble(problem=_("The audit log in the backup was changed or cut off."))
        return of


def restore_database(dump: Path) -> None:
    if connection.vendor == "sqlite":
        place = Path(settings.DATABASES["default"]["NAME"])
        connection.close()
        for ending in ("-wal", "-shm"):
            Path(f"{place}{ending}").unlink(missing_ok=True)
        beside = place.with_name(f".{place.name}.restored")  # the database may lie on another disk than the home
        shutil.copyfile(dump, beside)
        with beside.open("rb") as file:
            os.fsync(file.fileno())
        beside.chmod(0o600)
        os.replace(beside, place)
    else:
        postgresql("pg_restore", "--no-owner", "--exit-on-error", "--single-transaction", str(dump))


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
