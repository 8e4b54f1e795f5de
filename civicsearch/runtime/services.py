"""PostgreSQL and the Redis-compatible server together, unless the environment names others."""

import os
from dataclasses import dataclass
from pathlib import Path

from civicsearch.runtime.keys import Keys
from civicsearch.runtime.machine import free_port, memory_megabytes, postgres_settings, service_account
from civicsearch.runtime.postgres import Postgres
from civicsearch.runtime.processes import Supervisor
from civicsearch.runtime.programs import postgres_binaries, valkey_server
from civicsearch.runtime.state import State
from civicsearch.runtime.valkey import Valkey

# Below the range from which the kernel gives ports to outgoing connections.
_FIRST_VALKEY_PORT = 16379
_START_SECONDS = 60.0


@dataclass(frozen=True)
class Services:
    """What the two servers need: a place for their data, and one for copies that their account can read."""

    state: State
    copies: Path
    keys: Keys
    durable: bool = True

    def start(self, supervisor: Supervisor) -> dict[str, str]:
        """Start what the environment does not name; the addresses of all, for the children's environment."""
        self.state.make()
        addresses = {}
        if not (os.environ.get("DATABASE_URL") or os.environ.get("DATABASE_URL_FILE")):
            postgres = self._start_postgres(supervisor)
            addresses["DATABASE_URL"] = postgres.application_url
            addresses["DATABASE_OWNER_URL"] = postgres.owner_url
        if not os.environ.get("REDIS_URL"):
            addresses["REDIS_URL"] = self._start_valkey(supervisor).url
        return addresses

    def _start_postgres(self, supervisor: Supervisor) -> Postgres:
        account = service_account()
        postgres = Postgres(
            folder=self.state.postgres,
            binaries=postgres_binaries(self.copies if account else None),
            keys=self.keys,
            settings=postgres_settings(memory_megabytes(), durable=self.durable),
            account=account,
        )
        postgres.make_folders()
        postgres.make_cluster(supervisor.step)
        child = supervisor.start(postgres.program())
        supervisor.wait_until(postgres.answers, child, _START_SECONDS)
        postgres.make_database()
        return postgres

    def _start_valkey(self, supervisor: Supervisor) -> Valkey:
        account = service_account()
        valkey = Valkey(
            folder=self.state.valkey,
            server=valkey_server(self.copies if account else None),
            port=free_port(_FIRST_VALKEY_PORT),
            password=self.keys.broker,
            account=account,
        )
        valkey.make_folder()
        child = supervisor.start(valkey.program())
        supervisor.wait_until(valkey.answers, child, _START_SECONDS)
        return valkey
