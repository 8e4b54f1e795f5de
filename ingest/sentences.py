"""Every sentence about a row that an official can read, in one table. The value itself stands beside it, masked."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """What a problem does to its row."""

    REJECT = "reject"
    WARN = "warn"


@dataclass(frozen=True, slots=True)
class Rule:
    """Severity and sentence of one kind of problem; `{detail}` is filled where a rule needs it."""

    severity: Severity
    sentence: str


RULES: dict[str, Rule] = {
    "number_missing": Rule(
        Severity.REJECT,
        "접수번호가 비어 있어 들여오지 않았습니다. 원래 시스템에서 번호를 확인해 채운 뒤 다시 올려 주세요.",
    ),
    "number_in_scientific_notation": Rule(
        Severity.REJECT,
        "엑셀이 긴 번호를 2.02E+17 꼴로 바꾸어 원래 번호를 알 수 없습니다. 내려받은 파일을 엑셀로 열어 저장하지 말고 "
        "그대로 올려 주세요.",
    ),
    "number_too_long": Rule(Severity.REJECT, "접수번호가 100자를 넘습니다. 열이 밀리지 않았는지 확인해 주세요."),
    "number_is_identifier": Rule(
        Severity.REJECT,
        "접수번호가 주민등록번호 같은 고유식별정보로 보여 지웠습니다. 접수번호 열이 맞는지 확인해 주세요. 맞다면 "
        "원래 시스템에서 다른 번호가 있는 열을 함께 내려받아 접수번호로 골라 주세요.",
    ),
    "received_missing": Rule(
        Severity.REJECT,
        "접수일이 비어 있어 들여오지 않았습니다. 날짜를 채운 뒤 다시 올려 주세요.",
    ),
    "received_unreadable": Rule(
        Severity.REJECT,
        "접수일을 날짜로 읽을 수 없습니다. 2024-09-03처럼 적은 뒤 다시 올려 주세요.",
    ),
    "year_missing": Rule(
        Severity.REJECT,
        "날짜에 연도가 없고 제목, 시트 이름, 파일 이름에서도 찾지 못했습니다. 제목 줄에 연도를 적어 다시 올려 주세요.",
    ),
    "content_missing": Rule(
        Severity.REJECT,
        "번호 대신 쓸 내용({detail})이 모두 비어 있습니다. 빈 줄이면 지우고, 아니면 내용을 채워 다시 올려 주세요.",
    ),
    "date_unreadable": Rule(
        Severity.WARN,
        "날짜로 읽을 수 없어 비워 두었습니다. 원래 값은 '원본 항목'에 남아 있습니다. 원래 시스템에서 고쳐 주세요.",
    ),
    "date_in_future": Rule(
        Severity.WARN,
        "접수일이 오늘보다 뒤입니다. 적힌 대로 들여왔으니 원래 시스템에서 날짜를 확인해 주세요.",
    ),
    "answered_before_received": Rule(
        Severity.WARN,
        "답변일이 접수일보다 앞섭니다. 적힌 대로 들여왔으니 원래 시스템에서 날짜를 확인해 주세요.",
    ),
    "zero_restored": Rule(
        Severity.WARN,
        "전화번호 앞의 0이 빠져 있어 채워 넣었습니다. 맞는 번호인지 확인해 주세요.",
    ),
    "phone_unreadable": Rule(
        Severity.WARN,
        "전화번호로 읽을 수 없어 적힌 대로 두었습니다. 이 번호로는 검색되지 않을 수 있습니다.",
    ),
    "identifier_removed": Rule(
        Severity.WARN,
        "고유식별정보({detail})를 지우고 들여왔습니다. 원래 시스템에서도 지워 주세요.",
    ),
    "text_cut": Rule(
        Severity.WARN,
        "글이 엑셀 한 칸의 한도(32,767자)에서 잘렸습니다. 전체 내용은 원래 시스템에서 확인해 주세요.",
    ),
    "value_shortened": Rule(
        Severity.WARN,
        "값이 너무 길어 앞의 {detail}자만 들여왔습니다. 열이 밀리지 않았는지 확인해 주세요.",
    ),
    "status_undecided": Rule(
        Severity.WARN,
        "처음 보는 처리상태입니다. '접수'로 들여왔으니 '상태 낱말' 화면에서 이 말이 어떤 상태인지 정해 주세요.",
    ),
    "publicity_unknown": Rule(
        Severity.WARN,
        "공개 여부를 알 수 없는 값이어서 비공개로 들여왔습니다. 원래 시스템에서 확인해 주세요.",
    ),
    "publicity_missing": Rule(
        Severity.WARN,
        "공개 여부가 비어 있어 비공개로 들여왔습니다. 원래 시스템에서 확인해 주세요.",
    ),
    "publicity_column_missing": Rule(
        Severity.WARN,
        "'{detail}' 열이 없어 이 시트의 민원을 모두 비공개로 들여왔습니다. 그 열이 있는 파일을 내려받아 올려 주세요.",
    ),
    "number_out_of_range": Rule(
        Severity.WARN,
        "수가 너무 커서 비워 두었습니다. 원래 값은 '원본 항목'에 남아 있습니다. 열이 밀리지 않았는지 확인해 주세요.",
    ),
    "coordinates_swapped": Rule(
        Severity.WARN,
        "위도와 경도가 서로 바뀌어 있어 바로잡았습니다. 위치를 확인해 주세요.",
    ),
    "coordinates_dropped": Rule(
        Severity.WARN,
        "우리나라 안의 위치가 아니어서 좌표를 비웠습니다. 주소로 위치를 확인해 주세요.",
    ),
    "rows_differ": Rule(
        Severity.WARN,
        "같은 접수번호의 줄이 {detail}개인데 내용이 서로 다릅니다. 가장 나중까지 처리된 줄을 들여왔으니 확인해 주세요.",
    ),
    "department_new": Rule(
        Severity.WARN,
        "처음 보는 부서 이름이어서 새 부서로 등록했습니다. 이름이 바뀐 부서라면 시스템 관리자에게 알려 주세요.",
    ),
    "sheet_skipped": Rule(
        Severity.WARN,
        "이 시트는 '{detail}' 자료의 제목 줄을 찾지 못해 건너뛰었습니다. 필요한 시트라면 제목 줄을 확인해 주세요.",
    ),
    "column_guessed": Rule(
        Severity.WARN,
        "열 이름이 달라 가장 비슷한 '{detail}'(으)로 읽었습니다. 맞는지 확인해 주세요.",
    ),
}


IDENTIFIER_NAMES = {
    "resident_registration": "주민등록번호",
    "foreigner_registration": "외국인등록번호",
    "driving_licence": "운전면허번호",
    "passport": "여권번호",
    "card": "카드번호",
    "account": "계좌번호",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing about one cell of one row; `value` is already without unique identifiers."""

    code: str
    column: str = ""
    value: str = ""
    detail: str = ""

    @property
    def severity(self) -> Severity:
        """Whether the row is rejected."""
        return RULES[self.code].severity

    @property
    def sentence(self) -> str:
        """What an official reads."""
        return RULES[self.code].sentence.format(detail=self.detail)
