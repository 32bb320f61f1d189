# SPDX-License-Identifier: EUPL-1.2
"""Values in the cells of a file, as people and spreadsheets write them in Denmark."""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Final, TypeVar

from django.utils.translation import gettext_lazy as _

from roedtraad.kernel.errors import DomainError
from roedtraad.kernel.text import fold

T = TypeVar("T")

_ISO: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?Z?)?", re.ASCII)
_DANISH: Final = re.compile(r"(\d{1,2})[.\-/](\d{1,2})[.\-/](\d{4})(?: 00[:.]00(?:[:.]00)?)?", re.ASCII)
_FIRST_YEAR: Final = 1900
_LAST_YEAR: Final = 2199
_WITH_THOUSANDS: Final = re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+,\d+", re.ASCII)
_PLAIN_NUMBER: Final = re.compile(r"[+-]?\d{1,15}(?:[.,]\d{1,9})?", re.ASCII)
_WHOLE_NUMBER: Final = re.compile(r"\d{1,9}(?:[.,]0+)?", re.ASCII)
_EMAIL: Final = re.compile(r"[^@\s,;<>()\[\]]+@[^@\s,;<>()\[\]]+\.[^@\s,;<>()\[\].]{2,}")
_YES: Final = frozenset({"ja", "j", "yes", "y", "true", "sand", "sandt", "1", "x"})
_NO: Final = frozenset({"nej", "n", "no", "false", "falsk", "0", "-"})


@lru_cache(maxsize=1 << 15)
def read_date(text: str) -> dt.date:
    """A date written 2026-12-24, 24.12.2026, 24-12-2026 or 24/12/2026, with or without a midnight behind it.

    Two-digit years are refused because the century would be a guess.
    """
    if found := _ISO.fullmatch(text):
        year, month, day = found.groups()
    elif found := _DANISH.fullmatch(text):
        day, month, year = found.groups()
    else:
        raise DomainError("date_invalid", _("Not a date. Write it as 24.12.2026 or 2026-12-24."))
    try:
        read = dt.date(int(year), int(month), int(day))
    except ValueError as error:
        raise DomainError(
            "date_invalid", _("There is no such day. Write the date as 24.12.2026 or 2026-12-24.")
        ) from error
    if not _FIRST_YEAR <= read.year <= _LAST_YEAR:
        raise DomainError("date_invalid", _("The year of the date cannot be right."))
    return read


def read_decimal(text: str) -> Decimal:
    """A number with a decimal comma or point: 37,5 or 37.5 or 1.234,50."""
    if _PLAIN_NUMBER.fullmatch(text):
        return Decimal(text.replace(",", "."))
    if _WITH_THOUSANDS.fullmatch(text):
        return Decimal(text.replace(".", "").replace(",", "."))
    raise DomainError("number_invalid", _("Not a number. Write it as 37,5."))


def read_hours(text: str) -> Decimal:
    """Hours a week with at most one decimal, as many as a week has."""
    hours = read_decimal(text)
    if not 0 <= hours <= 24 * 7 or hours != round(hours, 1):
        raise DomainError("number_out_of_range", _("Hours a week are a number from 0 to 168 with at most one decimal."))
    return hours


def read_whole_number(text: str) -> int:
    """A whole number, also as a spreadsheet writes it: 9,0."""
    if not _WHOLE_NUMBER.fullmatch(text):
        raise DomainError("number_invalid", _("Not a whole number."))
    return int(re.split("[.,]", text)[0])


def read_yes_or_no(text: str) -> bool:
    """Ja, nej, yes, no, true, false, 1, 0 or an x."""
    word = text.lower()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise DomainError("yes_or_no_invalid", _("Write yes or no."))


def read_email(text: str) -> str:
    """Something that can be an e-mail address."""
    if len(text) > 254 or not _EMAIL.fullmatch(text):
        raise DomainError("email_invalid", _("Not an e-mail address."))
    return text


def text_up_to(length: int) -> Callable[[str], str]:
    """A reader of any text of at most `length` characters."""

    def read(text: str) -> str:
        if len(text) > length:
            raise DomainError(
                "text_too_long", _("The text is too long: %(most)s characters at most.") % {"most": length}
            )
        return text

    return read


def number_from(least: int, most: int) -> Callable[[str], int]:
    """A reader of a whole number between two limits, both included."""

    def read(text: str) -> int:
        number = read_whole_number(text)
        if not least <= number <= most:
            raise DomainError(
                "number_out_of_range", _("Must be from %(least)s to %(most)s.") % {"least": least, "most": most}
            )
        return number

    return read


def one_of(choices: Mapping[str, T]) -> Callable[[str], T]:
    """A reader of one of several words, in whatever case and spelling of æ, ø and å."""
    by_word = {fold(word): value for word, value in choices.items()}
    names = ", ".join(choices)

    def read(text: str) -> T:
        try:
            return by_word[fold(text)]
        except KeyError:
            raise DomainError("choice_unknown", _("Must be one of: %(names)s.") % {"names": names}) from None

    return read
