from django.apps import AppConfig


class IngestConfig(AppConfig):
    """Files and databases become complaints."""

    name = "ingest"
    verbose_name = "자료 올리기"
    default_auto_field = "django.db.models.BigAutoField"
