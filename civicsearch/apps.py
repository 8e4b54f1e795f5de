from django.apps import AppConfig


class CivicsearchConfig(AppConfig):
    """Puts the packages together and holds the commands that concern all of them."""

    name = "civicsearch"
    verbose_name = "스마트 민원검색"
