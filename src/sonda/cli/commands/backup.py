"""`sonda backup FILE`: the whole installation in one file, made while it runs; `--check` reads one through.

Example: sonda backup /backups/sonda-2026-11-22.tar.gz
"""

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from sonda.cli import application
from sonda.cli.progress import Bar

NAME = "backup"
HELP = "keep the whole installation in one file, while it runs (or check such a file)"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="the backup, .tar.gz")
    parser.add_argument("--check", action="store_true", help="compare a backup with its checksums, change nothing")


@application.with_django
def run(args: Namespace) -> int:
    from sonda.config import archive

    if args.check:
        application.say(f"{args.file} is whole: {told(archive.check(args.file))}.")
        return 0
    if application.migrations_are_due():
        application.say("sonda: the database is older than this version: run `sonda migrate`.")
        return 2
    with Bar() as bar:
        manifest = archive.backup(args.file, progress=bar.report)
    application.say(f"{args.file}: {told(manifest)}. Keep the installation's secret key elsewhere: it is not in it.")
    return 0


def told(manifest: dict[str, Any]) -> str:
    rows = manifest["rows"]
    return (
        f"made {manifest['made_at'][:16].replace('T', ' ')} UTC by Sonda {manifest['sonda']},"
        f" organisations {rows['organizations_organization']}, responses {rows['responses_response']}"
    )
