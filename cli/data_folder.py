"""The data folder of `athir up`: who uses it, and what stands where in it."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from coders.errors import AthirError


class DataFolderError(AthirError):
    """The data folder cannot be used; the message says why."""

    slug = "data-folder"


@dataclass(frozen=True, slots=True)
class DataFolder:
    """Paths in a data folder that this process has to itself."""

    root: Path

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.root / "athir.db"

    @property
    def redis(self) -> Path:
        """Where Redis keeps its append-only file. Everything in it can be made again from the database."""
        return self.root / "redis"

    @property
    def dictionaries(self) -> Path:
        """Where imported dictionaries are kept."""
        return self.root / "dictionaries"

    @property
    def socket(self) -> Path:
        """Where Redis listens; there only while the stack runs."""
        return self.root / "redis.sock"

    @property
    def redis_secret(self) -> Path:
        """Where Redis reads its password, if it must listen on a port; there only while the stack runs."""
        return self.root / "redis.conf"

    @property
    def temporary(self) -> Path:
        """Where the parts put temporary files, so that those of a killed part are found and removed."""
        return self.root / "tmp"

    def clear(self) -> None:
        """Removes what is there only while the stack runs."""
        shutil.rmtree(self.temporary, ignore_errors=True)
        for path in (self.socket, self.redis_secret):
            path.unlink(missing_ok=True)


@contextmanager
def claim(root: Path) -> Iterator[DataFolder]:
    """Makes the folder if need be and holds it for this process alone; clears what a killed stack left in it.

    The lock is on the folder itself (flock), so no lock file can be left behind, and the kernel lets go of it when the
    process ends, however it ends. Raises DataFolderError if another stack holds it or it cannot be made.
    """
    try:
        root = root.expanduser().resolve()
        root.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as error:
        raise DataFolderError(f"cannot use the data folder {root}: {error.strerror}") from error
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise DataFolderError(f"the data folder {root} is in use by another `athir up`") from error
        folder = DataFolder(root)
        folder.redis.mkdir(exist_ok=True, mode=0o700)
        folder.clear()
        folder.temporary.mkdir(mode=0o700)
        try:
            yield folder
        finally:
            folder.clear()
    finally:
        os.close(handle)
