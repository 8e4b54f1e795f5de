"""What the machine offers: memory, an unprivileged account, free ports."""

import contextlib
import os
import pwd
import socket
from pathlib import Path

_MEGABYTE = 1024 * 1024
_LIMIT_FILES = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))
_SERVICE_ACCOUNTS = ("civicsearch", "nobody")


def memory_megabytes() -> int:
    """Memory of the machine, or of the container when that is less."""
    amounts = [os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")]
    for path in _LIMIT_FILES:
        with contextlib.suppress(OSError, ValueError):
            amounts.append(int(path.read_text(encoding="ascii")))
    return min(amounts) // _MEGABYTE


def postgres_settings(memory: int, *, durable: bool) -> dict[str, str]:
    """Settings for a machine of `memory` megabytes; modest, since web and worker live there too."""
    settings = {
        "shared_buffers": f"{_between(64, memory // 16, 192)}MB",
        "effective_cache_size": f"{max(256, memory // 2)}MB",
        "work_mem": f"{_between(4, memory // 256, 16)}MB",
        "maintenance_work_mem": f"{_between(64, memory // 32, 256)}MB",
        "max_connections": "50",
        "random_page_cost": "1.1",
        "effective_io_concurrency": "64",
        # Short queries lose more by compiling than they win.
        "jit": "off",
        # A longer pending list makes look-ups wait during an import: 3.5 ms become 332 ms at 16 MB.
        "gin_pending_list_limit": "4MB",
        "max_wal_size": "2GB",
        # Statements and key values hold names and telephone numbers.
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
    }
    if not durable:
        settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    return settings


def service_account() -> str | None:
    """The account PostgreSQL runs under: it refuses root; an ordinary user runs it as itself."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in _SERVICE_ACCOUNTS if name in known)


def listen(host: str, first_port: int, tries: int = 200) -> socket.socket:
    """A listening socket on the first free port from `first_port`; OSError if none is free."""
    for port in range(first_port, first_port + tries):
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
            listener.listen(128)
        except OSError:
            listener.close()
            if port == first_port + tries - 1:
                raise
        else:
            return listener
    raise OSError


def free_port(first_port: int) -> int:
    with listen("127.0.0.1", first_port) as listener:
        return int(listener.getsockname()[1])


def _between(low: int, value: int, high: int) -> int:
    return max(low, min(value, high))
