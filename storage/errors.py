"""The storage's part of the domain's exceptions, so that nobody above needs to know the database library's.

AthirError
└── StorageUnavailable   the database is unreachable, busy, or not readable
    └── StorageFull      there is no room for more
"""

from __future__ import annotations

from coders.errors import AthirError


class StorageUnavailable(AthirError):
    """The database is unreachable, busy, or not readable; the transaction had no effect. Trying again may help."""

    slug = "storage-unavailable"


class StorageFull(StorageUnavailable):
    """The disk of the database, or of the input on its way there, is full; nothing was written."""

    slug = "storage-full"
