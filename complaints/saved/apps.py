from django.apps import AppConfig


class SavedConfig(AppConfig):
    """Searches that a person keeps under a name, or shares with the department."""

    name = "complaints.saved"
    label = "saved"
    verbose_name = "저장한 검색"
    default_auto_field = "django.db.models.BigAutoField"
