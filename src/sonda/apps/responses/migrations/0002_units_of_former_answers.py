from django.db import migrations
from django.db.models import Count


def learn(apps, schema_editor):
    """Answers that came in before units were learned from them name units as well."""
    responses, units = (
        apps.get_model(*name).objects for name in (("responses", "Response"), ("organizations", "Unit"))
    )
    pairs = responses.values("organization_id", "region", "unit").annotate(n=Count("pk")).order_by("-n")
    for pair in pairs:
        above = None
        if pair["region"]:
            above, _new = units.get_or_create(
                organization_id=pair["organization_id"], kind="region", name=pair["region"], defaults={"learned": True}
            )
        if pair["unit"]:
            unit, _new = units.get_or_create(
                organization_id=pair["organization_id"],
                kind="branch",
                name=pair["unit"],
                defaults={"learned": True, "parent": above},
            )
            if above and above.name not in unit.regions:
                unit.regions = [*unit.regions, above.name]
                unit.parent = unit.parent or above
                unit.save()


class Migration(migrations.Migration):
    dependencies = [("responses", "0001_initial"), ("organizations", "0005_units")]
    operations = [migrations.RunPython(learn, migrations.RunPython.noop)]
