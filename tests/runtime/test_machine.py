import socket

import pytest

from civicsearch.runtime.machine import listen, memory_megabytes, postgres_settings


def test_it_goes_on_to_the_next_port_when_one_is_taken() -> None:
    with listen("127.0.0.1", 18000) as first:
        taken = first.getsockname()[1]
        with listen("127.0.0.1", taken) as second:
            assert second.getsockname()[1] > taken


def test_it_gives_up_when_the_only_port_is_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, pytest.raises(OSError, match="in use"):
        listen("127.0.0.1", server.getsockname()[1], tries=1)


@pytest.mark.parametrize(("memory", "buffers"), [(512, "64MB"), (2048, "128MB"), (65536, "192MB")])
def test_buffers_follow_the_memory_within_bounds(memory: int, buffers: str) -> None:
    assert postgres_settings(memory, durable=True)["shared_buffers"] == buffers


def test_only_thrown_away_databases_do_without_safe_writes() -> None:
    assert "fsync" not in postgres_settings(2048, durable=True)
    assert postgres_settings(2048, durable=False)["fsync"] == "off"


def test_it_knows_the_memory_of_this_machine() -> None:
    assert 100 < memory_megabytes() < 100_000_000
