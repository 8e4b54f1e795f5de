# ruff: noqa: INP001 - beside the texts, no package
"""What the manual's pictures show being uploaded and kept. People and numbers are invented."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.sync_api import FilePayload

# Searches that are kept: by whom, the name, whether the department sees it, and the address.
KEPT: tuple[tuple[str, str, bool, dict[str, Any]], ...] = (
    ("officer", "학교 앞 불법주정차", False, {"q": "불법주정차 학교", "status": ["assigned", "in_progress"]}),
    ("officer", "매주 점검할 가로등", True, {"q": "가로등 -철거", "overdue": "true"}),
    ("manager", "기한 지난 현장 민원", True, {"channel": ["discomfort", "patrol"], "overdue": "true"}),
)
# A complaint that has come by telephone and is in no window yet.
PASTED = "우리 집 앞 가로등이 며칠째 꺼져 있어 밤길이 어둡습니다. 아이들이 다니는 길이니 빨리 고쳐 주세요."
# A complaint whose window calls its state by a word that nobody has decided on.
NEW_WORD = (
    ("접수번호", "접수일자", "상담제목", "상담내용", "민원인명", "처리구분", "공개여부"),
    (
        *("202432300150990001", "2024-09-03", "가로등 점검 요청"),
        *("가로등이 자주 깜박입니다.", "홍상철", "현장확인중", "공개"),
    ),
)
# A later export of that window: a column of a new name, a new department, a row that changes, one without its day.
TO_REVIEW = (
    ("접수번호", "접수일자", "상담제목", "상담내용", "민원인명", "손전화", "담당부서", "처리구분", "공개여부"),
    (
        *("202432300150990001", "2024-09-03", "가로등 점검 요청", "가로등이 자주 깜박입니다."),
        *("홍상철", "010-8271-9634", "도로과", "처리완료", "공개"),
    ),
    (
        *("202432300150990002", "2024-09-04", "보도블록 파손 신고", "학교 앞 보도블록이 깨져 있습니다."),
        *("김순자", "010-3348-1207", "도로시설팀", "접수", "공개"),
    ),
    (
        *("202432300150990003", "2024-09-04", "빗물받이 청소 요청", "비가 조금만 와도 골목에 물이 고입니다."),
        *("박영호", "010-5512-8890", "치수과", "현장방문예정", "공개"),
    ),
    (
        *("202432300150990004", "", "불법주정차 단속 요청", "시장 입구에 밤마다 차가 서 있습니다."),
        *("이정숙", "010-2290-4471", "주차관리과", "접수", "비공개"),
    ),
    (
        *("202432300150990005", "2024-09-05", "공원 의자 수리 요청", "느티나무 공원의 의자가 부러졌습니다."),
        *("최영수", "010-7713-5502", "공원녹지과", "접수", "공개"),
    ),
)
# What a window that nobody knows yet gives.
SAMPLE = (
    ("건의번호", "접수일", "제목", "내용", "건의한 사람", "휴대전화", "처리상태"),
    (
        *("건의-2024-0003", "2024-09-03", "느티나무 벤치"),
        "느티나무 아래에 벤치를 하나 더 놓아 주시면 어르신들이 쉬어 가시기에 좋겠습니다.",
        *("홍상철", "010-8271-9634", "접수"),
    ),
    (
        *("건의-2024-0004", "2024-09-04", "게시판 글씨"),
        "건의함 옆 게시판 글씨가 작아 잘 보이지 않으니 더 크게 적어 주시기를 바랍니다.",
        *("김순자", "010-3348-1207", "처리중"),
    ),
    (
        *("건의-2024-0005", "2024-09-05", "문 여는 시각"),
        "점심시간에도 민원대를 열어 두면 직장에 다니는 사람이 들를 수 있어 좋겠습니다.",
        *("박영호", "010-5512-8890", "해결"),
    ),
)


def csv_file(name: str, rows: Sequence[Sequence[str]]) -> FilePayload:
    """Rows as an upload."""
    return {"name": name, "mimeType": "text/csv", "buffer": "\n".join(map(",".join, rows)).encode()}
