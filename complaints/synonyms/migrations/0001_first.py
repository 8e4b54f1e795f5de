"""The tables of synonyms, their words and their history."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SynonymGroup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(blank=True, max_length=40, verbose_name="기준 자료의 이름")),
            ],
            options={
                "verbose_name": "동의어 묶음",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("code", ""), _negated=True), fields=("code",), name="synonymgroup_code_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SynonymChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="때")),
                ("actor", models.CharField(max_length=60, verbose_name="누가")),
                (
                    "old",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=80), size=None, verbose_name="전"
                    ),
                ),
                (
                    "new",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=80), size=None, verbose_name="후"
                    ),
                ),
                (
                    "account",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="changes", to="synonyms.synonymgroup"
                    ),
                ),
            ],
            options={
                "verbose_name": "동의어 이력",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="SynonymWord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.CharField(max_length=80, verbose_name="낱말")),
                ("normal", models.CharField(max_length=40, unique=True)),
                ("position", models.PositiveSmallIntegerField(verbose_name="순서")),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="words", to="synonyms.synonymgroup"
                    ),
                ),
            ],
            options={
                "verbose_name": "동의어",
                "ordering": ["position"],
            },
        ),
    ]
