"""The whole program on one machine: services, database, then web, worker and beat, until Ctrl-C."""

import hashlib
import http.client
import os
import shutil
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass

from civicsearch.runtime.console import SetupError, StoppedError, StopSignals, say
from civicsearch.runtime.keys import Keys, load_or_make
from civicsearch.runtime.leftovers import MARK, end_leftovers
from civicsearch.runtime.lock import LockHeldError, held
from civicsearch.runtime.machine import listen
from civicsearch.runtime.processes import Program, Supervisor
from civicsearch.runtime.services import Services
from civicsearch.runtime.state import CLONE, State, clone_state

_FIRST_WEB_PORT = 8000
_WEB_SECONDS = 120.0
_OFF = frozenset({"0", "false", "no", "off"})
_LOCAL_HOSTS = ("localhost", "127.0.0.1", "[::1]")
_EVERY_ADDRESS = frozenset({"0.0.0.0", "::"})  # noqa: S104 - recognised, not bound
_DEMO_ACCOUNTS = (
    ("counter", "창구·전화 응대"),
    ("officer", "답변 담당자"),
    ("manager", "부서장"),
    ("admin", "시스템 관리자"),
    ("auditor", "개인정보 점검자"),
)


def up() -> int:
    """Run until told to end; the exit status."""
    state, signals = clone_state(), StopSignals.installed()
    try:
        _make_folders(state)
        with held(state.lock_file):
            _Site(state, signals).serve()
    except LockHeldError:
        _say_where_it_runs(state)
    except StoppedError:
        say("모두 멈췄습니다. 자료는 그대로 있습니다.")
    except SetupError as problem:
        say(str(problem))
        return 1
    return 0


@dataclass(frozen=True)
class _Site:
    state: State
    signals: StopSignals

    def serve(self) -> None:
        end_leftovers(self.state.root)
        shutil.rmtree(self.state.temporary, ignore_errors=True)
        self.state.temporary.mkdir()
        supervisor = Supervisor(self.state.logs, self.signals)
        # We keep the socket for as long as we live: a web server that is restarted gets it again.
        with _web_listener() as listener:
            try:
                self._start(supervisor, listener)
                while True:
                    supervisor.tend()
                    self.signals.pause(0.3)
            finally:
                if self.signals.requested:
                    say("\n멈추는 중입니다. 하던 일을 마무리합니다…")
                self.state.environment_file.unlink(missing_ok=True)
                supervisor.end_all()

    def _start(self, supervisor: Supervisor, listener: socket.socket) -> None:
        say("데이터베이스와 작업 대기열을 준비합니다…")
        keys = load_or_make(self.state.secrets_file)
        addresses = Services(self.state, self.state.programs, keys).start(supervisor)
        environment = _environment(self.state, keys, addresses) | {"SITE_URL": _address(listener)}
        launch = Launch(environment)
        say("표와 기준 자료를 맞춥니다…")
        collected = self._begin_static_files(supervisor, launch)
        supervisor.step(launch.command("migrate", "표 준비", "migrate", "--no-input"))
        supervisor.step(launch.command("load_reference", "기준 자료", "load_reference"))
        collected()
        say("웹 서버와 작업 처리기를 시작합니다…")
        web = supervisor.start(launch.web(listener.fileno()))
        supervisor.start(launch.worker())
        supervisor.start(launch.beat())
        supervisor.wait_until(lambda: _is_healthy(listener), web, _WEB_SECONDS)
        self.state.write_environment(_shared(environment))
        demo = environment["DEMO"].strip().lower() not in _OFF
        if demo:
            _load_demo(supervisor, launch)
        _say_ready(environment["SITE_URL"], environment["DEMO_PASSWORD"] if demo else None)

    def _begin_static_files(self, supervisor: Supervisor, launch: "Launch") -> Callable[[], None]:
        """Collect and compress the files when one has changed; it takes seconds, so the tables are made meanwhile."""
        stamp, now = self.state.data / "static.stamp", _digest_of_static_files()
        if (self.state.data / "static").is_dir() and stamp.exists() and stamp.read_text() == now:
            return lambda: None
        step = supervisor.begin(launch.command("static", "화면 파일", "collectstatic", "--no-input", "--clear"))

        def finish() -> None:
            supervisor.finish(step)
            stamp.write_text(now)

        return finish


@dataclass(frozen=True)
class Launch:
    """The programs of the site, all with one environment."""

    environment: dict[str, str]

    def command(self, name: str, label: str, *words: str) -> Program:
        argv = (sys.executable, str(CLONE / "manage.py"), *words)
        return Program(name=name, label=label, argv=argv, environment=self.environment, folder=CLONE)

    def web(self, listener: int) -> Program:
        """Gunicorn on our own socket, so that nobody takes the port and a restart refuses nobody."""
        words = (
            *("gunicorn", "civicsearch.wsgi:application", "--bind", f"fd://{listener}", "--preload"),
            *("--worker-class", "gthread", "--workers", "2", "--threads", "4"),
            *("--timeout", "90", "--graceful-timeout", "10", "--no-control-socket"),
        )
        return self._module("web", "웹 서버", words, keep_open=(listener,), patience=15.0)

    def worker(self) -> Program:
        words = (
            *("celery", "-A", "civicsearch", "worker", "--concurrency", "2", "--loglevel", "INFO"),
            *("--without-gossip", "--without-mingle", "--max-memory-per-child", "400000"),
        )
        return self._module("worker", "작업 처리기", words, patience=20.0)

    def beat(self) -> Program:
        scheduler = "django_celery_beat.schedulers:DatabaseScheduler"
        words = ("celery", "-A", "civicsearch", "beat", "--scheduler", scheduler, "--loglevel", "INFO")
        return self._module("beat", "예약 실행기", words)

    def _module(
        self,
        name: str,
        label: str,
        words: tuple[str, ...],
        keep_open: tuple[int, ...] = (),
        patience: float = 10.0,
    ) -> Program:
        return Program(
            name=name,
            label=label,
            argv=(sys.executable, "-m", *words),
            environment=self.environment,
            folder=CLONE,
            patience=patience,
            keep_open=keep_open,
        )


def _make_folders(state: State) -> None:
    try:
        state.make()
        for folder in (state.data, state.inbox):
            folder.mkdir(exist_ok=True)
    except OSError as reason:
        raise SetupError(
            f"자료 폴더 {state.root} 을(를) 만들 수 없습니다({reason.strerror}). "
            "쓰기 권한이 있는 사용자로 시작하십시오."
        ) from None
    for folder in (state.data, state.inbox):
        folder.chmod(0o700)


def _environment(state: State, keys: Keys, addresses: dict[str, str]) -> dict[str, str]:
    """What the children get: our defaults, then the caller's own words, then the embedded addresses."""
    defaults = {
        "DEMO": "1",
        "DEMO_PASSWORD": keys.demo_password,
        "SECRET_KEY": keys.secret_key,
        "FILE_KEY": keys.file_key,
        "DATA_DIR": str(state.data),
        "INBOX_DIR": str(state.inbox),
        # Uploads pass through here; what a killed process leaves is removed at the next start.
        "TMPDIR": str(state.temporary),
        "PYTHONUNBUFFERED": "1",
        # One process of many threads otherwise keeps a heap and a set of buffers for each.
        "MALLOC_ARENA_MAX": "2",
        "OPENBLAS_NUM_THREADS": "1",
    }
    given = {name: value for name, value in os.environ.items() if value or name not in defaults}
    # A secret given as a file must not meet one of ours.
    for name in [name for name in ("SECRET_KEY", "FILE_KEY") if given.get(f"{name}_FILE")]:
        del defaults[name]
    # Our own question at /health/ comes by a local name, whatever names the site has.
    hosts = (*_LOCAL_HOSTS, socket.gethostname(), *os.environ.get("ALLOWED_HOSTS", "").split(","))
    ours = {"ALLOWED_HOSTS": ",".join(filter(None, hosts)), MARK: str(state.root)}
    return defaults | given | addresses | ours


def _shared(environment: dict[str, str]) -> dict[str, str]:
    """What commands in other terminals need to work beside the running site."""
    names = (
        *(
            "DATABASE_URL",
            "DATABASE_OWNER_URL",
            "REDIS_URL",
            "SECRET_KEY",
            "FILE_KEY",
            "DEMO",
            "DEMO_PASSWORD",
        ),
        *("DATA_DIR", "INBOX_DIR", "ALLOWED_HOSTS", "INSTITUTION_NAME", "TIME_ZONE", "SITE_URL"),
    )
    return {name: environment[name] for name in names if name in environment}


def _web_listener() -> socket.socket:
    host, fixed = os.environ.get("WEB_HOST", "127.0.0.1"), os.environ.get("WEB_PORT", "")
    if fixed and not fixed.isdecimal():
        raise SetupError(f"환경변수 WEB_PORT 값 {fixed!r} 은(는) 숫자가 아닙니다.")
    try:
        return listen(host, int(fixed), tries=1) if fixed else listen(host, _FIRST_WEB_PORT)
    except OSError as reason:
        raise SetupError(
            f"{host} 의 {fixed or _FIRST_WEB_PORT}번 포트를 열 수 없습니다({reason.strerror}). "
            "WEB_HOST, WEB_PORT 값을 바꾸어 다시 시작하십시오."
        ) from None


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    shown = socket.gethostname() if host in _EVERY_ADDRESS else host
    return f"http://{f'[{shown}]' if ':' in shown else shown}:{port}/"


def _is_healthy(listener: socket.socket) -> bool:
    host, port = listener.getsockname()[:2]
    host = "localhost" if host in _EVERY_ADDRESS else host
    connection = http.client.HTTPConnection(host, port, timeout=5)
    # The name is one of ours, and a site behind TLS would otherwise send us away.
    headers = {"Host": "localhost", "X-Forwarded-Proto": "https"}
    try:
        connection.request("GET", "/health/", headers=headers)
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _digest_of_static_files() -> str:
    """Over names, sizes and times of our own files, and over the packages that bring some."""
    digest = hashlib.sha256((CLONE / "requirements.txt").read_bytes())
    for path in sorted((CLONE / "static").rglob("*")):
        status = path.stat()
        digest.update(f"{path}|{status.st_size}|{status.st_mtime_ns}".encode())
    return digest.hexdigest()


def _load_demo(supervisor: Supervisor, launch: Launch) -> None:
    say("시연 자료를 확인합니다…")
    try:
        supervisor.step(launch.command("load_demo", "시연 자료", "load_demo"), shown=True)
    except SetupError as problem:
        # The site itself works; what is missing must be seen, not guessed.
        say(str(problem))


def _say_ready(site: str, password: str | None) -> None:
    rule = "─" * min(60, shutil.get_terminal_size().columns)
    say(f"\n{rule}\n 스마트 민원검색  {site}")
    if password:
        say(f"\n 시연 계정 (비밀번호는 모두 {password})")
        for name, duty in _DEMO_ACCOUNTS:
            say(f"   {name:<9}{duty}")
    say(f"\n 멈추려면 Ctrl-C\n{rule}")


def _say_where_it_runs(state: State) -> None:
    site = state.read_environment().get("SITE_URL") if state.environment_file.exists() else None
    if site:
        say(f"이미 실행 중입니다: {site}")
    else:
        say("이미 시작하는 중입니다. 잠시 뒤 먼저 연 창에서 주소를 확인하십시오.")
