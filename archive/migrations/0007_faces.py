from django.db import migrations, models
from django.db.models import F, Max, Min, OuterRef, Subquery
from django.db.models.functions import Coalesce

import archive.models.fields

TYPES = {
    'person': 'person', 'organization': 'organization', 'event': 'event', 'visit': 'visit', 'agreement': 'agreement',
    'tradefigure': 'trade_figure', 'source': 'about_source',
}


def date_what_is_published(apps, schema_editor):
    """Take as published first when the first published version was saved, as changed when its last one was; the
    faces themselves are computed after the migration (archive.writing.faces.complete_faces)."""
    Revision = apps.get_model('archive', 'Revision')
    for name, key in TYPES.items():
        versions = Revision.objects.filter(**{key: OuterRef('pk')}).order_by().values(key)
        shown = versions.filter(snapshot__status='published')
        first = shown.annotate(first=Min('created_at')).values('first')
        # Not when the record was saved, but when its version was: by that its address finds it.
        last = versions.annotate(last=Max('created_at')).values('last')
        rows = apps.get_model('archive', name)._base_manager
        rows.filter(status='published').update(
            published_at=Coalesce(Subquery(first), F('updated_at')),
            face_changed_at=Coalesce(Subquery(last), F('updated_at')),
        )
        rows.filter(status='withdrawn').update(published_at=Subquery(first))


class Migration(migrations.Migration):

    dependencies = [
        ('archive', '0006_desk_indexes'),
    ]

    operations = [
        *(
            migrations.AddField(model_name=name, name=field, field=column)
            for name in TYPES
            for field, column in (
                ('published_at', models.DateTimeField(db_index=True, editable=False, null=True, verbose_name='first published')),
                ('face', archive.models.fields.LineField(blank=True, default='', editable=False, max_length=64, verbose_name='checksum of what readers see')),
                ('face_changed_at', models.DateTimeField(db_index=True, editable=False, null=True, verbose_name='changed for readers')),
            )
        ),
        migrations.RunPython(date_what_is_published, migrations.RunPython.noop),
    ]
