# SPDX-License-Identifier: EUPL-1.2
"""The empty tables as the migrations make them, written down the first time and read back until a migration changes.

That they can be made from nothing is seen whenever they are made, and every time by the journeys' municipality (SQLite) and
by the crash run (PostgreSQL), which begin with `roedtraad migrate`.
"""

import hashlib
import os
import pickle
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import django
from django.apps import apps
from django.core.management.commands import migrate
from django.db import connection

_OURS = re.compile(r"^from (roedtraad[\w.]*) import (\w+)", re.MULTILINE)
_LEAVES_NOTHING = re.compile(r"\s*(SELECT|SAVEPOINT|RELEASE|ROLLBACK|BEGIN|COMMIT)\b", re.IGNORECASE)


def keep_tables(folder: Path) -> None:
    """Let the next `migrate` of this process, which is the one that makes the test's database, use what is kept in a folder."""
    plain = migrate.Command.handle

    def handle(command: migrate.Command, *args: Any, **options: Any) -> None:
        migrate.Command.handle = plain  # type: ignore[method-assign]
        kept = folder / f"{connection.vendor}-{digest()}"
        if kept.exists():
            _read_back(kept.read_bytes())
            return
        made = _written_down(lambda: plain(command, *args, **options))
        for old in set(folder.glob(f"{connection.vendor}-*")) - {kept}:
            old.unlink(missing_ok=True)
        beside = folder / f"being-made-{os.getpid()}"
        beside.write_bytes(made)
        beside.replace(kept)

    migrate.Command.handle = handle  # type: ignore[method-assign,assignment]


def digest() -> str:
    """Everything that the tables follow from: migrations, what of ours they import, the names of models, the database."""
    found = hashlib.sha256(f"{django.__version__} {connection.vendor}".encode())
    for part in (*_sources(), *_models()):
        found.update(part.encode())
    return found.hexdigest()[:24]


def _sources() -> Iterator[str]:
    house = Path(apps.get_app_config("kernel").path).parent.parent
    for config in apps.get_app_configs():
        for path in sorted(Path(config.path, "migrations").glob("*.py")):
            text = path.read_text(encoding="utf-8")
            yield f"{config.label} {path.name} {text}"
            for module, name in _OURS.findall(text):
                imported = house.joinpath(*module.split("."), f"{name}.py")
                yield imported.read_text(encoding="utf-8")


def _models() -> Iterator[str]:
    for model in apps.get_models(include_auto_created=True):
        named = model._meta
        yield f"{named.label} {named.verbose_name_raw} {named.default_permissions} {named.permissions}"


def _written_down(make: Callable[[], object]) -> bytes:
    """SQLite tells itself what there is; of PostgreSQL the statements are kept that made it."""
    said: list[tuple[str, Any, bool]] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if not _LEAVES_NOTHING.match(sql):
            said.append((sql, params, many))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        make()
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        return pickle.dumps("\n".join(connection.connection.iterdump()))
    return pickle.dumps(said)


def _read_back(kept: bytes) -> None:
    made = pickle.loads(kept)
    with connection.cursor() as cursor:
        if isinstance(made, str):
            connection.connection.executescript(f"PRAGMA foreign_keys=OFF;{made}PRAGMA foreign_keys=ON;")
            return
        for sql, params, many in made:
            (cursor.executemany if many else cursor.execute)(sql, params)
