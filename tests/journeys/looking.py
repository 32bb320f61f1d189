# SPDX-License-Identifier: EUPL-1.2
"""How a page looks to whoever reads it: at a desktop and on a phone, and what has been looked at before."""

import json
import os
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from lxml import html
from playwright.sync_api import ViewportSize

from tests.journeys.conftest import DESKTOP, PHONE, Reader


def wrong_with(reader: Reader) -> list[str]:
    """What axe finds wrong with the page as it stands, at a desktop and on a phone, whichever it is at first."""
    if reader.page.viewport_size == PHONE:
        return wrong_on_a_phone(reader) + _wrong_at(reader, DESKTOP)
    return reader.axe() + _wrong_at(reader, PHONE)


def _wrong_at(reader: Reader, size: ViewportSize) -> list[str]:
    before = reader.page.viewport_size or DESKTOP
    reader.page.set_viewport_size(size)
    wrong = wrong_on_a_phone(reader) if size == PHONE else reader.axe()
    reader.page.set_viewport_size({"width": before["width"], "height": before["height"]})
    return wrong


def wrong_on_a_phone(reader: Reader) -> list[str]:
    """What is wrong with the page at a phone's width, its width included."""
    wrong = [f"phone {one}" for one in reader.axe()]
    wide = reader.page.evaluate("document.documentElement.scrollWidth")
    if wide > PHONE["width"] + 1:
        wrong.append(f"phone {reader.page.url} is {wide} wide")
    return wrong


def parts(page: str) -> set[str]:
    """What a page is built of, whatever it says: every element with its classes and attributes, in what it stands in."""
    return {
        f"{_named(one.getparent())} > {_named(one)} {sorted(one.attrib)}" for one in html.fromstring(page).iter("*")
    }


def _named(one: html.HtmlElement | None) -> str:
    return "" if one is None else f"{one.tag} {one.get('class', '')} {one.get('role', '')} {one.get('type', '')}"


@dataclass
class LookedAt:
    """Which shapes of page somebody has looked at in this run, in whichever process, and what they were built of."""

    folder: Path
    _read: dict[Path, set[str]] = field(default_factory=dict)

    def is_first(self, shape: str) -> bool:
        """True for whoever asks first; the others need not look at such a page whole."""
        with suppress(FileExistsError):
            self._file(shape, "taken").touch(exist_ok=False)
            return True
        return False

    def remember(self, shape: str, found: set[str]) -> None:
        """What has been looked at, for all processes: written whole before it has its name."""
        path = self._file(shape, f"{os.getpid()}-{sha256(repr(sorted(found)).encode()).hexdigest()[:12]}.json")
        path.with_suffix(".new").write_text(json.dumps(sorted(found)))
        path.with_suffix(".new").rename(path)

    def new_in(self, found: set[str]) -> set[str]:
        """What a page is built of and nobody has looked at yet, in whatever page."""
        for path in self.folder.glob("looked-*.json"):
            if path not in self._read:
                self._read[path] = set(json.loads(path.read_text()))
        return found.difference(*self._read.values())

    def _file(self, shape: str, end: str) -> Path:
        return self.folder / f"looked-{sha256(shape.encode()).hexdigest()[:24]}-{end}"
