"""Why a file was not read at all. Each kind is a class; its Korean sentence says what to do."""

from __future__ import annotations

from typing import ClassVar


class FileRefused(Exception):  # noqa: N818 - reads as what happened to the file
    """A file that is refused as a whole; nothing of it is stored."""

    code: ClassVar[str] = "refused"
    template: ClassVar[str] = "파일을 읽지 못했습니다. 원래 시스템에서 다시 내려받아 올려 주세요."

    def __init__(self, **details: str) -> None:
        self.details = details
        super().__init__(self.sentence)

    @property
    def sentence(self) -> str:
        """What an official reads."""
        return self.template.format(**self.details)


class EmptyFile(FileRefused):
    """No bytes, or no row with anything in it."""

    code = "empty"
    template = "빈 파일입니다. 내용이 있는 파일인지 열어서 확인한 뒤 다시 올려 주세요."


class PictureFile(FileRefused):
    """A picture, whatever its extension."""

    code = "picture"
    template = (
        "표 파일이 아니라 그림 파일({kind})입니다. 이름만 바꾼 그림이 아닌지 확인하고, "
        "시스템에서 엑셀이나 CSV로 내려받은 파일을 올려 주세요."
    )


class DocumentFile(FileRefused):
    """A document that is no spreadsheet."""

    code = "document"
    template = "표 파일이 아니라 {kind} 파일입니다. 엑셀(xlsx, xls)이나 CSV로 저장해서 올려 주세요."


class EncryptedFile(FileRefused):
    """A workbook with a password that `passwords.decrypt` can try."""

    code = "encrypted"
    template = (
        "암호가 걸린 파일입니다. 이 화면에 암호를 입력하거나(암호는 저장하지 않습니다), "
        "엑셀의 파일 → 정보 → 통합 문서 보호에서 암호를 지우고 저장한 뒤 다시 올려 주세요."
    )


class WrongPassword(FileRefused):
    """The password does not open the workbook."""

    code = "wrong_password"
    template = "암호가 맞지 않습니다. 한/영 자판과 대문자 잠금(Caps Lock)을 확인하고 암호를 다시 입력해 주세요."


class LockedFile(FileRefused):
    """A password in a manner that cannot be opened here."""

    code = "locked"
    template = "이 방식으로 암호가 걸린 파일은 열 수 없습니다. 만든 프로그램에서 암호를 지우고 저장한 뒤 올려 주세요."


class ProtectedFile(FileRefused):
    """A spreadsheet's name around bytes that are none: most likely wrapped by a document-protection program."""

    code = "protected"
    template = "문서보안(DRM)이 걸린 파일로 보입니다. 문서보안 프로그램에서 보안을 해제해 저장한 뒤 다시 올려 주세요."


class UnknownFormat(FileRefused):
    """Bytes of no format we read."""

    code = "unknown"
    template = "알 수 없는 형식의 파일입니다. 엑셀(xlsx, xls), CSV 파일만 올릴 수 있습니다."


class BrokenFile(FileRefused):
    """The right format, but damaged."""

    code = "broken"
    template = "파일이 손상되어 읽지 못했습니다. 원래 시스템에서 다시 내려받아 올려 주세요."


class CutOff(BrokenFile):
    """The file ends in the middle of its table."""

    code = "cut_off"
    template = (
        "파일이 중간에서 끊겼습니다. 내려받기가 끝나기 전에 저장된 파일로 보입니다. "
        "원래 시스템에서 끝까지 내려받아 다시 올려 주세요."
    )


class OpenQuote(BrokenFile):
    """A delimited text whose last cell has an opening quote and no closing one."""

    code = "open_quote"
    template = (
        '{row}번째 줄에서 시작한 큰따옴표(")가 끝까지 닫히지 않습니다. 파일이 중간에서 끊겼는지 확인하고, '
        "원래 시스템에서 다시 내려받거나 그 줄의 큰따옴표를 고친 뒤 올려 주세요."
    )


class UnsafeFile(FileRefused):
    """A text that declares entities: they could read other files or unfold without end."""

    code = "unsafe"
    template = (
        "다른 파일을 불러오거나 끝없이 늘어나는 명령(개체 선언)이 들어 있어 읽지 않았습니다. "
        "어디서 온 파일인지 확인하고, 원래 시스템에서 다시 내려받아 올려 주세요."
    )


class TooLarge(FileRefused):
    """Over a limit of size, rows, columns, memory or time."""

    code = "too_large"
    template = "파일이 너무 큽니다({what}). 기간을 나누어 내려받은 뒤 여러 번에 올려 주세요."


class TooFar(TooLarge):
    """Something stands far beside or below the table."""

    code = "too_far"
    template = (
        "표가 너무 넓거나 깁니다({what}까지 내용이 있습니다). 표 밖에 있는 내용을 지우고 저장하거나, "
        "기간을 나누어 내려받은 뒤 올려 주세요."
    )


class LongText(TooLarge):
    """The texts of one row are longer than any complaint."""

    code = "long_text"
    template = "{row}번째 줄의 글이 너무 깁니다({what}). 그 줄의 긴 글을 줄여 저장한 뒤 다시 올려 주세요."


class PackedBomb(TooLarge):
    """A small file that unpacks to a very large one."""

    code = "packed_bomb"
    template = (
        "압축을 풀면 지나치게 커지는 파일이라 열지 않았습니다({what}). "
        "엑셀에서 열어 새 이름으로 저장하거나 기간을 나누어 내려받은 뒤 올려 주세요."
    )


class NoSuchSheet(FileRefused):
    """None of the chosen sheets is in the file."""

    code = "no_such_sheet"
    template = "고른 시트({sheets})가 파일에 없습니다. 시트를 다시 골라 주세요."


class NoHeaderThere(FileRefused):
    """The rows that a person chose as header show nothing."""

    code = "no_header_there"
    template = "{rows}행에는 내용이 없습니다. 열 이름이 적힌 줄을 제목 줄로 골라 주세요."


KINDS: dict[str, type[FileRefused]] = {
    kind.code: kind
    for kind in (
        FileRefused,
        EmptyFile,
        PictureFile,
        DocumentFile,
        EncryptedFile,
        WrongPassword,
        LockedFile,
        ProtectedFile,
        UnknownFormat,
        BrokenFile,
        CutOff,
        OpenQuote,
        UnsafeFile,
        TooLarge,
        TooFar,
        LongText,
        PackedBomb,
        NoSuchSheet,
        NoHeaderThere,
    )
}
