"""What is to be known of an answer before it is used again: contradicted by another one, or overtaken by changes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils import timezone

from complaints.choices import Outcome
from complaints.models import Department
from complaints.text.dates import parse_datetime
from complaints.text.particles import is_particle

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from complaints.models import Complaint

# Article, branch (제32조의2), paragraph (항) and item (호); as long as it is cited, 0 for a part that is left out.
Article = tuple[int, ...]

GRANTED = frozenset({Outcome.ACCEPTED, Outcome.PARTLY_ACCEPTED})
_KINDS = "법률|법|시행령|시행규칙|규칙|조례|규정|지침|고시|훈령|예규|기준"
_UNDER = r"(?:\s*(?P<{0}>시행령|시행규칙))?"
_REVISED = r"[(\[](?P<revised>[^()\[\]]{0,60}?(?:개정|시행)[^()\[\]]{0,30})[)\]]"
_ARTICLE = (
    r"제\s*(?P<article>\d{1,4})\s*조(?:의\s*(?P<branch>\d{1,3}))?"
    r"(?:\s*제\s*(?P<paragraph>\d{1,3})\s*항)?(?:\s*제\s*(?P<item>\d{1,3})\s*호)?"
)
_CITED = re.compile(
    rf"「(?P<quoted>[가-힣][가-힣·ㆍ\s]{{0,58}}(?:{_KINDS}))」{_UNDER.format('under_quoted')}"
    rf"|(?<![가-힣])(?P<same>같은\s?법|동법){_UNDER.format('under_same')}"
    rf"|(?<![가-힣])(?P<bare>[가-힣]{{1,20}}(?:법률|법|조례|규칙)){_UNDER.format('under_bare')}"
    r"(?=\s*(?:[(\[][^()\[\]]{1,90}[)\]]\s*)?제\s*\d{1,4}\s*조)"
    rf"|{_REVISED}|{_ARTICLE}"
)
_DAY = re.compile(r"\d{4}\s*(?:[-./년])\s*\d{1,2}\s*(?:[-./월])\s*\d{1,2}")
_FARTHEST = 20  # characters between a law and what is cited of it
_HEAD = "장"  # 도로과장


@dataclass(slots=True)
class Law:
    """A law that an answer cites: its name as written, what of it, and the day of the revision named with it."""

    name: str
    articles: list[Article] = field(default_factory=list)
    revised: date | None = None


def conflict(outcomes: Iterable[str]) -> bool:
    """Whether of these answers one grants, wholly or partly, what another rejects."""
    given = set(outcomes)
    return Outcome.REJECTED in given and not given.isdisjoint(GRANTED)


def outdated(complaint: Complaint, newest: Complaint | None, former: Mapping[str, str] | None = None) -> list[str]:
    """Why the answer should not be used as it stands, as Korean sentences; none if nothing speaks against it.

    `newest` is the newest answered complaint of the same group. The sentences cite both answers: give only complaints
    whose texts the reader may read. `former` is `former_names()`, for those who ask about several answers.
    """
    said = _answer_of(complaint)
    told = [
        f"답변에 적힌 ‘{old}’은(는) 지금 ‘{new}’입니다."
        for old, new in renamed_in(said, former_names() if former is None else former)
    ]
    if newest is None or newest.pk == complaint.pk or not _is_newer(newest, complaint):
        return told
    return [*told, *older_laws(said, _answer_of(newest), _answered_on(complaint))]


def former_names() -> dict[str, str]:
    """The names that departments had before, their aliases too, each with the name that holds now; one query."""
    rows = {row.pk: row for row in Department.objects.all()}
    in_use = {row.name for row in rows.values() if row.renamed_to_id is None}
    names: dict[str, str] = {}
    for row in rows.values():
        now, seen = row, {row.pk}
        while now.renamed_to_id in rows and now.renamed_to_id not in seen:
            now = rows[now.renamed_to_id]
            seen.add(now.pk)
        if now is not row:
            names.update({name: now.name for name in (row.name, *row.aliases) if name not in in_use})
    return names


def renamed_in(text: str, former: Mapping[str, str]) -> list[tuple[str, str]]:
    """The former names in the text, each as a word of its own or of its head (도로과장), with what holds now."""
    if not former:
        return []
    names = "|".join(map(re.escape, sorted(former, key=len, reverse=True)))
    found = re.finditer(rf"(?<!\w)(?P<name>{names})(?P<tail>[가-힣]*)", text)
    cited = dict.fromkeys(each["name"] for each in found if is_particle(each["tail"].removeprefix(_HEAD)))
    return [(name, former[name]) for name in cited]


def older_laws(text: str, newest_text: str, answered_on: date | None = None) -> list[str]:
    """Where the newest answer cites another article of a law, or a later revision than this one could follow."""
    now = laws_in(newest_text)
    return [
        told
        for key, law in laws_in(text).items()
        if key in now
        for told in (_later_revision(law, now[key], answered_on), _other_articles(law, now[key]))
        if told
    ]


def _later_revision(law: Law, later: Law, answered_on: date | None) -> str:
    known = law.revised or answered_on
    if not (later.revised and known and known < later.revised):
        return ""
    return f"같은 사안의 새 답변은 {later.revised} 개정된 「{law.name}」을(를) 따릅니다."


def _other_articles(law: Law, later: Law) -> str:
    """Only when the newest answer cites something instead of what it cites no more."""
    gone = [each for each in law.articles if not _is_among(each, later.articles)]
    come = [each for each in later.articles if not _is_among(each, law.articles)]
    if not (gone and come):
        return ""
    return f"「{law.name}」 {_written(gone)}을(를) 들었으나, 같은 사안의 새 답변은 {_written(come)}을(를) 듭니다."


def laws_in(text: str) -> dict[str, Law]:
    """The laws that a text cites, by name without spaces, in its order; what stands near behind a name is of it."""
    laws: dict[str, Law] = {}
    current: Law | None = None
    end = 0
    for found in _CITED.finditer(text):
        if name := _law_name(found, current):
            current = laws.setdefault("".join(name.split()), Law(name))
        elif current is None or found.start() - end > _FARTHEST:
            continue
        elif found["revised"]:
            current.revised = _day_in(found["revised"]) or current.revised
        elif (article := _article_of(found)) not in current.articles:
            current.articles.append(article)
        end = found.end()
    return laws


def _law_name(found: re.Match[str], current: Law | None) -> str:
    """The law of a mention; 같은 법 is the last one named, without what is made under it. "" for no mention of one."""
    if found["same"]:
        if current is None:
            return ""
        under = found["under_same"]
        name = re.sub(r"\s*시행(?:령|규칙)$", "", current.name)
    else:
        name = found["quoted"] or found["bare"] or ""
        under = found["under_quoted"] or found["under_bare"]
    return " ".join(f"{name} {under or ''}".split())


def _article_of(found: re.Match[str]) -> Article:
    parts = [int(found[name] or 0) for name in ("article", "branch", "paragraph", "item")]
    while len(parts) > 2 and not parts[-1]:
        parts.pop()
    return tuple(parts)


def _is_among(article: Article, others: Iterable[Article]) -> bool:
    """Whether one of the others is the same, a part of it, or what it is a part of."""
    return any(article[: len(other)] == other[: len(article)] for other in others)


def _written(articles: Iterable[Article]) -> str:
    return ", ".join(map(_one_written, articles))


def _one_written(article: Article) -> str:
    number, branch, paragraph, item = (*article, 0, 0)[:4]
    parts = (
        f"제{number}조" + (f"의{branch}" if branch else ""),
        f"제{paragraph}항" if paragraph else "",
        f"제{item}호" if item else "",
    )
    return "".join(parts)


def _day_in(text: str) -> date | None:
    """The last day written; of a law's number and its days the revision stands last."""
    days = _DAY.findall(text)
    moment = parse_datetime(days[-1].replace("년", ".").replace("월", ".")) if days else None
    return moment.date() if moment else None


def _answer_of(complaint: Complaint) -> str:
    return f"{complaint.answer}\n{complaint.follow_up_answer}"


def _answered_on(complaint: Complaint) -> date | None:
    return timezone.localdate(complaint.answered_at) if complaint.answered_at else None


def _is_newer(newest: Complaint, complaint: Complaint) -> bool:
    """By the day of the answer, else by that of the complaint."""
    return (newest.answered_at or newest.received_at) > (complaint.answered_at or complaint.received_at)
