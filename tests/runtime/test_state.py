import os
from pathlib import Path

import pytest

from civicsearch.runtime import state as state_module
from civicsearch.runtime.keys import load_or_make
from civicsearch.runtime.lock import LockHeldError, held
from civicsearch.runtime.state import State, clone_state


def test_other_commands_read_back_what_was_left(tmp_path: Path) -> None:
    values = {"SECRET_KEY": 'a\'b "c" $d', "DATA_DIR": "/자료/한 곳"}
    State(tmp_path).write_environment(values)
    assert State(tmp_path).read_environment() == values


def test_secrets_are_readable_by_their_owner_alone(tmp_path: Path) -> None:
    state = State(tmp_path)
    state.write_environment({"SECRET_KEY": "x"})
    load_or_make(state.secrets_file)
    modes = {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    assert modes == {0o600}


def test_secrets_stay_the_same_at_the_next_start(tmp_path: Path) -> None:
    assert load_or_make(tmp_path / "secrets") == load_or_make(tmp_path / "secrets")


def test_a_secret_added_later_is_made_beside_the_kept_ones(tmp_path: Path) -> None:
    (tmp_path / "secrets").write_text('{"owner": "kept"}')
    keys = load_or_make(tmp_path / "secrets")
    assert keys.owner == "kept"
    assert len(keys.file_key) == 44


def test_a_second_start_of_one_clone_is_refused(tmp_path: Path) -> None:
    state = State(tmp_path)
    with held(state.lock_file):
        assert state.is_running()
        with pytest.raises(LockHeldError), held(state.lock_file):
            pass


def test_a_lock_file_left_behind_does_not_count_as_running(tmp_path: Path) -> None:
    state = State(tmp_path)
    with held(state.lock_file):
        pass
    assert state.lock_file.exists()
    assert not state.is_running()


def test_clones_of_one_machine_do_not_share_a_folder() -> None:
    first, second = clone_state(Path("/srv/a/civicsearch")), clone_state(Path("/srv/b/civicsearch"))
    assert first.root != second.root


@pytest.mark.parametrize("command", ["find", "migrate", "load_demo"])
def test_a_command_without_services_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, command: str
) -> None:
    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.setattr(state_module, "clone_state", lambda: State(tmp_path))
    monkeypatch.setattr(state_module, "runtime_environment", dict)
    assert "make run" in (state_module.missing_services(command) or "")


def test_a_command_with_services_named_is_let_through() -> None:
    assert "DATABASE_URL" in os.environ
    assert state_module.missing_services("find") is None
