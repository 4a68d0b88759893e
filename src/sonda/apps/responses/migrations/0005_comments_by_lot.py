"""A comment knows the survey and the question of its block; those stored before are told."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def tell(apps, schema_editor):
    comments = apps.get_model('responses', 'Comment').objects
    block = apps.get_model('responses', 'CommentBlock').objects.filter(pk=OuterRef('block'))
    comments.update(survey=Subquery(block.values('survey')[:1]), question=Subquery(block.values('question')[:1]))


class Migration(migrations.Migration):

    dependencies = [
        ('responses', '0004_comment_blocks'),
        ('surveys', '0003_confidentiality'),
    ]

    operations = [
        migrations.RemoveIndex(model_name='comment', name='comments_by_lot'),
        migrations.AddField(
            model_name='comment',
            name='question',
            field=models.CharField(max_length=60, null=True),
        ),
        migrations.AddField(
            model_name='comment',
            name='survey',
            field=models.ForeignKey(null=True, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='surveys.survey'),
        ),
        migrations.RunPython(tell, migrations.RunPython.noop),
    ]
