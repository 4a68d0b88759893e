"""A real organisation for the tests of R4.6: answers, and one of everything that an address can name."""

from datetime import date

from sonda.apps.analytics import kept as analytics
from sonda.apps.analytics.weighting import operations as weighting
from sonda.apps.jobs.choices import State
from sonda.apps.jobs.models import Job
from sonda.apps.organizations import invitations, keys, people, units
from sonda.apps.organizations.choices import Role, Scope
from sonda.apps.organizations.models import Member, Unit
from sonda.apps.surveys.models import Survey
from sonda.apps.transfers.models import Import, SavedMapping, Upload

# The name of a place in an address, and how to make what it names: takes the organisation's owner, gives a number or a
# word. A room adds its own here.
OBJECTS = {
    "organization_id": lambda owner: owner.organization_id,
    "member_id": lambda owner: another(owner, "member").pk,
    "former_id": lambda owner: people.remove_member(member=another(owner, "former"), by=owner).pk,
    "invitation_id": lambda owner: invitations.invite(by=owner, email="guest@example.com", role=Role.VIEWER).pk,
    "unit_id": lambda owner: units.create_unit(by=owner, name="Annexe").pk,
    "key_id": lambda owner: keys.make_key(by=owner, name="robot", scopes=[Scope.READ])[0].pk,
    "job_id": lambda owner: Job.objects.create(task="x", organization_id=owner.organization_id, state=State.DEAD).pk,
    "import_id": lambda owner: Import.objects.create(organization=owner.organization, file_name="answers.csv").pk,
    "place": lambda _owner: 0,  # of a column in a file
    "upload_id": lambda owner: Upload.objects.create(organization=owner.organization, file_name="answers.csv").pk,
    "mapping_id": lambda owner: SavedMapping.objects.create(organization=owner.organization, name="NPS", text="").pk,
    "saved_id": lambda owner: shared_view(owner).pk,
    "annotation_id": lambda owner: analytics.annotate(by=owner, happened_on=date(2026, 3, 9), text="price rise").pk,
    "weighting_id": lambda owner: kept_weights(owner).pk,
    "key": lambda owner: "nps",
    "form": lambda owner: "csv",
    "page": lambda owner: "same-everywhere",
    "part": lambda owner: "units",
    "rest": lambda owner: "nothing/here",
}
WEIGHED = "understand/weighting/<str:weighting_id>/<str:part>/"
# Where a name means something else on one route.
SPECIAL = {
    ("stories/<slug:key>/", "key"): lambda owner: "stand",
    ("api/v1/surveys/<key>", "key"): lambda owner: "visits",
    ("api/v1/pages/<key>", "key"): lambda owner: "same-everywhere",
    ("understand/<str:key>/figure.<str:form>", "form"): lambda owner: "svg",
    ("understand/<str:page>/<str:part>/figure.<str:form>", "form"): lambda owner: "svg",
    (f"{WEIGHED}figure.<str:form>", "form"): lambda owner: "svg",
    (f"{WEIGHED}figure.<str:form>", "part"): lambda owner: "weighed",
    (f"{WEIGHED}table.<str:form>", "part"): lambda owner: "weights",
}
# Places that are somebody's secret, or one's own: tried by tests of their own, named here.
APART = {
    "token": "an invitation is taken up in organizations/tests/test_invitations.py",
    "session_id": "a session is ended in organizations/tests/test_sessions.py",
}
# Addresses of what is there only after some work: who may use them may not find it either.
LATER = {
    "data/uploads/<int:upload_id>/report.csv": "after a check that refused something; read in transfers' own tests",
}


def shared_view(owner):
    return analytics.save_analysis(by=owner, entry="nps", query="", name="Board", shared=True)


def kept_weights(owner):
    survey = Survey.objects.get(organization=owner.organization, key="visits")
    margins = {"unit": {"Fir": 100.0}}
    return weighting.keep_weights(by=owner, survey=survey, name="Census", margins=margins, voices=[], trim=None)


def another(owner, name):
    from sonda.apps.organizations.models import User

    user = User.objects.create_user(f"{name}@example.com", "no-need-of-this", name=name.title())
    return Member.objects.create(user=user, organization=owner.organization, role=Role.VIEWER)


def answered(organization):
    """Answers of one unit, enough to be counted for whoever belongs to it."""
    from sonda.apps.responses import operations
    from sonda.apps.surveys.operations import fill_bank

    question = {"key": "recommend", "kind": "rating", "role": "nps", "scale_low": 0.0, "scale_high": 10.0}
    unit = {"key": "unit", "kind": "attribute", "role": "unit"}
    survey = fill_bank(organization=organization, key="visits", title={"en": "Visits"}, questions=[question, unit])
    documents = (
        {
            "source_key": str(n),
            "unit": "Fir",
            "answered_on": date(2026, 1, 1 + n % 28),
            "answers": {"recommend": n % 11},
        }
        for n in range(60)
    )
    operations.record_many(survey=survey, import_id=1, documents=documents)
    units.learn(organization=organization, pairs=[("", "Fir")])
    return Unit.objects.get(organization=organization, name="Fir")
