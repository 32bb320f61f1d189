# SPDX-License-Identifier: EUPL-1.2
"""Documents of a plan as files: PDF or Word, in Danish or English, with what their reader may read and no more."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import override

from roedtraad.consent.passing import Held
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import DomainError
from roedtraad.plans.holding import held_by
from roedtraad.plans.law_facts import person_of
from roedtraad.plans.law_views import law_title, one_law_view
from roedtraad.plans.paper import Paper
from roedtraad.plans.paper_contents import LAW_SECTIONS, WHOLE, law_paper, plan_paper, source_of
from roedtraad.plans.paper_pdf import as_pdf
from roedtraad.plans.paper_word import as_word
from roedtraad.plans.reading import require_plan

CONTENT_TYPES: Final = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
_WORDS: Final = re.compile(r"\w+")
_NAMES: Final = re.compile(r"[^\W\d_]+")
_WRITERS: Final = {"pdf": as_pdf, "docx": as_word}


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a document is wanted: a language of `paper_contents.TAGS`, an ending of CONTENT_TYPES."""

    language: str = "da"
    extension: str = "pdf"


@dataclass(frozen=True, slots=True)
class Made:
    """A file. Its name says what it is, whose (initials alone) and of which day: never a name or a number."""

    name: str
    content_type: str
    content: bytes


def plan_file(actor: Actor, person_id: int, wanted: Wanted) -> Made:
    """The whole plan. Raises NotVisible for whoever may not see the person's plan, and when there is none."""
    plan = require_plan(actor, person_id)
    name = person_of(person_id).name
    with override(wanted.language):
        return _made(plan_paper(source_of(actor, plan), name), wanted, file_stem(_("plan"), name, actor.on))


def law_file(actor: Actor, person_id: int, code: str, wanted: Wanted) -> Made:
    """One law's plan. Raises NotVisible as `plan_file` does, and for a law view that does not fit the person.

    Refuses one that rests on a consent while none holds: DomainError `law_view_without_consent`.
    """
    plan = require_plan(actor, person_id)
    view = one_law_view(actor, person_id, code)
    if view.refusal:
        raise DomainError(
            "law_view_without_consent",
            _("This document can only be made while a consent holds. %(why)s") % {"why": view.refusal},
        )
    name = person_of(person_id).name
    with override(wanted.language):
        title = law_title(code, actor.on)
        paper = law_paper(source_of(actor, plan), name, code, title)
        return _made(paper, wanted, file_stem(title, name, actor.on))


def held_by_document(actor: Actor, person_id: int, code: str = "") -> frozenset[Held]:
    """Whose data, and of which kinds, one law's plan holds; the whole plan without a code. Raises NotVisible as the files do."""
    plan = require_plan(actor, person_id)
    if code:
        one_law_view(actor, person_id, code)
    return held_by(source_of(actor, plan), LAW_SECTIONS[code] if code else WHOLE)


def file_stem(kind: str, name: str, on: dt.date) -> str:
    """What a file is called before its ending: the kind, the initials and the day.

    A file lies in a folder of downloads that others may see, so the whole name is not in it.

    >>> file_stem("Uddrag til FGU", "Alma Ørsted Holm", dt.date(2026, 11, 21))
    'uddrag-til-fgu-AØH-2026-11-21'
    """
    words = "-".join(_WORDS.findall(kind.lower()))
    initials = "".join(word[0] for word in _NAMES.findall(name)).upper()
    return "-".join(one for one in (words, initials, on.isoformat()) if one)


def _made(paper: Paper, wanted: Wanted, stem: str) -> Made:
    content = _WRITERS[wanted.extension](paper)
    return Made(f"{stem}.{wanted.extension}", CONTENT_TYPES[wanted.extension], content)
