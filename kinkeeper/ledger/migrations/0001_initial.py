import django.db.models.deletion
import kinkeeper.foundation.clock
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0002_after_the_parts'),
    ]

    operations = [
        migrations.CreateModel(
            name='Block',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveBigIntegerField(unique=True)),
                ('previous', models.CharField(max_length=64, unique=True)),
                ('seal', models.CharField(max_length=64, unique=True)),
                ('count', models.PositiveIntegerField()),
                ('sealed_at', models.DateTimeField(default=kinkeeper.foundation.clock.now)),
            ],
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_index=True, default=kinkeeper.foundation.clock.now)),
                ('action', models.CharField(max_length=60)),
                ('purpose', models.CharField(blank=True, max_length=30)),
                ('outcome', models.CharField(choices=[('served', 'served'), ('done', 'done'), ('hidden', 'hidden')], max_length=10)),
                ('actor_kind', models.CharField(max_length=10)),
                ('actor', models.CharField(blank=True, max_length=40)),
                ('role', models.CharField(blank=True, max_length=24)),
                ('agency', models.CharField(blank=True, max_length=9)),
                ('detail', models.JSONField(default=dict)),
            ],
            options={
                'indexes': [models.Index(fields=['actor', 'at'], name='ledger_entry_by_actor')],
            },
        ),
        migrations.CreateModel(
            name='EntryLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.CharField(max_length=64)),
                ('categories', models.PositiveIntegerField(default=0)),
                ('withheld', models.PositiveIntegerField(default=0)),
                ('rule', models.CharField(blank=True, max_length=60)),
                ('basis', models.CharField(blank=True, max_length=9)),
            ],
        ),
        migrations.CreateModel(
            name='PendingEntry',
            fields=[
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='ledger.entry')),
            ],
            options={
                'db_table': 'ledger_pending',
            },
        ),
        migrations.CreateModel(
            name='SealedEntry',
            fields=[
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='ledger.entry')),
            ],
        ),
        migrations.AddField(
            model_name='entryline',
            name='entry',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='ledger.entry'),
        ),
        migrations.AddField(
            model_name='sealedentry',
            name='block',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='members', to='ledger.block'),
        ),
        migrations.AddIndex(
            model_name='entryline',
            index=models.Index(fields=['person', 'entry'], name='ledger_line_by_person'),
        ),
    ]
