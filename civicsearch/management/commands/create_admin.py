"""`manage.py create_admin`: makes the first administrator by asking; there is no account before it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from civicsearch.accounts import ask_person, store_with_password
from complaints.privacy.roles import Role


class Command(BaseCommand):
    help = "시스템 관리 계정을 만듭니다. 직원번호, 이름, 비밀번호를 묻습니다."

    def handle(self, *args: Any, **options: Any) -> None:
        del args, options
        account = ask_person(Role.ADMIN)
        store_with_password(account)
        self.stdout.write(f"시스템 관리 계정 {account} 을(를) 만들었습니다. 이제 로그인할 수 있습니다.")
