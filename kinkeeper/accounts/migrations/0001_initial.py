import django.db.models.functions.text
import kinkeeper.foundation.clock
import kinkeeper.foundation.models
import kinkeeper.foundation.references
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('created_at', models.DateTimeField(default=kinkeeper.foundation.clock.now, editable=False)),
                ('reference', kinkeeper.foundation.models.ReferenceField(default=kinkeeper.foundation.references.new_reference, editable=False, max_length=9, unique=True)),
                ('email', models.EmailField(max_length=254, unique=True)),
                ('name', models.CharField(max_length=120)),
                ('language', models.CharField(default='en', max_length=12)),
                ('is_active', models.BooleanField(default=True)),
                ('session_round', models.PositiveIntegerField(default=1)),
                ('is_persona', models.BooleanField(default=False)),
            ],
            options={
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='one_account_for_each_address')],
            },
        ),
    ]
