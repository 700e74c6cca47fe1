import django.db.models.deletion
import kinkeeper.foundation.clock
import kinkeeper.foundation.models
import kinkeeper.foundation.references
import kinkeeper.library.types
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
            name='HeldFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=kinkeeper.foundation.clock.now, editable=False)),
                ('reference', kinkeeper.foundation.models.ReferenceField(default=kinkeeper.foundation.references.new_reference, editable=False, max_length=9, unique=True)),
                ('name', models.CharField(max_length=160)),
                ('data', models.BinaryField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Resource',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=kinkeeper.foundation.clock.now, editable=False)),
                ('reference', kinkeeper.foundation.models.ReferenceField(default=kinkeeper.foundation.references.new_reference, editable=False, max_length=9, unique=True)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('title', models.CharField(max_length=300)),
                ('subtitle', models.CharField(blank=True, max_length=300)),
                ('kind', models.CharField(choices=[('book', 'book'), ('story_book', 'story_book'), ('comic', 'comic'), ('leaflet', 'leaflet'), ('factsheet', 'factsheet'), ('guide', 'guide'), ('pack', 'pack'), ('film', 'film'), ('sound', 'sound'), ('game', 'game'), ('art', 'art'), ('website', 'website'), ('training', 'training'), ('programme', 'programme'), ('policy', 'policy'), ('law', 'law'), ('standard', 'standard'), ('statistics', 'statistics'), ('report', 'report'), ('research', 'research'), ('article', 'article'), ('tool', 'tool')], max_length=16)),
                ('authors', models.JSONField(blank=True, default=list)),
                ('publisher', models.CharField(blank=True, max_length=200)),
                ('journal', models.CharField(blank=True, max_length=200)),
                ('year', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('language', models.CharField(blank=True, max_length=12)),
                ('format', models.CharField(blank=True, max_length=80)),
                ('length', models.CharField(blank=True, max_length=80)),
                ('cost', models.CharField(blank=True, max_length=80)),
                ('how_to_get', models.CharField(blank=True, max_length=400)),
                ('licence', models.CharField(blank=True, max_length=120)),
                ('description', models.TextField(blank=True)),
                ('good_for', models.TextField(blank=True)),
                ('isbn', models.CharField(blank=True, max_length=20)),
                ('doi', models.CharField(blank=True, max_length=120)),
                ('url', models.URLField(blank=True, max_length=500)),
                ('seed', models.CharField(blank=True, max_length=8)),
                ('listed_in', models.CharField(blank=True, max_length=300)),
                ('address_then', models.CharField(blank=True, max_length=400)),
                ('address_then_year', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('named_here', models.BooleanField(default=False)),
                ('checked_on', models.DateField(blank=True, null=True)),
                ('changed_at', models.DateTimeField(default=kinkeeper.foundation.clock.now)),
                ('deleted_at', models.DateTimeField(blank=True, null=True)),
                ('match_key', models.CharField(db_index=True, editable=False, max_length=120)),
                ('catalogue_id', models.CharField(blank=True, editable=False, max_length=60)),
            ],
            options={
                'indexes': [models.Index(fields=['changed_at', 'id'], name='resources_in_order_of_change')],
                'constraints': [models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='resource_has_a_title'), models.CheckConstraint(condition=models.Q(('year__isnull', True), models.Q(('year__gte', 1000), ('year__lte', 2200)), _connector='OR'), name='resource_year_is_a_year'), models.UniqueConstraint(condition=models.Q(('catalogue_id', ''), _negated=True), fields=('catalogue_id',), name='the_catalogue_is_loaded_once')],
            },
        ),
        migrations.CreateModel(
            name='LinkCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=kinkeeper.foundation.clock.now, editable=False)),
                ('address', models.CharField(max_length=500)),
                ('works', models.BooleanField()),
                ('found', models.CharField(max_length=60)),
                ('checked_at', models.DateTimeField(default=kinkeeper.foundation.clock.now)),
                ('resource', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='link_check', to='library.resource')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Shelf',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=kinkeeper.foundation.clock.now, editable=False)),
                ('reference', kinkeeper.foundation.models.ReferenceField(default=kinkeeper.foundation.references.new_reference, editable=False, max_length=9, unique=True)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('title', models.CharField(max_length=160)),
                ('description', models.TextField(blank=True)),
                ('is_open', models.BooleanField(default=True)),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('owner__isnull', True)), fields=('title',), name='collections_have_titles_of_their_own'), models.CheckConstraint(condition=models.Q(('owner__isnull', True), ('is_open', False), _connector='OR'), name='a_saved_list_is_seen_by_its_owner_alone')],
            },
        ),
        migrations.CreateModel(
            name='Place',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=kinkeeper.foundation.clock.now, editable=False)),
                ('position', models.PositiveIntegerField(default=0)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('resource', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='library.resource')),
                ('shelf', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='places', to='library.shelf')),
            ],
            options={
                'ordering': ['position', 'id'],
                'constraints': [models.UniqueConstraint(fields=('shelf', 'resource'), name='a_resource_stands_on_a_shelf_once')],
            },
        ),
        migrations.CreateModel(
            name='StoredFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=kinkeeper.foundation.clock.now, editable=False)),
                ('reference', kinkeeper.foundation.models.ReferenceField(default=kinkeeper.foundation.references.new_reference, editable=False, max_length=9, unique=True)),
                ('file', models.FileField(upload_to='library')),
                ('name', models.CharField(max_length=160)),
                ('size', models.PositiveIntegerField()),
                ('pages', models.PositiveIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('text', models.TextField(blank=True)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('resource', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='library.resource')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('resource', 'sha256'), name='a_file_is_kept_with_a_resource_once')],
            },
        ),
        migrations.CreateModel(
            name='Mark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('group', models.CharField(max_length=12)),
                ('value', models.CharField(max_length=24)),
                ('resource', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='marks', to='library.resource')),
            ],
            options={
                'indexes': [models.Index(fields=['group', 'value', 'resource'], name='resources_that_carry_a_mark')],
                'constraints': [models.UniqueConstraint(fields=('resource', 'group', 'value'), name='a_resource_carries_a_mark_once'), models.CheckConstraint(condition=models.Q(('group__in', ['audience', 'stage', 'subject'])), name='a_mark_belongs_to_a_known_group')],
            },
        ),
        migrations.CreateModel(
            name='Edition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=kinkeeper.foundation.clock.now, editable=False)),
                ('number', models.PositiveIntegerField()),
                ('note', models.CharField(blank=True, max_length=200)),
                ('entry', models.JSONField()),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('resource', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='editions', to='library.resource')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('resource', 'number'), name='editions_of_a_resource_are_numbered')],
            },
        ),
        migrations.CreateModel(
            name='Review',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=kinkeeper.foundation.clock.now, editable=False)),
                ('reference', kinkeeper.foundation.models.ReferenceField(default=kinkeeper.foundation.references.new_reference, editable=False, max_length=9, unique=True)),
                ('usefulness', models.CharField(choices=[('very', 'very'), ('somewhat', 'somewhat'), ('little', 'little')], max_length=10)),
                ('used_with', models.CharField(blank=True, max_length=120)),
                ('words', models.TextField()),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('shown', 'shown'), ('declined', 'declined')], default=kinkeeper.library.types.ReviewState['WAITING'], max_length=10)),
                ('read_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('read_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('resource', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reviews', to='library.resource')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('resource', 'by'), name='one_review_of_a_resource_by_each_person'), models.CheckConstraint(condition=models.Q(('state', 'waiting'), ('read_at__isnull', False), _connector='OR'), name='a_review_is_read_before_it_is_decided')],
            },
        ),
    ]
