"""Making accounts at a terminal, by asking; there is no other way to the first one."""

from __future__ import annotations

import getpass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.db import transaction

from complaints.models import Department
from complaints.privacy import log
from complaints.privacy.access import operator
from complaints.privacy.models import Account
from complaints.privacy.roles import Role

AGAIN = "처음부터 다시 실행하십시오."


def ask(question: str, *, optional: bool = False) -> str:
    """The answer without spaces around it. Raises CommandError when there is none but must be one."""
    try:
        answer = input(question).strip()
    except EOFError:
        raise CommandError("묻는 말에 답할 수 있는 터미널에서 실행하십시오.") from None
    if not answer and not optional:
        raise CommandError(f"빈 값입니다. {AGAIN}")
    return answer


def ask_role() -> Role:
    """A role by its Korean name or its code."""
    roles = {word: role for role in Role for word in (role.value, str(role.label))}
    answer = ask(f"역할({', '.join(f'{role.label}={role.value}' for role in Role)}): ")
    if answer not in roles:
        raise CommandError(f"역할 {answer} 은(는) 없습니다. 괄호 안의 이름이나 값 가운데 하나로 {AGAIN}")
    return roles[answer]


def ask_department() -> Department | None:
    """A department in use, by its whole name."""
    name = ask("부서(없으면 그대로 Enter): ", optional=True)
    if not name:
        return None
    department = Department.objects.filter(name=name, is_active=True).first()
    if department is None:
        raise CommandError(f"부서 {name} 이(가) 없습니다. 부서 이름을 확인하고 {AGAIN}")
    return department


def ask_person(role: Role) -> Account:
    """A new account, not yet stored, without department and password."""
    number = ask("직원번호: ")
    if Account.objects.filter(employee_number=number).exists():
        raise CommandError(f"직원번호 {number} 계정이 이미 있습니다. 다른 번호를 쓰십시오.")
    account = Account(employee_number=number, name=ask("이름: "), role=role)
    try:
        account.clean_fields(exclude=["password"])
    except ValidationError as reason:
        raise CommandError(" ".join(reason.messages)) from None
    return account


def store_with_password(account: Account) -> None:
    """Ask the password twice, store the account, and record who made it."""
    account.set_password(_ask_password(account))
    with transaction.atomic():
        account.save()
        detail = {"made": account.employee_number, "role": account.role}
        log.record(operator(), log.Action.ACCOUNT, detail=detail)


def _ask_password(account: Account) -> str:
    password = getpass.getpass("비밀번호(12자 이상): ")
    if password != getpass.getpass("비밀번호 다시: "):
        raise CommandError(f"두 비밀번호가 다릅니다. {AGAIN}")
    try:
        validate_password(password, account)
    except ValidationError as reason:
        raise CommandError(" ".join(reason.messages)) from None
    return password
