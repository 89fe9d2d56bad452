"""The storage's part of the domain's exceptions, so that nobody above needs to know the database library's.

AthirError
└── StorageUnavailable   the database is unreachable, busy, or not readable
"""

from __future__ import annotations

from coders.errors import AthirError


class StorageUnavailable(AthirError):
    """The database is unreachable, busy, or not readable; the transaction had no effect. Trying again may help."""

    slug = "storage-unavailable"
