"""`sonda setpassword`: a new password for somebody who forgot theirs; their sessions end."""

from argparse import ArgumentParser, Namespace

from sonda.cli import application
from sonda.cli.ask import new_password

NAME = "setpassword"
HELP = "give a person a new password (asked for, or read from a pipe)"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--email", required=True, help="the address that the person signs in with")


@application.with_django
def run(args: Namespace) -> int:
    from sonda.apps.organizations import operations

    user = operations.set_password(email=args.email, password=new_password())
    application.say(f"{user.email} has a new password.")
    return 0
