from django.apps import AppConfig


class SimilarityConfig(AppConfig):
    """What complaints are compared by, and answers to like ones."""

    name = "complaints.similarity"
    label = "similarity"
    verbose_name = "비슷한 민원"
    default_auto_field = "django.db.models.BigAutoField"
