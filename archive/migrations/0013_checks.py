"""Rules that the forms and sheets see to already, as CHECKs: see archive/models/rules.py."""

import django.db.models.functions.text
import django.db.models.lookups
from django.db import migrations, models

import archive.models.fields
import archive.models.rules
from archive.migrations._malformed import complete_bounds
from archive.migrations._operations import AddChecksBeside


class Migration(migrations.Migration):

    # PostgreSQL looks through the rows that are there beside the work on their tables.
    atomic = False

    dependencies = [
        ('archive', '0012_by_author_and_time'),
    ]

    operations = [
        # No column changes: a name without a letter has a key that is empty.
        migrations.SeparateDatabaseAndState(state_operations=[
            migrations.AlterField(
                model_name='namekey',
                name='key',
                field=archive.models.fields.LineField(blank=True, db_index=True, max_length=100, verbose_name='key'),
            ),
        ]),
        # What is computed is computed again; all else that is not as it should be is named.
        migrations.RunPython(complete_bounds, migrations.RunPython.noop, elidable=True),
        AddChecksBeside({
            'agreement': [
                archive.models.rules.Held(condition=archive.models.rules.WithoutUnseen('slug', 'face', 'headings', 'title_en', 'title_az', 'title_es', 'signed', 'in_force', 'ended', 'subjects_en', 'subjects_az', 'subjects_es'), name='agreement_lines_hold_nothing_unseen'),
                archive.models.rules.Held(condition=models.Q(archive.models.rules.MadeOf('slug', 'abcdefghijklmnopqrstuvwxyz0123456789_-'), models.Q(('slug', ''), _negated=True)), name='agreement_slug_fits_an_address'),
                archive.models.rules.Held(condition=models.Q(models.Q(django.db.models.lookups.Exact(django.db.models.functions.text.Length('face'), 64), archive.models.rules.MadeOf('face', '0123456789abcdef')), ('face', ''), _connector='OR'), name='agreement_face_is_a_checksum'),
                archive.models.rules.Held(condition=models.Q(models.Q(models.Q(('signed', ''), ('signed_earliest__isnull', True)), models.Q(models.Q(('signed', ''), _negated=True), ('signed_earliest__isnull', False)), _connector='OR'), models.Q(models.Q(('in_force', ''), ('in_force_earliest__isnull', True)), models.Q(models.Q(('in_force', ''), _negated=True), ('in_force_earliest__isnull', False)), _connector='OR'), models.Q(models.Q(('ended', ''), ('ended_earliest__isnull', True)), models.Q(models.Q(('ended', ''), _negated=True), ('ended_earliest__isnull', False)), _connector='OR')), name='agreement_dates_have_bounds'),
            ],
            'citation': [
                archive.models.rules.Held(condition=archive.models.rules.WithoutUnseen('field', 'locator'), name='citation_lines_hold_nothing_unseen'),
                archive.models.rules.Held(condition=models.Q(('field', ''), _negated=True), name='citation_lines_are_filled'),
            ],
            'correction': [
                archive.models.rules.Held(condition=archive.models.rules.WithoutUnseen('field', 'language', 'token', 'decided_by_name'), name='correction_lines_hold_nothing_unseen'),
                archive.models.rules.Held(condition=models.Q(models.Q(('language', ''), _negated=True), models.Q(('token', ''), _negated=True)), name='correction_lines_are_filled'),
            ],
            'discrepancy': [
                archive.models.rules.Held(condition=archive.models.rules.WithoutUnseen('field'), name='discrepancy_lines_hold_nothing_unseen'),
                archive.models.rules.Held(condition=models.Q(('field', ''), _negated=True), name='discrepancy_lines_are_filled'),
            ],
            'event': [
                archive.models.rules.Held(condition=archive.models.rules.WithoutUnseen('slug', 'face', 'headings', 'title_en', 'title_az', 'title_es', 'date', 'countries'), name='event_lines_hold_nothing_unseen'),
                archive.models.rules.Held(condition=models.Q(archive.models.rules.MadeOf('slug', 'abcdefghijklmnopqrstuvwxyz0123456789_-'), models.Q(('slug', ''), _negated=True)), name='event_slug_fits_an_address'),
                archive.models.rules.Held(condition=models.Q(models.Q(django.db.models.lookups.Exact(django.db.models.functions.text.Length('face'), 64), archive.models.rules.MadeOf('face', '0123456789abcdef')), ('face', ''), _connector='OR'), name='event_face_is_a_checksum'),
                archive.models.rules.Held(condition=models.Q(models.Q(('date', ''), ('date_earliest__isnull', True)), models.Q(models.Q(('date', ''), _negated=True), ('date_earliest__isnull', False)), _connector='OR'), name='event_dates_have_bounds'),
            ],
            'formerslug': [
                archive.models.rules.Held(condition=archive.models.rules.WithoutUnseen('slug'), name='formerslug_lines_hold_nothing_unseen'),
                archive.models.rules.Held(condition=models.Q(('slug', ''), _negated=True), name='formerslug_lines_are_filled'),
            ],
            'heading': [
                archive.models.rules.Held(condition=archive.models.rules.WithoutUnseen('type', 'facet', 'value'), name='heading_lines_hold_nothing_unseen'),
                archive.models.rules.Held(condition=models.Q(models.Q(('type', ''), _negated=True), models.Q(('facet', ''), _negated=True)), name='heading_lines_are_filled'),
            ],
            'importbatch': [
                archive.models.rules.Held(condition=archive.models.rules.WithoutUnseen('type', 'file_name', 'sha256', 'user_name'), name='importbatch_lines_hold_nothing_unseen'),
                archive.models.rules.Held(condition=models.Q(models.Q(django.db.models.lookups.Exact(django.db.models.functions.text.Length('sha256'), 64), archive.models.rules.MadeOf('sha256', '0123456789abcdef')), ('sha256', ''), _connector='OR'), name='importbatch_sha256_is_a_checksum'),
            ],
            'importrow': [
                archive.models.rules.Held(condition=models.Q(('kind__in', ('new', 'changed', 'proposed', 'unchanged', 'skipped', 'failed'))), name='import_row_kind_is_known'),
            ],
            'likeness': [
                archive.models.rules.Held(condition=models.Q(('score__gte', 0), ('score__lte', 100)), name='likeness_score_is_a_percentage'),
                archive.models.rules.Held(condition=archive.models.rules.WithoutUnseen('said_by_name'), name='likeness_lines_hold_nothing_unseen'),
            ],
            'linkcheck': [
                archive.models.rules.Held(condition=models.Q(('status__gte', 100), ('status__lte', 599)), name='link_check_status_is_one_of_http'),
                archive.models.rules.Held(condition=archive.models.rules.WithoutUnseen('detail'), name='linkcheck_lines_hold_nothing_unseen'),
            ],
            'listed': [
                archive.models.rules.Held(condition=models.Q(('first__lte', models.F('last'))), name='listed_days_are_in_order'),
            ],
            'merge': [
                archive.models.rules.Held(condition=archive.models.rules.WithoutUnseen('record_type', 'stays_slug', 'stays_name', 'goes_slug', 'goes_name', 'seen', 'author_name', 'reviewer_name', 'undone_by_name'), name='merge_lines_hold_nothing_unseen'),
                archive.models.rules.Held(condition=models.Q(models.Q(('record_type', ''), _negated=True), models.Q(('stays_slug', ''), _negated=True), models.Q(('stays_name', ''), _negated=True), models.Q(('goes_slug', ''), _negated=True), models.Q(('goes_name', ''), _negated=True)), name='merge_lines_are_filled'),
            ],
            'nameform': [
                archive.models.rules.Held(condition=archive.models.rules.WithoutUnseen('text', 'language', 'script', 'note'), name='nameform_lines_hold_nothing_unseen'),
                archive.models.rules.Held(condition=models.Q(('text', ''), _negated=True), name='nameform_lines_are_filled'),
            ],
            'namekey': [
                archive.models.rules.Held(condition=archive.models.rules.WithoutUnseen('key'), name='namekey_lines_hold_nothing_unseen'),
            ],
            'organization': [
                archive.models.rules.Held(condition=archive.models.rules.WithoutUnseen('slug', 'face', 'headings', 'name_en', 'name_az', 'name_es', 'founded', 'dissolved'), name='organization_lines_hold_nothing_unseen'),
                archive.models.rules.Held(condition=models.Q(archive.models.rules.MadeOf('slug', 'abcdefghijklmnopqrstuvwxyz0123456789_-'), models.Q(('slug', ''), _negated=True)), name='organization_slug_fits_an_address'),
                archive.models.rules.Held(condition=models.Q(models.Q(django.db.models.lookups.Exact(django.db.models.functions.text.Length('face'), 64), archive.models.rules.MadeOf('face', '0123456789abcdef')), ('face', ''), _connector='OR'), name='organization_face_is_a_checksum'),
                archive.models.rules.Held(condition=models.Q(models.Q(models.Q(('founded', ''), ('founded_earliest__isnull', True)), models.Q(models.Q(('founded', ''), _negated=True), ('founded_earliest__isnull', False)), _connector='OR'), models.Q(models.Q(('dissolved', ''), ('dissolved_earliest__isnull', True)), models.Q(models.Q(('dissolved', ''), _negated=True), ('dissolved_earliest__isnull', False)), _connector='OR')), name='organization_dates_have_bounds'),
            ],
            'participation': [
                archive.models.rules.Held(condition=archive.models.rules.WithoutUnseen('capacity_en', 'capacity_az', 'capacity_es'), name='participation_lines_hold_nothing_unseen'),
            ],
            'person': [
                archive.models.rules.Held(condition=archive.models.rules.WithoutUnseen('slug', 'face', 'headings', 'name_en', 'name_az', 'name_es', 'born', 'died'), name='person_lines_hold_nothing_unseen'),
                archive.models.rules.Held(condition=models.Q(archive.models.rules.MadeOf('slug', 'abcdefghijklmnopqrstuvwxyz0123456789_-'), models.Q(('slug', ''), _negated=True)), name='person_slug_fits_an_address'),
                archive.models.rules.Held(condition=models.Q(models.Q(django.db.models.lookups.Exact(django.db.models.functions.text.Length('face'), 64), archive.models.rules.MadeOf('face', '0123456789abcdef')), ('face', ''), _connector='OR'), name='person_face_is_a_checksum'),
                archive.models.rules.Held(condition=models.Q(models.Q(models.Q(('born', ''), ('born_earliest__isnull', True)), models.Q(models.Q(('born', ''), _negated=True), ('born_earliest__isnull', False)), _connector='OR'), models.Q(models.Q(('died', ''), ('died_earliest__isnull', True)), models.Q(models.Q(('died', ''), _negated=True), ('died_earliest__isnull', False)), _connector='OR')), name='person_dates_have_bounds'),
            ],
            'place': [
                archive.models.rules.Held(condition=archive.models.rules.WithoutUnseen('slug', 'name_en', 'name_az', 'name_es'), name='place_lines_hold_nothing_unseen'),
                archive.models.rules.Held(condition=models.Q(archive.models.rules.MadeOf('slug', 'abcdefghijklmnopqrstuvwxyz0123456789_-'), models.Q(('slug', ''), _negated=True)), name='place_slug_fits_an_address'),
            ],
            'posting': [
                archive.models.rules.Held(condition=archive.models.rules.WithoutUnseen('title_en', 'title_az', 'title_es', 'since', 'until'), name='posting_lines_hold_nothing_unseen'),
                archive.models.rules.Held(condition=models.Q(models.Q(models.Q(('since', ''), ('since_earliest__isnull', True)), models.Q(models.Q(('since', ''), _negated=True), ('since_earliest__isnull', False)), _connector='OR'), models.Q(models.Q(('until', ''), ('until_earliest__isnull', True)), models.Q(models.Q(('until', ''), _negated=True), ('until_earliest__isnull', False)), _connector='OR')), name='posting_dates_have_bounds'),
            ],
            'proposal': [
                archive.models.rules.Held(condition=archive.models.rules.WithoutUnseen('author_name', 'reviewer_name'), name='proposal_lines_hold_nothing_unseen'),
            ],
            'revision': [
                archive.models.rules.Held(condition=models.Q(('number__gte', 1)), name='revision_number_counts_from_one'),
                archive.models.rules.Held(condition=archive.models.rules.WithoutUnseen('record_type', 'slug', 'author_name', 'sha256'), name='revision_lines_hold_nothing_unseen'),
                archive.models.rules.Held(condition=models.Q(models.Q(('record_type', ''), _negated=True), models.Q(('slug', ''), _negated=True), models.Q(('sha256', ''), _negated=True)), name='revision_lines_are_filled'),
                archive.models.rules.Held(condition=models.Q(django.db.models.lookups.Exact(django.db.models.functions.text.Length('sha256'), 64), archive.models.rules.MadeOf('sha256', '0123456789abcdef')), name='revision_sha256_is_a_checksum'),
            ],
            'savedmapping': [
                archive.models.rules.Held(condition=archive.models.rules.WithoutUnseen('name', 'type'), name='savedmapping_lines_hold_nothing_unseen'),
                archive.models.rules.Held(condition=models.Q(models.Q(('name', ''), _negated=True), models.Q(('type', ''), _negated=True)), name='savedmapping_lines_are_filled'),
            ],
            'sending': [
                archive.models.rules.Held(condition=archive.models.rules.WithoutUnseen('sender'), name='sending_lines_hold_nothing_unseen'),
                archive.models.rules.Held(condition=models.Q(('sender', ''), _negated=True), name='sending_lines_are_filled'),
            ],
            'source': [
                archive.models.rules.Held(condition=archive.models.rules.WithoutUnseen('slug', 'face', 'headings', 'title_en', 'title_az', 'title_es', 'language', 'authors', 'container', 'series', 'volume', 'issue', 'pages', 'edition', 'publisher', 'locality', 'published', 'occasion', 'repository', 'shelfmark', 'isbn', 'issn', 'doi', 'accessed', 'licence'), name='source_lines_hold_nothing_unseen'),
                archive.models.rules.Held(condition=models.Q(archive.models.rules.MadeOf('slug', 'abcdefghijklmnopqrstuvwxyz0123456789_-'), models.Q(('slug', ''), _negated=True)), name='source_slug_fits_an_address'),
                archive.models.rules.Held(condition=models.Q(models.Q(django.db.models.lookups.Exact(django.db.models.functions.text.Length('face'), 64), archive.models.rules.MadeOf('face', '0123456789abcdef')), ('face', ''), _connector='OR'), name='source_face_is_a_checksum'),
                archive.models.rules.Held(condition=models.Q(models.Q(models.Q(('published', ''), ('published_earliest__isnull', True)), models.Q(models.Q(('published', ''), _negated=True), ('published_earliest__isnull', False)), _connector='OR'), models.Q(models.Q(('accessed', ''), ('accessed_earliest__isnull', True)), models.Q(models.Q(('accessed', ''), _negated=True), ('accessed_earliest__isnull', False)), _connector='OR')), name='source_dates_have_bounds'),
            ],
            'sourcefile': [
                archive.models.rules.Held(condition=archive.models.rules.WithoutUnseen('name', 'sha256', 'description', 'added_by'), name='sourcefile_lines_hold_nothing_unseen'),
                archive.models.rules.Held(condition=models.Q(models.Q(('name', ''), _negated=True), models.Q(('sha256', ''), _negated=True)), name='sourcefile_lines_are_filled'),
                archive.models.rules.Held(condition=models.Q(django.db.models.lookups.Exact(django.db.models.functions.text.Length('sha256'), 64), archive.models.rules.MadeOf('sha256', '0123456789abcdef')), name='sourcefile_sha256_is_a_checksum'),
            ],
            'tradefigure': [
                archive.models.rules.Held(condition=models.Q(('amount__gte', -999999999999999999), ('amount__lte', 999999999999999999)), name='trade_figure_amount_has_eighteen_digits'),
                archive.models.rules.Held(condition=archive.models.rules.WithoutUnseen('slug', 'face', 'headings', 'period', 'between', 'currency'), name='tradefigure_lines_hold_nothing_unseen'),
                archive.models.rules.Held(condition=models.Q(('period', ''), _negated=True), name='tradefigure_lines_are_filled'),
                archive.models.rules.Held(condition=models.Q(archive.models.rules.MadeOf('slug', 'abcdefghijklmnopqrstuvwxyz0123456789_-'), models.Q(('slug', ''), _negated=True)), name='tradefigure_slug_fits_an_address'),
                archive.models.rules.Held(condition=models.Q(models.Q(django.db.models.lookups.Exact(django.db.models.functions.text.Length('face'), 64), archive.models.rules.MadeOf('face', '0123456789abcdef')), ('face', ''), _connector='OR'), name='tradefigure_face_is_a_checksum'),
                archive.models.rules.Held(condition=models.Q(models.Q(('period', ''), ('period_earliest__isnull', True)), models.Q(models.Q(('period', ''), _negated=True), ('period_earliest__isnull', False)), _connector='OR'), name='tradefigure_dates_have_bounds'),
            ],
            'visit': [
                archive.models.rules.Held(condition=archive.models.rules.WithoutUnseen('slug', 'face', 'headings', 'title_en', 'title_az', 'title_es', 'date'), name='visit_lines_hold_nothing_unseen'),
                archive.models.rules.Held(condition=models.Q(archive.models.rules.MadeOf('slug', 'abcdefghijklmnopqrstuvwxyz0123456789_-'), models.Q(('slug', ''), _negated=True)), name='visit_slug_fits_an_address'),
                archive.models.rules.Held(condition=models.Q(models.Q(django.db.models.lookups.Exact(django.db.models.functions.text.Length('face'), 64), archive.models.rules.MadeOf('face', '0123456789abcdef')), ('face', ''), _connector='OR'), name='visit_face_is_a_checksum'),
                archive.models.rules.Held(condition=models.Q(models.Q(('date', ''), ('date_earliest__isnull', True)), models.Q(models.Q(('date', ''), _negated=True), ('date_earliest__isnull', False)), _connector='OR'), name='visit_dates_have_bounds'),
            ],
        }),
    ]
