"""`python3 civicsearch/runtime/install.py [--dev] [--browser]`: the virtual environment and its contents.

Runs under the system's Python before anything is installed, so it imports the standard library only.
"""

import argparse
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

CLONE = Path(__file__).resolve().parents[2]
VENV = CLONE / ".venv"
PYTHON = VENV / "bin" / "python"
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def main(words: list[str]) -> None:
    parser = argparse.ArgumentParser(description="가상환경과 패키지를 갖춥니다.")
    parser.add_argument("--dev", action="store_true", help="시험과 검사에 쓰는 것까지")
    parser.add_argument("--browser", action="store_true", help="화면 시험에 쓰는 브라우저까지")
    arguments = parser.parse_args(words)
    if sys.version_info < (3, 11):  # noqa: UP036 - this is where an older one is told
        sys.exit("Python 3.11 이상이 필요합니다. make PYTHON=python3.12 run 처럼 알려 주십시오.")
    clone = os.open(CLONE, os.O_RDONLY)
    # Two commands at once in a fresh clone: the second waits for the first.
    fcntl.flock(clone, fcntl.LOCK_EX)
    install("requirements-dev.txt" if arguments.dev else "requirements.txt")
    if arguments.browser:
        install_browser()


def install(requirements: str) -> None:
    """Install what the file lists, unless the same was installed before."""
    stamp, wanted = VENV / f".installed-{requirements}", _digest(requirements)
    if stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
        return
    if not _has_pip():
        _make_venv()
    _say("패키지를 설치합니다. 처음에는 몇 분 걸립니다…")
    pip = (str(PYTHON), "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--no-input")
    _run(*pip, "-r", str(CLONE / requirements), "-c", str(CLONE / "constraints.txt"))
    stamp.write_text(wanted, encoding="ascii")


def install_browser() -> None:
    """Debian's Chromium, by apt-get; another one can be named by the variable CHROMIUM."""
    if os.environ.get("CHROMIUM") or any(map(shutil.which, _BROWSERS)):
        return
    _say("화면 시험에 쓸 브라우저를 설치합니다…")
    _apt_install("chromium")


def _digest(requirements: str) -> str:
    digest = hashlib.sha256(sys.version.encode())
    # A moved clone has a virtual environment that points elsewhere.
    digest.update(str(VENV).encode())
    for name in ("requirements.txt", requirements, "constraints.txt"):
        digest.update((CLONE / name).read_bytes())
    return digest.hexdigest()


def _has_pip() -> bool:
    """Whether the environment works; one made by a Python that is gone, or moved here, does not."""
    if not PYTHON.exists():
        return False
    question = "import pip, sys; print(sys.prefix)"
    answer = subprocess.run([PYTHON, "-c", question], capture_output=True, text=True, check=False)  # noqa: S603
    return answer.returncode == 0 and Path(answer.stdout.strip()) == VENV


def _make_venv() -> None:
    _say("가상환경을 만듭니다…")
    command = (sys.executable, "-m", "venv", "--clear", str(VENV))
    if subprocess.run(command, capture_output=True, check=False).returncode == 0:  # noqa: S603
        return
    # Debian keeps what venv needs in a package of its own.
    _apt_install("python3-venv")
    _run(*command)


def _apt_install(package: str) -> None:
    prefix = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if not shutil.which("apt-get") or (prefix and not shutil.which("sudo")):
        sys.exit(f"{package} 이(가) 필요합니다. 관리자가 이 패키지를 설치한 뒤 다시 시작하십시오.")
    environment = ("env", "DEBIAN_FRONTEND=noninteractive")
    _run(*prefix, *environment, "apt-get", "update", "--quiet=2")
    options = ("--yes", "--quiet=2", "--no-install-recommends")
    _run(*prefix, *environment, "apt-get", "install", *options, package)


def _run(*command: str) -> None:
    done = subprocess.run(command, stdin=subprocess.DEVNULL, check=False)  # noqa: S603
    if done.returncode != 0:
        sys.exit(f"설치하지 못했습니다: {' '.join(command)}")


def _say(sentence: str) -> None:
    sys.stdout.write(f"{sentence}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
