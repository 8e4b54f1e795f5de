"""The embedded Redis-compatible server: loopback only, behind a password, its queue kept over a restart."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from civicsearch.runtime.processes import Program


@dataclass(frozen=True)
class Valkey:
    folder: Path
    server: Path
    port: int
    password: str
    account: str | None

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def program(self) -> Program:
        settings = {
            "bind": "127.0.0.1",
            "port": str(self.port),
            "requirepass": self.password,
            "dir": f'"{self.folder}"',
            "save": "60 1",
            "maxmemory": "128mb",
            # A queue that silently drops work is worse than one that refuses it.
            "maxmemory-policy": "noeviction",
            "set-proc-title": "no",
        }
        return Program(
            name="valkey",
            label="작업 대기열",
            argv=(str(self.server), "-"),
            environment={"PATH": os.defpath},
            folder=self.folder,
            user=self.account,
            # By standard input, because arguments can be read by every user of the machine.
            stdin="".join(f"{name} {value}\n" for name, value in settings.items()),
        )

    def make_folder(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        if self.account:
            shutil.chown(self.folder, self.account)

    def answers(self) -> bool:
        with redis.Redis.from_url(self.url, socket_timeout=2, retry=Retry(NoBackoff(), 0)) as client:
            try:
                return bool(client.ping())
            except redis.ConnectionError:
                return False
