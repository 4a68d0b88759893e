from django.db import migrations, models


def keep_marks(apps, schema_editor):
    apps.get_model("organizations", "Organization").objects.filter(is_example=True).update(origin="example")


def keep_flags(apps, schema_editor):
    apps.get_model("organizations", "Organization").objects.exclude(origin="own").update(is_example=True)


class Migration(migrations.Migration):
    dependencies = [("organizations", "0001_initial")]
    operations = [
        migrations.AddField(
            model_name="organization",
            name="origin",
            field=models.CharField(
                choices=[("own", "own data"), ("example", "example data"), ("public", "public data")],
                default="own",
                max_length=20,
            ),
        ),
        migrations.RunPython(keep_marks, keep_flags),
        migrations.RemoveField(model_name="organization", name="is_example"),
    ]
