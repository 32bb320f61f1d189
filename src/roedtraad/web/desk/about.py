# SPDX-License-Identifier: EUPL-1.2
"""Two pages that everybody may read: who may see what, and how accessible the site is."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.views.decorators.http import require_safe

from roedtraad.kernel.actor import Role
from roedtraad.kernel.clock import today
from roedtraad.kernel.rights import PARTS, RIGHTS, SCOPES
from roedtraad.organisation.account_queries import role_titles
from roedtraad.web.words import PART_WORDS, RIGHT_WORDS, SCOPE_WORDS


@dataclass(frozen=True, slots=True)
class RoleInWords:
    """What one role may do, about whom, and which parts of a person's page it sees."""

    title: str
    rights: Sequence[str | Promise]
    scopes: Sequence[str | Promise]
    parts: Sequence[str | Promise]


@require_safe
def who_may_see(request: HttpRequest) -> HttpResponse:
    """The table behind every policy, in words."""
    roles = [_in_words(role, title) for role, title in role_titles(today()).items()]
    return render(request, "web/desk/who_may_see.html", {"roles": roles})


def _in_words(role: Role, title: str) -> RoleInWords:
    return RoleInWords(
        title=title,
        rights=[words for right, words in RIGHT_WORDS.items() if right in RIGHTS[role]],
        scopes=[words for scope, words in SCOPE_WORDS.items() if scope in SCOPES.get(role, ())],
        parts=[words for part, words in PART_WORDS.items() if part in PARTS.get(role, ())],
    )


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement."""
    return render(request, "web/desk/accessibility.html")
