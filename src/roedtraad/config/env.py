# SPDX-License-Identifier: EUPL-1.2
"""Settings come from the environment, through typed readers that refuse nonsense and name the variable."""

import os
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar
from urllib.parse import urlsplit

from stdnum.dk import cvr

T = TypeVar("T")

_SHORTEST_TOKEN = 16
_LONGEST_LINE = 100
_HOST = re.compile(r"\.?[a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:]+\]", re.IGNORECASE)


class SettingError(Exception):
    """A setting that stops the start. The text names the variable and what it must be."""

    def __init__(self, name: str, remedy: str) -> None:
        super().__init__(f"{name}: {remedy}")
        self.name = name


@dataclass(frozen=True, slots=True)
class Setting(Generic[T]):
    """One variable: how it is read, its default (as text) and what it means."""

    name: str
    read: Callable[[str], T]
    default: str
    meaning: str
    is_secret: bool = False

    def is_given(self) -> bool:
        """Whether the environment sets it."""
        return bool(os.environ.get(self.name))

    def as_text(self) -> str:
        """The text in force, as the environment or the default has it."""
        return os.environ.get(self.name, "") or self.default

    def value(self) -> T:
        """The value in force.

        Raises SettingError with the variable's name when the text is not understood.
        """
        try:
            return self.read(self.as_text())
        except ValueError as error:
            raise SettingError(self.name, str(error)) from error


_settings: dict[str, Setting[object]] = {}


def setting(name: str, read: Callable[[str], T], *, default: str = "", meaning: str, is_secret: bool = False) -> T:
    """Declare a setting and give its value; declared settings are what `roedtraad settings` lists."""
    declared = Setting(name, read, default, meaning, is_secret)
    _settings[name] = declared  # type: ignore[assignment]
    return declared.value()


def declared_settings() -> tuple[Setting[object], ...]:
    """Every setting that has been declared, by name."""
    return tuple(sorted(_settings.values(), key=lambda one: one.name))


def one_of(*choices: str) -> Callable[[str], str]:
    """A reader of one of a few words."""

    def read(text: str) -> str:
        if text not in choices:
            raise ValueError(f"must be one of {', '.join(choices)}, not {text!r}")
        return text

    return read


def whole_number(least: int, most: int) -> Callable[[str], int]:
    """A reader of a whole number between two limits, both included."""

    def read(text: str) -> int:
        if not text.isdecimal() or not least <= int(text) <= most:
            raise ValueError(f"must be a whole number from {least} to {most}, not {text!r}")
        return int(text)

    return read


def yes_or_no(text: str) -> bool:
    """A reader of a switch."""
    if text not in {"yes", "no"}:
        raise ValueError(f"must be yes or no, not {text!r}")
    return text == "yes"


def words(text: str) -> list[str]:
    """A reader of a list separated by commas."""
    return [word.strip() for word in text.split(",") if word.strip()]


def host_names(text: str) -> list[str]:
    """A reader of host names separated by commas: names only, so that a mistake does not turn every visitor away."""
    names = words(text)
    for name in names:
        if not _HOST.fullmatch(name):
            raise ValueError(f"must be host names such as unge.example.dk, without https:// and port, not {name!r}")
    return names


def folder(text: str) -> Path:
    """A reader of a folder, made when it is missing."""
    path = Path(text).expanduser().resolve()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ValueError(f"the folder {path} cannot be made ({error.strerror})") from error
    return path


def database_url(text: str) -> str:
    """A reader of a database address: sqlite:///file or postgres://…"""
    scheme = urlsplit(text).scheme
    if scheme not in {"sqlite", "postgres", "postgresql"}:
        raise ValueError("must begin with sqlite:/// or postgres://")
    return text


def secret_text(text: str) -> str:
    """A reader of a secret that must be long enough to be one."""
    if text and len(text) < 32:
        raise ValueError("must have at least 32 characters")
    return text


def kept_secret(file: Path) -> str:
    """A secret made once and kept in a file only its owner can read: for demo and development, never for production."""
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(48))
    return file.read_text().strip()


def web_address(text: str) -> str:
    """An address that begins with https://, or nothing."""
    if text and not text.startswith("https://"):
        raise ValueError("must be an address that begins with https://, or empty")
    return text


def mail_address(text: str) -> str:
    """A mail address, or nothing."""
    if text and not re.fullmatch(r"[^@\s]+@[^@\s]+", text):
        raise ValueError("must be a mail address, such as ung@kommune.example, or empty")
    return text


def mail_server(text: str) -> str:
    """A mail server: smtp://host:port, or smtp+tls:// and smtp+ssl:// with user and password."""
    if urlsplit(text).scheme not in {"smtp", "smtp+tls", "smtp+ssl"} or not urlsplit(text).hostname:
        raise ValueError("must look like smtp://host:25 or smtp+tls://user:password@host:587")
    return text


def token_text(text: str) -> str:
    """A token of at least 16 characters, or nothing."""
    if text and len(text) < _SHORTEST_TOKEN:
        raise ValueError(f"must have at least {_SHORTEST_TOKEN} characters, or be empty")
    return text


def cvr_number(text: str) -> str:
    """A CVR number of eight digits, or nothing."""
    if text and not cvr.is_valid(text):
        raise ValueError("must be a CVR number of eight digits, or empty")
    return cvr.compact(text)


def readable_file(text: str) -> str:
    """A file that can be read, or nothing."""
    if text and not os.access(text, os.R_OK):
        raise ValueError(f"must be a file that can be read, or empty, not {text!r}")
    return text


def line(text: str) -> str:
    """A short text on one line, or nothing."""
    if len(text) > _LONGEST_LINE or not text.isprintable():
        raise ValueError(f"must be one line of at most {_LONGEST_LINE} characters, or empty")
    return text


def word(text: str) -> str:
    """A name without spaces, or nothing."""
    if re.search(r"\s", text):
        raise ValueError("must hold no spaces")
    return text
