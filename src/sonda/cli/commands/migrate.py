"""`sonda migrate`: create the database, or bring it to this version."""

from argparse import ArgumentParser, Namespace

from sonda.cli import application

NAME = "migrate"
HELP = "create the database, or bring it to this version"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--check", action="store_true", help="change nothing; status 1 when something is to be done")


@application.with_django
def run(args: Namespace) -> int:
    if args.check:
        due = application.migrations_are_due()
        application.say("The database is older than this version." if due else "The database is up to date.")
        return int(due)
    application.migrate()
    application.say("The database is up to date.")
    return 0
