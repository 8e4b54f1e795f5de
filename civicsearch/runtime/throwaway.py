"""A command with services of its own in a temporary folder: for tests and measurements."""

import contextlib
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from civicsearch.runtime.console import SetupError, StoppedError, StopSignals, say
from civicsearch.runtime.keys import Keys
from civicsearch.runtime.processes import Supervisor
from civicsearch.runtime.services import Services
from civicsearch.runtime.state import State, clone_state

_INTERRUPT_PATIENCE = 10.0


def execute(command: list[str], *, durable: bool = False) -> int:
    """Run `command` with DATABASE_URL, REDIS_URL and secrets set; its exit status.

    Services named by the environment are used as they are; the others are started and thrown away. `durable`
    keeps PostgreSQL's writes as safe, and as slow, as in use.
    """
    root = Path(tempfile.mkdtemp(prefix="civicsearch-"))
    state, keys, signals = State(root), Keys(), StopSignals.installed()
    supervisor = Supervisor(state.logs, signals)
    try:
        addresses = Services(state, _copies(), keys, durable=durable).start(supervisor)
        return _call(command, _environment(state, keys, addresses), supervisor, signals)
    except StoppedError:
        return 130
    except SetupError as problem:
        say(str(problem))
        return 1
    finally:
        supervisor.end_all()
        shutil.rmtree(root, ignore_errors=True)


def _copies() -> Path:
    """Copies of the binaries are made once a clone, not once a command."""
    kept = clone_state()
    if os.geteuid() == 0:
        kept.make()
    return kept.programs


def _call(command: list[str], environment: dict[str, str], supervisor: Supervisor, signals: StopSignals) -> int:
    """Wait for the command; Ctrl-C reaches it by itself, so it is asked to end only when it lingers."""
    limit = None
    with subprocess.Popen(command, env=environment) as process:  # noqa: S603 - the caller's own command
        while process.poll() is None:
            supervisor.tend()
            if signals.requested and limit is None:
                limit = time.monotonic() + (_INTERRUPT_PATIENCE if signals.interrupted else 0.0)
            if limit is not None and time.monotonic() >= limit:
                process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(0.2)
    return process.returncode if process.returncode >= 0 else 128 - process.returncode


def _environment(state: State, keys: Keys, addresses: dict[str, str]) -> dict[str, str]:
    for folder in (state.data / "static", state.inbox):
        folder.mkdir(parents=True, exist_ok=True)
    defaults = {
        "SECRET_KEY": keys.secret_key,
        "FILE_KEY": keys.file_key,
        "DATA_DIR": str(state.data),
        "INBOX_DIR": str(state.inbox),
        "DEMO_PASSWORD": keys.demo_password,
        "BEHIND_TLS": "0",
    }
    # Tests and measurements make databases of their own, which is the owner's right.
    owner = {"DATABASE_URL": addresses["DATABASE_OWNER_URL"]} if "DATABASE_OWNER_URL" in addresses else {}
    return defaults | dict(os.environ) | addresses | owner
