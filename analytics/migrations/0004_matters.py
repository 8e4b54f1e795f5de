from django.db import migrations, models


class Migration(migrations.Migration):
    """Months that were counted before have version 0, by which they are found and counted again."""

    dependencies = [
        ("analytics", "0003_office_of_keywords"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="keywordmonth",
            name="keywordmonth_cell",
        ),
        migrations.AddField(
            model_name="keywordmonth",
            name="matters",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="monthtotal",
            name="matters",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="monthtotal",
            name="version",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddConstraint(
            model_name="keywordmonth",
            constraint=models.UniqueConstraint(
                fields=("channel_id", "viewer_id", "month", "keyword"),
                include=("complaints", "callers", "matters"),
                name="keywordmonth_cell",
            ),
        ),
    ]
