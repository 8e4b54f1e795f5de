from django.apps import AppConfig


class CallersConfig(AppConfig):
    """Which complaints are of one person."""

    name = "complaints.callers"
    label = "callers"
    verbose_name = "민원인"
    default_auto_field = "django.db.models.BigAutoField"
