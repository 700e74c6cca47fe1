import django.db.models.deletion
import kinkeeper.custody.types
import kinkeeper.foundation.clock
import kinkeeper.foundation.models
import kinkeeper.foundation.references
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0002_after_the_parts'),
        ('agencies', '0001_initial'),
        ('people', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='CustodyEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=kinkeeper.foundation.clock.now, editable=False)),
                ('identity', models.CharField(max_length=64, unique=True)),
                ('kind', models.CharField(choices=[('received', 'received'), ('released', 'released'), ('merged', 'merged')], max_length=8)),
                ('number', models.CharField(db_index=True, max_length=7)),
                ('removed_number', models.CharField(blank=True, max_length=7)),
                ('prison', models.CharField(blank=True, max_length=3)),
                ('occurred_at', models.DateTimeField()),
                ('reason', models.CharField(choices=[('ADMISSION', 'ADMISSION'), ('NEW_ADMISSION', 'NEW_ADMISSION'), ('READMISSION', 'READMISSION'), ('READMISSION_SWITCH_BOOKING', 'READMISSION_SWITCH_BOOKING'), ('POST_MERGE_ADMISSION', 'POST_MERGE_ADMISSION'), ('RETURN_FROM_COURT', 'RETURN_FROM_COURT'), ('TEMPORARY_ABSENCE_RETURN', 'TEMPORARY_ABSENCE_RETURN'), ('TRANSFERRED', 'TRANSFERRED'), ('RELEASED', 'RELEASED'), ('RELEASED_TO_HOSPITAL', 'RELEASED_TO_HOSPITAL'), ('SENT_TO_COURT', 'SENT_TO_COURT'), ('TEMPORARY_ABSENCE_RELEASE', 'TEMPORARY_ABSENCE_RELEASE'), ('UNKNOWN', 'UNKNOWN'), ('MERGE', 'MERGE')], max_length=26)),
                ('stream', models.CharField(choices=[('prison-offender-events.prisoner', 'prison-offender-events.prisoner'), ('prisoner-offender-search.prisoner', 'prisoner-offender-search.prisoner'), ('kinkeeper.hand', 'kinkeeper.hand')], max_length=40)),
                ('source', models.CharField(choices=[('feed', 'feed'), ('file', 'file'), ('hand', 'hand')], max_length=4)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('kind', 'merged'), ('removed_number__gt', '')), models.Q(models.Q(('kind', 'merged'), _negated=True), ('removed_number', ''), models.Q(('prison', ''), _negated=True)), _connector='OR'), name='merge_has_two_numbers_and_a_movement_its_prison')],
            },
        ),
        migrations.CreateModel(
            name='Prison',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=kinkeeper.foundation.clock.now, editable=False)),
                ('code', models.CharField(max_length=3, unique=True)),
                ('name', models.CharField(max_length=160)),
                ('name_welsh', models.CharField(blank=True, max_length=160)),
                ('active', models.BooleanField(default=True)),
                ('male', models.BooleanField(default=False)),
                ('female', models.BooleanField(default=False)),
                ('categories', models.JSONField(default=list)),
                ('types', models.JSONField(default=list)),
                ('address_line_1', models.CharField(blank=True, max_length=160)),
                ('address_line_2', models.CharField(blank=True, max_length=160)),
                ('town', models.CharField(blank=True, max_length=80)),
                ('county', models.CharField(blank=True, max_length=80)),
                ('postcode', models.CharField(blank=True, max_length=10)),
                ('agency', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('code__regex', '^[A-Z]{3}$')), name='prison_code_is_three_letters')],
            },
        ),
        migrations.CreateModel(
            name='Period',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=kinkeeper.foundation.clock.now, editable=False)),
                ('reference', kinkeeper.foundation.models.ReferenceField(default=kinkeeper.foundation.references.new_reference, editable=False, max_length=9, unique=True)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('number', models.CharField(db_index=True, max_length=7)),
                ('start_identity', models.CharField(max_length=64)),
                ('started_at', models.DateTimeField()),
                ('arrived_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('state', models.CharField(choices=[('open', 'open'), ('ended', 'ended'), ('reversed', 'reversed'), ('absorbed', 'absorbed')], default=kinkeeper.custody.types.PeriodState['OPEN'], max_length=8)),
                ('stage', models.CharField(choices=[('unknown', 'unknown'), ('remand', 'remand'), ('convicted', 'convicted'), ('sentenced', 'sentenced'), ('recalled', 'recalled')], default=kinkeeper.custody.types.Stage['UNKNOWN'], max_length=9)),
                ('release_planned_on', models.DateField(blank=True, null=True)),
                ('flag', models.CharField(blank=True, max_length=24)),
                ('settled_flags', models.CharField(blank=True, max_length=160)),
                ('bears_work', models.BooleanField(default=False)),
                ('release_confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('release_kind', models.CharField(blank=True, choices=[('released', 'released'), ('died', 'died'), ('removed', 'removed')], max_length=8)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('admitted_prison', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='custody.prison')),
                ('prison', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='custody.prison')),
            ],
            options={
                'indexes': [models.Index(fields=['prison', 'state', 'arrived_at'], name='custody_period_held_at'), models.Index(fields=['person', 'started_at'], name='custody_period_of_person'), models.Index(condition=models.Q(('flag', ''), _negated=True), fields=['flag'], name='custody_period_flagged'), models.Index(condition=models.Q(('release_planned_on__isnull', False)), fields=['release_planned_on'], name='custody_period_near_release')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'absorbed'), _negated=True), fields=('start_identity',), name='one_period_for_each_admission'), models.CheckConstraint(condition=models.Q(('ended_at__isnull', True), ('ended_at__gte', models.F('started_at')), _connector='OR'), name='period_ends_after_it_starts'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('state', 'open')), models.Q(('ended_at__isnull', False), ('state__in', ['ended', 'reversed'])), ('state', 'absorbed'), _connector='OR'), name='only_an_open_period_has_no_end'), models.CheckConstraint(condition=models.Q(models.Q(('release_confirmed_at__isnull', True), ('release_kind', '')), models.Q(('release_confirmed_at__isnull', False), models.Q(('release_kind', ''), _negated=True)), _connector='OR'), name='a_confirmed_release_says_how')],
            },
        ),
        migrations.CreateModel(
            name='PrisonNumber',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=kinkeeper.foundation.clock.now, editable=False)),
                ('number', models.CharField(max_length=7, unique=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
            ],
            options={
                'abstract': False,
            },
        ),
    ]
