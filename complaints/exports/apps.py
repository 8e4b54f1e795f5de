from django.apps import AppConfig


class ExportsConfig(AppConfig):
    """Results written to files, for a purpose that is recorded."""

    name = "complaints.exports"
    label = "exports"
    verbose_name = "내려받기"
    default_auto_field = "django.db.models.BigAutoField"
