from django.apps import AppConfig


class AnalyticsConfig(AppConfig):
    """Numbers and words about many complaints."""

    name = "analytics"
    verbose_name = "현황"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from analytics import listening  # noqa: F401 - connects its receivers
        from analytics.searching import register_fields

        register_fields()
