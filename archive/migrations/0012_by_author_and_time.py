from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('archive', '0011_published_revision'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='revision',
            index=models.Index(fields=['author_name', 'created_at'], name='revision_by_author_and_time'),
        ),
        migrations.AddIndex(
            model_name='importbatch',
            index=models.Index(fields=['user_name', 'applied_at'], name='import_by_user_and_time'),
        ),
    ]
