"""Complaints with identifiers and with numbers that only look like some, and the truth about both."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from tests.complaints.text.identifier_numbers import (
    BANKS,
    account,
    card,
    digits,
    licence,
    moment,
    phone,
    receipt,
    registration,
    shaped,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.complaints.text.identifier_numbers import Maker, Rng

_FULL_WIDTH = str.maketrans("0123456789-", "０１２３４５６７８９－")
_OPENINGS = [
    "가람로 12 앞 가로등이 사흘째 꺼져 있습니다.",
    "안녕하세요, 잠실동에 사는 주민입니다.",
    "구청 담당자분께 여러 번 전화드렸으나 답이 없어 글을 남깁니다.",
    "지난달에 접수한 민원의 처리 결과가 궁금합니다.",
    "주민센터에서 은행 업무와 관련해 안내를 잘못 받았습니다.",
    "아래와 같이 답변드립니다.",
    "불법 주정차 과태료가 두 번 부과되었습니다.",
]
_CLOSINGS = [
    "확인 후 빠른 답변 부탁드립니다.",
    "감사합니다.",
    "조속히 처리해 주시기 바랍니다.",
    "구청의 성의 있는 조치를 바랍니다.",
]


@dataclass
class Made:
    """A text, where its identifiers stand (start, end, kind), and where numbers that are none (start, end, name)."""

    text: str = ""
    truth: list[tuple[int, int, str]] = field(default_factory=list)
    traps: list[tuple[int, int, str]] = field(default_factory=list)

    def add(self, sentence: str, name: str, *, is_trap: bool) -> None:
        """Append a sentence in which the number stands between « and »."""
        before, _, rest = sentence.partition("«")
        number, _, after = rest.partition("»")
        start = len(self.text) + len(before)
        (self.traps if is_trap else self.truth).append((start, start + len(number), name))
        self.text += before + number + after


def made_text(rng: Rng) -> Made:
    """One complaint: up to two identifiers among up to four numbers that are none."""
    made = Made(rng.choice(_OPENINGS))
    wanted = [False] * rng.randint(1, 4) + [True] * rng.choice([0, 1, 1, 2])
    rng.shuffle(wanted)
    for is_identifier in wanted:
        made.text += rng.choice([" " if made.text.endswith(".") else ". ", "\n", "\n\n"])
        table = IDENTIFIERS if is_identifier else TRAPS
        name = rng.choice(sorted(table))
        made.add(table[name](rng), name.split("/")[0], is_trap=not is_identifier)
    made.text += "\n" + rng.choice(_CLOSINGS)
    return made


def _disguised(rng: Rng, number: str) -> str:
    """Written as people may: full-width, with another dash, with blanks around it, copied from a web page."""
    style = rng.randrange(8)
    if style == 0:
        return number.translate(_FULL_WIDTH)
    if style == 1:
        return number.replace("-", rng.choice("–—−‐ㅡ"))
    if style == 2:
        return number.replace("-", " - ")
    return number.replace("-", "-\u200b") if style == 3 else number


def _told(rng: Rng, phrases: list[str], number: str) -> str:
    return rng.choice(phrases).replace("#", f"«{_disguised(rng, number)}»")


_PERSON_PHRASES = [
    "제 주민등록번호는 # 입니다.",
    "홍길동(#)의 등본을 떼러 갔습니다.",
    "신청인 김민수 # 연락 바랍니다.",
    "세대주 박영희, #, 배우자와 함께 삽니다.",
    "주민번호:#",
    "첨부: 신분증_#.jpg",
    "인적사항: 이철수/#/가람동",
    "#로 조회하니 나오지 않습니다.",
]
_NAMED_PERSON_PHRASES = [
    "주민등록번호 #로 확인됩니다.",
    "주민번호는 #이고 이름은 홍길동입니다.",
    "주민번호: # 입니다.",
    "# (주민등록번호)로 조회 부탁드립니다.",
    "주민 #",
]
_FOREIGNER_PHRASES = [
    "외국인등록번호 # 로 등록된 사람입니다.",
    "외국인등록증(#)을 잃어버렸습니다.",
    "왕리 # 체류 연장을 문의합니다.",
    "등록번호는 #입니다.",
]


def _resident(joints: list[str], phrases: list[str], *, checked: bool) -> Maker:
    def make(rng: Rng) -> str:
        birth, serial = registration(rng, checked=checked)
        return _told(rng, phrases, birth + rng.choice(joints) + serial)

    return make


def _masked(rng: Rng) -> str:
    birth, serial = registration(rng)
    mask = rng.choice("*xX●○＊")
    return _told(rng, _PERSON_PHRASES, f"{birth}-{serial[0]}{mask * 6}")


def _foreigner(rng: Rng) -> str:
    is_checked = rng.random() < 0.5
    birth, serial = registration(rng, foreign=True, checked=is_checked)
    joint = rng.choice(["-", "-", " ", ""]) if is_checked else "-"
    return _told(rng, _FOREIGNER_PHRASES, birth + joint + serial)


def _licence(rng: Rng) -> str:
    joint = rng.choice(["-", "-", " "])
    region, *rest = licence(rng)
    number = (" " if not region.isdecimal() else joint).join([region, joint.join(rest)])
    phrases = ["운전면허번호 # 입니다.", "면허증(#)을 분실했습니다.", "본인 확인용 #", "면허 # 갱신 문의드립니다."]
    return _told(rng, phrases, number)


def _bare_licence(rng: Rng) -> str:
    return _told(rng, ["면허번호 # 입니다.", "운전면허 #을 조회해 주세요."], "".join(licence(rng)))


def _passport(rng: Rng) -> str:
    number = rng.choice(["M", "M", "S", "R"]) + (f"{digits(rng, 3)}{rng.choice('ABCDEFGH')}{digits(rng, 4)}")
    old = f"M{rng.choice('013456789')}{digits(rng, 7)}"
    return _told(
        rng,
        ["여권 #", "여권번호는 #입니다.", "첨부 passport_#.pdf", "# 여권을 잃어버렸어요."],
        rng.choice([number, old]),
    )


def _named_passport(rng: Rng) -> str:
    number = rng.choice([f"{rng.choice('GDSRE')}{digits(rng, 8)}", f"PM{digits(rng, 7)}", f"M {digits(rng, 8)}"])
    return _told(rng, ["여권번호 # 입니다.", "여권(#)을 갱신하려 합니다."], number)


def _card(rng: Rng) -> str:
    length = rng.choice([16, 16, 16, 15])
    number = card(rng, length)
    groups = [4, 4, 4, 4] if length == 16 else [4, 6, 5]
    ends = [sum(groups[:count]) for count in range(len(groups) + 1)]
    joined = rng.choice(["-", " ", "-"]).join(number[a:b] for a, b in pairwise(ends))
    bare = number if length == 16 else joined
    phrases = [
        "카드번호 #로 결제했습니다.",
        "신용카드(#)로 냈는데 취소가 안 됩니다.",
        "수수료를 # 카드로 냈습니다.",
        "결제 수단: #",
    ]
    return _told(rng, phrases, rng.choice([joined, joined, bare]))


_ACCOUNT_PHRASES = [
    "환불 계좌는 @ #입니다.",
    "계좌번호 @ # (예금주 홍길동)",
    "제 계좌는 @ # 입니다.",
    "@ # 예금주 김민수로 돌려주세요.",
    "과태료를 두 번 냈으니 환급 계좌 @ #로 보내 주십시오.",
    "본인 명의 통장 @ #",
    "구청에서 알려 달라고 한 계좌번호는 @ #입니다.",
    "보상금 받을 계좌: @ #",
    "#(@)으로 입금해 주시기 바랍니다.",
    "통장사본_@_#.jpg를 첨부합니다.",
    "입금 계좌 #(@, 홍길동)",
    "어머니 통장(@ #)으로 받고 싶습니다.",
    "구청 가상계좌로 잘못 냈으니 제 계좌 @ #로 환불 바랍니다.",
]


def _account(rng: Rng) -> str:
    bank, number = account(rng)
    style = rng.randrange(4)
    number = number.replace("-", "") if style == 0 else number.replace("-", " ") if style == 1 else number
    return _told(rng, [phrase.replace("@", bank) for phrase in _ACCOUNT_PHRASES], number)


_CHECKED, _RANDOM = True, False
IDENTIFIERS: dict[str, Maker] = {
    "resident/hyphen": _resident(["-", "-", " - ", "- "], _PERSON_PHRASES, checked=_CHECKED),
    "resident/bare": _resident(["", " "], _PERSON_PHRASES, checked=_CHECKED),
    "resident/random": _resident(["-", " "], _PERSON_PHRASES, checked=_RANDOM),
    "resident/random bare": _resident([""], _NAMED_PERSON_PHRASES, checked=_RANDOM),
    "resident/masked": _masked,
    "foreigner": _foreigner,
    "foreigner/2": _foreigner,
    "licence": _licence,
    "licence/bare": _bare_licence,
    "passport": _passport,
    "passport/named": _named_passport,
    "card": _card,
    "card/2": _card,
    "account": _account,
    "account/2": _account,
    "account/3": _account,
}


def _trap(phrases: list[str], maker: Callable[[Rng], str]) -> Maker:
    return lambda rng: rng.choice(phrases).replace("#", f"«{maker(rng)}»")


def _bill_number(rng: Rng) -> str:
    return rng.choice([digits(rng, 13), shaped(rng, "4-4-4-4"), shaped(rng, "5-1-2-2-1-7"), digits(rng, 19)])


def _dated_code(rng: Rng) -> str:
    return f"{rng.randint(20, 26)}{rng.randint(1, 12):02}{rng.randint(1, 28):02}-{rng.choice('12')}{digits(rng, 6)}"


def _amount(rng: Rng) -> str:
    value = rng.randint(10_000, 9_999_999_999)
    return rng.choice([f"{value:,}원", f"{value}원", f"₩{value:,}", f"{value // 10_000}만 원", f"{value} 원"])


def _office_account(rng: Rng) -> str:
    bank = rng.choice(sorted(BANKS))
    number = shaped(rng, rng.choice([*BANKS[bank], "3-4-4-2", "14"]))
    phrases = [
        "구청 계좌(@ #)로 입금했습니다.",
        "가람구청 세외수입 계좌 @ #",
        "세외수입 가상계좌 @ #로 납부했습니다.",
        "과태료 납부계좌는 @ #입니다.",
        "과태료는 가상계좌(@ #)로 내시면 됩니다.",
        "가상계좌번호 @ #로 이체하였습니다.",
        "도로점용료 납부 전용계좌: @ #",
        "@ # (예금주 가람구청)으로 입금하시기 바랍니다.",
        "@ # 예금주: 가람구청장",
        "쓰레기봉투 수수료 수납계좌 @ #",
        "지방세는 구금고 계좌(@ #)로 받습니다.",
        "제가 구청 계좌 @ #로 보냈는데 확인이 안 됩니다.",
    ]
    return rng.choice(phrases).replace("@", bank).replace("#", f"«{number}»")


TRAPS: dict[str, Maker] = {
    "receipt": _trap(
        ["접수번호 # 건입니다.", "# 민원의 결과를 알려 주세요.", "입금 확인은 # 민원에 적었습니다."], receipt
    ),
    "moment": _trap(["# 에 신청했습니다.", "# 입금했습니다.", "통장 정리: # 기준", "면허 갱신일 # 입니다."], moment),
    "lot": _trap(
        ["가람동 #번지 우체국 앞입니다.", "은행 옆 # 공터", "산 # 일대"],
        lambda rng: f"{rng.randint(1, 999)}-{rng.randint(1, 99)}",
    ),
    "phone": _trap(
        ["연락처 # 입니다.", "계좌 안내는 #로 바랍니다.", "# 로 전화 주세요.", "은행(#)에 물었습니다."], phone
    ),
    "office account": _office_account,
    "office account/2": _office_account,
    "amount": _trap(
        ["#을 이체했습니다.", "과태료 # 입금", "통장에서 #이 나갔습니다.", "예산 #을 들였습니다."], _amount
    ),
    "place": _trap(
        ["좌표 # 부근입니다.", "은행 앞(#)"],
        lambda rng: f"37.{digits(rng, rng.choice([4, 6, 10]))}, 127.{digits(rng, rng.choice([4, 6, 10]))}",
    ),
    "vehicle": _trap(
        ["차량번호 #가 불법 주차했습니다.", "은행 앞 # 견인 요청"],
        lambda rng: f"{rng.randint(10, 399)}{rng.choice('가나다라마거너더러허')} {digits(rng, 4)}",
    ),
    "post code": _trap(["우편번호 # 가람로 12", "(#) 가람구 가람로 12"], lambda rng: f"0{digits(rng, 4)}"),
    "business": _trap(
        ["사업자등록번호 # 은행 제출용", "사업자 번호 #", "사업자 등록번호: #", "가람상회(#) 계좌이체 영수증"],
        lambda rng: shaped(rng, "3-2-5"),
    ),
    "company": _trap(["법인등록번호 # 입니다.", "법인번호: #"], lambda rng: f"110111-{digits(rng, 7)}"),
    "link": _trap(
        ["https://www.garam.go.kr/board/view?no=# 계좌 안내 참고", "www.garam.go.kr/#/계좌"],
        lambda rng: digits(rng, rng.choice([8, 10, 13, 16])),
    ),
    "parcel": _trap(["등기번호 # 우체국", "운송장 # 조회"], lambda rng: f"1{digits(rng, 12)}"),
    "bill": _trap(["고지번호 # 은행에 냈음", "전자납부번호 #로 이체"], _bill_number),
    "document": _trap(["문서번호 도로과-# 참조", "공문(도로과-#)"], lambda rng: digits(rng, 5)),
    "management": _trap(["관리번호 # 시설물", "공사번호: #", "# 건으로 접수되었습니다."], _dated_code),
    "model": _trap(["보안등 관리 코드 G# 고장", "가로등 표찰 A# 입니다."], lambda rng: digits(rng, 8)),
    "photo": _trap(
        ["사진 #.jpg", "첨부 IMG_#.jpg"],
        lambda rng: f"2024{rng.randint(1, 12):02}{rng.randint(1, 28):02}_{digits(rng, 6)}",
    ),
    "member": _trap(["누리집 아이디 #@example.kr", "메일은 #@example.kr"], lambda rng: f"m{digits(rng, 8)}"),
    "birthday": _trap(
        ["생년월일 # 남자입니다.", "# 생 홍길동"],
        lambda rng: f"{rng.randint(40, 99)}{rng.randint(1, 12):02}{rng.randint(1, 28):02}",
    ),
    "count": _trap(["총 #건, 은행 3곳", "서명 #명 제출"], lambda rng: f"{rng.randint(1000, 9_999_999):,}"),
}
