# SPDX-License-Identifier: EUPL-1.2
"""When experience may go back to the departments: it points at nobody, and enough young people stand behind it. Plain values only.

A lesson is told of the month, else the quarter, else the year in which the forum has met about enough young people; until then only
whoever wrote it sees it. The text is refused when it holds a number that may be a CPR number, a phone number or a mail address, or a
word that is part of a name or of a street on the forum's agendas. Names of one to three letters count only when written with a capital,
since Bo, My and Liv are words as well.
"""

import datetime as dt
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from roedtraad.kernel.text import fold, holds_cpr

SpanKind = Literal["month", "quarter", "year"]
_SPANS: Final[tuple[tuple[SpanKind, int], ...]] = (("month", 1), ("quarter", 3), ("year", 12))
_SHORT: Final = 3
_WORD: Final = re.compile(r"[^\W\d_]+", re.UNICODE)
_MAIL: Final = re.compile(r"\S+@\S+\.\S+")
_PHONE: Final = re.compile(r"(?<!\d)(?:\d[ .]?){7}\d(?!\d)")


@dataclass(frozen=True, slots=True)
class Telling:
    """The span that a lesson is told of."""

    kind: SpanKind
    begins: dt.date


def told_of(month: dt.date, persons: Mapping[tuple[SpanKind, dt.date], int], least: int) -> Telling | None:
    """The shortest span around the month with enough young people; None while there is none.

    `persons` counts the different young people that the forum met in each span, by its kind and first day.
    """
    for kind, months in _SPANS:
        begins = first_of(month, months)
        if persons.get((kind, begins), 0) >= least:
            return Telling(kind, begins)
    return None


def first_of(day: dt.date, months: int) -> dt.date:
    """The first day of the month, quarter or year that a day is in."""
    return dt.date(day.year, (day.month - 1) // months * months + 1, 1)


def spans_of(day: dt.date) -> Iterator[tuple[SpanKind, dt.date]]:
    """The month, quarter and year of a day."""
    for kind, months in _SPANS:
        yield kind, first_of(day, months)


@dataclass(frozen=True, slots=True)
class Found:
    """What in a text points at somebody: a kind of number, or the words themselves."""

    cpr: bool = False
    reachable: bool = False
    words: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self.cpr or self.reachable or bool(self.words)


def pointing_at(text: str, names: Iterable[str], streets: Iterable[str]) -> Found:
    """What the text holds that points at somebody: see the head of this file."""
    cpr = holds_cpr(text)
    known = {word for name in names for word in _folded_words(name)}
    words = [word for word in _WORD.findall(text) if _is_name(word, known)]
    words += [street for street in map(street_name, streets) if street and _says(text, street)]
    reachable = _MAIL.search(text) is not None or (not cpr and _PHONE.search(text) is not None)
    return Found(cpr, reachable, tuple(dict.fromkeys(words)))


def _folded_words(name: str) -> Iterator[str]:
    return (fold(word) for word in _WORD.findall(name) if len(word) > 1)


def _is_name(word: str, known: Collection[str]) -> bool:
    """Whether a word is one of the names, also with the s of the genitive."""
    folded = fold(word)
    bare = folded.removesuffix("s")
    if folded not in known and bare not in known:
        return False
    return len(word) > _SHORT or word[0].isupper()


def street_name(street: str) -> str:
    """The street without the number of the house.

    >>> street_name("Gl. Havnevej 7, 2. tv")
    'Gl. Havnevej'
    """
    return re.split(r"\s*\d", street, maxsplit=1)[0].strip(" ,")


def _says(text: str, street: str) -> bool:
    return re.search(rf"\b{re.escape(fold(street))}\b", fold(text)) is not None
