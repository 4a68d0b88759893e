"""Every comment has a survey and a question, and is found by them."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('responses', '0005_comments_by_lot'),
    ]

    operations = [
        migrations.AlterField(
            model_name='comment',
            name='question',
            field=models.CharField(max_length=60),
        ),
        migrations.AlterField(
            model_name='comment',
            name='survey',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='surveys.survey'),
        ),
        migrations.AlterField(
            model_name='comment',
            name='response',
            field=models.ForeignKey(on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='responses.response'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(fields=['survey', 'question', 'place'], name='comments_by_lot'),
        ),
    ]
