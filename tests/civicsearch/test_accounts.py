"""Accounts made at a terminal: what is asked, what is refused, what is recorded."""

from __future__ import annotations

import getpass
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import CommandError, call_command

from complaints.models import Department
from complaints.privacy.models import AccessEvent, Account
from complaints.privacy.roles import Role

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., None]

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough sentence"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Run:
    """Runs a command that is answered in this order."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

    def answered(command: str, *answers: str, passwords: tuple[str, str] = (PASSWORD, PASSWORD)) -> None:
        typed, secret = iter(answers), iter(passwords)
        monkeypatch.setattr("builtins.input", lambda _: next(typed))
        monkeypatch.setattr(getpass, "getpass", lambda _: next(secret))
        call_command(command)

    return answered


def test_the_first_admin_is_made_by_asking(run: Run) -> None:
    run("create_admin", " 20240001 ", "전산실")
    account = Account.objects.get()
    assert (account.employee_number, account.name, account.role) == ("20240001", "전산실", Role.ADMIN)
    assert account.check_password(PASSWORD)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("word", ["value", "label"])
def test_a_role_is_told_by_its_name_or_code(word: str, role: Role, run: Run) -> None:
    run("create_account", str(getattr(role, word)), "20240001", "홍직원", "")
    account = Account.objects.get()
    assert (account.role, account.department) == (role, None)


def test_an_officer_belongs_to_a_department(run: Run) -> None:
    roads = Department.objects.create(name="도로과")
    run("create_account", "답변 담당", "20240001", "홍직원", "도로과")
    assert Account.objects.get().department == roads


@pytest.mark.parametrize(
    ("command", "answers"), [("create_admin", ("20240001", "김")), ("create_account", ("admin", "20240001", "김", ""))]
)
def test_a_new_account_is_recorded(command: str, answers: tuple[str, ...], run: Run) -> None:
    run(command, *answers)
    event = AccessEvent.objects.get()
    assert (event.action, event.actor.split(":")[0], event.account) == ("account", "명령줄", None)
    assert event.detail == {"made": "20240001", "role": "admin"}


@pytest.mark.parametrize(
    ("answers", "passwords", "sentence"),
    [
        (("과장",), (PASSWORD, PASSWORD), "역할 과장"),
        (("counter", ""), (PASSWORD, PASSWORD), "빈 값"),
        (("counter", "taken"), (PASSWORD, PASSWORD), "이미 있습니다"),
        (("counter", "9" * 31, "김"), (PASSWORD, PASSWORD), "30"),
        (("counter", "1", "김", "없는과"), (PASSWORD, PASSWORD), "부서 없는과"),
        (("counter", "1", "김", "폐지과"), (PASSWORD, PASSWORD), "부서 폐지과"),
        (("counter", "1", "김", ""), (PASSWORD, "another"), "두 비밀번호"),
        (("counter", "1", "김", ""), ("short", "short"), "12"),
    ],
)
def test_a_wrong_answer_makes_nothing(
    answers: tuple[str, ...], passwords: tuple[str, str], sentence: str, run: Run
) -> None:
    Account.objects.create_account("taken", PASSWORD, name="홍직원", role=Role.COUNTER)
    Department.objects.create(name="폐지과", is_active=False)
    with pytest.raises(CommandError, match=sentence):
        run("create_account", *answers, passwords=passwords)
    assert (Account.objects.count(), AccessEvent.objects.count()) == (1, 0)


def test_without_a_terminal_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(question: str) -> str:
        raise EOFError

    monkeypatch.setattr("builtins.input", nobody)
    with pytest.raises(CommandError, match="터미널"):
        call_command("create_admin")
