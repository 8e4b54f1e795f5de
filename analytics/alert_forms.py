"""What a person wants by mail."""

from __future__ import annotations

from typing import ClassVar

from django import forms

from analytics.models import Subscription


class SubscriptionForm(forms.ModelForm):  # type: ignore[type-arg] # it takes no argument at run time
    """An address, and what is sent there."""

    class Meta:
        model = Subscription
        fields: ClassVar = ["email", "alerts", "reports"]
        help_texts: ClassVar = {
            "alerts": "공개 민원에 전보다 세 배 이상 나온 말이 있으면 보냅니다.",
            "reports": "다달이 1일에 만든 보고서를 엑셀 파일로 보냅니다.",
        }
        error_messages: ClassVar = {
            "email": {
                "required": "받을 전자우편 주소를 적어 주세요.",
                "invalid": "전자우편 주소를 name@example.kr 처럼 적어 주세요.",
            },
        }
