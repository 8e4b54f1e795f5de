"""Child processes: started so that none outlives us, watched, restarted, and ended in order."""

import contextlib
import ctypes
import os
import pwd
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from civicsearch.runtime.console import SetupError, StopSignals, last_lines, say

_PR_SET_PDEATHSIG = 1
_LOG_LIMIT = 5 * 1024 * 1024
_LONGEST_DELAY = 30.0
_STEADY_SECONDS = 60.0
_DEATHS_WORTH_A_LOOK = 5
_LAST_GRACE = 3.0

_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class Program:
    """What to run, as whom, and how it likes to be ended."""

    name: str
    label: str
    argv: tuple[str, ...]
    environment: Mapping[str, str]
    folder: Path
    stop_signal: signal.Signals = signal.SIGTERM
    patience: float = 10.0
    user: str | None = None
    stdin: str = ""
    keep_open: tuple[int, ...] = ()


@dataclass
class Child:
    """One running program and the record of its deaths."""

    program: Program
    log: Path
    process: subprocess.Popen[bytes]
    started: float
    deaths: int = 0
    due: float | None = None

    def end(self) -> None:
        """Ask, insist, then kill the whole process group, so that no grandchild stays behind."""
        for number, patience in (
            (self.program.stop_signal, self.program.patience),
            (signal.SIGQUIT, _LAST_GRACE),
        ):
            if self.process.poll() is not None:
                break
            self.process.send_signal(number)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(patience)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@dataclass
class Supervisor:
    """Keeps long-running children alive, and ends them in the reverse order of their start."""

    logs: Path
    signals: StopSignals
    children: list[Child] = field(default_factory=list)
    steps: list[Child] = field(default_factory=list)

    def start(self, program: Program) -> Child:
        log = self._log(program)
        child = Child(program, log, _spawn(program, log), time.monotonic())
        self.children.append(child)
        return child

    def begin(self, program: Program, *, shown: bool = False) -> Child:
        """Start a program that ends by itself; its output goes to the log, or to the terminal when `shown`."""
        log = self._log(program)
        step = Child(program, log, _spawn(program, None if shown else log), time.monotonic())
        self.steps.append(step)
        return step

    def finish(self, step: Child) -> None:
        """Wait for what `begin` started; tell the end of its log when it failed."""
        while step.process.poll() is None:
            self.tend()
            self.signals.pause(0.05)
        self.steps.remove(step)
        step.end()
        if step.process.returncode != 0:
            raise SetupError(f"[{step.program.label}] 끝내지 못했습니다. 기록: {step.log}\n{last_lines(step.log)}")

    def step(self, program: Program, *, shown: bool = False) -> None:
        self.finish(self.begin(program, shown=shown))

    def wait_until(self, ready: Callable[[], bool], child: Child, seconds: float) -> None:
        """Wait for a new child to answer; tell the end of its log when it does not."""
        limit = time.monotonic() + seconds
        while not ready():
            if child.process.poll() is not None or time.monotonic() > limit:
                raise SetupError(
                    f"[{child.program.label}] 시작하지 못했습니다. 기록: {child.log}\n{last_lines(child.log)}"
                )
            self.signals.pause(0.05)

    def tend(self) -> None:
        """Restart what has died, later each time while it keeps dying, and say so."""
        now = time.monotonic()
        for child in self.children:
            if child.process.poll() is None:
                continue
            if child.due is None:
                _announce_death(child, now)
            elif now >= child.due:
                child.process, child.started, child.due = _spawn(child.program, child.log), now, None

    def end_all(self) -> None:
        for waiting in (self.steps, self.children):
            while waiting:
                waiting.pop().end()

    def _log(self, program: Program) -> Path:
        self.logs.mkdir(parents=True, exist_ok=True)
        log = self.logs / f"{program.name}.log"
        if log.exists() and log.stat().st_size > _LOG_LIMIT:
            log.replace(log.with_suffix(".log.1"))
        return log


def _announce_death(child: Child, now: float) -> None:
    # What lived for a while starts again at once; its earlier deaths are forgotten.
    child.deaths = 1 if now - child.started > _STEADY_SECONDS else child.deaths + 1
    delay = min(2.0 ** (child.deaths - 1), _LONGEST_DELAY)
    child.due = now + delay
    reason, label = child.process.returncode, child.program.label
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.process.pid, signal.SIGKILL)
    say(f"[{label}] 멈췄습니다(종료 코드 {reason}). {delay:.0f}초 뒤 다시 시작합니다.")
    if child.deaths % _DEATHS_WORTH_A_LOOK == 0:
        say(f"[{label}] {child.deaths}번 거듭 멈췄습니다. 기록을 확인하십시오: {child.log}")
        say(last_lines(child.log))


def _spawn(program: Program, log: Path | None) -> subprocess.Popen[bytes]:
    account = pwd.getpwnam(program.user) if program.user else None
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600) if log else None
    try:
        process = subprocess.Popen(  # noqa: S603 - argv is ours
            program.argv,
            env=dict(program.environment),
            cwd=program.folder,
            stdin=subprocess.PIPE if program.stdin else subprocess.DEVNULL,
            stdout=descriptor,
            stderr=subprocess.STDOUT if log else None,
            # Ctrl-C at the terminal reaches us alone, so that the order of the end is ours.
            start_new_session=True,
            user=account.pw_uid if account else None,
            group=account.pw_gid if account else None,
            extra_groups=[] if account else None,
            pass_fds=program.keep_open,
            preexec_fn=partial(die_with, os.getpid(), program.stop_signal),  # noqa: PLW1509 - we have one thread
        )
    finally:
        if descriptor is not None:
            os.close(descriptor)
    if process.stdin:
        # A child that died at once closes its end; `tend` will see it.
        with contextlib.suppress(BrokenPipeError), process.stdin as pipe:
            pipe.write(program.stdin.encode())
    return process


def die_with(parent: int, number: signal.Signals) -> None:
    """Have the kernel signal this process when `parent` is gone, however it ended."""
    _libc.prctl(_PR_SET_PDEATHSIG, int(number))
    if os.getppid() != parent:
        os._exit(1)
