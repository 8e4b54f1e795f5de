"""A folder that the servers' account may enter, and a supervisor whose children end with the test."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from civicsearch.runtime.console import StopSignals
from civicsearch.runtime.processes import Supervisor
from civicsearch.runtime.state import State


@pytest.fixture(scope="module")
def state() -> Iterator[State]:
    root = Path(tempfile.mkdtemp(prefix="civicsearch-"))
    root.chmod(0o711)
    yield State(root)
    shutil.rmtree(root)


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[Supervisor]:
    supervisor = Supervisor(tmp_path, StopSignals())
    yield supervisor
    supervisor.end_all()
