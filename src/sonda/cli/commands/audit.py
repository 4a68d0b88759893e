"""`sonda audit verify`: is each organisation's log as it was written? `sonda audit list`: read it.

Where a log ends is kept with each line, so that one that was cut off shows. Who changes the lines and that note alike
is found by a head that stands elsewhere: keep those that `verify` prints (or those of the service's log, under
`sonda.audit`) where nobody reaches who reaches the database, and give them back with --head.
"""

import json
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from datetime import date

from sonda.cli import application

NAME = "audit"
HELP = "prove that the audit logs are as they were written, or read one"


def add_arguments(parser: ArgumentParser) -> None:
    kinds = parser.add_subparsers(title="what to do", metavar="verify | list", required=True, dest="what")
    verify = kinds.add_parser("verify", help="compare every line of every organisation with its seal")
    verify.add_argument(
        "--head", action="append", default=[], metavar="SLUG:NUMBER:DIGEST", help="a head that was noted before"
    )
    lines = kinds.add_parser("list", help="one organisation's log, the oldest line first, as JSON lines")
    lines.add_argument("--organization", required=True, metavar="SLUG")
    lines.add_argument("--since", type=day, metavar="YYYY-MM-DD", help="from this day on")


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text} is no day; write it as 2026-11-22") from None


@application.with_django
def run(args: Namespace) -> int:
    if application.migrations_are_due():
        application.say("sonda: the database is older than this version: run `sonda migrate`.")
        return 2
    return verify(args.head) if args.what == "verify" else listing(args.organization, args.since)


def verify(noted: list[str]) -> int:
    from sonda.apps.organizations import audit

    status = 0
    for verdict in audit.verify_all():
        if verdict.trouble:
            application.say(f"{verdict.head.slug}: {verdict.trouble}")
            status = 1
        else:
            print(verdict.head)
    for head in noted:
        if not audit.holds(head):
            application.say(f"{head}: this line is no longer in the log")
            status = 1
    return status


def listing(slug: str, since: date | None) -> int:
    from sonda.apps.organizations import audit
    from sonda.apps.organizations.models import Organization

    organization = Organization.objects.filter(slug=slug).first()
    if organization is None:
        application.say(f"sonda: There is no organisation “{slug}”.")
        return 2
    for line in audit.since(organization, since).iterator():
        told = {"number": line.number, "at": line.at.isoformat(), "who": line.who, "by": line.actor}
        told |= {"action": line.action, "subject": line.subject, "details": line.details}
        json.dump(told, sys.stdout, ensure_ascii=False)
        print()
    return 0
