"""The words right before and after a number, which say what it is."""

import re

# A newline ends a clause, unless what stands before it announces the next line: "계좌번호:".
_CLAUSE_END = re.compile(r"(?<!No)[.!?](?:\s|$)|(?<![:호좌장행고])\n", re.IGNORECASE)
_NUMBER = r"(?:번호|No\.?)"
_END = r"\s?[:은는이가]?\s?\(?\s*$"
_LABEL = re.compile(
    r"(?:(?:접수|문서|등기|운송장|송장|사업자|법인|고지서?|관리|허가|승인|전자\s?납부|납세|과세|차량|보안등|가로등|전신?주|계량기|맨홀"
    rf"|바코드|ISBN|CCTV)\s?(?:등록|관리)?\s?{_NUMBER}?|(?:(?<!거소)신고|청원|신청|주문|예약|민원|고객)\s?{_NUMBER}){_END}",
    re.IGNORECASE,
)
_NUMBER_OF = re.compile(
    r"(?:(?:사업자|법인|차량)\s?(?:등록)?\s?번호|No\.?"
    r"|(?<=[가-힣])(?<!주민)(?<!등록)(?<!거소신고)(?<!증)(?<!식별)(?<!개인)(?<!계좌)(?<!통장)(?<!카드)(?<!면허)(?<!여권)번호)"
    rf"{_END}",
    re.IGNORECASE,
)
_LONGEST_LABEL = 16


def clause_before(match: re.Match[str], most: int) -> str:
    """The text before a match, `most` characters of its own clause."""
    ahead = match.string[max(0, match.start() - most) : match.start()]
    ends = [found.end() for found in _CLAUSE_END.finditer(ahead)]
    return ahead[ends[-1] :] if ends else ahead


def clause_behind(match: re.Match[str], most: int) -> str:
    """The text after a match, `most` characters of its own clause."""
    behind = match.string[match.end() : match.end() + most]
    end = _CLAUSE_END.search(behind)
    return behind[: end.start()] if end else behind


def is_labelled_otherwise(match: re.Match[str]) -> bool:
    """Tell whether the word before a number calls it a receipt, a business, a parcel or the like."""
    return bool(_LABEL.search(clause_before(match, _LONGEST_LABEL)))


def is_numbered_otherwise(match: re.Match[str]) -> bool:
    """Tell whether the number is called the 번호 of something that is no identifier, such as 접수번호 or 공사번호."""
    return bool(_NUMBER_OF.search(clause_before(match, _LONGEST_LABEL)))
