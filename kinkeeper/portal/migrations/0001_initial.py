import django.db.models.deletion
import kinkeeper.foundation.clock
import kinkeeper.foundation.models
import kinkeeper.foundation.references
import kinkeeper.foundation.sealed
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0002_after_the_parts'),
        ('accounts', '__first__'),
        ('agencies', '0001_initial'),
        ('ledger', '0001_initial'),
        ('people', '0001_initial'),
        ('sharing', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='FamilyAccount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=kinkeeper.foundation.clock.now, editable=False)),
                ('reference', kinkeeper.foundation.models.ReferenceField(default=kinkeeper.foundation.references.new_reference, editable=False, max_length=9, unique=True)),
                ('way_in', models.CharField(blank=True, choices=[('text', 'text'), ('email', 'email')], max_length=8)),
                ('route', kinkeeper.foundation.sealed.EncryptedTextField(blank=True, row=('reference',))),
                ('route_key', models.CharField(blank=True, max_length=64)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('closed_at__isnull', True)), fields=('person',), name='one_open_account_for_each_person'), models.UniqueConstraint(condition=models.Q(('closed_at__isnull', True), models.Q(('route_key', ''), _negated=True)), fields=('route_key',), name='a_route_and_word_lead_to_one_account')],
            },
        ),
        migrations.CreateModel(
            name='FamilyRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=kinkeeper.foundation.clock.now, editable=False)),
                ('reference', kinkeeper.foundation.models.ReferenceField(default=kinkeeper.foundation.references.new_reference, editable=False, max_length=9, unique=True)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('kind', models.CharField(choices=[('message', 'message'), ('put_right', 'put_right'), ('everything', 'everything'), ('erase', 'erase'), ('feedback', 'feedback')], max_length=12)),
                ('way', models.CharField(choices=[('paper', 'paper'), ('voice', 'voice'), ('portal', 'portal')], max_length=8)),
                ('heard_by', models.CharField(blank=True, max_length=40)),
                ('words', kinkeeper.foundation.sealed.SealedBytesField(blank=True, row=('reference',), table='portal_familyrequest')),
                ('how_was_it', models.CharField(blank=True, choices=[('good', 'good'), ('mixed', 'mixed'), ('bad', 'bad')], max_length=8)),
                ('form_key', models.CharField(blank=True, max_length=32)),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('done', 'done'), ('refused', 'refused')], default='waiting', max_length=8)),
                ('answer', kinkeeper.foundation.sealed.SealedBytesField(blank=True, row=('reference',), table='portal_familyrequest')),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('decided_by', models.CharField(blank=True, max_length=40)),
                ('bundle', kinkeeper.foundation.sealed.SealedBytesField(blank=True, row=('reference',), table='portal_familyrequest')),
                ('left_out', models.PositiveSmallIntegerField(default=0)),
                ('bundle_until', models.DateTimeField(blank=True, null=True)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('basis', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sharing.basis')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
            ],
            options={
                'indexes': [models.Index(fields=['agency', 'state', '-id'], name='portal_request_of_agency')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('form_key', ''), _negated=True), fields=('person', 'form_key'), name='a_request_sent_twice_is_one'), models.CheckConstraint(condition=models.Q(('state', 'waiting'), models.Q(('decided_at__isnull', False), models.Q(('decided_by', ''), _negated=True)), _connector='OR'), name='whoever_decides_a_request_is_named')],
            },
        ),
        migrations.CreateModel(
            name='OneTimeCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=kinkeeper.foundation.clock.now, editable=False)),
                ('key', models.CharField(max_length=64)),
                ('expires_at', models.DateTimeField()),
                ('wrong', models.PositiveSmallIntegerField(default=0)),
                ('used_at', models.DateTimeField(blank=True, null=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='portal.familyaccount')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Release',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=kinkeeper.foundation.clock.now, editable=False)),
                ('released_by', models.CharField(max_length=40)),
                ('reason', kinkeeper.foundation.sealed.EncryptedTextField(row=('entry_id', 'person_id'))),
                ('at', models.DateTimeField(default=kinkeeper.foundation.clock.now)),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.entry')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('entry', 'person'), name='an_entry_is_released_once_to_each'), models.CheckConstraint(condition=models.Q(models.Q(('reason', ''), _negated=True), models.Q(('released_by', ''), _negated=True)), name='a_release_has_a_name_and_a_reason')],
            },
        ),
        migrations.CreateModel(
            name='AccessCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=kinkeeper.foundation.clock.now, editable=False)),
                ('reference', kinkeeper.foundation.models.ReferenceField(default=kinkeeper.foundation.references.new_reference, editable=False, max_length=9, unique=True)),
                ('made_by', models.CharField(max_length=40)),
                ('selector', models.CharField(max_length=4)),
                ('key', models.CharField(max_length=64)),
                ('expires_at', models.DateTimeField()),
                ('wrong', models.PositiveSmallIntegerField(default=0)),
                ('used_at', models.DateTimeField(blank=True, null=True)),
                ('stopped_at', models.DateTimeField(blank=True, null=True)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('stopped_at__isnull', True), ('used_at__isnull', True)), fields=('selector',), name='live_codes_begin_differently')],
            },
        ),
    ]
