"""The closed vocabularies of a complaint. What each window calls them is data: see StatusWord."""

from django.db.models import TextChoices


class Status(TextChoices):
    """Where a complaint stands in its handling."""

    RECEIVED = "received", "접수"
    ASSIGNED = "assigned", "담당자 지정"
    IN_PROGRESS = "in_progress", "처리 중"
    SUPPLEMENT_REQUESTED = "supplement_requested", "보완 요청"
    TRANSFERRED = "transferred", "타 기관 이송"
    ANSWERED = "answered", "답변 완료"
    CLOSED_WITHOUT_ACTION = "closed_without_action", "종결"
    WITHDRAWN = "withdrawn", "취하"
    RETURNED = "returned", "반려"
    MERGED = "merged", "병합"


OPEN_STATUSES = frozenset(
    {Status.RECEIVED, Status.ASSIGNED, Status.IN_PROGRESS, Status.SUPPLEMENT_REQUESTED},
)


class Outcome(TextChoices):
    """What the office decided; independent of the status."""

    ACCEPTED = "accepted", "수용"
    PARTLY_ACCEPTED = "partly_accepted", "일부 수용"
    REJECTED = "rejected", "불수용"
    INFORMATION = "information", "안내"
    LONG_TERM = "long_term", "중장기 검토"
    OTHER = "other", "기타"
    NONE = "none", "없음"


class Flag(TextChoices):
    """Circumstances that may hold in any status."""

    EXTENDED = "extended", "기간 연장"
    FOLLOW_UP_ANSWERED = "follow_up_answered", "추가 답변"
    REOPENED = "reopened", "재개"
    PETITION_ESTABLISHED = "petition_established", "청원 성립"
    HANDLED_BY_MAYOR = "handled_by_mayor", "구청장 답변"


class ComplaintType(TextChoices):
    """The kinds of article 2 of the Act on the handling of civil complaints, and those of the other windows."""

    STATUTORY = "statutory", "법정민원"
    INQUIRY_LAW = "inquiry_law", "법령 질의"
    INQUIRY_OTHER = "inquiry_other", "일반 질의"
    SUGGESTION = "suggestion", "건의"
    MISCELLANEOUS = "miscellaneous", "기타민원"
    GRIEVANCE = "grievance", "고충민원"
    PETITION = "petition", "청원"
    PROPOSAL = "proposal", "제안"
    FINDING = "finding", "지적사항"
    UNKNOWN = "unknown", "미분류"
