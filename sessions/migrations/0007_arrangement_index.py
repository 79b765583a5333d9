from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("sessionboard", "0006_asks_to_host"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="arrangement",
            index=models.Index(fields=["board", "id"], name="arrangement_of_board"),
        ),
    ]
