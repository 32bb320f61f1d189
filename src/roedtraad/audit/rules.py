# SPDX-License-Identifier: EUPL-1.2
"""The arithmetic of the chain: what a row's hash covers, and the digest of values that can be erased."""

import datetime as dt
import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any, Final

GENESIS: Final = "0" * 64
_SEPARATOR: Final = "\x1f"
_NUL: Final = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")


def canonical(values: Mapping[str, Any]) -> str:
    """Values as one text that is the same whenever they are the same."""
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as JSON holds them, so that what is stored has the digest of what was meant.

    Without NUL characters, which PostgreSQL cannot keep: an address may hold one, and the look must still be logged.
    """
    stored: dict[str, Any] = json.loads(_NUL.sub(r"\1", canonical(values)))
    return stored


def detail_digest(salt: str, values: Mapping[str, Any]) -> str:
    """SHA-256 over the salt and the canonical values; useless for guessing once the salt is erased."""
    return hashlib.sha256((salt + canonical(values)).encode()).hexdigest()


def chain_hash(previous: str, fields: tuple[object, ...]) -> str:
    """SHA-256 over the hash of the row before and every field of this row, moments in UTC with microseconds."""
    parts = (_as_text(field) for field in fields)
    return hashlib.sha256(_SEPARATOR.join((previous, *parts)).encode()).hexdigest()


def _as_text(field: object) -> str:
    if field is None:
        return ""
    if isinstance(field, dt.datetime):
        return field.astimezone(dt.UTC).isoformat(timespec="microseconds")
    return str(field).replace(_SEPARATOR, " ")
