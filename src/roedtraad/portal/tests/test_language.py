# SPDX-License-Identifier: EUPL-1.2
"""Every text that a young person or a parent meets in the portal is easy to read: LIX at most 35, in each language (SECURITY J4)."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation import gettext, override

ROOM = Path(__file__).parent.parent
EASY = 35
"""LIX below 25 is a picture book, 35 a newspaper's easy pages, above 45 an authority's letter (Björnsson, 1968)."""
NOT_THEIRS = re.compile(r"staff|access_actions|contributions|models|demo")
"""Pages and texts of the colleagues, and of the demo."""
_TRANSLATE = re.compile(r"""\{%\s*translate (?:"([^"]+)"|'([^']+)')""")
_BLOCK = re.compile(r"\{%\s*blocktranslate.*?%\}(.*?)\{%\s*endblocktranslate", re.DOTALL)
_CALL = re.compile(r'(?:gettext_lazy|\b_)\(\s*((?:"[^"]*"\s*)+)')
_VALUE = re.compile(r"\{\{.*?\}\}|%\(\w+\)s|\{\w+\}")


def texts() -> dict[str, list[str]]:
    """The texts of each page and each file of the portal that citizens read, as the catalogue knows them."""
    found: dict[str, list[str]] = {}
    for path in sorted((ROOM / "templates" / "portal").glob("*.html")):
        page = path.read_text(encoding="utf-8")
        found[path.name] = ["".join(pair) for pair in _TRANSLATE.findall(page)]
        found[path.name] += [_named(text) for block in _BLOCK.findall(page) for text in block.split("{% plural %}")]
    for path in sorted(ROOM.glob("*.py")):
        calls = _CALL.findall(path.read_text(encoding="utf-8"))
        found[path.name] = ["".join(re.findall(r'"([^"]*)"', call)) for call in calls]
    return {name: lines for name, lines in found.items() if lines and not NOT_THEIRS.search(name)}


def _named(text: str) -> str:
    return re.sub(r"\{\{\s*(\w+)\s*\}\}", r"%(\1)s", text)


def lix(text: str) -> float:
    """Words a sentence, and long words (more than six letters) in a hundred."""
    words = re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", text)
    sentences = len(re.findall(r"[.!?:](?=\s|$)", text)) or 1
    return len(words) / sentences + 100 * sum(len(word) > 6 for word in words) / max(len(words), 1)


def as_read(lines: list[str], language: str) -> str:
    """The lines one after the other, with a name where a value stands; a line without a full stop is a sentence too."""
    with override(language):
        said = [_VALUE.sub("Alma", gettext(line)) for line in lines]
    return " ".join(line if line.rstrip().endswith((".", "!", "?", ":")) else f"{line}." for line in said)


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_the_portal_is_easy_to_read(language: str) -> None:
    every = [line for lines in texts().values() for line in lines]
    assert len(every) > 120, "the walk has read something"
    assert lix(as_read(every, language)) <= EASY


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_no_page_of_the_portal_is_hard_to_read(language: str) -> None:
    """A page with hardly a word on it tells nothing: one long word would weigh more than the page."""
    pages = {name: as_read(lines, language) for name, lines in texts().items()}
    measured = {name: round(lix(text), 1) for name, text in pages.items() if len(text.split()) >= 20}
    assert len(measured) >= 15
    assert {name: value for name, value in measured.items() if value > EASY} == {}


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_no_sentence_is_long(language: str) -> None:
    every = {line for lines in texts().values() for line in lines}
    sentences = [part for line in every for part in re.split(r"(?<=[.!?:])\s+", as_read([line], language))]
    assert [one for one in sentences if len(one.split()) > 18] == []


def test_control_an_authoritys_letter_is_found() -> None:
    letter = (
        "Kommunalbestyrelsen træffer efter gennemførelsen af partshøringen afgørelse vedrørende bevilling af den "
        "helhedsorienterede uddannelsesindsats i henhold til lovgivningens bestemmelser herom."
    )
    assert lix(letter) > EASY
