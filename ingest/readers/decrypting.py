"""Opening workbooks with their password; only in the reading child, for the files are anybody's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msoffcrypto
from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError, ParseError

from ingest.readers.errors import BrokenFile, LockedFile, WrongPassword

if TYPE_CHECKING:
    from pathlib import Path


def decrypt(path: Path, password: str, target: Path) -> None:
    """Write the workbook without its password to another path. Raises WrongPassword, LockedFile or BrokenFile."""
    if not password:
        raise WrongPassword
    try:
        with path.open("rb") as locked, target.open("wb") as opened:
            book = msoffcrypto.OfficeFile(locked)
            book.load_key(password=password, **({"verify_password": True} if book.format == "ooxml" else {}))
            book.decrypt(opened)
    except InvalidKeyError as error:
        raise WrongPassword from error
    except DecryptionError as error:
        raise LockedFile from error
    except (FileFormatError, ParseError, OSError) as error:
        raise BrokenFile from error
