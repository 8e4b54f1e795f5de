"""Who may log in: an account that is active and within its date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.backends import ModelBackend
from django.utils import timezone

from complaints.privacy.models import Account

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class AccountBackend(ModelBackend):
    """Checks the password as Django does, and the account's date."""

    def user_can_authenticate(self, user: Account | AnonymousUser | None) -> bool:
        return isinstance(user, Account) and user.is_valid_on(timezone.localdate())
