# SPDX-License-Identifier: EUPL-1.2
"""Codes of the profile in the reader's language."""

import datetime as dt

from django.utils.translation import get_language

from roedtraad.cases.queries import law_titles
from roedtraad.organisation.profile import CODE_WORDS, DISCIPLINES


def discipline_title(code: str) -> str:
    """A discipline's name."""
    words = CODE_WORDS.get(code)
    return words.get(get_language() or "da") if words else code


def discipline_choices() -> list[tuple[str, str]]:
    """Every discipline by code and name, in the order of the names."""
    return sorted(((code, discipline_title(code)) for code in DISCIPLINES), key=lambda one: one[1])


def law_choices(on: dt.date) -> list[tuple[str, str]]:
    """The laws of the profile by code and name, in the order of the names."""
    return sorted(law_titles(on).items(), key=lambda one: one[1])
