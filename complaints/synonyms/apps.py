from django.apps import AppConfig


class SynonymsConfig(AppConfig):
    """Words that mean the same, edited by managers; for search and keywords."""

    name = "complaints.synonyms"
    label = "synonyms"
    verbose_name = "동의어"
    default_auto_field = "django.db.models.BigAutoField"
