"""Words made of the nouns that stand side by side in one word unit, without people, houses and amounts."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from complaints.text.given_names import looks_like_given_name
from complaints.text.surnames import DOUBLE_SURNAMES, SINGLE_SURNAMES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Morpheme = tuple[str, str]

COMMON, PROPER, PREFIX, SUFFIX, LATIN, NUMBER = "NNG", "NNP", "XPN", "XSN", "SL", "SN"
DETERMINER = "MM"
TAGS = frozenset({COMMON, PROPER, PREFIX, SUFFIX, LATIN, NUMBER})

# Endings that make no other word of a noun, and one-syllable nouns that say where, when or for whom.
_LOOSE = frozenset("들님씨적용별상당분쯤째여앞뒤옆위밑안밖쪽곁내외중후전시때간말초꼴")
_LOOSE_PREFIXES = frozenset("제각총약매본귀첫현당양")
_BEFORE_ENDING, _ENDING = "니", "다"  # 날+립니+다: a verb of which MeCab made a noun
_AFTER_PLACES = frozenset({"동", "로", "길", "가", "번길", "번지", "호"})

# Nouns that name a kind with what stands before them in one word unit; no works or faults, which go with any thing.
_HEADS = frozenset(
    (  # noqa: SIM905 - quotes around each of so many words say nothing
        "센터 시설 구역 지구 쓰레기 폐기물 지원금 보조금 장려금 부담금 보증금 수당 급여 연금 보험 보험료 증명서 "
        "확인서 신고 허가 면허 자격증 조합 주택 유치원 어린이집 학교 대학 대학교 도서관 공원 병원 학원 버스 택시 "
        "차량 열차 자전거 소음 도로 공사 검사 대회 교실 강좌 위반 사고 사업 제도 서비스 카드 쿠폰 상품권 바우처 "
        "요금 사용료 이용료 수수료 광장 시장 상가 창고 공장 화장실 놀이터 정류장 정류소 주차장 주차 투기 오염 축제 "
        "교육 훈련 조례 협회 재단 공단 위원회 협의회 사무소 파출소 표지판 안내판 카메라 장치 장비 설비 시스템 기계 "
        "단말기 발급기 충전기 신호등 신호기 횡단보도 폭력 학대 범죄 질환 감염병 근로자 노동자 지원사 관리사 지도사 "
        "감시원 상담사 교사 요원 위원 단체 업체 업소 회사 은행 대출 세금 체육관 수영장 운동장 경기장 공연장 전시장 "
        "박물관 미술관 극장 폭포 터널 육교 교량 하천 계단 의자 조명 간판 광고물 현수막 쉼터 대피소 보호소 급식소 "
        "펌프 배관 차로 차선 신호 방지턱 방지망 가림막 "
    ).split()
)
_LONGEST_BY_HEAD = 10  # syllables

_NETWORKS = frozenset({"3G", "4G", "5G", "6G"})
_UNITS = frozenset(
    {
        *("CM", "MM", "KM", "KG", "MG", "ML", "DB", "KW", "KWH", "HZ", "MB", "GB", "TB", "AM", "PM", "OK", "NO"),
        *("PPM", "VS", "ETC", "THE", "AND", "COM", "KR", "CO", "WWW", "NET"),
    }
)
_LATIN_WORD = re.compile(r"[A-Z]{2,10}\d{0,2}|[A-Z]\d{1,2}[A-Z]?")


def words_of(run: Sequence[Morpheme], following: str, before: str) -> tuple[str, ...]:
    """The words of a run of morphemes of TAGS.

    `following` is the surface of the morpheme after it, `before` the one syllable before it in its word unit, if any.

    One-syllable nouns and affixes hang on their neighbour (주차+장, 재+포장). A person's name has no words.
    """
    if before in SINGLE_SURNAMES and looks_like_given_name("".join(surface for surface, _ in run)):
        return ()  # 채재현, of which MeCab made 채 재현
    if len(run) == 1 and run[0][1] == COMMON and following != _ENDING:
        return (run[0][0],)
    if _is_person(run) or (following == _ENDING and run[-1][0].endswith(_BEFORE_ENDING)):
        return ()
    if any(tag in (LATIN, NUMBER) for _, tag in run):
        return tuple(_mixed_words(run, following))
    return tuple(_noun_words(run))


def _noun_words(run: Iterable[Morpheme]) -> list[str]:
    """Words of a run of nouns; a loose syllable parts what stands before it from what follows."""
    parts: list[list[Morpheme]] = [[]]
    for morpheme in run:
        if _is_loose(*morpheme):
            parts.append([])
        else:
            parts[-1].append(morpheme)
    return [word for part in parts for word in _joined_by_head(_hung(part))]


def _is_loose(surface: str, tag: str) -> bool:
    """Whether this is no part of a word: 들, 앞, 각, or a name."""
    if tag == PROPER:
        return looks_like_given_name(_given_part(surface))
    return surface in (_LOOSE_PREFIXES if tag == PREFIX else _LOOSE)


def _hung(part: Iterable[Morpheme]) -> list[str]:
    """The nouns with one-syllable ones and affixes hung on them: on the noun before, else on the next."""
    words: list[str] = []
    ahead = ""
    for surface, tag in part:
        if len(surface) > 1:
            words.append(ahead + surface)
            ahead = ""
        elif words and not ahead and tag != PREFIX:
            words[-1] += surface
        else:
            ahead += surface
    if words and len(ahead) == 1:  # 시술+비: what could be a prefix has nothing to stand before
        words[-1] += ahead
        return words
    return [*words, ahead] if ahead else words


def _joined_by_head(words: list[str]) -> list[str]:
    """One word of those before a noun that names kinds of things (수질+검사, 장애인+체육+센터)."""
    joined = "".join(words)
    if len(words) > 1 and words[-1] in _HEADS and len(joined) <= _LONGEST_BY_HEAD:
        return [joined]
    return [word for word in words if len(word) > 1]


def _mixed_words(run: Sequence[Morpheme], following: str) -> Iterator[str]:
    """Words of a run with Latin letters or numbers in it: 5G, CCTV and 카메라 of CCTV카메라, M버스, nothing of 3층."""
    if run[-1][1] == NUMBER and following in _AFTER_PLACES:
        return
    sign = ""
    for is_sign, group in groupby(run, key=lambda each: each[1] in (LATIN, NUMBER)):
        part = list(group)
        if is_sign:
            sign = "".join(surface for surface, _ in part).upper()
            yield from ([sign] if is_meaningful(sign) else [])
        else:
            yield from _words_after(sign, part)


def _words_after(sign: str, part: list[Morpheme]) -> list[str]:
    """Words of nouns behind Latin letters or a number: M+버스 is one, 층 of 3층 and 역 of KTX역 are none."""
    nouns = part[1:] if sign and len(part[0][0]) == 1 else part
    words = [] if not nouns or _is_person(nouns) else _noun_words(nouns)
    return [sign + words[0], *words[1:]] if words and len(sign) == 1 and sign.isalpha() else words


def is_meaningful(sign: str) -> bool:
    """Tell whether capitals and digits are a word (CCTV, LED, 5G, V2X) and no measure (30KM)."""
    if sign in _NETWORKS:
        return True
    return bool(_LATIN_WORD.fullmatch(sign)) and sign not in _UNITS


def _is_person(run: Sequence[Morpheme]) -> bool:
    """Whether a run is a name by its syllables: a proper noun, or what the dictionary does not know as one word."""
    surfaces = [surface for surface, _ in run]
    name = "".join(surfaces)
    if not 2 <= len(name) <= 4 or (len(run) == 1 and run[0][1] == COMMON):
        return False
    given = _given_part(name)
    if len(run) == 1:
        return looks_like_given_name(given or name)
    return len(surfaces[0]) <= len(name) - 2 and looks_like_given_name(given)


def _given_part(name: str) -> str:
    """What follows the surname of a full name; nothing if it is none."""
    if len(name) == 3 and name[0] in SINGLE_SURNAMES:
        return name[1:]
    return name[2:] if len(name) == 4 and name[:2] in DOUBLE_SURNAMES else ""
