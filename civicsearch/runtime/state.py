"""Where one clone keeps what it makes at run time, and what it leaves there for other commands."""

import fcntl
import hashlib
import os
import shlex
from dataclasses import dataclass
from functools import cache
from pathlib import Path

CLONE = Path(__file__).resolve().parents[2]
SYSTEM_STATE = Path("/var/lib/civicsearch")
_NEEDS_NO_DATABASE = frozenset({"help", "--help", "-h", "--version", "collectstatic", "makemigrations"})


@dataclass(frozen=True)
class State:
    """The folders and files of one clone's embedded services and data."""

    root: Path

    @property
    def environment_file(self) -> Path:
        return self.root / "environment"

    @property
    def secrets_file(self) -> Path:
        return self.root / "secrets.json"

    @property
    def lock_file(self) -> Path:
        return self.root / "lock"

    @property
    def data(self) -> Path:
        return self.root / "data"

    @property
    def logs(self) -> Path:
        return self.data / "logs"

    @property
    def temporary(self) -> Path:
        return self.data / "temporary"

    @property
    def inbox(self) -> Path:
        return self.root / "inbox"

    @property
    def programs(self) -> Path:
        return self.root / "programs"

    @property
    def postgres(self) -> Path:
        return self.root / "postgres"

    @property
    def valkey(self) -> Path:
        return self.root / "valkey"

    def make(self) -> None:
        """Make the folder such that the servers' account can pass through, whatever the umask; not list it."""
        self.root.mkdir(parents=True, exist_ok=True)
        self.root.chmod(0o711)
        if self.root.parent == SYSTEM_STATE:
            SYSTEM_STATE.chmod(0o755)

    def is_running(self) -> bool:
        """Whether a supervisor holds the lock; a lock file left by a killed one counts for nothing."""
        try:
            with self.lock_file.open("rb") as handle:
                fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except OSError:
            return False
        return False

    def write_environment(self, values: dict[str, str]) -> None:
        """Leave the variables for other commands, readable by the owner alone."""
        lines = "".join(f"{name}={shlex.quote(value)}\n" for name, value in sorted(values.items()))
        write_private(self.environment_file, lines)

    def read_environment(self) -> dict[str, str]:
        pairs = (word.partition("=") for word in shlex.split(self.environment_file.read_text(encoding="utf-8")))
        return {name: value for name, _, value in pairs}


def clone_state(clone: Path = CLONE) -> State:
    """STATE_DIR, else `var/` in the clone; as root a system folder, since others may not read the clone."""
    if chosen := os.environ.get("STATE_DIR"):
        return State(Path(chosen).resolve())
    if os.geteuid() != 0:
        return State(clone / "var")
    digest = hashlib.sha256(os.fsencode(clone)).hexdigest()[:10]
    return State(SYSTEM_STATE / f"{clone.name}-{digest}")


@cache
def runtime_environment() -> dict[str, str]:
    """The variables of this clone's running services; {} when they are not running."""
    state = clone_state()
    if not state.is_running() or not state.environment_file.exists():
        return {}
    return state.read_environment()


def missing_services(command: str) -> str | None:
    """Why this command of manage.py cannot work now, as a Korean sentence; None when it can."""
    named = os.environ.get("DATABASE_URL") or os.environ.get("DATABASE_URL_FILE")
    if command in _NEEDS_NO_DATABASE or named or runtime_environment():
        return None
    if clone_state().is_running():
        return "프로그램이 시작하는 중입니다. make run 을 실행한 창에 주소가 나온 뒤 다시 하십시오."
    return (
        "데이터베이스가 켜져 있지 않습니다. 다른 창에서 make run 을 먼저 실행하거나 "
        "환경변수 DATABASE_URL 과 REDIS_URL 을 정하십시오."
    )


def write_private(path: Path, content: str) -> None:
    """Replace a file in one step, never readable by others."""
    draft = path.with_name(f"{path.name}.new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as handle:
        handle.write(content)
    draft.replace(path)
