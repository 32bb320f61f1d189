# SPDX-License-Identifier: EUPL-1.2
"""Lists whose state is in the URL: which page, in which order, and how many there are without counting what nobody reads."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import QuerySet
from django.http import QueryDict

T = TypeVar("T")
ROWS_PER_PAGE = 60
COUNT_LIMIT = 500
_LAST_PAGE = 10_000


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list. `total` is exact up to COUNT_LIMIT; `is_capped` when there are more than that."""

    rows: Sequence[T]
    number: int
    has_next: bool
    total: int
    is_capped: bool = False

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def first_row(self) -> int:
        """The number of the first row, counted from 1; 0 when there are none."""
        return (self.number - 1) * ROWS_PER_PAGE + 1 if self.rows else 0

    @property
    def last_row(self) -> int:
        return (self.number - 1) * ROWS_PER_PAGE + len(self.rows)

    def with_rows(self, make: Callable[[Sequence[T]], Sequence[Any]]) -> "Page[Any]":
        """The same page with its rows made into something else."""
        return Page(make(self.rows), self.number, self.has_next, self.total, self.is_capped)


def page_number(query: QueryDict) -> int:
    """The page asked for in `?page=`; anything that is not a page is the first."""
    text = query.get("page", "")
    return min(max(int(text), 1), _LAST_PAGE) if text.isdecimal() and len(text) < 7 else 1


def paged(rows: "QuerySet[Any, T]", number: int) -> Page[T]:
    """One page of a queryset in two queries: the rows, and a count that stops above COUNT_LIMIT.

    The count is left out when the page itself tells the total.
    """
    start = (number - 1) * ROWS_PER_PAGE
    found = list(rows[start : start + ROWS_PER_PAGE + 1])
    shown, has_next = found[:ROWS_PER_PAGE], len(found) > ROWS_PER_PAGE
    if not has_next and (shown or number == 1):
        return Page(shown, number, False, start + len(shown))
    counted = rows.order_by().values("pk")[: COUNT_LIMIT + 1].count()
    return Page(shown, number, has_next, min(counted, COUNT_LIMIT), counted > COUNT_LIMIT)


def ordering(query: QueryDict, allowed: Mapping[str, Sequence[str]], default: str) -> tuple[str, tuple[str, ...]]:
    """The order asked for in `?sort=name` or `?sort=-name`, and the columns it means.

    `allowed` maps each sort word to columns; an unknown word falls back to `default`.
    """
    asked = query.get("sort", default)
    word = asked.removeprefix("-")
    if word not in allowed:
        asked, word = default, default.removeprefix("-")
    columns = tuple(allowed[word])
    if asked.startswith("-"):
        columns = tuple(column[1:] if column.startswith("-") else f"-{column}" for column in columns)
    return asked, columns


def chosen(query: QueryDict, name: str, allowed: Sequence[str] | Mapping[str, Any]) -> str:
    """The value of a filter when it is one of the allowed, else empty."""
    value = query.get(name, "")
    return value if value in allowed else ""


def words(query: QueryDict, name: str, most: int) -> str:
    """The value of a filter that is any text, at most so many characters; without NUL, which PostgreSQL does not take."""
    return query.get(name, "").replace("\0", "")[:most]


def whole(query: QueryDict, name: str) -> int | None:
    """The value of a filter that is a number, else None."""
    value = query.get(name, "")
    return int(value) if value.isdecimal() and len(value) < 10 else None
