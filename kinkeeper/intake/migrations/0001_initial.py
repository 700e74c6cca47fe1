import django.db.models.deletion
import django.db.models.expressions
import kinkeeper.foundation.clock
import kinkeeper.foundation.models
import kinkeeper.foundation.references
import kinkeeper.foundation.sealed
import kinkeeper.intake.models
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0002_after_the_parts'),
        ('agencies', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Feed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=kinkeeper.foundation.clock.now, editable=False)),
                ('reference', kinkeeper.foundation.models.ReferenceField(default=kinkeeper.foundation.references.new_reference, editable=False, max_length=9, unique=True)),
                ('name', models.CharField(max_length=80)),
                ('last_heard_at', models.DateTimeField(blank=True, null=True)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('name',), name='feed_names_differ')],
            },
        ),
        migrations.CreateModel(
            name='FeedToken',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=kinkeeper.foundation.clock.now, editable=False)),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('expires_at', models.DateTimeField(blank=True, null=True)),
                ('feed', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tokens', to='intake.feed')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Receipt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=kinkeeper.foundation.clock.now, editable=False)),
                ('reference', kinkeeper.foundation.models.ReferenceField(default=kinkeeper.foundation.references.new_reference, editable=False, max_length=9, unique=True)),
                ('read', models.PositiveIntegerField()),
                ('recorded', models.PositiveIntegerField()),
                ('duplicates', models.PositiveIntegerField()),
                ('ignored', models.PositiveIntegerField()),
                ('refused', models.PositiveIntegerField()),
                ('feed', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='intake.feed')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('read', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('recorded'), '+', models.F('duplicates')), '+', models.F('ignored')), '+', models.F('refused')))), name='receipt_accounts_for_everything_read')],
            },
        ),
        migrations.CreateModel(
            name='Refused',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=kinkeeper.foundation.clock.now, editable=False)),
                ('reference', kinkeeper.foundation.models.ReferenceField(default=kinkeeper.foundation.references.new_reference, editable=False, max_length=9, unique=True)),
                ('source', models.CharField(choices=[('feed', 'feed'), ('file', 'file'), ('hand', 'hand')], max_length=4)),
                ('line', models.PositiveIntegerField()),
                ('reason', models.CharField(choices=[('not_utf8', 'not_utf8'), ('not_json', 'not_json'), ('not_an_object', 'not_an_object'), ('too_large', 'too_large'), ('gzip_cut_short', 'gzip_cut_short'), ('missing_member', 'missing_member'), ('no_time_zone', 'no_time_zone'), ('impossible_date', 'impossible_date'), ('missing_number', 'missing_number'), ('malformed_number', 'malformed_number'), ('numbers_disagree', 'numbers_disagree'), ('unknown_reason', 'unknown_reason'), ('unknown_prison', 'unknown_prison')], max_length=20)),
                ('prison', models.CharField(blank=True, max_length=3)),
                ('body', kinkeeper.foundation.sealed.SealedBytesField(row=('reference',), table='intake_refused')),
                ('fingerprint', models.CharField(max_length=64, unique=True)),
                ('expires_at', models.DateTimeField(db_index=True, default=kinkeeper.intake.models.expiry)),
                ('feed', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='intake.feed')),
            ],
            options={
                'indexes': [models.Index(fields=['feed', '-created_at'], name='intake_refused_of_feed'), models.Index(condition=models.Q(('prison', ''), _negated=True), fields=['prison'], name='intake_refused_prison')],
            },
        ),
    ]
