import kinkeeper.foundation.clock
import kinkeeper.foundation.jurisdiction
import kinkeeper.foundation.models
import kinkeeper.foundation.references
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Helpline',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=kinkeeper.foundation.clock.now, editable=False)),
                ('reference', kinkeeper.foundation.models.ReferenceField(default=kinkeeper.foundation.references.new_reference, editable=False, max_length=9, unique=True)),
                ('name', models.CharField(max_length=120)),
                ('phone', models.CharField(max_length=30)),
                ('hours', models.CharField(blank=True, max_length=160)),
                ('says', models.CharField(blank=True, max_length=300)),
                ('audience', models.CharField(choices=[('family', 'family'), ('child', 'child'), ('anyone', 'anyone')], default=kinkeeper.foundation.jurisdiction.Audience['FAMILY'], max_length=8)),
                ('neutral', models.BooleanField(default=False)),
                ('place', models.PositiveSmallIntegerField(default=100)),
                ('checked_on', models.DateField(blank=True, null=True)),
                ('source', models.CharField(blank=True, max_length=300)),
                ('shown', models.BooleanField(default=True)),
            ],
            options={
                'ordering': ['place', 'name'],
                'constraints': [models.UniqueConstraint(fields=('name', 'phone'), name='a_number_to_ring_is_listed_once')],
            },
        ),
    ]
