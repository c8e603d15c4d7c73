"""Texts in their one stored form, held by the database (archive/models/rules.py); a country is a party once."""

from django.db import migrations, models

import archive.models.fields
import archive.models.rules
from archive.migrations._operations import AddChecksBeside, AddUniqueBeside


class Migration(migrations.Migration):

    # PostgreSQL looks through the rows that are there beside the work on their tables.
    atomic = False

    dependencies = [
        ('archive', '0020_testimony_in_order'),
    ]

    operations = [
        # No column changes, but what is said where a number cannot be read.
        migrations.SeparateDatabaseAndState(state_operations=[
            migrations.AlterField('place', 'latitude', archive.models.fields.NumberField(blank=True, decimal_places=5, help_text='Degrees, north positive.', max_digits=8, null=True, verbose_name='latitude')),
            migrations.AlterField('place', 'longitude', archive.models.fields.NumberField(blank=True, decimal_places=5, help_text='Degrees, east positive.', max_digits=8, null=True, verbose_name='longitude')),
            migrations.AlterField('tradefigure', 'amount', archive.models.fields.NumberField(blank=True, decimal_places=2, max_digits=20, null=True, verbose_name='amount')),
        ]),
        AddUniqueBeside(
            'party',
            models.UniqueConstraint(condition=models.Q(('country', ''), _negated=True), fields=('agreement', 'country'), name='party_is_a_country_once', violation_error_message='This country is a party already: each stands here once.'),
        ),
        AddChecksBeside({
            'agreement': [
                archive.models.rules.Held(condition=archive.models.rules.OneForm('slug', 'title_en', 'title_az', 'title_es', 'signed', 'in_force', 'ended', 'subjects_en', 'subjects_az', 'subjects_es'), name='agreement_lines_are_in_one_form'),
                archive.models.rules.Held(condition=archive.models.rules.WithoutUnseenLines('summary_en', 'summary_az', 'summary_es', 'note'), name='agreement_texts_hold_nothing_unseen'),
                archive.models.rules.Held(condition=archive.models.rules.OneFormOfLines('summary_en', 'summary_az', 'summary_es', 'note'), name='agreement_texts_are_in_one_form'),
            ],
            'citation': [
                archive.models.rules.Held(condition=archive.models.rules.OneForm('field', 'locator'), name='citation_lines_are_in_one_form'),
                archive.models.rules.Held(condition=archive.models.rules.WithoutUnseenLines('stated', 'quotation', 'translation', 'note'), name='citation_texts_hold_nothing_unseen'),
                archive.models.rules.Held(condition=archive.models.rules.OneFormOfLines('stated', 'quotation', 'translation', 'note'), name='citation_texts_are_in_one_form'),
            ],
            'discrepancy': [
                archive.models.rules.Held(condition=archive.models.rules.OneForm('field'), name='discrepancy_lines_are_in_one_form'),
                archive.models.rules.Held(condition=archive.models.rules.WithoutUnseenLines('public_note_en', 'public_note_az', 'public_note_es'), name='discrepancy_texts_hold_nothing_unseen'),
                archive.models.rules.Held(condition=archive.models.rules.OneFormOfLines('public_note_en', 'public_note_az', 'public_note_es'), name='discrepancy_texts_are_in_one_form'),
            ],
            'event': [
                archive.models.rules.Held(condition=archive.models.rules.OneForm('slug', 'title_en', 'title_az', 'title_es', 'date', 'countries'), name='event_lines_are_in_one_form'),
                archive.models.rules.Held(condition=archive.models.rules.WithoutUnseenLines('summary_en', 'summary_az', 'summary_es', 'note'), name='event_texts_hold_nothing_unseen'),
                archive.models.rules.Held(condition=archive.models.rules.OneFormOfLines('summary_en', 'summary_az', 'summary_es', 'note'), name='event_texts_are_in_one_form'),
            ],
            'nameform': [
                archive.models.rules.Held(condition=archive.models.rules.OneForm('text', 'language', 'script', 'note'), name='nameform_lines_are_in_one_form'),
            ],
            'organization': [
                archive.models.rules.Held(condition=archive.models.rules.OneForm('slug', 'name_en', 'name_az', 'name_es', 'founded', 'dissolved'), name='organization_lines_are_in_one_form'),
                archive.models.rules.Held(condition=archive.models.rules.WithoutUnseenLines('summary_en', 'summary_az', 'summary_es', 'note'), name='organization_texts_hold_nothing_unseen'),
                archive.models.rules.Held(condition=archive.models.rules.OneFormOfLines('summary_en', 'summary_az', 'summary_es', 'note'), name='organization_texts_are_in_one_form'),
            ],
            'participation': [
                archive.models.rules.Held(condition=archive.models.rules.OneForm('capacity_en', 'capacity_az', 'capacity_es'), name='participation_lines_are_in_one_form'),
            ],
            'person': [
                archive.models.rules.Held(condition=archive.models.rules.OneForm('slug', 'name_en', 'name_az', 'name_es', 'born', 'died'), name='person_lines_are_in_one_form'),
                archive.models.rules.Held(condition=archive.models.rules.WithoutUnseenLines('summary_en', 'summary_az', 'summary_es', 'note'), name='person_texts_hold_nothing_unseen'),
                archive.models.rules.Held(condition=archive.models.rules.OneFormOfLines('summary_en', 'summary_az', 'summary_es', 'note'), name='person_texts_are_in_one_form'),
            ],
            'place': [
                archive.models.rules.Held(condition=archive.models.rules.OneForm('slug', 'name_en', 'name_az', 'name_es'), name='place_lines_are_in_one_form'),
                archive.models.rules.Held(condition=archive.models.rules.WithoutUnseenLines('note'), name='place_texts_hold_nothing_unseen'),
                archive.models.rules.Held(condition=archive.models.rules.OneFormOfLines('note'), name='place_texts_are_in_one_form'),
            ],
            'posting': [
                archive.models.rules.Held(condition=archive.models.rules.OneForm('title_en', 'title_az', 'title_es', 'since', 'until'), name='posting_lines_are_in_one_form'),
                archive.models.rules.Held(condition=archive.models.rules.WithoutUnseenLines('note'), name='posting_texts_hold_nothing_unseen'),
                archive.models.rules.Held(condition=archive.models.rules.OneFormOfLines('note'), name='posting_texts_are_in_one_form'),
            ],
            'source': [
                archive.models.rules.Held(condition=archive.models.rules.OneForm('slug', 'title_en', 'title_az', 'title_es', 'language', 'authors', 'container', 'series', 'volume', 'issue', 'pages', 'edition', 'publisher', 'locality', 'published', 'occasion', 'repository', 'shelfmark', 'isbn', 'issn', 'doi', 'accessed', 'licence'), name='source_lines_are_in_one_form'),
                archive.models.rules.Held(condition=archive.models.rules.WithoutUnseenLines('summary_en', 'summary_az', 'summary_es', 'note'), name='source_texts_hold_nothing_unseen'),
                archive.models.rules.Held(condition=archive.models.rules.OneFormOfLines('summary_en', 'summary_az', 'summary_es', 'note'), name='source_texts_are_in_one_form'),
            ],
            'sourcefile': [
                archive.models.rules.Held(condition=archive.models.rules.OneForm('name', 'description'), name='sourcefile_lines_are_in_one_form'),
            ],
            'tradefigure': [
                archive.models.rules.Held(condition=archive.models.rules.OneForm('slug', 'period', 'between', 'currency'), name='tradefigure_lines_are_in_one_form'),
                archive.models.rules.Held(condition=archive.models.rules.WithoutUnseenLines('summary_en', 'summary_az', 'summary_es', 'note', 'goods_en', 'goods_az', 'goods_es'), name='tradefigure_texts_hold_nothing_unseen'),
                archive.models.rules.Held(condition=archive.models.rules.OneFormOfLines('summary_en', 'summary_az', 'summary_es', 'note', 'goods_en', 'goods_az', 'goods_es'), name='tradefigure_texts_are_in_one_form'),
            ],
            'visit': [
                archive.models.rules.Held(condition=archive.models.rules.OneForm('slug', 'title_en', 'title_az', 'title_es', 'date'), name='visit_lines_are_in_one_form'),
                archive.models.rules.Held(condition=archive.models.rules.WithoutUnseenLines('summary_en', 'summary_az', 'summary_es', 'note', 'purpose_en', 'purpose_az', 'purpose_es'), name='visit_texts_hold_nothing_unseen'),
                archive.models.rules.Held(condition=archive.models.rules.OneFormOfLines('summary_en', 'summary_az', 'summary_es', 'note', 'purpose_en', 'purpose_az', 'purpose_es'), name='visit_texts_are_in_one_form'),
            ],
        }),
    ]
