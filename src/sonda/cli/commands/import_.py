"""`sonda import FILE --mapping M.toml`: a file of answers into an organisation, all of it or nothing.

Example: sonda import answers.csv --mapping answers.toml --organization bystra --dry-run
"""

import sys
import threading
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sonda.cli import application
from sonda.cli.progress import Bar

if TYPE_CHECKING:
    from sonda.apps.organizations.models import Organization
    from sonda.apps.transfers.mapping.file import FileMapping
    from sonda.apps.transfers.models import Import

NAME = "import"
HELP = "store a file of answers, all of it or nothing (its mapping says what each column means)"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help=".csv, .csv.gz, .xlsx, .ods, .sav or .parquet")
    parser.add_argument("--mapping", required=True, help="a TOML file, or the name of a mapping that comes with Sonda")
    parser.add_argument("--organization", default="", metavar="SLUG", help="whose answers; created when it is new")
    parser.add_argument("--dry-run", action="store_true", help="read and check everything, store nothing")


@application.with_django
def run(args: Namespace) -> int:
    from sonda.apps.transfers.mapping.file import find_mapping, read_mapping

    mapping = read_mapping(find_mapping(args.mapping))
    if not args.file.is_file():
        application.say(f"sonda: There is no file {args.file}.")
        return 2
    return check(args.file, mapping) if args.dry_run else store(args, mapping)


def check(path: Path, mapping: "FileMapping") -> int:
    from sonda.apps.transfers.reading.checking import dry_run

    with Bar() as bar:
        report = dry_run(path, mapping, progress=shown(bar))
    tell_warnings(report.warnings)
    if report.is_good:
        application.say(f"{path.name}: {report.n_rows} rows can be imported; nothing was stored (--dry-run).")
        return 0
    return tell_problems(path.name, report.problems, report.n_refused)


def store(args: Namespace, mapping: "FileMapping") -> int:
    from django.conf import settings

    from sonda.apps.transfers.homes import home_of
    from sonda.apps.transfers.operations import request_import

    settings.HOME.mkdir(parents=True, exist_ok=True)
    if application.migrations_are_due():
        application.migrate()
    organization = home_of(mapping, slug=args.organization)
    wanted, is_new = request_import(organization=organization, path=args.file, mapping_text=mapping.text)
    if not is_new and wanted.is_over:
        on = wanted.finished_at.date() if wanted.finished_at else ""
        application.say(f"{args.file.name} was imported with this mapping on {on} already: nothing changes.")
        tell_entrance(organization)
        return 0
    wanted = work(wanted)
    tell_warnings(wanted.warnings)
    status = tell_result(args, wanted)
    if status == 0 or is_first(wanted):
        tell_entrance(organization)
    return status


def tell_result(args: Namespace, wanted: "Import") -> int:
    if wanted.state == "refused":
        return tell_problems(args.file.name, wanted.problems, wanted.n_refused)
    if wanted.state != "done":
        return 1
    known = f"; {wanted.n_known} had answered already and were left as they are" if wanted.n_known else ""
    application.say(
        f"{args.file.name}: {wanted.n_rows} rows read, {wanted.n_stored} responses stored in"
        f" “{wanted.survey}” of {wanted.organization.name}{known}."
    )
    return 0


def is_first(wanted: "Import") -> bool:
    """Whether the organisation may owe its existence to this file."""
    return not type(wanted).objects.filter(organization=wanted.organization).exclude(pk=wanted.pk).exists()


def tell_entrance(organization: "Organization") -> None:
    """Nobody may be shut out unawares: answers without a member can be seen by nobody."""
    if not organization.members.exists():
        application.say(
            f"Nobody can see “{organization.name}” yet; this lets its owner in:"
            f" sonda createowner --email ADDRESS --organization {organization.slug}"
        )


def work(wanted: "Import") -> "Import":
    """Enqueue the import, work on it here (or let a running worker do it), and watch it to its end."""
    from sonda.apps.jobs.models import Job
    from sonda.apps.transfers import queries, tasks

    wanted = tasks.enqueue(wanted)
    if wanted.is_over:
        return wanted
    enough = threading.Event()
    worker = threading.Thread(target=work_until, args=(enough,), daemon=True)
    worker.start()
    try:
        with Bar() as bar:
            while not wanted.is_over:
                time.sleep(0.1)
                note = queries.progress_of(wanted)
                if note:
                    shown(bar)(**note)
                wanted.refresh_from_db()
                job = Job.objects.filter(pk=wanted.job_id).first()
                if job and job.errors:
                    application.say(f"sonda: the import could not be finished: {job.problem}")
                    break
    finally:
        enough.set()
    worker.join(timeout=5)
    return wanted


def work_until(enough: threading.Event) -> None:
    """Work until it is enough: a job that a killed command left behind is free only when its lease has run out."""
    from django.db import connections

    from sonda.apps.jobs import worker

    try:
        worker.run(enough)
    finally:
        connections.close_all()


def shown(bar: Bar) -> Callable[..., None]:
    """The bar on a terminal; elsewhere nothing, so that a refused file says its one sentence and no more."""
    return bar.report if sys.stderr.isatty() else lambda **_: None


def tell_warnings(warnings: list[dict[str, Any]]) -> None:
    from sonda.apps.transfers.queries import sentence

    for warning in warnings:
        application.say(f"sonda: warning: {sentence(warning)}")


def tell_problems(file: str, problems: list[dict[str, Any]], count: int) -> int:
    """The first problem in the one sentence of the contract; the others are listed by the import's page."""
    from sonda.apps.transfers.queries import sentence

    more = f" (and {count - 1} more such problems; nothing was stored)" if count > 1 else ""
    application.say(f"sonda: {file}: {sentence(problems[0])}{more}")
    return 2
