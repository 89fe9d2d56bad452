"""`python -m cli.healthcheck api|worker`: the image's health check, exit code 0 when the part answers.

It asks what the part itself knows, and is no command of `athir`: nobody but a container engine calls it.
"""

from __future__ import annotations

import http.client
import socket
import sys
from contextlib import closing

from redis.exceptions import RedisError

from cli.options import load_settings
from settings import Settings
from workers import liveness
from workers.broker import connect


def api_answers(settings: Settings) -> bool:
    """Whether the API of this machine is alive (not whether it is ready: a missing worker must not restart the API)."""
    with closing(http.client.HTTPConnection("127.0.0.1", settings.port, timeout=4)) as connection:
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == http.client.OK
        except (OSError, http.client.HTTPException):
            return False


def worker_answers(settings: Settings, host: str) -> bool:
    """Whether a worker of the machine called `host` has said within the last seconds that it can work."""
    try:
        with connect(settings.redis_url) as client:
            return any(name.endswith(f"@{host}") for name in liveness.names(client))
    except RedisError:
        return False


def main(part: str) -> int:
    """The exit code for `part`."""
    settings = load_settings()
    healthy = api_answers(settings) if part == "api" else worker_answers(settings, socket.gethostname())
    return 0 if healthy else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
