"""Invented complaints of realistic length and skew, as rows for COPY: texts, names, phones, six windows, five years."""

from __future__ import annotations

import hashlib
import json
import random
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from itertools import accumulate
from operator import add
from pathlib import Path
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
    "answered_at outcome flags source_status status_is_decided satisfaction source_fields source_digest text_normal search "
    "search_version created_at updated_at caller_key"
).split()


# How sources write a mobile number, of 100.
NOTATIONS = {
    "{0}-{1}-{2}": 55,
    "{0}{1}{2}": 30,
    "{0} {1} {2}": 5,
    "{0}.{1}.{2}": 4,
    "+82-{3}-{1}-{2}": 3,
    "{3}{1}{2}": 3,
}


@dataclass(frozen=True, slots=True)
class Caller:
    """An invented resident."""

    name: str
    mobile: str


@dataclass(frozen=True, slots=True)
class Written:
    """The three texts of one complaint."""

    title: str
    body: str
    answer: str


def read_texts(path: str) -> list[Written]:
    """Real texts, one JSON object a line with `title`, `content` and `answer`."""
    with Path(path).open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines if line.strip()]
    return [Written(*(row.get(key) or "" for key in ("title", "content", "answer"))) for row in rows]


class Corpus:
    """The same rows for the same seed and part; `channels` and `departments` are the ids that rows point at.

    `rows` is the number of rows of this part; all parts share their words. With `texts`, rows take theirs from them.
    """

    def __init__(
        self,
        rows: int,
        channels: list[int],
        departments: list[int],
        seed: int,
        part: int = 0,
        texts: list[Written] | None = None,
    ) -> None:
        self.random = random.Random(seed)
        self.channels, self.departments, self.texts = channels, departments, texts
        made = [self._noun() for _ in range(12_000)]
        self.words = [*WORDS, *made]
        self.weights = list(accumulate(1 / (rank + 4) ** 0.9 for rank in range(len(self.words))))
        # Some departments get most of what comes in.
        self.department_weights = list(accumulate(1 / (rank + 1) for rank in range(len(departments))))
        self.given = [self._given() for _ in range(600)]
        self.given_weights = list(accumulate(1 / (rank + 20) for rank in range(len(self.given))))
        self.random.seed(f"{seed}/{part}")
        # With 1.5 residents a complaint, three in ten of those who call have several complaints.
        self.callers = [self._caller() for _ in range(max(10, int(rows * 1.5)))]

    def _noun(self) -> str:
        return "".join(self._syllable() for _ in range(self.random.choice((2, 2, 3, 3, 4))))

    def _syllable(self) -> str:
        """A syllable by the arithmetic of Unicode, chapter 3.12."""
        initial = list(INITIALS).index(self._weighted(INITIALS))
        return chr(0xAC00 + (initial * 21 + self._weighted(VOWELS)) * 28 + self._weighted(ENDINGS))

    def _weighted(self, weights: dict[Any, int]) -> Any:
        return self.random.choices(list(weights), list(weights.values()))[0]

    def _given(self) -> str:
        return "".join(self.random.choices(NAME_SYLLABLES, k=2))

    def _caller(self) -> Caller:
        """Every second one has one of the given names that many have."""
        rank = min(len(SURNAMES) - 1, int(self.random.expovariate(0.16)))
        is_usual = self.random.random() < 0.5
        given = self.random.choices(self.given, cum_weights=self.given_weights)[0] if is_usual else self._given()
        return Caller(SURNAMES[rank] + given, f"010{self.random.randint(20000000, 99999999)}")

    def _calling(self) -> Caller:
        """Three complaints in a hundred come from a few people who write all the time."""
        if self.random.random() < 0.03:
            return self.callers[min(len(self.callers) - 1, int(self.random.expovariate(0.02)))]
        return self.random.choice(self.callers)

    def _mobile(self, digits: str) -> str:
        notation = self.random.choices(list(NOTATIONS), list(NOTATIONS.values()))[0]
        return notation.format(digits[:3], digits[3:7], digits[7:], digits[1:3])

    def sentence(self) -> str:
        number = self.random.randint(5, 11)
        words = self.random.choices(self.words, cum_weights=self.weights, k=number)
        said = list(map(add, words, self.random.choices(PARTICLES, k=number)))
        if self.random.random() < 0.4:
            self._misspace(said)
        return f"{' '.join(said)} {self.random.choice(CLOSINGS)}"

    def _misspace(self, words: list[str]) -> None:
        """Residents space words as they like: one falls into two, or two grow together."""
        at = self.random.randrange(len(words) - 1)
        if self.random.random() < 0.5:
            words[at] = f"{words[at][:1]} {words[at][1:]}"
        else:
            words[at : at + 2] = [words[at] + words[at + 1]]

    def text(self, low: int, high: int) -> str:
        """Sentences of `low` to `high` characters."""
        length, text = self.random.randint(low, high), ""
        while len(text) < length:
            text += self.sentence() + " "
        return text[:length]

    def _written(self) -> Written:
        if self.texts:
            return self.random.choice(self.texts)
        return Written(title=self.text(12, 40), body=self.text(150, 420), answer=self.text(60, 200))

    def complaints(self, start: int, stop: int) -> Iterator[SimpleNamespace]:
        """Rows `start` to `stop`, each as the fields that the search grammar reads and COPY writes."""
        for number in range(start, stop):
            caller, written = self._calling(), self._written()
            received = SINCE + timedelta(minutes=self.random.randrange(MINUTES))
            status = self.random.choices(("answered", "in_progress", "received"), (90, 7, 3))[0]
            yield SimpleNamespace(
                channel_id=self.random.choice(self.channels),
                receipt_number=f"{received:%Y}3230015{number:07d}",
                application_number="",
                original_receipt_number="",
                complaint_type="miscellaneous",
                category=self.random.choice(WORDS),
                title=written.title,
                body=written.body,
                answer=written.answer,
                follow_up_answer="",
                is_public=self.random.random() > 0.1,
                complainant_name=caller.name,
                phone="",
                mobile=self._mobile(caller.mobile),
                caller_key=hashlib.blake2b(caller.mobile.encode(), digest_size=16).hexdigest(),
                admin_dong=f"{self.random.choice(NAME_SYLLABLES)}{self.random.randint(1, 4)}동",
                incident_location="",
                department_id=self.random.choices(self.departments, cum_weights=self.department_weights)[0],
                officer=self.random.choice(self.callers[:400]).name,
                received_at=received,
                due_at=received + timedelta(days=14),
                answered_at=received + timedelta(days=number % 20) if status == "answered" else None,
                status=status,
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
    }  # fmt: skip
    values = (constant.get(name, getattr(row, name, "")) for name in COLUMNS)
    return "\t".join(_field(value) for value in values) + "\n"


def _field(value: object) -> str:
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, datetime):
        return value.isoformat()
    if value is None:
        return r"\N"
    text = str(value)
    return text if text == r"\\x" else text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", " ")
