"""Searches under a name: whose they are and who else sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from complaints.models import Department

if TYPE_CHECKING:
    from complaints.privacy.models import Account

LONGEST_NAME = 60


class SavedSearchQuerySet(models.QuerySet["SavedSearch", "SavedSearch"]):
    """Who sees which."""

    def of(self, account: Account) -> SavedSearchQuerySet:
        """The account's own, by name."""
        return self.filter(owner=account).order_by("name", "id")

    def shared_with(self, account: Account) -> SavedSearchQuerySet:
        """Those that others share who are of its department now, by name; none without a department."""
        if account.department_id is None:
            return self.none()
        mine = {"department_id": account.department_id, "owner__department_id": account.department_id}
        shared = self.filter(**mine).exclude(owner=account)
        return shared.select_related("owner").order_by("name", "id")


class SavedSearch(models.Model):
    """The parameters of a list's address under a name; they name no person. With a department it is shared there."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_searches")
    name = models.CharField("이름", max_length=LONGEST_NAME)
    params = models.TextField("조건")
    department = models.ForeignKey(
        Department, models.SET_NULL, null=True, blank=True, related_name="saved_searches", verbose_name="함께 쓰는 부서"
    )
    created_at = models.DateTimeField("저장한 때", default=timezone.now)

    objects = SavedSearchQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name", "id"]
        verbose_name = "저장한 검색"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "name"], name="savedsearch_name_once_per_owner"),
            models.CheckConstraint(condition=~Q(name=""), name="savedsearch_has_name"),
        ]
        indexes: ClassVar = [models.Index(fields=["department", "name"], name="savedsearch_shared")]

    def __str__(self) -> str:
        return self.name

    @property
    def url(self) -> str:
        """The list that it opens, with the rights of whoever opens it."""
        return f"{reverse('complaints:list')}?{self.params}"
