"""Tasks have moved into one module: what was waiting under its old address goes on under the new one."""

from django.db import migrations

MOVED = {
    "sonda.apps.transfers.upload_tasks.read_upload": "sonda.apps.transfers.tasks.read_upload",
    "sonda.apps.transfers.mapping_tasks.check_upload": "sonda.apps.transfers.tasks.check_upload",
}


def rename(apps, names):
    Job = apps.get_model("jobs", "Job")
    for old, new in names.items():
        Job.objects.filter(task=old).update(task=new)


def forwards(apps, schema_editor):
    rename(apps, MOVED)


def backwards(apps, schema_editor):
    rename(apps, {new: old for old, new in MOVED.items()})


class Migration(migrations.Migration):
    dependencies = [("transfers", "0003_uploads_and_saved_mappings"), ("jobs", "0001_initial")]

    operations = [migrations.RunPython(forwards, backwards)]
