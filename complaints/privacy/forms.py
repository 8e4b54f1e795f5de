"""The login form."""

from __future__ import annotations

from django.contrib.auth.forms import AuthenticationForm


class LoginForm(AuthenticationForm):
    """Employee number and password; the refusal does not say which of the two is wrong."""

    error_messages = {  # noqa: RUF012 - as the base class has it
        "invalid_login": "직원번호나 비밀번호가 맞지 않습니다. 다섯 번 틀리면 잠시 잠깁니다.",
        "inactive": "쓸 수 없는 계정입니다. 시스템 관리자에게 알려 주세요.",
    }
