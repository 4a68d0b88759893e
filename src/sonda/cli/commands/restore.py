"""`sonda restore FILE`: a backup into an installation that holds nothing yet, checked on the way.

Example: SONDA_HOME=/srv/sonda sonda restore /backups/sonda-2026-11-22.tar.gz
"""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from sonda.cli import application
from sonda.cli.commands.backup import told

NAME = "restore"
HELP = "bring a backup into an empty installation"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="the backup, .tar.gz")


@application.with_django
def run(args: Namespace) -> int:
    from sonda.config import archive

    manifest = archive.restore(args.file)
    if application.migrations_are_due():
        application.migrate()
    application.say(f"Restored and checked: {told(manifest)}. Analyses are counted again when they are asked for.")
    return 0
