"""The name of a search, and whether the department sees it."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from django import forms
from django.db import IntegrityError, transaction

from complaints.privacy.masking import EMAIL
from complaints.saved.models import LONGEST_NAME
from complaints.text.phones import find_phones

if TYPE_CHECKING:
    from complaints.privacy.models import Account
    from complaints.saved.models import SavedSearch


class SavedSearchForm(forms.Form):
    """A name that the owner has not used yet, and whether to share."""

    name = forms.CharField(
        label="이름",
        max_length=LONGEST_NAME,
        error_messages={
            "required": "무슨 검색인지 알아볼 이름을 적으십시오.",
            "max_length": f"이름은 {LONGEST_NAME}자까지 적을 수 있습니다.",
        },
    )
    is_shared = forms.BooleanField(label="우리 부서와 함께 쓰기", required=False)

    def clean_name(self) -> str:
        """One line in one Unicode form, without a number or an address of a person."""
        name = " ".join(unicodedata.normalize("NFC", self.cleaned_data["name"]).split())
        if find_phones(name) or EMAIL.search(name):
            raise forms.ValidationError("이름에 전화번호나 전자우편 주소를 넣을 수 없습니다.")
        return name

    def save(self, search: SavedSearch, account: Account) -> bool:
        """Store the search under this name; with an error beside the field and False where that cannot be."""
        if self.cleaned_data["is_shared"] and account.department_id is None:
            self.add_error(
                "is_shared", "소속 부서가 없어 함께 쓸 수 없습니다. 시스템 관리자에게 부서 등록을 요청하십시오."
            )
            return False
        search.name = self.cleaned_data["name"]
        search.department_id = account.department_id if self.cleaned_data["is_shared"] else None
        try:
            with transaction.atomic():
                search.save()
        except IntegrityError:
            self.add_error("name", f"‘{search.name}’ 이름으로 저장한 검색이 이미 있습니다. 다른 이름을 적으십시오.")
            return False
        return True
