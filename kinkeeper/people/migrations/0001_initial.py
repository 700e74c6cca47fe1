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
    ]

    operations = [
        migrations.CreateModel(
            name='Family',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=kinkeeper.foundation.clock.now, editable=False)),
                ('reference', kinkeeper.foundation.models.ReferenceField(default=kinkeeper.foundation.references.new_reference, editable=False, max_length=9, unique=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=kinkeeper.foundation.clock.now, editable=False)),
                ('reference', kinkeeper.foundation.models.ReferenceField(default=kinkeeper.foundation.references.new_reference, editable=False, max_length=9, unique=True)),
                ('merged_into', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('merged_into__isnull', True), models.Q(('merged_into', models.F('id')), _negated=True), _connector='OR'), name='nobody_is_merged_into_themselves')],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=kinkeeper.foundation.clock.now, editable=False)),
                ('since', models.DateField()),
                ('until', models.DateField(blank=True, null=True)),
                ('family', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.family')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('family', 'person'), name='one_live_membership_of_each_family'), models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gte', models.F('since')), _connector='OR'), name='membership_ends_after_it_begins')],
            },
        ),
        migrations.CreateModel(
            name='Kin',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=kinkeeper.foundation.clock.now, editable=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('tie', models.CharField(choices=[('mother', 'mother'), ('father', 'father'), ('parent', 'parent'), ('step_parent', 'step_parent'), ('partner', 'partner'), ('former_partner', 'former_partner'), ('grandparent', 'grandparent'), ('sibling', 'sibling'), ('aunt_or_uncle', 'aunt_or_uncle'), ('son_or_daughter', 'son_or_daughter'), ('foster_carer', 'foster_carer'), ('guardian', 'guardian'), ('friend', 'friend'), ('other', 'other')], max_length=20)),
                ('lives_with', models.BooleanField(default=False)),
                ('cares_for', models.BooleanField(default=False)),
                ('parental_responsibility', models.CharField(choices=[('yes', 'yes'), ('no', 'no'), ('unknown', 'unknown')], default='unknown', max_length=8)),
                ('responsibility_source', kinkeeper.foundation.sealed.EncryptedTextField(blank=True, row=('person_id', 'relative_id', 'tie'))),
                ('ended_on', models.DateField(blank=True, null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ('relative', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
            ],
            options={
                'indexes': [models.Index(fields=['relative', 'person'], name='people_kin_of_relative')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_on__isnull', True)), fields=('person', 'relative', 'tie'), name='one_live_tie_of_a_kind_between_two_people'), models.CheckConstraint(condition=models.Q(('person', models.F('relative')), _negated=True), name='nobody_is_their_own_relative')],
            },
        ),
        migrations.CreateModel(
            name='Identity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=kinkeeper.foundation.clock.now, editable=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('given_name', models.CharField(blank=True, max_length=80)),
                ('family_name', models.CharField(blank=True, max_length=80)),
                ('known_as', models.CharField(blank=True, max_length=80)),
                ('birth_date', models.DateField(blank=True, null=True)),
                ('born_about', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('died_on', models.DateField(blank=True, null=True)),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
            ],
            options={
                'indexes': [models.Index(fields=['birth_date'], name='people_identity_born')],
            },
        ),
        migrations.CreateModel(
            name='Health',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=kinkeeper.foundation.clock.now, editable=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('expecting', models.BooleanField(default=False)),
                ('baby_inside', models.BooleanField(default=False)),
                ('notes', kinkeeper.foundation.sealed.EncryptedTextField(blank=True, row=('person_id',))),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Demographics',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=kinkeeper.foundation.clock.now, editable=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('languages', models.CharField(blank=True, max_length=120)),
                ('interpreter', models.CharField(blank=True, max_length=120)),
                ('reading', models.CharField(choices=[('easy', 'easy'), ('some_help', 'some_help'), ('hard', 'hard'), ('not_asked', 'not_asked')], default='not_asked', max_length=10)),
                ('ethnicity', models.CharField(blank=True, max_length=120)),
                ('sex', models.CharField(blank=True, max_length=12)),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PossibleMatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=kinkeeper.foundation.clock.now, editable=False)),
                ('reference', kinkeeper.foundation.models.ReferenceField(default=kinkeeper.foundation.references.new_reference, editable=False, max_length=9, unique=True)),
                ('answer', models.CharField(blank=True, max_length=10)),
                ('first', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ('second', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('first', 'second'), name='a_pair_is_offered_once'), models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='a_pair_is_named_in_one_order')],
            },
        ),
        migrations.CreateModel(
            name='Route',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=kinkeeper.foundation.clock.now, editable=False)),
                ('reference', kinkeeper.foundation.models.ReferenceField(default=kinkeeper.foundation.references.new_reference, editable=False, max_length=9, unique=True)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('kind', models.CharField(choices=[('phone', 'phone'), ('text', 'text'), ('email', 'email'), ('letter', 'letter')], max_length=8)),
                ('value', kinkeeper.foundation.sealed.EncryptedTextField(row=('reference',))),
                ('safety', models.CharField(choices=[('safe', 'safe'), ('not_safe', 'not_safe'), ('unknown', 'unknown')], default='unknown', max_length=8)),
                ('safe_times', kinkeeper.foundation.sealed.EncryptedTextField(blank=True, row=('reference',))),
                ('may_leave_message', models.BooleanField(default=False)),
                ('says_prison_call', models.BooleanField(default=False)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Told',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=kinkeeper.foundation.clock.now, editable=False)),
                ('known', models.CharField(choices=[('nothing', 'nothing'), ('away', 'away'), ('prison', 'prison'), ('unknown', 'unknown')], max_length=8)),
                ('words', kinkeeper.foundation.sealed.EncryptedTextField(blank=True, row=('person_id', 'created_at'))),
                ('told_on', models.DateField(blank=True, null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
            ],
            options={
                'indexes': [models.Index(fields=['person', '-id'], name='people_told_newest_first')],
            },
        ),
        migrations.CreateModel(
            name='Whereabouts',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=kinkeeper.foundation.clock.now, editable=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('address', kinkeeper.foundation.sealed.EncryptedTextField(blank=True, row=('person_id',))),
                ('postcode', kinkeeper.foundation.sealed.EncryptedTextField(blank=True, row=('person_id',))),
                ('country', kinkeeper.foundation.sealed.EncryptedTextField(blank=True, row=('person_id',))),
                ('school', kinkeeper.foundation.sealed.EncryptedTextField(blank=True, row=('person_id',))),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
            ],
            options={
                'abstract': False,
            },
        ),
    ]
