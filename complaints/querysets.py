"""Rules about rows, as chainable methods with names from the domain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Count

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from complaints.models import Complaint  # noqa: F401 - named in the base, as text


class ComplaintQuerySet(models.QuerySet["Complaint", "Complaint"]):
    """Complaints of all windows."""

    def for_display(self) -> ComplaintQuerySet:
        """With what a page says of each, without the search column.

        Windows and departments are fetched apart: a join would be walked for every match instead of every row shown.
        """
        return self.prefetch_related("channel", "department").defer("search")

    def per_caller(self, keys: Iterable[UUID]) -> dict[UUID, int]:
        """How many complaints each of these callers has."""
        rows: Any = self.filter(caller_key__in=set(keys)).order_by().values_list("caller_key").annotate(n=Count("id"))
        return dict(rows)
