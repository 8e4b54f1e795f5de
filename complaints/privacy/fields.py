"""Columns of a file that no field of ours takes: shown by what their header and value may say of a person."""

from __future__ import annotations

import re

from complaints.privacy.masking import mask_address, mask_cell, mask_name, mask_phone, mask_text
from complaints.text.names import clean_name, looks_like_person
from complaints.text.phones import parse_phone
from complaints.text.words import is_common_word

_PERSON = re.compile(r"이름|성명|성함|민원인|신고자|신청인|대리인|작성자|청원인|단원|순찰자|확인자|검토자|대표자")
_NUMBER = re.compile(r"전화|연락처|휴대|핸드폰|팩스|hp|tel", re.IGNORECASE)
_SECRET = re.compile(r"주민|외국인등록|여권|면허|계좌|카드|생년|생일|아이디|계정|id$", re.IGNORECASE)
_DIGITS = re.compile(r"[\d\s+().-]+")
_ADDRESS = re.compile(r"주소|거주|자택")


def mask_field(header: str, value: str) -> str:
    """A value as everybody may see it; a person's or a number's form decides where the header says nothing."""
    if _SECRET.search(header):
        return mask_cell(value)
    if _NUMBER.search(header) or (_DIGITS.fullmatch(value) and parse_phone(value)):
        return mask_phone(value)
    if _ADDRESS.search(header):
        return mask_address(value)
    name = clean_name(value)
    if _PERSON.search(header) or (looks_like_person(name) and not is_common_word(name)):
        return mask_name(value)
    return mask_text(value)
