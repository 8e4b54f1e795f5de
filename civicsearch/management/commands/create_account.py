"""`manage.py create_account`: makes an account of any role by asking."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from civicsearch.accounts import ask_department, ask_person, ask_role, store_with_password


class Command(BaseCommand):
    help = "계정을 만듭니다. 역할, 직원번호, 이름, 부서, 비밀번호를 묻습니다."

    def handle(self, *args: Any, **options: Any) -> None:
        del args, options
        role = ask_role()
        account = ask_person(role)
        account.department = ask_department()
        store_with_password(account)
        self.stdout.write(f"{role.label} 계정 {account} 을(를) 만들었습니다. 이제 로그인할 수 있습니다.")
