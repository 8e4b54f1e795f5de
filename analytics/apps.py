from django.apps import AppConfig


class AnalyticsConfig(AppConfig):
    """Numbers and words about many complaints."""

    name = "analytics"
    verbose_name = "현황"
    default_auto_field = "django.db.models.BigAutoField"
