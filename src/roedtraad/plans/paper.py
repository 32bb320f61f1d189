# SPDX-License-Identifier: EUPL-1.2
"""A document before it is a file: a title and blocks of plain text, the same for PDF and Word."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from roedtraad.kernel.text import without_cpr

_UNPRINTABLE: Final = re.compile(r"[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading below the title, which is the only one of level 1."""

    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph; `is_quoted` when these are somebody's own words."""

    text: str
    is_quoted: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """Terms, each with what is known of it."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under column headings; `about` says in a few words what it shows, for those who hear it."""

    about: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Block = Heading | Words | Facts | Table


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole document. `language` is a tag of BCP 47; `head` stands on every page and names nobody by number."""

    title: str
    language: str
    author: str
    head: str
    foot: str
    page_word: str
    blocks: tuple[Block, ...]


def paragraphs(text: str, *, is_quoted: bool = False) -> list[Words]:
    """A text as its paragraphs, without what no file can hold and without the digits of CPR numbers."""
    return [Words(line, is_quoted) for line in map(str.strip, clean(text).splitlines()) if line]


def clean(text: str) -> str:
    """A text without control characters and with CPR numbers hidden."""
    return without_cpr(_UNPRINTABLE.sub("", text))


def facts(*rows: tuple[str, str]) -> list[Facts]:
    """The rows that say something; nothing when none does."""
    kept = tuple((term, " ".join(clean(said).split())) for term, said in rows if said.strip())
    return [Facts(kept)] if kept else []


def table(about: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[Table]:
    """A table of rows, without the columns that are empty in every row; nothing when there are no rows."""
    if not rows:
        return []
    told = [[" ".join(clean(cell).split()) for cell in row] for row in rows]
    kept = [number for number in range(len(head)) if any(row[number] for row in told)]
    return [
        Table(
            about,
            tuple(head[number] for number in kept),
            tuple(tuple(row[number] for number in kept) for row in told),
        )
    ]
