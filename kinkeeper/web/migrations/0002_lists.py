import kinkeeper.foundation.clock
import kinkeeper.foundation.models
import kinkeeper.foundation.references
from django.db import migrations, models

CARRIED = ('reference', 'created_at', 'name', 'phone', 'hours', 'says', 'place', 'checked_on', 'source')


def carry_helplines(apps, schema_editor):
    """The site's numbers become the directory's, so that packs print the same list."""
    ours, theirs = apps.get_model('web', 'Helpline'), apps.get_model('directory', 'Helpline')
    theirs.objects.bulk_create(theirs(**row) for row in ours.objects.values(*CARRIED))


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0002_helplines'),
        ('web', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='ListDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=kinkeeper.foundation.clock.now, editable=False)),
                ('reference', kinkeeper.foundation.models.ReferenceField(default=kinkeeper.foundation.references.new_reference, editable=False, max_length=9, unique=True)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('kind', models.CharField(choices=[('helplines', 'helplines'), ('collections', 'collections'), ('facts', 'facts')], max_length=12)),
                ('words', models.JSONField(default=dict)),
                ('made_by', models.CharField(max_length=12)),
                ('made_at', models.DateTimeField(default=kinkeeper.foundation.clock.now)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='collection',
            name='shown',
            field=models.BooleanField(default=True),
        ),
        migrations.AddField(
            model_name='fact',
            name='shown',
            field=models.BooleanField(default=True),
        ),
        migrations.AlterField(
            model_name='fact',
            name='kind',
            field=models.CharField(choices=[('stock', 'stock'), ('year', 'year'), ('flow', 'flow'), ('share', 'share'), ('study', 'study'), ('sum', 'sum'), ('total', 'total'), ('aim', 'aim'), ('unsaid', 'unsaid')], max_length=12),
        ),
        migrations.RemoveField(
            model_name='collection',
            name='version',
        ),
        migrations.RemoveField(
            model_name='fact',
            name='version',
        ),
        migrations.RunPython(carry_helplines, migrations.RunPython.noop),
        migrations.DeleteModel(
            name='Helpline',
        ),
    ]
