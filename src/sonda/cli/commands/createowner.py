"""`sonda createowner`: an organisation and the person who owns it; a known person keeps their password.

An organisation that an import has begun, and that nobody can enter yet, is named by its name or its slug.
"""

from argparse import ArgumentParser, Namespace

from sonda.cli import application
from sonda.cli.ask import new_password

NAME = "createowner"
HELP = "create an organisation and its owner (the password is asked for, or read from a pipe)"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--email", required=True, help="the address to sign in with")
    parser.add_argument(
        "--organization", required=True, metavar="NAME", help="the name of the organisation, or of one without owner"
    )
    parser.add_argument("--name", default="", help="the person's name")
    parser.add_argument(
        "--language", default="en", choices=["pl", "uk", "en"], help="of the person and the organisation"
    )


@application.with_django
def run(args: Namespace) -> int:
    from django.db import transaction

    from sonda.apps.organizations import operations
    from sonda.apps.organizations.models import User, normal_email

    owner = User.objects.filter(email=normal_email(args.email)).first()
    with transaction.atomic():
        if owner is None:
            owner = operations.create_user(
                email=args.email, password=new_password(), name=args.name, language=args.language
            )
        organization = operations.own_organization(name=args.organization, language=args.language, owner=owner)
    application.say(f"{owner.email} owns “{organization.name}”.")
    return 0
