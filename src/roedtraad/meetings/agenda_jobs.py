# SPDX-License-Identifier: EUPL-1.2
"""What the worker does for this room."""

from roedtraad.kernel import clock
from roedtraad.kernel.actor import system_actor
from roedtraad.meetings.actions.composing import compose_agendas
from roedtraad.meetings.models import AgendaItem
from roedtraad.organisation.terms import terms_on


def compose_tonight() -> None:
    """After the sweep: put whom the signals lead to a forum on its next agenda."""
    today = clock.today()
    compose_agendas(system_actor(today, "worker"), on=today)


def end_sight() -> None:
    """A meeting that nobody closed, or a cancelled one whose item no other took, lets those of its agenda be seen no longer than others.

    Whoever takes part then sees the young person for `meeting_access_after` from its day, and no more.
    """
    today = clock.today()
    since = terms_on(today).before("meeting_access_after", today)
    forgotten = AgendaItem.objects.filter(seen_until__isnull=True, meeting__held_on__lt=since)
    forgotten.update(seen_until=since)
