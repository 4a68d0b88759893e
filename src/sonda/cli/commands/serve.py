"""`sonda serve`: the pages, by granian; one process with threads unless more are asked for."""

import os
import shutil
from argparse import SUPPRESS, ArgumentParser, Namespace
from pathlib import Path

from sonda.cli import application, processes

NAME = "serve"
HELP = "serve the pages"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=int, default=8000, help="port to listen on (default: %(default)s)")
    parser.add_argument("--workers", type=int, default=1, help="processes (default: %(default)s)")
    parser.add_argument("--threads", type=int, default=4, help="threads in each process (default: %(default)s)")
    parser.add_argument("--migrate", action="store_true", help="bring the database to this version first")
    parser.add_argument("--tied", action="store_true", help=SUPPRESS)


@application.service
def run(args: Namespace) -> int:
    from sonda.config.guard import refuse_unsafe_settings
    from sonda.config.static import collect
    from sonda.ui import assets

    refuse_unsafe_settings()
    due = application.migrations_are_due()
    if due and args.migrate:
        application.migrate()
    elif due:
        application.say("sonda: the database is older than this version: run `sonda migrate`.")
        return 2
    assets.refresh()
    collect()
    if args.tied:
        processes.end_with_parent()
    serve(host=args.host, port=args.port, workers=args.workers, threads=args.threads)
    return 0


def serve(*, host: str, port: int, workers: int, threads: int) -> None:
    """Until SIGINT or SIGTERM."""
    os.environ["SONDA_THREADS"] = str(threads)  # for the door, in the processes that granian starts
    if workers > 1:
        count_together()
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    Granian(
        "sonda.config.door:application",
        address=host,
        port=port,
        interface=Interfaces.RSGI,
        workers=workers,
        workers_kill_timeout=10,
        respawn_failed_workers=True,
        websockets=False,
        log_level=LogLevels.warning,
        log_dictconfig=LOGS,
    ).serve()


def count_together() -> None:
    """A folder in which several processes keep their figures (`sonda.config.metrics`); what was there is old."""
    from django.conf import settings

    folder = Path(settings.HOME) / "metrics"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)


LOGS = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": "sonda.config.logs.JSONLines"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"_granian": {"handlers": ["stderr"], "level": "WARNING", "propagate": False}},
}
