# SPDX-License-Identifier: EUPL-1.2
"""Asking what would be if forums worked otherwise, and taking one's own question away."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from roedtraad.audit.actions import Record, record_change
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import DomainError
from roedtraad.meetings.models import RunState, WhatIfRun
from roedtraad.meetings.queries.figures import require_figures
from roedtraad.meetings.queries.what_if import own_run

MOST_WAITING = 5


def ask_what_if(actor: Actor, *, settings: Mapping[str, Any], seed: int) -> WhatIfRun:
    """Write down the question; the worker answers it. Refuses who sees no figures, and more than a few at a time."""
    require_figures(actor)
    waiting = WhatIfRun.objects.filter(asked_by=actor.account_id, state__in=(RunState.WAITING, RunState.RUNNING))
    with transaction.atomic():
        if waiting.count() >= MOST_WAITING:
            raise DomainError(
                "what_if_too_many", _("Several of your questions wait already. Let them be answered first.")
            )
        made = WhatIfRun.objects.create(
            asked_by_id=actor.account_id, asked_at=clock.now(), from_on=actor.on, seed=seed, settings=dict(settings)
        )
        record_change(actor, Record("what_if_asked", "what_if", made.pk, values={"seed": seed, "asked": str(settings)}))
    return made


def remove_run(actor: Actor, *, run_id: int) -> None:
    """Take one's own question and its answer away. Raises NotVisible for another's."""
    held = own_run(actor, run_id)
    with transaction.atomic():
        record_change(actor, Record("what_if_removed", "what_if", held.pk))
        held.delete()
