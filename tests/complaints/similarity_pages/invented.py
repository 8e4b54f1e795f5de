"""Invented people and the ways in which an answer may write of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random

SURNAMES = "김이박최정강조윤장임한오서신권황안송류홍고문양손배백허유남심노하"
GIVEN = (  # ordinary words among them
    "상철", "영수", "성호", "재현", "정훈", "동현", "준호", "진우", "병철", "광수", "태영", "승현", "지훈",
    "도윤", "서준", "우진", "종수", "기철", "만식", "덕수", "용석", "미경", "영숙", "정희", "은주", "현정",
    "수진", "미숙", "경희", "순자", "영희", "명숙", "혜진", "유진", "지현", "서연", "하윤", "수빈", "예린",
    "은지", "혜원", "선영", "미란", "옥순", "복자", "보람", "아름", "지원", "민주", "준", "란",
)  # fmt: skip
ROADS = ("새터로10길", "늘봄중앙로", "벚꽃길", "두레로24길", "한여울대로")
HOUSES = ("한솔아파트", "미리내해든아파트", "가온빌라", "다온오피스텔")


@dataclass(frozen=True)
class Person:
    """One invented resident, and how an answer may write of each of its values."""

    surname: str
    given: str
    mobile: str
    landline: str
    email: str
    login: str
    road: str
    road_number: str
    house: str
    building: str
    unit: str
    plate: str

    @property
    def name(self) -> str:
        return self.surname + self.given

    @property
    def address(self) -> str:
        return f"가온구 {self.road} {self.road_number}, {self.building}동 {self.unit}호 (늘봄1동, {self.house})"

    def named(self) -> list[str]:
        """Ways to write of the person, by the whole name or by part of it."""
        whole, given, spaced = self.name, self.given, " ".join(self.name)
        ways = [
            *(f"{whole}{tail}" for tail in ("님께서", " 씨가", "씨의 어머니께서", " 님이", " 어르신께서", " 귀하께서")),
            *(f"{spaced}{tail}" for tail in (" 님께서", " 씨가")),
            *(f"{self.surname} {given}{tail}" for tail in (" 님께서", " 씨가")),
            *(f"{given}{tail}" for tail in ("님께서", " 씨의 아버지가", "씨 댁에서")),
            f"{self.surname} 모 씨가",
            f"민원인({whole})께서",
            f"신청인 {whole} 님이",
        ]
        if len(given) > 1:
            ways += [
                f"{self.surname}{'○' * len(given)} 님이",
                f"{whole}이라고 하신 분이",
                f"{given} 어머니께서",
                f"{whole}·이웃 주민이",
            ]
        return ways

    def phones(self) -> list[str]:
        """The two numbers in the notations that people use."""
        a, b, c = self.mobile[:3], self.mobile[3:7], self.mobile[7:]
        d, e = self.landline[2:6], self.landline[6:]
        wide = self.mobile.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
        return [
            f"{a}-{b}-{c}", f"{a}{b}{c}", f"{a}.{b}.{c}", f"{a} {b} {c}", f"{a}){b}-{c}", f"+82-10-{b}-{c}",
            f"{a}·{b}·{c}", f"{a}–{b}–{c}", wide, f"{b}-{c}", f"끝자리 {c}", f"{a}-****-{c}", f"{a} / {b} / {c}",
            f"02-{d}-{e}", f"02){d}-{e}", f"(02) {d}.{e}", f"{d}-{e}",
        ]  # fmt: skip

    def addresses(self) -> list[str]:
        """The address and its pieces."""
        return [
            self.address, f"{self.road} {self.road_number}", f"{self.road}{self.road_number}",
            f"{self.building}동 {self.unit}호",
            f"{self.house} {self.building}동 {self.unit}호", f"{self.building}동{self.unit}호",
            f"{self.building}-{self.unit}", f"{self.house} {self.building}동", f"{self.unit}호",
            f"{self.road} {self.road_number} {self.unit}호",
        ]  # fmt: skip

    def others(self) -> list[str]:
        """What else tells of a person."""
        return [
            self.email, f"{self.email.replace('@', ' @ ')}", f"아이디 {self.login}", f"차량 {self.plate}",
            f"{self.plate[:-5]}{self.plate[-5:-4]} {self.plate[-4:]}", f"주민등록번호 {_registration(self)}",
        ]  # fmt: skip

    def secrets(self) -> list[str]:
        """What must not be found in a draft, in the normal form: names, and every four digits in a row."""
        whole = [self.name, *([self.given] if len(self.given) > 1 else [])]
        numbers = (self.mobile, self.landline, self.building + self.unit, self.plate[-4:])
        fours = [number[at : at + 4] for number in numbers for at in range(len(number) - 3)]
        road = f"{self.road}{self.road_number}".replace("-", "")
        return [*whole, *fours, self.email.partition("@")[0], self.login, road]


def _registration(person: Person) -> str:
    return f"800101-1{person.mobile[-6:]}"


def person(rng: random.Random) -> Person:
    """Somebody who is nobody."""

    def digits(count: int) -> str:
        return str(rng.randint(10 ** (count - 1), 10**count - 1))

    login = "".join(rng.choice("bcdfghjkmnpqrstvwxz") for _ in range(5)) + digits(3)
    return Person(
        surname=rng.choice(SURNAMES),
        given=rng.choice(GIVEN),
        mobile=f"010{digits(8)}",
        landline=f"02{rng.randint(3, 8)}{digits(7)}",
        email=f"{login}x@nuri.example",
        login=login,
        road=rng.choice(ROADS),
        road_number=f"{rng.randint(11, 199)}-{rng.randint(2, 30)}",
        house=rng.choice(HOUSES),
        building=str(rng.randint(101, 118)),
        unit=f"{rng.randint(10, 24)}0{rng.randint(1, 4)}",
        plate=f"{digits(2)}{rng.choice('가나다라마거너더러머')}{digits(4)}",
    )
