import django.db.models.deletion
import kinkeeper.directory.models.entries
import kinkeeper.directory.types
import kinkeeper.foundation.clock
import kinkeeper.foundation.models
import kinkeeper.foundation.references
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0002_after_the_parts'),
        ('agencies', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Change',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=kinkeeper.foundation.clock.now, editable=False)),
                ('subject', models.CharField(max_length=16)),
                ('key', models.CharField(db_index=True, max_length=36)),
                ('why', models.CharField(max_length=40)),
                ('by', models.CharField(blank=True, max_length=12)),
                ('at', models.DateTimeField(default=kinkeeper.foundation.clock.now)),
                ('before', models.JSONField(default=dict)),
                ('after', models.JSONField(default=dict)),
            ],
            options={
                'ordering': ['-at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='FeedState',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=kinkeeper.foundation.clock.now, editable=False)),
                ('address', models.CharField(max_length=500, unique=True)),
                ('next_page', models.PositiveIntegerField(default=1)),
                ('began_at', models.DateTimeField(blank=True, null=True)),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Outline',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=kinkeeper.foundation.clock.now, editable=False)),
                ('name', models.CharField(max_length=80, unique=True)),
                ('rings', models.JSONField(default=list)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Place',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=kinkeeper.foundation.clock.now, editable=False)),
                ('code', models.CharField(max_length=80, unique=True)),
                ('name', models.CharField(max_length=80)),
                ('latitude', models.FloatField()),
                ('longitude', models.FloatField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PrisonPage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=kinkeeper.foundation.clock.now, editable=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('code', models.CharField(max_length=3, unique=True)),
                ('name', models.CharField(max_length=120)),
                ('about', models.TextField(blank=True)),
                ('address', models.CharField(blank=True, max_length=300)),
                ('town', models.CharField(blank=True, max_length=80)),
                ('postcode', models.CharField(blank=True, max_length=8)),
                ('latitude', models.FloatField(blank=True, null=True)),
                ('longitude', models.FloatField(blank=True, null=True)),
                ('phone', models.CharField(blank=True, max_length=30)),
                ('booking_phone', models.CharField(blank=True, max_length=30)),
                ('booking', models.TextField(blank=True)),
                ('visiting', models.TextField(blank=True)),
                ('bring', models.TextField(blank=True)),
                ('children', models.TextField(blank=True)),
                ('visitors_centre', models.TextField(blank=True)),
                ('family_contact', models.TextField(blank=True)),
                ('worried', models.TextField(blank=True)),
                ('getting_there', models.TextField(blank=True)),
                ('access', models.TextField(blank=True)),
                ('assured_on', models.DateField(blank=True, null=True)),
                ('assurer', models.CharField(blank=True, max_length=254)),
                ('modified_at', models.DateTimeField(default=kinkeeper.foundation.clock.now)),
            ],
            options={
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Taxonomy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=kinkeeper.foundation.clock.now, editable=False)),
                ('reference', kinkeeper.foundation.models.ReferenceField(default=kinkeeper.foundation.references.new_reference, editable=False, max_length=9, unique=True)),
                ('uuid', models.UUIDField(default=kinkeeper.directory.models.entries.new_uuid, editable=False, unique=True)),
                ('modified_at', models.DateTimeField(default=kinkeeper.foundation.clock.now)),
                ('code', models.CharField(max_length=60, unique=True)),
                ('name', models.CharField(max_length=120)),
                ('about', models.CharField(max_length=300)),
            ],
            options={
                'verbose_name_plural': 'taxonomies',
            },
        ),
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=kinkeeper.foundation.clock.now, editable=False)),
                ('reference', kinkeeper.foundation.models.ReferenceField(default=kinkeeper.foundation.references.new_reference, editable=False, max_length=9, unique=True)),
                ('uuid', models.UUIDField(default=kinkeeper.directory.models.entries.new_uuid, editable=False, unique=True)),
                ('modified_at', models.DateTimeField(default=kinkeeper.foundation.clock.now)),
                ('name', models.CharField(max_length=160)),
                ('about', models.TextField(blank=True)),
                ('website', models.CharField(blank=True, max_length=300)),
                ('agency', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='agencies.agency')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('name',), name='organisation_names_differ')],
            },
        ),
        migrations.CreateModel(
            name='Location',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=kinkeeper.foundation.clock.now, editable=False)),
                ('reference', kinkeeper.foundation.models.ReferenceField(default=kinkeeper.foundation.references.new_reference, editable=False, max_length=9, unique=True)),
                ('uuid', models.UUIDField(default=kinkeeper.directory.models.entries.new_uuid, editable=False, unique=True)),
                ('modified_at', models.DateTimeField(default=kinkeeper.foundation.clock.now)),
                ('name', models.CharField(blank=True, max_length=160)),
                ('address', models.CharField(blank=True, max_length=300)),
                ('town', models.CharField(blank=True, max_length=80)),
                ('county', models.CharField(blank=True, max_length=80)),
                ('postcode', models.CharField(blank=True, max_length=8)),
                ('access', models.CharField(blank=True, max_length=600)),
                ('latitude', models.FloatField(blank=True, null=True)),
                ('longitude', models.FloatField(blank=True, null=True)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='locations', to='directory.organisation')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('latitude__isnull', True), ('longitude__isnull', True)), models.Q(('latitude__isnull', False), ('longitude__isnull', False)), _connector='OR'), name='a_point_has_both_latitude_and_longitude')],
            },
        ),
        migrations.CreateModel(
            name='Service',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=kinkeeper.foundation.clock.now, editable=False)),
                ('reference', kinkeeper.foundation.models.ReferenceField(default=kinkeeper.foundation.references.new_reference, editable=False, max_length=9, unique=True)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('uuid', models.UUIDField(default=kinkeeper.directory.models.entries.new_uuid, editable=False, unique=True)),
                ('modified_at', models.DateTimeField(default=kinkeeper.foundation.clock.now)),
                ('name', models.CharField(max_length=160)),
                ('summary', models.TextField(blank=True)),
                ('status', models.CharField(choices=[('active', 'active'), ('inactive', 'inactive'), ('defunct', 'defunct'), ('temporarily closed', 'temporarily closed')], default=kinkeeper.directory.types.Status['ACTIVE'], max_length=20)),
                ('audiences', models.PositiveIntegerField(default=0)),
                ('stages', models.PositiveIntegerField(default=0)),
                ('min_age', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('max_age', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('cost', models.CharField(blank=True, choices=[('free', 'free'), ('paid', 'paid'), ('', '')], max_length=8)),
                ('cost_words', models.CharField(blank=True, max_length=300)),
                ('languages', models.JSONField(blank=True, default=list)),
                ('access', models.CharField(blank=True, max_length=600)),
                ('coverage', models.CharField(blank=True, max_length=200)),
                ('how_to_ask', models.CharField(blank=True, max_length=600)),
                ('website', models.CharField(blank=True, max_length=300)),
                ('email', models.CharField(blank=True, max_length=254)),
                ('owner_email', models.CharField(blank=True, max_length=254)),
                ('assured_on', models.DateField(blank=True, null=True)),
                ('assurer', models.CharField(blank=True, max_length=254)),
                ('source', models.CharField(blank=True, max_length=300)),
                ('historic', models.BooleanField(default=False)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='services', to='directory.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='Schedule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=kinkeeper.foundation.clock.now, editable=False)),
                ('place', models.PositiveSmallIntegerField(default=0)),
                ('days', models.CharField(blank=True, max_length=20)),
                ('opens', models.TimeField(blank=True, null=True)),
                ('closes', models.TimeField(blank=True, null=True)),
                ('words', models.CharField(blank=True, max_length=200)),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='schedules', to='directory.service')),
            ],
            options={
                'ordering': ['place'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('closes__isnull', True), ('opens__isnull', True)), models.Q(('closes__isnull', False), ('opens__isnull', False)), _connector='OR'), name='opening_and_closing_times_come_together')],
            },
        ),
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=kinkeeper.foundation.clock.now, editable=False)),
                ('reference', kinkeeper.foundation.models.ReferenceField(default=kinkeeper.foundation.references.new_reference, editable=False, max_length=9, unique=True)),
                ('kind', models.CharField(max_length=16)),
                ('words', models.CharField(blank=True, max_length=1000)),
                ('handled_at', models.DateTimeField(blank=True, null=True)),
                ('handled_by', models.CharField(blank=True, max_length=12)),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reports', to='directory.service')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Proposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=kinkeeper.foundation.clock.now, editable=False)),
                ('reference', kinkeeper.foundation.models.ReferenceField(default=kinkeeper.foundation.references.new_reference, editable=False, max_length=9, unique=True)),
                ('seen', models.PositiveIntegerField()),
                ('wanted', models.JSONField()),
                ('note', models.CharField(blank=True, max_length=500)),
                ('proposed_by', models.CharField(max_length=12)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('decided_by', models.CharField(blank=True, max_length=12)),
                ('taken', models.BooleanField(blank=True, null=True)),
                ('why_not', models.CharField(blank=True, max_length=500)),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='proposals', to='directory.service')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('taken__isnull', True)), models.Q(('decided_at__isnull', False), ('taken__isnull', False)), _connector='OR'), name='a_decided_proposal_was_taken_or_not')],
            },
        ),
        migrations.CreateModel(
            name='Phone',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=kinkeeper.foundation.clock.now, editable=False)),
                ('place', models.PositiveSmallIntegerField(default=0)),
                ('number', models.CharField(max_length=30)),
                ('words', models.CharField(blank=True, max_length=120)),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='phones', to='directory.service')),
            ],
            options={
                'ordering': ['place'],
            },
        ),
        migrations.CreateModel(
            name='ServiceAtLocation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=kinkeeper.foundation.clock.now, editable=False)),
                ('reference', kinkeeper.foundation.models.ReferenceField(default=kinkeeper.foundation.references.new_reference, editable=False, max_length=9, unique=True)),
                ('uuid', models.UUIDField(default=kinkeeper.directory.models.entries.new_uuid, editable=False, unique=True)),
                ('modified_at', models.DateTimeField(default=kinkeeper.foundation.clock.now)),
                ('live', models.BooleanField(default=True)),
                ('assured_on', models.DateField(blank=True, null=True)),
                ('audiences', models.PositiveIntegerField(default=0)),
                ('stages', models.PositiveIntegerField(default=0)),
                ('youngest', models.PositiveSmallIntegerField(default=0)),
                ('oldest', models.PositiveSmallIntegerField(default=120)),
                ('x', models.FloatField(blank=True, null=True)),
                ('y', models.FloatField(blank=True, null=True)),
                ('z', models.FloatField(blank=True, null=True)),
                ('words', models.TextField(blank=True)),
                ('location', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='at_services', to='directory.location')),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='at_locations', to='directory.service')),
            ],
            options={
                'indexes': [models.Index(fields=['live', 'location', 'stages', 'audiences', 'youngest', 'oldest'], name='rows_to_find_help_among'), models.Index(fields=['z', 'x', 'y'], name='rows_by_where_they_are')],
                'constraints': [models.UniqueConstraint(fields=('service', 'location'), name='a_service_is_at_a_location_once'), models.UniqueConstraint(condition=models.Q(('location__isnull', True)), fields=('service',), name='a_service_is_given_from_afar_once')],
            },
        ),
        migrations.CreateModel(
            name='ServicePrison',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=kinkeeper.foundation.clock.now, editable=False)),
                ('code', models.CharField(db_index=True, max_length=3)),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='prisons', to='directory.service')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('service', 'code'), name='a_service_belongs_to_a_prison_once')],
            },
        ),
        migrations.CreateModel(
            name='StillRight',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=kinkeeper.foundation.clock.now, editable=False)),
                ('reference', kinkeeper.foundation.models.ReferenceField(default=kinkeeper.foundation.references.new_reference, editable=False, max_length=9, unique=True)),
                ('sent_to', models.CharField(max_length=254)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('right', models.BooleanField(blank=True, null=True)),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='letters', to='directory.service')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', True), ('right__isnull', True)), models.Q(('answered_at__isnull', False), ('right__isnull', False)), _connector='OR'), name='an_answered_letter_has_an_answer')],
            },
        ),
        migrations.CreateModel(
            name='Term',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=kinkeeper.foundation.clock.now, editable=False)),
                ('reference', kinkeeper.foundation.models.ReferenceField(default=kinkeeper.foundation.references.new_reference, editable=False, max_length=9, unique=True)),
                ('uuid', models.UUIDField(default=kinkeeper.directory.models.entries.new_uuid, editable=False, unique=True)),
                ('modified_at', models.DateTimeField(default=kinkeeper.foundation.clock.now)),
                ('code', models.CharField(max_length=120)),
                ('name', models.CharField(max_length=160)),
                ('about', models.CharField(blank=True, max_length=300)),
                ('taxonomy', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='terms', to='directory.taxonomy')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('taxonomy', 'code'), name='term_codes_differ_within_a_taxonomy')],
            },
        ),
        migrations.AddField(
            model_name='service',
            name='terms',
            field=models.ManyToManyField(blank=True, related_name='services', to='directory.term'),
        ),
        migrations.AddConstraint(
            model_name='service',
            constraint=models.UniqueConstraint(fields=('organisation', 'name'), name='service_names_differ_within_an_organisation'),
        ),
        migrations.AddConstraint(
            model_name='service',
            constraint=models.CheckConstraint(condition=models.Q(('min_age__isnull', True), ('max_age__isnull', True), ('max_age__gte', models.F('min_age')), _connector='OR'), name='oldest_age_is_not_below_the_youngest'),
        ),
        migrations.AddConstraint(
            model_name='service',
            constraint=models.CheckConstraint(condition=models.Q(('historic', False), ('assured_on__isnull', True), _connector='OR'), name='a_historic_entry_is_never_assured'),
        ),
    ]
