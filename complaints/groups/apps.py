from django.apps import AppConfig


class GroupsConfig(AppConfig):
    """Complaints of one matter, and repeats."""

    name = "complaints.groups"
    label = "groups"
    verbose_name = "같은 사안"
    default_auto_field = "django.db.models.BigAutoField"
