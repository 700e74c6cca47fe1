import datetime
import django.db.models.deletion
import django.db.models.functions.text
import kinkeeper.foundation.clock
import kinkeeper.foundation.models
import kinkeeper.foundation.references
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0002_after_the_parts'),
        ('accounts', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Agency',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=kinkeeper.foundation.clock.now, editable=False)),
                ('reference', kinkeeper.foundation.models.ReferenceField(default=kinkeeper.foundation.references.new_reference, editable=False, max_length=9, unique=True)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('kind', models.CharField(choices=[('family_service', 'family_service'), ('prison', 'prison'), ('police', 'police'), ('court', 'court'), ('probation', 'probation'), ('childrens_services', 'childrens_services'), ('school', 'school'), ('health', 'health'), ('childrens_centre', 'childrens_centre'), ('helpline', 'helpline'), ('board', 'board'), ('feed_owner', 'feed_owner')], max_length=24)),
                ('name', models.CharField(max_length=160)),
                ('neutral_name', models.CharField(blank=True, max_length=160)),
                ('phone', models.CharField(blank=True, max_length=30)),
                ('email', models.EmailField(blank=True, max_length=254)),
                ('jurisdiction', models.CharField(default='england_and_wales', max_length=40)),
                ('sign_on', models.CharField(blank=True, max_length=31)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('name',), name='agency_names_differ')],
            },
        ),
        migrations.CreateModel(
            name='Team',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=kinkeeper.foundation.clock.now, editable=False)),
                ('reference', kinkeeper.foundation.models.ReferenceField(default=kinkeeper.foundation.references.new_reference, editable=False, max_length=9, unique=True)),
                ('name', models.CharField(max_length=120)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='teams', to='agencies.agency')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('agency', 'name'), name='team_names_differ_within_an_agency')],
            },
        ),
        migrations.CreateModel(
            name='Member',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=kinkeeper.foundation.clock.now, editable=False)),
                ('reference', kinkeeper.foundation.models.ReferenceField(default=kinkeeper.foundation.references.new_reference, editable=False, max_length=9, unique=True)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('role', models.CharField(choices=[('link_worker', 'link_worker'), ('team_lead', 'team_lead'), ('family_officer', 'family_officer'), ('visits_staff', 'visits_staff'), ('police_officer', 'police_officer'), ('court_worker', 'court_worker'), ('probation_officer', 'probation_officer'), ('social_worker', 'social_worker'), ('reviewing_officer', 'reviewing_officer'), ('school_lead', 'school_lead'), ('health_worker', 'health_worker'), ('helpline_adviser', 'helpline_adviser'), ('coordinator', 'coordinator'), ('analyst', 'analyst'), ('privacy_lead', 'privacy_lead'), ('feed_manager', 'feed_manager'), ('administrator', 'administrator')], max_length=24)),
                ('joined_at', models.DateTimeField(default=kinkeeper.foundation.clock.now)),
                ('left_at', models.DateTimeField(blank=True, null=True)),
                ('working_days', models.PositiveSmallIntegerField(default=31)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='members', to='agencies.agency')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to=settings.AUTH_USER_MODEL)),
                ('teams', models.ManyToManyField(blank=True, related_name='members', to='agencies.team')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('left_at__isnull', True)), fields=('user',), name='one_live_membership_for_each_user'), models.CheckConstraint(condition=models.Q(('left_at__isnull', True), ('left_at__gte', models.F('joined_at')), _connector='OR'), name='member_leaves_after_joining')],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=kinkeeper.foundation.clock.now, editable=False)),
                ('reference', kinkeeper.foundation.models.ReferenceField(default=kinkeeper.foundation.references.new_reference, editable=False, max_length=9, unique=True)),
                ('email', models.EmailField(max_length=254)),
                ('role', models.CharField(choices=[('link_worker', 'link_worker'), ('team_lead', 'team_lead'), ('family_officer', 'family_officer'), ('visits_staff', 'visits_staff'), ('police_officer', 'police_officer'), ('court_worker', 'court_worker'), ('probation_officer', 'probation_officer'), ('social_worker', 'social_worker'), ('reviewing_officer', 'reviewing_officer'), ('school_lead', 'school_lead'), ('health_worker', 'health_worker'), ('helpline_adviser', 'helpline_adviser'), ('coordinator', 'coordinator'), ('analyst', 'analyst'), ('privacy_lead', 'privacy_lead'), ('feed_manager', 'feed_manager'), ('administrator', 'administrator')], max_length=24)),
                ('invited_by', models.CharField(max_length=40)),
                ('token_hash', models.CharField(blank=True, max_length=64)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('expires_at', models.DateTimeField(blank=True, null=True)),
                ('accepted_at', models.DateTimeField(blank=True, null=True)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='agencies.agency')),
                ('member', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='agencies.member')),
                ('teams', models.ManyToManyField(blank=True, related_name='+', to='agencies.team')),
            ],
            options={
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('email'), models.F('agency'), condition=models.Q(('accepted_at__isnull', True), ('revoked_at__isnull', True)), name='one_waiting_invitation_for_each_address_and_agency'), models.UniqueConstraint(condition=models.Q(('token_hash', ''), _negated=True), fields=('token_hash',), name='each_invitation_has_a_link_of_its_own'), models.CheckConstraint(condition=models.Q(('accepted_at__isnull', True), ('revoked_at__isnull', True), _connector='OR'), name='invitation_is_accepted_or_revoked_not_both')],
            },
        ),
        migrations.CreateModel(
            name='Agreement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=kinkeeper.foundation.clock.now, editable=False)),
                ('reference', kinkeeper.foundation.models.ReferenceField(default=kinkeeper.foundation.references.new_reference, editable=False, max_length=9, unique=True)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('title', models.CharField(max_length=200)),
                ('basis', models.CharField(max_length=24)),
                ('law', models.CharField(blank=True, max_length=200)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField(blank=True, null=True)),
                ('review_on', models.DateField(blank=True, null=True)),
                ('parties', models.ManyToManyField(related_name='agreements', to='agencies.agency')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='agreement_ends_after_it_starts')],
            },
        ),
        migrations.CreateModel(
            name='DutyTeam',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=kinkeeper.foundation.clock.now, editable=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('areas', models.JSONField(default=list)),
                ('phone', models.CharField(max_length=30)),
                ('out_of_hours_phone', models.CharField(blank=True, max_length=30)),
                ('opens_at', models.TimeField(default=datetime.time(9, 0))),
                ('closes_at', models.TimeField(default=datetime.time(17, 0))),
                ('agency', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='agencies.agency')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('closes_at__gt', models.F('opens_at'))), name='a_duty_team_closes_after_it_opens'), models.CheckConstraint(condition=models.Q(('phone', ''), _negated=True), name='a_duty_team_has_a_number')],
            },
        ),
        migrations.CreateModel(
            name='Leave',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=kinkeeper.foundation.clock.now, editable=False)),
                ('reference', kinkeeper.foundation.models.ReferenceField(default=kinkeeper.foundation.references.new_reference, editable=False, max_length=9, unique=True)),
                ('first_day', models.DateField()),
                ('last_day', models.DateField()),
                ('covered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='covering', to='agencies.member')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='leave', to='agencies.member')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('last_day__gte', models.F('first_day'))), name='leave_ends_after_it_begins')],
            },
        ),
    ]
