"""The web server as `make run` starts it, with its static files, for as long as it is needed."""

from __future__ import annotations

import http.client
import os
import subprocess
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.contrib.staticfiles.management.commands import collectstatic
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.core.management import call_command

from civicsearch.runtime.machine import listen
from civicsearch.runtime.up import Launch

if TYPE_CHECKING:
    from collections.abc import Iterator

FIRST_PORT = 8700
PATIENCE = 60.0


@contextmanager
def site() -> Iterator[tuple[str, int]]:
    """Host and port of a server on the database and the data folder that the environment names."""
    # As in use, where one process of many threads would otherwise keep a heap and buffers for each.
    environment = os.environ | {"MALLOC_ARENA_MAX": "2", "OPENBLAS_NUM_THREADS": "1", "LOG_LEVEL": "WARNING"}
    _collect_static_files()
    with listen("127.0.0.1", FIRST_PORT) as listener:
        host, port = listener.getsockname()[:2]
        program = Launch(dict(environment)).web(listener.fileno())
        with subprocess.Popen(
            program.argv,
            env=dict(program.environment),
            cwd=program.folder,
            pass_fds=program.keep_open,
            stdout=subprocess.DEVNULL,
        ) as process:
            try:
                _wait(host, port, process)
                yield host, port
            finally:
                process.send_signal(program.stop_signal)


def _collect_static_files() -> None:
    """Into the data folder, without their compressed copies, which take long to make and which nobody here asks for."""
    collect = collectstatic.Command()
    collect.storage = ManifestStaticFilesStorage()
    call_command(collect, interactive=False, verbosity=0)


def _wait(host: str, port: int, process: subprocess.Popen[bytes]) -> None:
    """Until the server answers; its own listener takes connections before it does."""
    limit = time.monotonic() + PATIENCE
    while time.monotonic() < limit and process.poll() is None:
        connection = http.client.HTTPConnection(host, port, timeout=5)
        try:
            connection.request("GET", "/health/")
            connection.getresponse().read()
        except (OSError, http.client.HTTPException):
            time.sleep(0.1)
        else:
            return
        finally:
            connection.close()
    raise SystemExit("The web server does not answer.")
