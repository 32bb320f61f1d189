# SPDX-License-Identifier: EUPL-1.2
"""Names that can be searched and sorted the Danish way on any database (DESIGN §9), and text without CPR numbers."""

import re
import unicodedata

_DIGIT = r"[0-9][\s.\u2010-\u2015\u2212-]?"
_CPR_LIKE = re.compile(rf"(?<![0-9])((?:{_DIGIT}){{6}})(?:{_DIGIT}){{3}}[0-9](?![0-9])")
_DANISH = frozenset("æøå")
_AFTER_Z = str.maketrans({"æ": "zzx", "ø": "zzy", "å": "zzz"})
_SPELLED = str.maketrans({"ä": "æ", "ö": "ø", "ü": "y", "ß": "ss", "ð": "d", "þ": "th", "đ": "d", "ł": "l"})


def fold(text: str) -> str:
    """Lower case, one space between words, accents gone, Æ Ø Å kept, 'aa' the same as 'å'.

    >>> fold("  Ærø  ANDRÉ Aagaard ")
    'ærø andre ågård'
    """
    if text.isascii():
        return " ".join(text.lower().split()).replace("aa", "å")
    lowered = unicodedata.normalize("NFC", " ".join(text.casefold().split())).translate(_SPELLED)
    return "".join(c if c in _DANISH else _plain(c) for c in lowered).replace("aa", "å")


def _plain(char: str) -> str:
    if char.isascii():
        return char
    return "".join(c for c in unicodedata.normalize("NFD", char) if not unicodedata.combining(c))


def sort_key(folded: str) -> str:
    """A key whose plain order is Danish order: … z, æ, ø, å. Takes text that `fold` has made."""
    return folded.translate(_AFTER_Z)


def holds_cpr(text: str) -> bool:
    """Whether somewhere in the text stand ten digits that may be a CPR number.

    >>> holds_cpr("cpr 610190-1234 Alma")
    True
    """
    return _CPR_LIKE.search(text) is not None


def without_cpr(text: str) -> str:
    """The text with the last four digits of whatever may be a CPR number hidden.

    >>> without_cpr("cpr 610190-1234 Alma")
    'cpr 610190-•••• Alma'
    """
    return _CPR_LIKE.sub(r"\1••••", text)
