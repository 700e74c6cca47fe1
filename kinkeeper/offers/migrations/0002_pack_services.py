from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('offers', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='pack',
            name='services',
            field=models.JSONField(blank=True, default=list),
        ),
    ]
