"""What a column of an export can hold, in the words that a clerk reads: one table for every page that asks for it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Role:
    """One thing that a column can hold: its code, its Korean name and one line of help."""

    code: str
    label: str
    help: str


ROLE_GROUPS: dict[str, tuple[Role, ...]] = {
    "번호": (
        Role("receipt_number", "접수번호", "민원마다 하나뿐인 번호. 같은 번호는 같은 민원으로 봅니다."),
        Role("application_number", "신청번호", "국민신문고처럼 여러 접수의 바탕이 되는 번호."),
        Role("original_receipt_number", "원 접수번호", "이송·이관되기 전의 접수번호."),
    ),
    "날짜": (
        Role("received_at", "접수 일시", "접수한 날, 또는 날과 시각이 함께 든 열."),
        Role("received_date", "접수일", "시각이 다른 열에 따로 있을 때의 접수한 날."),
        Role("received_time", "접수 시각", "접수일과 따로 있는 시각(0912, 09:12)."),
        Role("applied_at", "신청 일시", "민원인이 신청한 때. 접수 일시가 없으면 접수일로 씁니다."),
        Role("due_at", "처리 기한", "답변하기로 한 날."),
        Role("answered_at", "답변 일시", "답변하거나 처리를 마친 날."),
        Role("notified_on", "통보일", "담당 부서에 알린 날. 상태를 정할 때 쓰고 원본 항목에 남깁니다."),
        Role("confirmed_on", "확인일", "조치를 확인한 날. 상태를 정할 때 쓰고 원본 항목에 남깁니다."),
    ),
    "내용": (
        Role("title", "제목", "민원의 제목."),
        Role("body", "내용", "민원인이 쓴 글."),
        Role("answer", "답변", "답변이나 처리 내용."),
        Role("follow_up_answer", "추가 답변", "답변한 뒤에 덧붙인 답변."),
        Role("category", "분야", "민원의 분야나 사무 이름."),
        Role("complaint_type", "민원 종류", "법정·질의·건의·고충처럼 정해진 종류."),
        Role("intake_route", "접수 경로", "인터넷, 전화, 방문처럼 들어온 길."),
        Role("public", "공개 여부", "공개인지 비공개인지. 모르는 말은 비공개로 봅니다."),
        Role("satisfaction", "만족도", "민원인이 매긴 점수나 말."),
        Role("support_count", "지지 수", "청원에 지지한 사람의 수."),
    ),
    "민원인": (
        Role("complainant_name", "민원인 이름", "민원을 낸 사람이나 단체."),
        Role("name_and_login", "이름(계정)", "홍**(ab12)처럼 이름과 계정이 한 칸에 있는 열."),
        Role("name_and_dong", "이름 / 동", "홍길동 / 가람1동처럼 이름과 동이 한 칸에 있는 열."),
        Role("mobile", "휴대전화", "민원인의 휴대전화."),
        Role("phone", "전화", "민원인의 집이나 직장 전화."),
        Role("contact", "연락처", "휴대전화와 전화가 섞여 있는 열."),
        Role("email", "전자우편", "민원인의 전자우편 주소."),
        Role("login_id", "누리집 계정", "민원인이 로그인한 계정."),
        Role("address", "주소", "민원인이 사는 곳."),
    ),
    "장소": (
        Role("admin_dong", "동", "행정동이나 법정동."),
        Role("incident_location", "발생 위치", "일이 일어난 곳."),
        Role("latitude", "위도", "33에서 39 사이의 수."),
        Role("longitude", "경도", "124에서 132 사이의 수."),
    ),
    "처리": (
        Role("department", "처리 부서", "민원을 처리하는 부서."),
        Role("receiving_department", "접수 부서", "민원을 접수한 부서."),
        Role("officer", "담당자", "처리하는 직원."),
        Role("officer_phone", "담당자 전화", "처리하는 직원의 전화."),
        Role("officer_line", "부서 담당자(전화)", "도로과 홍길동(02-…)처럼 한 칸에 모두 있는 열."),
        Role("status_word", "처리 상태", "접수, 처리 중, 답변 완료 같은 말. 뜻은 ‘상태 낱말’에서 정합니다."),
        Role("status_detail", "처리 상태(둘째)", "상태를 나타내는 열이 둘일 때의 둘째 열."),
    ),
    "그 밖": (
        Role("photo", "사진·붙임", "사진이나 붙임 파일의 이름. 원본 항목에 남깁니다."),
        Role("kept", "원본 항목으로 두기", "따로 쓰지 않고 원본 항목에만 보입니다."),
        Role("sequence", "줄 번호(버림)", "내려받을 때마다 바뀌는 번호. 저장하지 않습니다."),
        Role("views", "조회 수(버림)", "내려받을 때마다 바뀌는 수. 저장하지 않습니다."),
    ),
}
ROLES: dict[str, Role] = {role.code: role for group in ROLE_GROUPS.values() for role in group}
ROLE_LABELS: dict[str, str] = {code: role.label for code, role in ROLES.items()}
# By groups, as a <select> takes them.
ROLE_CHOICES: list[tuple[str, list[tuple[str, str]]]] = [
    (group, [(role.code, role.label) for role in roles]) for group, roles in ROLE_GROUPS.items()
]
# Several columns of one file may play these.
REPEATABLE = frozenset({"photo", "kept"})
# They change with every export, so that a row with another value in them is the same row.
VOLATILE = frozenset({"sequence", "views"})
# Any of these says when a complaint came in.
RECEIPT_DATES = ("received_at", "received_date", "applied_at")
# What can tell two complaints of a window without numbers apart.
KEY_ROLES = (
    "received_at",
    "title",
    "body",
    "category",
    "complainant_name",
    "admin_dong",
    "incident_location",
    "mobile",
    "phone",
    "email",
    "login_id",
    "address",
)
