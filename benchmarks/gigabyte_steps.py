"""`python -m benchmarks.gigabyte_steps STEP [MAPPING]`: a step of the wizard in this process; prints JSON."""

import json
import resource
import sys
from pathlib import Path
from secrets import token_urlsafe

STEPS = ("look at the file", "dry run", "import", "columns")


def begin() -> dict[str, str]:
    """A new home, and the session of its owner."""
    from django.core.management import call_command
    from django.test import Client

    from sonda.apps.organizations import operations
    from sonda.apps.organizations.models import User

    call_command("migrate", verbosity=0)
    user = User.objects.create_user("owner@example.com", token_urlsafe())
    house = operations.create_organization(name="House", slug="house")
    operations.add_member(organization=house, user=user, role="owner")
    client = Client()
    client.force_login(user)
    return {"cookie": client.cookies["sessionid"].value}


def take(step: str, mapping: str) -> dict[str, float]:
    from sonda.apps.responses import columns
    from sonda.apps.surveys.models import Survey
    from sonda.apps.transfers import operations
    from sonda.apps.transfers.models import Upload
    from sonda.apps.transfers.uploads import operations as uploading
    from sonda.apps.transfers.wizard import operations as mapping_operations

    upload = Upload.objects.get()
    if step == "look at the file":
        uploading.read(upload.pk)
        assert Upload.objects.get().state == "ready", Upload.objects.get().problem
    elif step == "dry run":
        mapping_operations.ask_for_check(upload, mapping)
        mapping_operations.check(upload.pk)
        report = Upload.objects.get().report
        assert report["n_refused"] == 0, report
    elif step == "import":
        wanted, _new = mapping_operations.start(upload, by=upload.brought_by)
        done = operations.run_import(wanted.pk)
        assert done.state == "done", done.problems
        assert done.n_stored == upload.report["n_stored"]
    else:
        assert columns.sync(Survey.objects.get()) == upload.report["n_stored"]
    return {"memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


if __name__ == "__main__":
    import django

    django.setup()
    step, *rest = sys.argv[1:]
    print(json.dumps(begin() if step == "begin" else take(step, Path(rest[0]).read_text())))
