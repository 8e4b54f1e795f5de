"""Invented complaints of realistic length and skew, as rows for COPY: texts, names, phones, six windows, five years."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from itertools import accumulate
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from complaints.search.lexemes import VERSION, lexemes_of, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

SEOUL = timezone(timedelta(hours=9))
SINCE = datetime(2020, 1, 1, tzinfo=SEOUL)
MINUTES = 5 * 365 * 24 * 60
NAME_SYLLABLES = (
    "가강건경고광규근기나남노다대도동라란래련령리림마만명모무문미민배백범병보복봉상서석선설성세소솔수숙순승시신아안애연열영예오옥용우욱운"
    "원월유윤율은을의이인일임자장재전정조종주준중지진찬창채천철초춘충태택하학한해향현형혜호홍화환훈휘희"
)
# Consonants, vowels and endings of syllables with about the weights that they have in running Korean.
INITIALS = dict(
    zip(
        "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ",
        (12, 1, 7, 8, 1, 7, 6, 6, 1, 11, 1, 18, 9, 1, 4, 2, 3, 3, 8),
        strict=True,
    )
)
VOWELS = dict(zip(range(21), (18, 4, 1, 0, 11, 3, 6, 1, 11, 3, 0, 1, 2, 9, 1, 0, 2, 3, 12, 2, 16), strict=True))
ENDINGS = {0: 52, 1: 8, 4: 14, 8: 8, 16: 5, 17: 4, 19: 2, 20: 1, 21: 11, 25: 1, 26: 1}
SURNAMES = "김이박최정강조윤장임한오서신권황안송류홍전고문손양배백허남심노하곽성차주우구민진지엄채원천방공현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모장남탁국여진어은편"
WORDS = (
    "불법주정차 가로등 쓰레기 도로 주차 소음 보도블록 하수구 공사장 현수막 가로수 횡단보도 버스 공원 흡연 악취 단속 "
    "민원 아파트 학교 어린이보호구역 신호등 포트홀 무단투기 반려견 층간소음 놀이터 자전거 맨홀 제설 침수 모기 방역 경로당 "
    "주민센터 재활용 음식물 과속방지턱 볼라드 전동킥보드 화장실 체육관 도서관 보안등 안전 통행 불편 위험 차량 인도 골목 상가"
).split()
PARTICLES = ("이", "을", "에", "은", "로", "도", "에서", "까지", "의", "", "", "")
CLOSINGS = (
    "하여 주시기 바랍니다.",
    "때문에 불편합니다.",
    "확인 부탁드립니다.",
    "조치해 주세요.",
    "언제 되나요?",
    "너무 심합니다.",
)
COLUMNS = (
    "channel_id receipt_number part number_is_made application_number original_receipt_number complaint_type category "
    "intake_route title body answer follow_up_answer is_public complainant_name phone mobile email login_id address "
    "admin_dong incident_location department_id receiving_department officer officer_phone received_at due_at status "
    "outcome flags source_status status_is_decided satisfaction source_fields source_digest text_normal search "
    "search_version created_at updated_at caller_key"
).split()


@dataclass(frozen=True, slots=True)
class Caller:
    """An invented resident."""

    name: str
    mobile: str


class Corpus:
    """The same rows for the same seed; `channels` and `departments` are the ids that rows point at."""

    def __init__(self, rows: int, channels: list[int], departments: list[int], seed: int) -> None:
        self.random = random.Random(seed)
        self.rows, self.channels, self.departments = rows, channels, departments
        made = [self._noun() for _ in range(12_000)]
        self.words = [*WORDS, *made]
        self.weights = list(accumulate(1 / (rank + 4) ** 0.9 for rank in range(len(self.words))))
        # With 0.62 callers a complaint and a skewed draw, three callers in ten have several complaints.
        self.callers = [self._caller() for _ in range(max(10, int(rows * 0.62)))]

    def _noun(self) -> str:
        return "".join(self._syllable() for _ in range(self.random.choice((2, 2, 3, 3, 4))))

    def _syllable(self) -> str:
        """A syllable by the arithmetic of Unicode, chapter 3.12."""
        initial = list(INITIALS).index(self._weighted(INITIALS))
        return chr(0xAC00 + (initial * 21 + self._weighted(VOWELS)) * 28 + self._weighted(ENDINGS))

    def _weighted(self, weights: dict[Any, int]) -> Any:
        return self.random.choices(list(weights), list(weights.values()))[0]

    def _caller(self) -> Caller:
        rank = min(len(SURNAMES) - 1, int(self.random.expovariate(0.16)))
        given = "".join(self.random.choices(NAME_SYLLABLES, k=2))
        return Caller(SURNAMES[rank] + given, f"010{self.random.randint(20000000, 99999999)}")

    def sentence(self) -> str:
        words = self.random.choices(self.words, cum_weights=self.weights, k=self.random.randint(5, 11))
        return " ".join(word + self.random.choice(PARTICLES) for word in words) + " " + self.random.choice(CLOSINGS)

    def text(self, low: int, high: int) -> str:
        """Sentences of `low` to `high` characters."""
        length, text = self.random.randint(low, high), ""
        while len(text) < length:
            text += self.sentence() + " "
        return text[:length]

    def complaints(self, start: int, stop: int) -> Iterator[SimpleNamespace]:
        """Rows `start` to `stop`, each as the fields that the search grammar reads and COPY writes."""
        for number in range(start, stop):
            caller = self.random.choice(self.callers)
            received = SINCE + timedelta(minutes=self.random.randrange(MINUTES))
            yield SimpleNamespace(
                channel_id=self.random.choice(self.channels),
                receipt_number=f"{received:%Y}3230015{number:07d}",
                application_number="",
                original_receipt_number="",
                complaint_type="miscellaneous",
                category=self.random.choice(WORDS),
                title=self.text(12, 40),
                body=self.text(150, 420),
                answer=self.text(60, 200),
                follow_up_answer="",
                is_public=self.random.random() > 0.1,
                complainant_name=caller.name,
                phone="",
                mobile=caller.mobile,
                admin_dong=f"{self.random.choice(NAME_SYLLABLES)}{self.random.randint(1, 4)}동",
                incident_location="",
                department_id=self.random.choice(self.departments),
                officer=self.random.choice(self.callers[:400]).name,
                received_at=received,
                due_at=received + timedelta(days=14),
                status=self.random.choices(("answered", "in_progress", "received"), (90, 7, 3))[0],
                outcome="none",
            )


def copy_line(row: Any) -> str:
    """One row in the text format of COPY, in the order of COLUMNS."""
    normal = text_of(row)
    search = " ".join(f"'{lexeme}'" for lexeme in lexemes_of(row, normal))
    constant = {
        "part": "", "number_is_made": "f", "intake_route": "", "email": "", "login_id": "", "address": "",
        "receiving_department": "", "officer_phone": "02-2147-2000", "flags": "{}", "source_status": "",
        "status_is_decided": "t", "satisfaction": "", "source_fields": "{}", "source_digest": r"\\x", "text_normal": normal,
        "search": search, "search_version": VERSION, "created_at": row.received_at, "updated_at": row.received_at,
        "caller_key": f"00000000-0000-0000-0000-{row.mobile:0>12}",
    }  # fmt: skip
    values = (constant.get(name, getattr(row, name, "")) for name in COLUMNS)
    return "\t".join(_field(value) for value in values) + "\n"


def _field(value: object) -> str:
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, datetime):
        return value.isoformat()
    text = str(value)
    return text if text == r"\\x" else text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", " ")
