# SPDX-License-Identifier: EUPL-1.2
"""What the worker does for this room."""

from roedtraad.kernel import clock
from roedtraad.kernel.actor import system_actor
from roedtraad.meetings.actions.composing import compose_agendas


def compose_tonight() -> None:
    """After the sweep: put whom the signals lead to a forum on its next agenda."""
    today = clock.today()
    compose_agendas(system_actor(today, "worker"), on=today)
