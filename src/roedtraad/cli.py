# SPDX-License-Identifier: EUPL-1.2
"""The command line: `roedtraad COMMAND`, every command a Django management command of one of the rooms."""

import os
import sys
from collections.abc import Iterator

import django
from django.core.management import ManagementUtility, get_commands, load_command_class
from django.db import DatabaseError, OperationalError, ProgrammingError

from roedtraad.config.env import SettingError
from roedtraad.kernel.errors import DomainError

# The part of the house that a command stands in, in the order of the help.
_PARTS = (
    ("django.core", "Database"),
    ("roedtraad.config", "Running"),
    ("roedtraad.demo", "Running"),
    ("roedtraad.web", "Running"),
    ("roedtraad.kernel", "Running"),
    ("roedtraad.organisation", "The organisation"),
    ("roedtraad.people", "People"),
    ("roedtraad.cases", "Cases"),
    ("roedtraad.detection", "Detection"),
    ("roedtraad.meetings", "Meetings"),
    ("roedtraad.audit", "Audit"),
)
_OF_DJANGO = {"migrate": "Make the database, or bring it up to date."}


def main(argv: list[str] | None = None) -> None:
    """Run one command. Exits 2 with the setting's name when a setting is wrong, 1 when the act is refused."""
    words = list(sys.argv if argv is None else argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "roedtraad.config.settings")
    try:
        if words[1:] in ([], ["help"], ["--help"], ["-h"]):
            sys.stdout.write(_help())
        else:
            ManagementUtility(words).execute()
    except SettingError as error:
        _stop(2, f"a setting is wrong. {error}")
    except DomainError as error:
        _stop(1, str(error))
    except BrokenPipeError:  # who reads our output has seen enough, as `| head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except (OperationalError, ProgrammingError) as error:
        _stop(1, _about_the_database(error))


def _stop(status: int, text: str) -> None:
    sys.stderr.write(f"roedtraad: {text}\n")
    sys.exit(status)


def _about_the_database(error: DatabaseError) -> str:
    """One line for a database that is missing, away or not migrated; any other fault goes on as it is."""
    said = str(error).strip().partition("\n")[0]
    if "no such table" in said or "no such column" in said or "does not exist" in said:
        return f"the database is not ready ({said}). Run: roedtraad migrate"
    if isinstance(error, OperationalError):
        return f"the database does not answer ({said}). Check DATABASE_URL."
    raise error


def _help() -> str:
    django.setup()
    lines = ["Usage: roedtraad COMMAND [--help] ...", ""]
    for part, commands in _grouped().items():
        lines.append(part)
        lines += [f"  {name:<12} {meaning}" for name, meaning in commands]
        lines.append("")
    lines.append("Settings come from the environment; `roedtraad settings` lists them.")
    return "\n".join(lines) + "\n"


def _grouped() -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {part: [] for _room, part in _PARTS}
    parts = dict(_PARTS)
    for name, room, meaning in sorted(_own_commands()):
        found.setdefault(parts.get(room, "More"), []).append((name, meaning))
    return {part: commands for part, commands in found.items() if commands}


def _own_commands() -> Iterator[tuple[str, str, str]]:
    """Name, room and meaning of each command that is ours, or Django's and needed here."""
    for name, room in get_commands().items():
        if room.startswith("roedtraad."):
            yield name, room, load_command_class(room, name).help
        elif name in _OF_DJANGO:
            yield name, room, _OF_DJANGO[name]


if __name__ == "__main__":
    main()
