"""`sonda createowner`: a person who owns an organisation, both made when they are new."""

import sys
from argparse import ArgumentParser, Namespace

from sonda.cli import application

NAME = "createowner"
HELP = "create an organisation and its owner (the password is asked for, or read from a pipe)"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--email", required=True, help="the address to sign in with")
    parser.add_argument("--organization", required=True, metavar="NAME", help="the name of the organisation")
    parser.add_argument("--name", default="", help="the person's name")
    parser.add_argument(
        "--language", default="en", choices=["pl", "uk", "en"], help="of the person and the organisation"
    )


@application.with_django
def run(args: Namespace) -> int:
    from django.core.exceptions import ValidationError
    from django.db import transaction

    from sonda.apps.organizations import operations
    from sonda.apps.organizations.models import User, normal_email

    known = User.objects.filter(email=normal_email(args.email)).first()
    try:
        with transaction.atomic():
            owner = known or operations.create_user(
                email=args.email, password=_password(), name=args.name, language=args.language
            )
            organization = operations.create_organization(name=args.organization, language=args.language, owner=owner)
    except ValidationError as refused:
        application.say(f"sonda: {' '.join(refused.messages)}")
        return 2
    application.say(f"{owner.email} owns “{organization.name}”.")
    return 0


def _password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    from getpass import getpass

    password = getpass("Password: ", stream=sys.stderr)
    if getpass("Once more: ", stream=sys.stderr) != password:
        from sonda.ui.errors import SondaError

        raise SondaError
    return password
