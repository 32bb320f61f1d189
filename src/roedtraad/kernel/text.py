# SPDX-License-Identifier: EUPL-1.2
"""Names that can be searched and sorted the Danish way on any database (DESIGN §9)."""

import unicodedata

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
