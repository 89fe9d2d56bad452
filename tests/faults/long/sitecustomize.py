"""Faults from within, for every process that finds this module on its path: a clock that is moved, a disk that is full.

CLOCK_FILE names a file with the seconds by which the clock of the store is wrong, ROOM_FILE one with the pages that a
SQLite file may have; without such a file the clock is right and there is room.
"""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session
from sqlalchemy.pool import Pool

from storage import engine

ENDLESS = 2**32 - 2  # SQLite's own limit of pages


def _number(variable: str, otherwise: float) -> float:
    try:
        with open(os.environ[variable], encoding="ascii") as file:
            return float(file.read() or otherwise)
    except (KeyError, FileNotFoundError):
        return otherwise


def moved_clock(session: Session) -> datetime:
    """What the store's clock tells, wrong by CLOCK_FILE."""
    return engine.database_clock(session) + timedelta(seconds=_number("CLOCK_FILE", 0))


def limit_room(connection: Any, *_: object) -> None:
    """Lets the file have no more pages than ROOM_FILE says; SQLite keeps the limit by connection."""
    connection.execute(f"PRAGMA max_page_count = {int(_number('ROOM_FILE', ENDLESS))}")


if "CLOCK_FILE" in os.environ:
    engine.session_factory.__defaults__ = (moved_clock,)
if "ROOM_FILE" in os.environ:
    event.listen(Pool, "checkout", limit_room)
