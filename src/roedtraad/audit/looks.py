# SPDX-License-Identifier: EUPL-1.2
"""Showing personal data: first the log, then the page. A look that cannot be logged is not shown (DESIGN §1.6)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from roedtraad.audit.actions import EMERGENCY, Record, record_look
from roedtraad.kernel.actor import Actor, Role
from roedtraad.kernel.text import without_cpr
from roedtraad.kernel.views import actor_of

OWN_PAGES: Final = "own_pages"
"""The purpose of a young person who reads their own pages."""
PURPOSES: Final = {
    "casework": _("casework"),
    "guidance": _("guidance"),
    "supervision": _("supervision of the unit"),
    "school": _("the school's own pupils"),
    "placement": _("placement in a company"),
    "data_protection": _("data protection"),
    "administration": _("administration of data"),
    EMERGENCY: _("emergency access"),
    OWN_PAGES: _("their own pages"),
    "guardian": _("as parent or guardian"),
    "representative": _("as the young person's representative"),
}
"""Why somebody looked, as the young person will read it."""

_PURPOSE_OF_ROLE: Final = {
    Role.AUTHORITY_CASEWORKER: "casework",
    Role.CONTACT_PERSON: "casework",
    Role.GUIDANCE_COUNSELLOR: "guidance",
    Role.UNIT_LEADER: "supervision",
    Role.SCHOOL_REPRESENTATIVE: "school",
    Role.COMPANY_CONSULTANT: "placement",
    Role.DATA_PROTECTION_OFFICER: "data_protection",
    Role.YOUNG_PERSON: OWN_PAGES,
    Role.GUARDIAN: "guardian",
    Role.REPRESENTATIVE: "representative",
}


def purpose_of(actor: Actor) -> str:
    """The purpose code that follows from the actor's first matching role."""
    return next((code for role, code in _PURPOSE_OF_ROLE.items() if role in actor.roles), "administration")


def purpose_title(code: str) -> str:
    """A purpose code in the reader's language."""
    return str(PURPOSES.get(code, code))


@dataclass(frozen=True, slots=True)
class Look:
    """What is about to be shown: the registered act, the persons, and what was asked for (search words, filters)."""

    act: str
    persons: Iterable[int]
    asked: Mapping[str, Any] | None = None


def log_look(actor: Actor, look: Look) -> None:
    """Write the look to the log, without CPR numbers that somebody asked with; raises when it cannot be written."""
    persons = tuple(dict.fromkeys(look.persons))
    record_look(
        actor, Record(look.act, persons=persons, values=_without_cpr(look.asked or {}), purpose=purpose_of(actor))
    )


def _without_cpr(asked: Mapping[str, Any]) -> dict[str, Any]:
    return {without_cpr(name): without_cpr(value) if isinstance(value, str) else value for name, value in asked.items()}


def show(
    request: HttpRequest, template: str, context: Mapping[str, Any], look: Look, *, status: int = 200
) -> HttpResponse:
    """A page with personal data: logged, rendered, and kept out of every cache."""
    log_look(actor_of(request), look)
    response = render(request, template, dict(context), status=status)
    return keep_out_of_caches(response)


def keep_out_of_caches(response: HttpResponse) -> HttpResponse:
    """Neither a browser nor a proxy may keep the answer (SECURITY G5), unless it is one that says nothing about anybody's case."""
    if not getattr(response, "may_be_kept", False):
        response["Cache-Control"] = "no-store"
    return response


def let_browser_keep(response: HttpResponse, seconds: int) -> HttpResponse:
    """The browser that asked may keep the answer for a while: only for what is not about a young person, a colleague's photo."""
    response["Cache-Control"] = f"private, max-age={seconds}"
    response.may_be_kept = True  # type: ignore[attr-defined]
    return response
