# SPDX-License-Identifier: EUPL-1.2
"""What the ways out are handed, how they say that it did not leave, and the folder of what has no other way out."""

import datetime as dt
import os
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Letter:
    """What an adapter is handed. `number` is the same at every try, so that a receiver can tell a repetition."""

    number: int
    channel: str
    address: str
    subject: str
    body: str
    language: str
    made_at: dt.datetime
    person_id: int | None = None
    calendar: str = ""


class NotSent(Exception):
    """The letter could not be handed over. The text is a word of `problems.py` and holds nothing of the letter."""


def named(error: Exception) -> str:
    """An error of the net by the name of what lies behind it."""
    reason = getattr(error, "reason", None)
    return type(reason if isinstance(reason, Exception) else error).__name__


def outbox() -> Path:
    """The folder of the stand-ins."""
    return Path(settings.VAR) / "outbox"


def write_whole(path: Path, content: bytes) -> None:
    """A file for its owner's eyes only, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".tmp")
    descriptor = os.open(unfinished, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    unfinished.replace(path)
