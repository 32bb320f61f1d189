# SPDX-License-Identifier: EUPL-1.2
"""Why a signal was raised, in words that a person reads: the facts that made it true, one short clause each."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from roedtraad.detection.policies import ELSEWHERE
from roedtraad.kernel.facts import FactKind, facts
from roedtraad.organisation.profile import FACT_WORDS
from roedtraad.organisation.profile.fact_words import CODE_WORDS

_MONTHS = 12


def reason(evidence: Mapping[str, Any]) -> str:
    """The evidence as one line: "17 år 6 mdr. · åbne sager i: socialområdet"."""
    clauses = (clause(name, value) for name, value in evidence.items() if value not in (None, []))
    return " · ".join(clause for clause in clauses if clause)


def clause(name: str, value: object) -> str:
    """One fact with its value in the reader's language. A fact that is no longer known is shown by its own name."""
    fact_name, _colon, about = name.partition(":")
    fact = facts.get(fact_name)
    if fact is None:
        return f"{name}: {value}"
    about = f" ({', '.join(code_word(code) for code in about.split(','))})" if about else ""
    match fact.kind:
        case FactKind.NUMBER if fact_name == "age_months":
            return age(int(str(value)))
        case FactKind.BOOLEAN:
            return _boolean(fact_name, bool(value))
        case FactKind.DATE:
            return f"{fact.label}{about}: {date_format(dt.date.fromisoformat(str(value)), 'SHORT_DATE_FORMAT')}"
        case FactKind.CODES:
            return f"{fact.label}{about}: {', '.join(code_word(code) for code in _codes(value))}"
        case FactKind.CODE:
            return f"{fact.label}{about}: {code_word(str(value))}"
        case FactKind.NUMBER:
            return f"{fact.label}{about}: {value}"


def _boolean(name: str, value: bool) -> str:
    words = FACT_WORDS.get(name)
    text = words and (words.holds if value else words.holds_not)
    if text:
        return text.get(get_language() or "da")
    return f"{facts[name].label}: {_('yes') if value else _('no')}"


def _codes(value: object) -> list[str]:
    return [str(code) for code in value] if isinstance(value, list) else [str(value)]


def code_word(code: str) -> str:
    """A code of the profile in the reader's language."""
    if code == ELSEWHERE:
        return _("another department")
    word = CODE_WORDS.get(code)
    return word.get(get_language() or "da") if word else code


def age(months: int) -> str:
    """An age in months as years and months."""
    years, rest = divmod(months, _MONTHS)
    text = ngettext("%(count)d year", "%(count)d years", years) % {"count": years}
    if rest:
        text += " " + ngettext("%(count)d mo.", "%(count)d mos.", rest) % {"count": rest}
    return text
