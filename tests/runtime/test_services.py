"""The real servers, started in a temporary folder."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from civicsearch.runtime.console import SetupError, StopSignals
from civicsearch.runtime.keys import Keys, load_or_make
from civicsearch.runtime.machine import service_account
from civicsearch.runtime.postgres import Postgres
from civicsearch.runtime.processes import Supervisor
from civicsearch.runtime.programs import postgres_binaries
from civicsearch.runtime.services import Services
from civicsearch.runtime.state import State, clone_state

RUNTIME = Path(__file__).resolve().parents[2] / "civicsearch" / "runtime"


@pytest.fixture(autouse=True)
def no_named_services(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.delenv("REDIS_URL")


@contextlib.contextmanager
def started(
    state: State, keys: Keys | None = None, *, durable: bool = False
) -> Iterator[tuple[dict[str, str], Supervisor]]:
    state.root.chmod(0o711)
    supervisor = Supervisor(state.logs, StopSignals())
    services = Services(state, clone_state().programs, keys or load_or_make(state.root / "keys"), durable=durable)
    try:
        yield services.start(supervisor), supervisor
    finally:
        supervisor.end_all()


def ask(url: str, question: str) -> list[tuple[object, ...]]:
    with contextlib.closing(psycopg2.connect(url)) as connection, connection, connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchall() if cursor.description else []


def test_a_new_cluster_is_utf8_with_checksums_and_our_extensions(state: State) -> None:
    with started(state) as (addresses, _):
        shown = "SELECT current_setting('server_encoding'), current_setting('data_checksums'), datlocale"
        assert ask(addresses["DATABASE_URL"], f"{shown} FROM pg_database WHERE datname = 'civicsearch'") == [
            ("UTF8", "on", "C.UTF-8")
        ]
        names = {name for (name,) in ask(addresses["DATABASE_URL"], "SELECT extname FROM pg_extension")}
        assert names >= {"pg_trgm", "btree_gin", "vector"}
        assert ask(addresses["DATABASE_URL"], "SELECT cardinality(show_trgm('도로'))") == [(3,)]


def test_the_application_writes_rows_and_changes_no_table(state: State) -> None:
    with started(state) as (addresses, _):
        ask(addresses["DATABASE_OWNER_URL"], "CREATE TABLE notes (id serial, words text)")
        ask(addresses["DATABASE_URL"], "INSERT INTO notes (words) VALUES ('가')")
        for forbidden in ("TRUNCATE notes", "DROP TABLE notes", "CREATE TABLE others ()"):
            with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                ask(addresses["DATABASE_URL"], forbidden)


def test_a_second_start_finds_rows_and_queue_again(state: State) -> None:
    with started(state) as (addresses, _):
        ask(addresses["DATABASE_OWNER_URL"], "CREATE TABLE kept AS SELECT 42 AS answer")
        redis.Redis.from_url(addresses["REDIS_URL"]).set("queued", "yes")
    begin = time.monotonic()
    with started(state) as (addresses, _):
        assert time.monotonic() - begin < 5
        assert ask(addresses["DATABASE_URL"], "SELECT answer FROM kept") == [(42,)]
        assert redis.Redis.from_url(addresses["REDIS_URL"]).get("queued") == b"yes"


def test_a_killed_server_comes_back_with_its_rows(state: State) -> None:
    with started(state, durable=True) as (addresses, supervisor):
        ask(addresses["DATABASE_OWNER_URL"], "CREATE TABLE survived AS SELECT 1 AS one")
        postgres = supervisor.children[0]
        first = postgres.process.pid
        os.kill(first, signal.SIGKILL)
        limit = time.monotonic() + 20
        while postgres.process.pid == first or not _answers(addresses["DATABASE_URL"]):
            assert time.monotonic() < limit
            supervisor.tend()
            time.sleep(0.05)
        assert ask(addresses["DATABASE_URL"], "SELECT one FROM survived") == [(1,)]


def test_a_pid_file_that_names_another_program_does_not_matter(state: State) -> None:
    with started(state):
        pass
    stale = state.postgres / "cluster" / "postmaster.pid"
    stale.write_text(f"{os.getpid()}\n{stale.parent}\n0\n5432\n\n\n\n\n")
    with started(state) as (addresses, _):
        assert _answers(addresses["DATABASE_URL"])


def test_the_broker_asks_for_its_password(state: State) -> None:
    with started(state) as (addresses, _):
        port = redis.Redis.from_url(addresses["REDIS_URL"]).connection_pool.connection_kwargs["port"]
        with pytest.raises(redis.AuthenticationError):
            redis.Redis(port=port, retry=Retry(NoBackoff(), 0)).ping()


def test_the_database_opens_no_port(state: State) -> None:
    with started(state) as (addresses, _):
        assert ask(addresses["DATABASE_URL"], "SHOW listen_addresses") == [("",)]


def test_lost_secrets_are_told_and_the_rows_left_alone(state: State) -> None:
    with started(state):
        pass
    with pytest.raises(SetupError, match="비밀번호가 맞지 않습니다"), started(state, Keys()):
        pass


def test_rows_of_another_major_version_are_told(state: State) -> None:
    with started(state):
        pass
    version = state.postgres / "cluster" / "PG_VERSION"
    kept = version.read_text()
    version.write_text("14\n")
    with pytest.raises(SetupError, match="PostgreSQL 14"), started(state):
        pass
    version.write_text(kept)


def test_a_folder_with_a_long_name_gets_its_socket_elsewhere(state: State) -> None:
    deep = State(state.root / ("long" * 30))
    deep.root.mkdir()
    with started(deep) as (addresses, _):
        assert "long" not in addresses["DATABASE_URL"]
        assert _answers(addresses["DATABASE_URL"])


def test_named_services_are_used_and_nothing_is_started(
    state: State, supervisor: Supervisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://u@db/civic")
    monkeypatch.setenv("REDIS_URL", "redis://broker/0")
    assert Services(state, state.programs, Keys()).start(supervisor) == {}
    assert supervisor.children == []


def _answers(url: str) -> bool:
    try:
        return ask(url, "SELECT 1") == [(1,)]
    except psycopg2.OperationalError:
        return False


def test_a_server_s_database_gets_the_same_roles_and_extensions(state: State, supervisor: Supervisor) -> None:
    keys, account = Keys(), service_account()
    folder, binaries = state.root / "server", postgres_binaries(clone_state().programs if account else None)
    server = Postgres(folder, binaries, keys, {"fsync": "off"}, account)
    server.make_folders()
    server.make_cluster(supervisor.step)
    supervisor.wait_until(server.answers, supervisor.start(server.program()), 20)
    environment = {
        "PATH": f"{binaries}:{os.defpath}",
        "PGHOST": str(server.socket_folder),
        "PGPASSWORD": keys.superuser,
        "DATABASE_OWNER_PASSWORD": keys.owner,
        "DATABASE_APP_PASSWORD": keys.application,
        "DATABASE_SQL": str(RUNTIME / "database.sql"),
    }
    subprocess.run([RUNTIME / "server_database.sh"], env=environment, check=True)
    ask(server.owner_url, "CREATE TABLE rows (id integer)")
    assert ask(server.application_url, "SELECT count(*) FROM rows") == [(0,)]
    assert ask(server.application_url, "SELECT '[1]'::vector::text") == [("[1]",)]
