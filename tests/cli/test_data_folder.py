"""The data folder of `athir up`: held by one process, and clean when it is let go."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cli.data_folder import DataFolder, DataFolderError, claim
from cli.redis_server import private_redis


def test_a_folder_is_made_held_and_let_go(tmp_path: Path) -> None:
    with claim(tmp_path / "new" / "data") as folder:
        assert folder.root == tmp_path / "new" / "data"
        assert folder.redis.is_dir()
        assert folder.root.stat().st_mode & 0o077 == 0, "others must not read articles"
        with pytest.raises(DataFolderError, match="in use by another"), claim(folder.root):
            pass
    with claim(folder.root):
        pass


def test_it_is_let_go_after_an_error_too(tmp_path: Path) -> None:
    socket = DataFolder(tmp_path).socket
    with pytest.raises(ZeroDivisionError), claim(tmp_path):
        _ = socket.touch() or 1 / 0
    assert not socket.exists()
    with claim(tmp_path):
        pass


def test_what_a_killed_stack_left_is_cleared(tmp_path: Path) -> None:
    left = DataFolder(tmp_path)
    left.socket.touch()
    left.redis_secret.touch()
    left.database.touch()
    left.temporary.mkdir()
    (left.temporary / "old").touch()
    with claim(tmp_path) as folder:
        assert sorted(path.name for path in folder.root.iterdir()) == ["athir.db", "redis", "tmp"]
        assert not list(folder.temporary.iterdir())
    assert sorted(path.name for path in folder.root.iterdir()) == ["athir.db", "redis"]


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DataFolderError, match=r"file/data: Not a directory"), claim(tmp_path / "file" / "data"):
        pass


@pytest.mark.parametrize(("length", "has_socket"), [(1, True), (120, False)])
def test_redis_listens_on_a_socket_if_the_path_fits_one(tmp_path: Path, length: int, has_socket: bool) -> None:
    root = Path("/tmp") / f"athir-test-{os.getpid()}" if has_socket else tmp_path / ("x" * length)
    with claim(root) as folder:
        server = private_redis(folder)
        assert ("--unixsocket" in server.command) is has_socket
        assert server.url.startswith("redis+socket://" if has_socket else "redis://:")
        if not has_socket:
            assert folder.redis_secret.stat().st_mode & 0o077 == 0
            password = folder.redis_secret.read_text().split()[1]
            assert password not in " ".join(server.command), "others could read it from the list of processes"
    folder.redis.rmdir()
    root.rmdir()
