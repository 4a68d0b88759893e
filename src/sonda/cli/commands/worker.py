"""`sonda worker`: works on background jobs until it is asked to stop."""

import signal
import threading
from argparse import SUPPRESS, ArgumentParser, Namespace

from sonda.cli import application, processes

NAME = "worker"
HELP = "work on background jobs (imports, analyses); run as many as you like"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--once", action="store_true", help="end when nothing is left to do")
    parser.add_argument("--tied", action="store_true", help=SUPPRESS)


@application.service
def run(args: Namespace) -> int:
    from sonda.apps.jobs import worker
    from sonda.config.guard import refuse_unsafe_settings

    refuse_unsafe_settings()
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    if args.tied:
        processes.end_with_parent()
    worker.run(stop, once=args.once)
    return 0
