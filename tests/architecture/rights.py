"""The table of rights: who may use which address by which method (R4.6). `docs/reference/rights.md` is made from it.

Make the page anew: `python -m tests.architecture.rights`.
"""

from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "rights.md"

EVERYBODY = "everybody"
PERSON = "whoever is signed in"
MEMBER = "every member"
READ, WRITE, EXPORT, PEOPLE, KEYS = "read", "write", "export", "people", "keys"
KEY = "a key"
KEY_READ, KEY_WRITE = "a key with read", "a key with write"
BY_KEY = (KEY, KEY_READ, KEY_WRITE)
TOKEN = "whoever brings the installation's own token; off without one"
NOBODY = "nobody: it is only the beginning of other addresses"

TABLE = {
    "": {"get": READ},
    "stories/<slug:key>/": {"get": READ},
    "understand/": {"get": READ},
    "understand/saved/": {"post": READ},  # for oneself; sharing needs the right to write
    "understand/saved/<int:saved_id>/": {"get": WRITE, "post": WRITE},  # or one's own
    "understand/saved/<int:saved_id>/deletion/": {"post": WRITE},
    "understand/saved/<int:saved_id>/restoration/": {"post": WRITE},
    "understand/annotations/": {"post": WRITE},
    "understand/annotations/<int:annotation_id>/deletion/": {"post": WRITE},
    "understand/annotations/<int:annotation_id>/restoration/": {"post": WRITE},
    "understand/comments/": {"get": EXPORT},  # of confidential surveys, detached from people
    "understand/three-gaps/": {"get": READ},
    "understand/same-everywhere/": {"get": READ},
    "understand/leaving/": {"get": READ},
    "understand/weighting/": {"get": READ, "post": READ},  # trying targets keeps nothing
    "understand/weighting/kept/": {"post": WRITE},
    "understand/weighting/<int:weighting_id>/": {"get": READ, "post": WRITE},
    "understand/weighting/<int:weighting_id>/deletion/": {"post": WRITE},
    "understand/weighting/<int:weighting_id>/restoration/": {"post": WRITE},
    "understand/weighting/<int:weighting_id>/people/": {"get": EXPORT},
    "understand/weighting/<str:weighting_id>/people.<str:form>": {"get": EXPORT},
    "understand/weighting/<str:weighting_id>/<str:part>/figure.<str:form>": {"get": READ},
    "understand/weighting/<str:weighting_id>/<str:part>/table.<str:form>": {"get": EXPORT},
    "understand/<str:page>/<str:part>/figure.<str:form>": {"get": READ},
    "understand/<str:page>/<str:part>/table.<str:form>": {"get": EXPORT},
    "understand/<str:page>/<str:part>/people/": {"get": EXPORT},
    "understand/<str:page>/<str:part>/people.<str:form>": {"get": EXPORT},
    "understand/<slug:key>/": {"get": READ},
    "understand/<slug:key>/people/": {"get": EXPORT},
    "understand/<str:key>/people.<str:form>": {"get": EXPORT},
    "understand/<str:key>/figure.<str:form>": {"get": READ},
    "understand/<str:key>/table.<str:form>": {"get": EXPORT},
    "data/": {"get": WRITE},
    "data/<int:import_id>/": {"get": WRITE},
    "data/<int:import_id>/undo/": {"post": WRITE},
    "data/uploads/new/": {"get": WRITE, "post": WRITE},
    "data/uploads/<int:upload_id>/": {"get": WRITE},
    "data/uploads/<int:upload_id>/reading/": {"post": WRITE},
    "data/uploads/<int:upload_id>/forgetting/": {"post": WRITE},
    "data/uploads/<int:upload_id>/columns/": {"get": WRITE, "post": WRITE},
    "data/uploads/<int:upload_id>/columns/<int:place>/labels/": {"get": WRITE, "post": WRITE},
    "data/uploads/<int:upload_id>/check/": {"get": WRITE, "post": WRITE},
    "data/uploads/<int:upload_id>/report.csv": {"get": WRITE},
    "data/uploads/<int:upload_id>/people/": {"post": WRITE},
    "data/uploads/<int:upload_id>/start/": {"post": WRITE},
    "data/mappings/": {"get": WRITE},
    "data/mappings/<int:mapping_id>.toml": {"get": WRITE},
    "data/mappings/<int:mapping_id>/renaming/": {"post": WRITE},
    "data/mappings/<int:mapping_id>/forgetting/": {"post": WRITE},
    "data/work/": {"get": WRITE},
    "data/work/<uuid:job_id>/retrial/": {"post": WRITE},
    "settings/": {"get": MEMBER},
    "settings/organization/": {"get": PEOPLE, "post": PEOPLE},
    "settings/people/": {"get": PEOPLE},
    "settings/people/<int:member_id>/": {"get": PEOPLE, "post": PEOPLE},
    "settings/people/<int:member_id>/removal/": {"post": PEOPLE},
    "settings/people/former/<int:former_id>/return/": {"post": PEOPLE},
    "settings/people/invitation/": {"get": PEOPLE, "post": PEOPLE},
    "settings/people/invitation/<int:invitation_id>/sending/": {"post": PEOPLE},
    "settings/people/invitation/<int:invitation_id>/withdrawal/": {"post": PEOPLE},
    "settings/units/": {"get": PEOPLE},
    "settings/units/new/": {"get": PEOPLE, "post": PEOPLE},
    "settings/units/<int:unit_id>/": {"get": PEOPLE, "post": PEOPLE},
    "settings/units/<int:unit_id>/removal/": {"post": PEOPLE},
    "settings/keys/": {"get": KEYS},
    "settings/keys/new/": {"get": KEYS, "post": KEYS},
    "settings/keys/<int:key_id>/revocation/": {"post": KEYS},
    "settings/audit/": {"get": PEOPLE},
    "settings/audit.csv": {"get": PEOPLE},
    "organizations/<int:organization_id>/entry/": {"post": MEMBER},
    "you/name/": {"get": PERSON, "post": PERSON},
    "help/terms/": {"get": PERSON},
    "sessions/end/": {"post": PERSON},
    "sessions/<int:session_id>/end/": {"post": PERSON},
    "api/v1/me": {"get": KEY},
    "api/v1/surveys": {"get": KEY_READ},
    "api/v1/surveys/<key>": {"get": KEY_READ},
    "api/v1/analyses": {"get": KEY_READ},
    "api/v1/analyses/<key>": {"get": KEY_READ},
    "api/v1/pages": {"get": KEY_READ},
    "api/v1/pages/<key>": {"get": KEY_READ},
    "api/v1/weights": {"get": KEY_READ},
    "api/v1/weights/<int:weighting_id>": {"get": KEY_READ},
    "api/v1/imports": {"get": KEY_WRITE, "post": KEY_WRITE},
    "api/v1/imports/<int:import_id>": {"get": KEY_WRITE},
    "api/v1/imports/<int:import_id>/undo": {"post": KEY_WRITE},
    "api/v1/openapi.json": {"get": EVERYBODY},  # the description of the API; tells nothing of anybody
    "api/v1/": {"get": NOBODY},
    "api/v1/<str:rest>": {"get": NOBODY},
    "metrics/": {"get": TOKEN},
    # Open to everybody.
    "health/": {"get": EVERYBODY},  # for load balancers; says only whether the service is well
    "language/": {"post": EVERYBODY},  # a choice anyone may make
    "join/<str:token>/": {"get": EVERYBODY, "post": EVERYBODY},  # the token is the right to come in
}
# allauth's addresses are about the person who asks: their own account, by their own session.
ACCOUNT = "account/"


def told():
    """The page of the documentation."""
    from sonda.apps.organizations.choices import RIGHTS, Right, Role

    roles = [
        f"| {role.value} | " + " | ".join("yes" if right in RIGHTS[role] else "–" for right in Right) + f" | {seen} |"
        for role, seen in zip(Role, SEEN, strict=True)
    ]
    routes = [
        f"| `/{pattern}` | {method.upper()} | {who} |"
        for pattern, methods in TABLE.items()
        for method, who in methods.items()
    ]
    return "\n".join(
        [
            HEAD,
            "| role | " + " | ".join(right.value for right in Right) + " | whose answers |",
            "|---|" + "---|" * len(Right) + "---|",
            *roles,
            MIDDLE,
            "| address | method | who |",
            "|---|---|---|",
            *routes,
            END,
        ]
    )


SEEN = (
    "the whole organisation",
    "the whole organisation",
    "their units and everything below",
    "their own units",
    "the whole organisation",
)
HEAD = """\
# Rights

Made from `tests/architecture/rights.py`, where a test tries every address by every method as every role
(`tests/architecture/test_rights.py`). An address that is not in the table fails that test.

## Roles
"""
MIDDLE = """
`read`: see figures. `write`: bring in and change data, make links. `export`: take data out. `people`: members,
invitations, units, the audit log. `keys`: keys of programs. A key has the rights it was given, and never more than its
maker has at that moment. A right that is taken away is gone at the next request.

Whoever has not the right gets 403; what belongs to another organisation, or does not exist, is 404 for everybody;
whoever is not signed in is asked to (a program without a key: 401). Of an answer by key, as of a page, managers and
employees get the part of their units.

## Addresses
"""
END = """
HEAD goes where GET goes. Every other method is refused (405). `/account/…` is about the person who asks: their
password, address, second factors and sessions; there, only signing in, a new password and confirming an address are
open to everybody.
"""

if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    PAGE.write_text(told(), encoding="utf-8")
