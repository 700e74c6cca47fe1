import django.db.models.deletion
import kinkeeper.foundation.clock
import kinkeeper.foundation.models
import kinkeeper.foundation.references
import kinkeeper.foundation.sealed
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
            name='Basis',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=kinkeeper.foundation.clock.now, editable=False)),
                ('reference', kinkeeper.foundation.models.ReferenceField(default=kinkeeper.foundation.references.new_reference, editable=False, max_length=9, unique=True)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('kind', models.CharField(choices=[('consent', 'consent'), ('public_task', 'public_task'), ('legitimate_interests', 'legitimate_interests'), ('safeguarding', 'safeguarding'), ('legal_duty', 'legal_duty'), ('own_work', 'own_work'), ('data_subject', 'data_subject')], max_length=24)),
                ('purpose', models.CharField(choices=[('offer_support', 'offer_support'), ('safeguard', 'safeguard'), ('arrange_contact', 'arrange_contact'), ('support_education', 'support_education'), ('support_health', 'support_health'), ('plan_release', 'plan_release'), ('coordinate_network', 'coordinate_network'), ('run_service', 'run_service'), ('statistics', 'statistics'), ('own_record', 'own_record')], max_length=24)),
                ('categories', models.PositiveIntegerField()),
                ('starts_at', models.DateTimeField(default=kinkeeper.foundation.clock.now)),
                ('ends_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('evidence', models.CharField(blank=True, max_length=40)),
                ('law', models.CharField(blank=True, max_length=120)),
                ('reason', kinkeeper.foundation.sealed.EncryptedTextField(blank=True, row=('reference',))),
                ('decided_by', models.CharField(blank=True, max_length=9)),
                ('review_on', models.DateField(blank=True, null=True)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('agreement', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agreement')),
                ('given_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
            ],
            options={
                'indexes': [models.Index(fields=['person', 'agency', 'purpose'], name='sharing_basis_of_person'), models.Index(fields=['agency', 'purpose', 'person'], name='sharing_basis_of_agency')],
                'constraints': [models.CheckConstraint(condition=models.Q(('categories__gt', 0)), name='basis_covers_some_category'), models.CheckConstraint(condition=models.Q(('ends_at__isnull', True), ('ends_at__gte', models.F('starts_at')), _connector='OR'), name='basis_ends_after_it_starts'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'safeguarding'), _negated=True), models.Q(models.Q(('reason', ''), _negated=True), models.Q(('decided_by', ''), _negated=True), ('review_on__isnull', False)), _connector='OR'), name='safeguarding_has_reason_name_and_review'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'legal_duty'), _negated=True), models.Q(('law', ''), _negated=True), _connector='OR'), name='legal_duty_names_its_law'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'consent'), _negated=True), ('given_by__isnull', False), _connector='OR'), name='consent_is_somebodys_word'), models.CheckConstraint(condition=models.Q(('kind', 'data_subject'), _negated=True), name='reading_ones_own_record_needs_no_row')],
            },
        ),
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=kinkeeper.foundation.clock.now, editable=False)),
                ('reference', kinkeeper.foundation.models.ReferenceField(default=kinkeeper.foundation.references.new_reference, editable=False, max_length=9, unique=True)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('purpose', models.CharField(choices=[('offer_support', 'offer_support'), ('safeguard', 'safeguard'), ('arrange_contact', 'arrange_contact'), ('support_education', 'support_education'), ('support_health', 'support_health'), ('plan_release', 'plan_release'), ('coordinate_network', 'coordinate_network'), ('run_service', 'run_service'), ('statistics', 'statistics'), ('own_record', 'own_record')], max_length=24)),
                ('categories', models.PositiveIntegerField()),
                ('ends_at', models.DateTimeField(blank=True, null=True)),
                ('way', models.CharField(choices=[('paper', 'paper'), ('voice', 'voice'), ('portal', 'portal')], max_length=8)),
                ('heard_by', models.CharField(blank=True, max_length=40)),
                ('heard_at', models.DateTimeField()),
                ('age', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('understands', models.BooleanField(blank=True, null=True)),
                ('understanding', kinkeeper.foundation.sealed.EncryptedTextField(blank=True, row=('reference',))),
                ('scan', models.CharField(blank=True, max_length=64)),
                ('scan_type', models.CharField(blank=True, max_length=40)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ended_because', models.CharField(blank=True, choices=[('withdrawn', 'withdrawn'), ('narrowed', 'narrowed'), ('renewed', 'renewed'), ('grown_up', 'grown_up'), ('carer_changed', 'carer_changed'), ('disagreed', 'disagreed')], max_length=16)),
                ('asked_anew_at', models.DateTimeField(blank=True, null=True)),
                ('bases', models.ManyToManyField(related_name='+', to='sharing.basis')),
                ('given_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
            ],
            options={
                'indexes': [models.Index(fields=['person', '-id'], name='sharing_consent_of_person')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_because', '')), models.Q(('ended_at__isnull', False), models.Q(('ended_because', ''), _negated=True)), _connector='OR'), name='a_consent_that_ended_says_why'), models.CheckConstraint(condition=models.Q(('way', 'portal'), models.Q(('heard_by', ''), _negated=True), _connector='OR'), name='somebody_heard_what_was_not_clicked')],
            },
        ),
        migrations.CreateModel(
            name='Disagreement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=kinkeeper.foundation.clock.now, editable=False)),
                ('reference', kinkeeper.foundation.models.ReferenceField(default=kinkeeper.foundation.references.new_reference, editable=False, max_length=9, unique=True)),
                ('words', kinkeeper.foundation.sealed.EncryptedTextField(blank=True, row=('reference',))),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('decided_by', models.CharField(blank=True, max_length=40)),
                ('outcome', models.CharField(blank=True, choices=[('stays_ended', 'stays_ended'), ('restored', 'restored')], max_length=16)),
                ('why', kinkeeper.foundation.sealed.EncryptedTextField(blank=True, row=('reference',))),
                ('consent', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='sharing.consent')),
                ('objected_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('outcome', '')), models.Q(models.Q(('outcome', ''), _negated=True), models.Q(('decided_by', ''), _negated=True), models.Q(('why', ''), _negated=True)), _connector='OR'), name='who_decides_between_two_says_why')],
            },
        ),
        migrations.CreateModel(
            name='GlassBreak',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=kinkeeper.foundation.clock.now, editable=False)),
                ('reference', kinkeeper.foundation.models.ReferenceField(default=kinkeeper.foundation.references.new_reference, editable=False, max_length=9, unique=True)),
                ('reason', kinkeeper.foundation.sealed.EncryptedTextField(row=('reference',))),
                ('ends_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('began_involvement', models.BooleanField(default=False)),
                ('alerted_at', models.DateTimeField(blank=True, null=True)),
                ('reviewed_at', models.DateTimeField(blank=True, null=True)),
                ('reviewed_by', models.CharField(blank=True, max_length=40)),
                ('outcome', models.CharField(blank=True, choices=[('right', 'right'), ('right_but_learn', 'right_but_learn'), ('wrong', 'wrong')], max_length=16)),
                ('review_words', kinkeeper.foundation.sealed.EncryptedTextField(blank=True, row=('reference',))),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('basis', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sharing.basis')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.member')),
                ('opened_with', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sharing.glassbreak')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
            ],
            options={
                'indexes': [models.Index(fields=['agency', '-id'], name='sharing_glass_of_agency')],
                'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='glass_is_broken_for_a_reason'), models.CheckConstraint(condition=models.Q(models.Q(('outcome', ''), ('reviewed_at__isnull', True)), models.Q(models.Q(('outcome', ''), _negated=True), models.Q(('reviewed_by', ''), _negated=True)), _connector='OR'), name='a_review_has_a_name_and_an_outcome')],
            },
        ),
        migrations.CreateModel(
            name='Involvement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=kinkeeper.foundation.clock.now, editable=False)),
                ('kind', models.CharField(choices=[('held_here', 'held_here'), ('family_of_held', 'family_of_held'), ('supports', 'supports'), ('works_with', 'works_with'), ('answers_to', 'answers_to')], max_length=20)),
                ('since', models.DateTimeField(default=kinkeeper.foundation.clock.now)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('member', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.member')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ('team', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.team')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['agency', 'person'], name='sharing_works_with_now'), models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['team', 'person'], name='sharing_team_works_with')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True), ('team__isnull', False)), fields=('person', 'agency', 'team', 'kind'), name='one_live_involvement_of_a_team'), models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True), ('member__isnull', True), ('team__isnull', True)), fields=('person', 'agency', 'kind'), name='one_live_involvement_of_an_agency')],
            },
        ),
        migrations.CreateModel(
            name='Reminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=kinkeeper.foundation.clock.now, editable=False)),
                ('due_on', models.DateField()),
                ('letters', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('basis', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='sharing.basis')),
                ('consent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='sharing.consent')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('basis', 'due_on'), name='a_review_is_reminded_of_once'), models.UniqueConstraint(fields=('consent', 'due_on'), name='an_ending_is_reminded_of_once'), models.CheckConstraint(condition=models.Q(models.Q(('basis__isnull', True), ('consent__isnull', False)), models.Q(('basis__isnull', False), ('consent__isnull', True)), _connector='OR'), name='a_reminder_is_about_one_thing')],
            },
        ),
        migrations.CreateModel(
            name='Restriction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=kinkeeper.foundation.clock.now, editable=False)),
                ('reference', kinkeeper.foundation.models.ReferenceField(default=kinkeeper.foundation.references.new_reference, editable=False, max_length=9, unique=True)),
                ('kind', models.CharField(choices=[('court_order', 'court_order'), ('objection', 'objection'), ('closed_record', 'closed_record')], max_length=20)),
                ('reason', kinkeeper.foundation.sealed.EncryptedTextField(blank=True, row=('reference',))),
                ('starts_at', models.DateTimeField(default=kinkeeper.foundation.clock.now)),
                ('lifted_at', models.DateTimeField(blank=True, null=True)),
                ('agency', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('carried_from', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='sharing.restriction')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ('reader', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('lifted_at__isnull', True)), fields=['person'], name='sharing_restricted_now')],
            },
        ),
    ]
