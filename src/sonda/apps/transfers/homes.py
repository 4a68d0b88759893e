"""Which organisation a file belongs to, when the command line asks."""

from django.db import IntegrityError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from sonda.apps.organizations.models import Organization, User
from sonda.apps.organizations.operations import SlugTaken, create_organization
from sonda.apps.transfers.mapping.file import FileMapping
from sonda.ui.errors import SondaError


class WhichOrganization(SondaError):
    message = _("Say whose answers these are: --organization SLUG (there are %(slugs)s).")


class NoOrganization(SondaError):
    message = _("There is no organisation yet: name one with --organization SLUG and it is created.")


class NoAddress(SondaError):
    message = _("“%(name)s” gives no address: name the organisation with letters a–z, figures and hyphens.")


def home_of(mapping: FileMapping, *, slug: str = "") -> Organization:
    """The organisation named by `slug`, else by the mapping, else the only one; a named one is created when it is new.

    Its owner is the only person who signs in here, if there is just one; with several, `sonda createowner` or a
    member's invitation decides who may see it. Raises WhichOrganization, NoOrganization, NoAddress.
    """
    named = dict(mapping.organization)
    called = named.get("name") or slug  # whoever writes a name where a slug was asked for means that organisation
    wanted = slug or named.get("slug", "") or called
    slug = slugify(wanted)[:80]
    if wanted and not slug:
        raise NoAddress(name=wanted)
    if slug:
        known = Organization.objects.filter(slug=slug).first()
        try:
            return known or create_organization(
                name=(called or slug)[:200], slug=slug, language=named.get("language", "en"), owner=only_person()
            )
        except (SlugTaken, IntegrityError):  # two files at once: somebody has just created it
            return Organization.objects.get(slug=slug)
    slugs = list(Organization.objects.order_by("slug").values_list("slug", flat=True)[:20])
    if not slugs:
        raise NoOrganization
    if len(slugs) > 1:
        raise WhichOrganization(slugs=", ".join(slugs))
    return Organization.objects.get(slug=slugs[0])


def only_person() -> User | None:
    people = list(User.objects.filter(is_active=True)[:2])
    return people[0] if len(people) == 1 else None
