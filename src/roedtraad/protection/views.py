# SPDX-License-Identifier: EUPL-1.2
"""The officer's overview: what waits, in figures that lead to exactly those rows."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from roedtraad.audit.looks import Look, show
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.rights import Right
from roedtraad.kernel.views import actor_of, needs
from roedtraad.protection import copy_actions, emergency, holds, sample_queries, sampling
from roedtraad.protection.models import LegalHold, RetentionDue


@dataclass(frozen=True, slots=True)
class Overview:
    """What waits for the officer."""

    openings: int
    looks: int
    copies: int
    late_copies: int
    due: int
    holds: int
    missing_rounds: int


def overview_of(actor: Actor) -> Overview:
    """The figures of the overview."""
    waiting, copies = copy_actions.waiting_copies(actor, 60)
    return Overview(
        openings=emergency.unseen(0)[1],
        looks=sample_queries.waiting_looks(actor, 0)[1],
        copies=copies,
        late_copies=sum(one.is_late for one in waiting),
        due=RetentionDue.objects.count(),
        holds=LegalHold.objects.filter(holds.in_force(actor.on)).count(),
        missing_rounds=len(sampling.missing_rounds(actor.on)),
    )


@require_safe
@needs(Right.HANDLE_DATA_RIGHTS)
def overview(request: HttpRequest) -> HttpResponse:
    """Emergency access, the sample, copies, legal holds and retention on one page."""
    context = {"overview": overview_of(actor_of(request))}
    return show(request, "protection/overview.html", context, Look("protection_seen", (), {"page": "overview"}))
