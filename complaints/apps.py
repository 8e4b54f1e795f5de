from django.apps import AppConfig


class ComplaintsConfig(AppConfig):
    """The unified table, and all that finds, compares or protects one complaint."""

    name = "complaints"
    verbose_name = "민원"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from complaints import following  # noqa: F401 - connects its receiver
