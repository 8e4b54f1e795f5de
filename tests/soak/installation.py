"""A whole installation that a test may break: servers, worker and beat of its own, killed and started again by id."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import psycopg2
import psycopg2.extras
import pytest

from civicsearch.runtime.console import StopSignals
from civicsearch.runtime.keys import Keys
from civicsearch.runtime.processes import Child, Supervisor
from civicsearch.runtime.services import Services
from civicsearch.runtime.state import CLONE, State, clone_state
from civicsearch.runtime.up import Launch

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_RECEIVE = """
from pathlib import Path
from ingest.receiving import receive_path
for line in {files!r}:
    path, channel = line
    print("batch", receive_path(Path(path), channel, source_kind={kind!r}).pk)
"""
_UNDER_WAY = ("queued", "looking", "running", "undoing")
_OURS = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "DATA_DIR", "INBOX_DIR", "SECRET_KEY", "FILE_KEY")


@dataclass
class Installation:
    """Started by `with`; `stale_seconds` is how long a worker may be silent."""

    stale_seconds: int
    durable: bool = True
    root: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="civicsearch-soak-")))

    def __enter__(self) -> Self:
        self.state = State(self.root)
        self.supervisor = Supervisor(self.state.logs, StopSignals())
        try:
            self._start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        # Nothing of theirs is needed any more, and an orderly end takes its time.
        for program in [child.program.name for child in self.supervisor.children]:
            if program in {"worker", "beat"}:
                self.kill(program)
        self.supervisor.end_all()
        shutil.rmtree(self.root, ignore_errors=True)

    def _start(self) -> None:
        keys = Keys()
        programs = clone_state()
        programs.make()
        with pytest.MonkeyPatch.context() as patch:
            for name in _OURS:
                patch.delenv(name, raising=False)
            # Nobody else takes the port while the queue is away.
            patch.setattr("civicsearch.runtime.services._FIRST_VALKEY_PORT", 17_000 + os.getpid() % 8_000)
            addresses = Services(self.state, programs.programs, keys, durable=self.durable).start(self.supervisor)
            inherited = dict(os.environ)
        self.environment = inherited | {
            **addresses,
            "SECRET_KEY": keys.secret_key,
            "FILE_KEY": keys.file_key,
            "DATA_DIR": str(self.state.data),
            "INBOX_DIR": str(self.state.inbox),
            "IMPORT_STALE_SECONDS": str(self.stale_seconds),
            "MALLOC_ARENA_MAX": "2",
        }
        self.launch = Launch(self.environment)
        self.command("migrate", "--no-input")
        self.command("load_reference")
        self.start("worker")
        self.supervisor.start(self.launch.beat())

    def command(self, *words: str) -> str:
        """`manage.py ...`; what it prints."""
        command = [sys.executable, str(CLONE / "manage.py"), *words]
        done = subprocess.run(
            command, env=self.environment, cwd=CLONE, capture_output=True, text=True, check=False, timeout=180
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def receive(self, files: Sequence[tuple[Path, str]], kind: str) -> list[int]:
        """Keep files and queue their imports; the numbers of the batches."""
        script = _RECEIVE.format(files=[(str(path), channel) for path, channel in files], kind=kind)
        told = self.command("shell", "--verbosity", "0", "-c", script)
        return [int(line.split()[1]) for line in told.splitlines() if line.startswith("batch ")]

    def child(self, name: str) -> Child:
        """A running program: worker, beat, postgres, valkey."""
        return next(child for child in self.supervisor.children if child.program.name == name)

    def start(self, name: str) -> None:
        """Start the worker, or another program that `stop` or `kill` ended."""
        program = self.launch.worker() if name == "worker" else self._ended.pop(name)
        self.supervisor.start(program)
        if name == "postgres":
            self.wait_for(lambda: self.rows("SELECT 1 AS answer"), 60)

    def stop(self, name: str) -> None:
        """End a program in order."""
        child = self._taken_out(name)
        child.end()

    def kill(self, name: str, *, only: str = "") -> None:
        """SIGKILL to a program with its children; `only` its "parent", or only one "child" of a worker."""
        if only == "child":
            os.kill(self._busiest_child(self.child(name).process.pid), signal.SIGKILL)
            return
        child = self._taken_out(name)
        if only == "parent":
            # What is left of the group ends as the supervisor would end it, a moment later.
            os.kill(child.process.pid, signal.SIGKILL)
            time.sleep(1.0)
        os.killpg(child.process.pid, signal.SIGKILL)
        child.process.wait()

    def rows(self, statement: str, *values: object) -> list[dict[str, Any]]:
        """Ask the database, as its owner."""
        url = self.environment["DATABASE_OWNER_URL"]
        with closing(psycopg2.connect(url, connect_timeout=5)) as connection:
            connection.autocommit = True
            with connection.cursor(cursor_factory=psycopg2.extras.RealDictCursor) as cursor:
                cursor.execute(statement, values or None)
                return [dict(row) for row in cursor.fetchall()]

    def batches(self) -> list[dict[str, Any]]:
        """All batches in their order."""
        return self.rows("SELECT * FROM ingest_importbatch ORDER BY id")

    def under_way(self) -> list[dict[str, Any]]:
        """The batches that have not ended."""
        return [one for one in self.batches() if one["state"] in _UNDER_WAY]

    def wait_for(self, what: Callable[[], Any], seconds: float) -> float:
        """Until it is so, while the database may be away; the seconds it took."""
        began = time.monotonic()
        while True:
            try:
                if what():
                    return time.monotonic() - began
            except psycopg2.OperationalError:
                pass
            if time.monotonic() - began > seconds:
                pytest.fail(f"still not after {seconds:.0f} s: {self.batches()}\n{self.log('worker')}")
            time.sleep(0.1)

    def log(self, name: str) -> str:
        """The end of a program's log."""
        return (self.state.logs / f"{name}.log").read_text(encoding="utf-8", errors="replace")[-6000:]

    def __post_init__(self) -> None:
        self._ended: dict[str, Any] = {}

    def _taken_out(self, name: str) -> Child:
        child = self.child(name)
        self.supervisor.children.remove(child)
        self._ended[name] = child.program
        return child

    def _busiest_child(self, parent: int) -> int:
        """The child of a worker that has used most time of the processor; the other one waits."""
        found: dict[int, int] = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                parts = (folder / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
            except OSError:
                continue
            if int(parts[1]) == parent:
                found[int(folder.name)] = int(parts[11])
        return max(found, key=lambda pid: found[pid])
