# SPDX-License-Identifier: EUPL-1.2
"""Simulations that have been asked for: sums only, open to everybody who sees the forums' figures."""

from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import NotVisible
from roedtraad.kernel.listing import Page, paged
from roedtraad.meetings.models import WhatIfRun
from roedtraad.meetings.queries.figures import require_figures


def what_if_runs(actor: Actor, number: int = 1) -> "Page[WhatIfRun]":
    """What has been asked, the newest first."""
    require_figures(actor)
    return paged(WhatIfRun.objects.defer("result").select_related("asked_by"), number)


def one_run(actor: Actor, pk: int) -> WhatIfRun:
    """One of them. Raises NotVisible."""
    require_figures(actor)
    found = WhatIfRun.objects.select_related("asked_by").filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def own_run(actor: Actor, pk: int) -> WhatIfRun:
    """One that the actor asked for. Raises NotVisible for another's."""
    found = one_run(actor, pk)
    if found.asked_by_id is None or found.asked_by_id != actor.account_id:
        raise NotVisible
    return found
