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
    """A workbook with a password."""

    code = "encrypted"
    template = (
        "암호가 걸린 파일입니다. 엑셀의 파일 → 정보 → 통합 문서 보호에서 암호를 지우고 저장한 뒤 다시 올려 주세요."
    )


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


class TooLarge(FileRefused):
    """Over a limit of size, rows, columns, memory or time."""

    code = "too_large"
    template = "파일이 너무 큽니다({what}). 기간을 나누어 내려받은 뒤 여러 번에 올려 주세요."


KINDS: dict[str, type[FileRefused]] = {
    kind.code: kind
    for kind in (
        FileRefused,
        EmptyFile,
        PictureFile,
        DocumentFile,
        EncryptedFile,
        ProtectedFile,
        UnknownFormat,
        BrokenFile,
        TooLarge,
    )
}
