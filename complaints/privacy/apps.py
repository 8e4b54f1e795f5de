from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """Who may see what, and who looked at what."""

    name = "complaints.privacy"
    label = "privacy"
    verbose_name = "개인정보"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from complaints.privacy import checks  # noqa: F401 - registers itself
