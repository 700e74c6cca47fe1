import django.db.models.deletion
import kinkeeper.foundation.clock
import kinkeeper.foundation.models
import kinkeeper.foundation.references
import kinkeeper.web.site.types
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0002_after_the_parts'),
    ]

    operations = [
        migrations.CreateModel(
            name='Collection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=kinkeeper.foundation.clock.now, editable=False)),
                ('reference', kinkeeper.foundation.models.ReferenceField(default=kinkeeper.foundation.references.new_reference, editable=False, max_length=9, unique=True)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('code', models.SlugField(max_length=60, unique=True)),
                ('title', models.CharField(max_length=120)),
                ('about', models.CharField(blank=True, max_length=300)),
                ('slugs', models.JSONField(default=list)),
            ],
            options={
                'ordering': ['title'],
            },
        ),
        migrations.CreateModel(
            name='ListChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=kinkeeper.foundation.clock.now, editable=False)),
                ('kind', models.CharField(max_length=12)),
                ('key', models.CharField(db_index=True, max_length=12)),
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
            name='Page',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=kinkeeper.foundation.clock.now, editable=False)),
                ('reference', kinkeeper.foundation.models.ReferenceField(default=kinkeeper.foundation.references.new_reference, editable=False, max_length=9, unique=True)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('slug', models.CharField(max_length=120, unique=True)),
                ('section', models.CharField(max_length=20)),
                ('place', models.PositiveSmallIntegerField(default=100)),
                ('shape', models.CharField(choices=[('plain', 'plain'), ('easy', 'easy'), ('paper', 'paper')], default=kinkeeper.web.site.types.Shape['PLAIN'], max_length=8)),
                ('easy_for', models.CharField(blank=True, max_length=120)),
            ],
            options={
                'ordering': ['section', 'place', 'slug'],
            },
        ),
        migrations.CreateModel(
            name='Fact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=kinkeeper.foundation.clock.now, editable=False)),
                ('reference', kinkeeper.foundation.models.ReferenceField(default=kinkeeper.foundation.references.new_reference, editable=False, max_length=9, unique=True)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('figure', models.CharField(max_length=120)),
                ('says', models.CharField(max_length=400)),
                ('subject', models.CharField(max_length=30)),
                ('where', models.CharField(max_length=80)),
                ('when', models.CharField(max_length=40)),
                ('kind', models.CharField(choices=[('stock', 'stock'), ('year', 'year'), ('flow', 'flow'), ('share', 'share'), ('study', 'study'), ('sum', 'sum')], max_length=12)),
                ('source', models.CharField(max_length=300)),
                ('care', models.CharField(blank=True, max_length=400)),
                ('place', models.PositiveSmallIntegerField(default=100)),
            ],
            options={
                'ordering': ['place', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('source', ''), _negated=True), models.Q(('where', ''), _negated=True), models.Q(('when', ''), _negated=True)), name='a_fact_names_its_source_place_and_time'), models.UniqueConstraint(fields=('figure', 'says'), name='a_fact_is_told_once')],
            },
        ),
        migrations.CreateModel(
            name='Helpline',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=kinkeeper.foundation.clock.now, editable=False)),
                ('reference', kinkeeper.foundation.models.ReferenceField(default=kinkeeper.foundation.references.new_reference, editable=False, max_length=9, unique=True)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('name', models.CharField(max_length=120)),
                ('phone', models.CharField(max_length=30)),
                ('hours', models.CharField(blank=True, max_length=160)),
                ('says', models.CharField(blank=True, max_length=300)),
                ('place', models.PositiveSmallIntegerField(default=100)),
                ('checked_on', models.DateField(blank=True, null=True)),
                ('source', models.CharField(blank=True, max_length=300)),
            ],
            options={
                'ordering': ['place', 'name'],
                'constraints': [models.UniqueConstraint(fields=('name', 'phone'), name='a_helpline_is_listed_once')],
            },
        ),
        migrations.CreateModel(
            name='PageVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=kinkeeper.foundation.clock.now, editable=False)),
                ('number', models.PositiveIntegerField()),
                ('title', models.CharField(max_length=160)),
                ('tab', models.CharField(blank=True, max_length=60)),
                ('teaser', models.CharField(blank=True, max_length=200)),
                ('lead', models.TextField(blank=True)),
                ('source', models.TextField(blank=True)),
                ('note', models.CharField(blank=True, max_length=200)),
                ('made_by', models.CharField(max_length=12)),
                ('made_at', models.DateTimeField(default=kinkeeper.foundation.clock.now)),
                ('page', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='web.page')),
            ],
            options={
                'ordering': ['-number'],
                'constraints': [models.UniqueConstraint(fields=('page', 'number'), name='version_numbers_differ_within_a_page')],
            },
        ),
        migrations.AddField(
            model_name='page',
            name='published',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='web.pageversion'),
        ),
    ]
