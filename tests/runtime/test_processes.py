import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from civicsearch.runtime.console import SetupError, StoppedError
from civicsearch.runtime.leftovers import MARK, end_leftovers
from civicsearch.runtime.processes import Program, Supervisor

FOREVER = "import time; time.sleep(600)"


def python(code: str, folder: Path, name: str = "dummy", **environment: str) -> Program:
    argv = (sys.executable, "-c", code)
    return Program(name=name, label="시험", argv=argv, environment=dict(os.environ) | environment, folder=folder)


def wait_for(condition: Callable[[], object], seconds: float = 10.0) -> None:
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit, "waited in vain"
        time.sleep(0.02)


def tended(supervisor: Supervisor) -> bool:
    supervisor.tend()
    return True


def is_gone(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    try:
        return stat.read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def test_a_killed_child_is_restarted_and_said_so(
    supervisor: Supervisor, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    child = supervisor.start(python(FOREVER, tmp_path))
    first = child.process.pid
    child.process.kill()
    wait_for(lambda: tended(supervisor) and child.process.pid != first)
    assert child.process.poll() is None
    assert "[시험] 멈췄습니다(종료 코드 -9)" in capsys.readouterr().out


def test_a_child_that_keeps_dying_waits_longer_and_names_its_log(
    supervisor: Supervisor, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [0.0]
    monkeypatch.setattr("civicsearch.runtime.processes.time.monotonic", lambda: clock[0])
    child = supervisor.start(python("print('까닭'); raise SystemExit(7)", tmp_path))
    for _ in range(5):
        child.process.wait()
        supervisor.tend()
        clock[0] += 30.0
        supervisor.tend()
    told = capsys.readouterr().out
    assert "1초 뒤" in told
    assert "16초 뒤" in told
    assert str(tmp_path / "dummy.log") in told
    assert "까닭" in told


def test_children_end_in_the_reverse_order_of_their_start(supervisor: Supervisor, tmp_path: Path) -> None:
    note = "import signal,sys,time\nsignal.signal(15, lambda *_: (open('order','a').write({0!r}), sys.exit()))\n"
    for name in ("1", "2", "3"):
        ready = f"open('ready{name}','w')\ntime.sleep(600)"
        supervisor.start(python(note.format(name) + ready, tmp_path, name))
    wait_for(lambda: len(list(tmp_path.glob("ready*"))) == 3)
    supervisor.end_all()
    assert (tmp_path / "order").read_text() == "321"


def test_the_end_takes_grandchildren_along(supervisor: Supervisor, tmp_path: Path) -> None:
    code = (
        "import subprocess, sys, time\n"
        f"p = subprocess.Popen([sys.executable, '-c', {FOREVER!r}])\n"
        "open('pid.new', 'w').write(str(p.pid))\n"
        "import os; os.rename('pid.new', 'pid'); time.sleep(600)"
    )
    supervisor.start(python(code, tmp_path))
    wait_for((tmp_path / "pid").exists)
    supervisor.end_all()
    wait_for(lambda: is_gone(int((tmp_path / "pid").read_text())))


def test_a_failed_step_shows_the_end_of_its_log(supervisor: Supervisor, tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="표가 없습니다"):
        supervisor.step(python("raise SystemExit('표가 없습니다')", tmp_path))


def test_ctrl_c_ends_a_step_half_way(supervisor: Supervisor, tmp_path: Path) -> None:
    supervisor.signals.requested = True
    with pytest.raises(StoppedError):
        supervisor.step(python(FOREVER, tmp_path))
    supervisor.end_all()
    assert supervisor.steps == []


def test_a_long_log_is_set_aside_at_the_next_start(supervisor: Supervisor, tmp_path: Path) -> None:
    (tmp_path / "dummy.log").write_bytes(b"x" * (6 * 1024 * 1024))
    supervisor.step(python("print('new')", tmp_path))
    assert (tmp_path / "dummy.log").read_text() == "new\n"
    assert (tmp_path / "dummy.log.1").exists()


SUPERVISE = """
import sys, time
from pathlib import Path
from civicsearch.runtime.console import StopSignals
from civicsearch.runtime.processes import Program, Supervisor
folder = Path(sys.argv[1])
program = Program("dummy", "", (sys.executable, "-c", "import time; time.sleep(600)"), {}, folder)
child = Supervisor(folder, StopSignals()).start(program)
print(child.process.pid, flush=True)
time.sleep(600)
"""


def test_no_child_outlives_a_killed_supervisor(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", SUPERVISE, str(tmp_path)], stdout=subprocess.PIPE) as process:
        assert process.stdout
        child = int(process.stdout.readline())
        process.kill()
    wait_for(lambda: is_gone(child))


def test_leftovers_of_an_earlier_run_are_ended_and_others_left(tmp_path: Path) -> None:
    command = [sys.executable, "-c", FOREVER]
    with (
        subprocess.Popen(command, env=os.environ | {MARK: str(tmp_path)}) as ours,
        subprocess.Popen(command, env=os.environ | {MARK: f"{tmp_path}-2"}) as another,
    ):
        reaped = signal.signal(signal.SIGCHLD, lambda *_: ours.poll())
        wait_for(lambda: (Path(f"/proc/{another.pid}/environ")).read_bytes().count(MARK.encode()))
        end_leftovers(tmp_path)
        signal.signal(signal.SIGCHLD, reaped)
        assert ours.wait(1) == -signal.SIGTERM
        assert another.poll() is None
        another.kill()
