"""`manage.py create_admin`: makes the first administrator by asking; there is no account before it."""

from __future__ import annotations

import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from complaints.privacy.models import Account
from complaints.privacy.roles import Role


class Command(BaseCommand):
    help = "시스템 관리 계정을 만듭니다. 직원번호, 이름, 비밀번호를 묻습니다."

    def handle(self, *args: Any, **options: Any) -> None:
        del args, options
        number = self._ask("직원번호: ")
        if Account.objects.filter(employee_number=number).exists():
            raise CommandError(f"직원번호 {number} 계정이 이미 있습니다. 다른 번호를 쓰십시오.")
        account = Account(employee_number=number, name=self._ask("이름: "), role=Role.ADMIN)
        account.set_password(self._ask_password(account))
        account.save()
        self.stdout.write(f"시스템 관리 계정 {number} 을(를) 만들었습니다. 이제 로그인할 수 있습니다.")

    def _ask(self, question: str) -> str:
        answer = input(question).strip()
        if not answer:
            raise CommandError("빈 값입니다. 처음부터 다시 실행하십시오.")
        return answer

    def _ask_password(self, account: Account) -> str:
        password = getpass.getpass("비밀번호(12자 이상): ")
        if password != getpass.getpass("비밀번호 다시: "):
            raise CommandError("두 비밀번호가 다릅니다. 처음부터 다시 실행하십시오.")
        try:
            validate_password(password, account)
        except ValidationError as reason:
            raise CommandError(" ".join(reason.messages)) from None
        return password
