# SPDX-License-Identifier: EUPL-1.2
"""What this room adds to the red thread: a yes at the day it was given, the day it runs out, and the day it was taken back."""

import datetime as dt
from collections.abc import Iterator, Sequence
from operator import attrgetter

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roedtraad.consent.models import Consent
from roedtraad.consent.queries import State, consents_of, state_of
from roedtraad.kernel.contributions import ThreadEntry, ThreadQuery


def entries(query: ThreadQuery) -> Sequence[ThreadEntry]:
    """Consents that concern the reader's departments."""
    page = "" if query.person_id in query.actor.own_person_ids else reverse("consent:consents", args=[query.person_id])
    found = [
        entry
        for consent in consents_of(query.actor, query.person_id)
        for entry in _entries(consent, query.actor.on, page)
        if query.before is None or entry.on < query.before
    ]
    return sorted(found, key=attrgetter("on"), reverse=True)[: query.limit]


def _entries(one: Consent, today: dt.date, page: str) -> Iterator[ThreadEntry]:
    state = state_of(one, today)
    is_open = state == State.RUNNING
    yield _entry(one, one.given_on, "", _("Consent: %(purpose)s"), page, is_open=is_open)
    if is_open and one.valid_to > today:
        yield _entry(one, one.valid_to, "-end", _("Consent runs out: %(purpose)s"), page)
    if one.withdrawn_at is not None:
        on = timezone.localdate(one.withdrawn_at)
        yield _entry(one, on, "-withdrawn", _("Consent taken back: %(purpose)s"), page)


def _entry(one: Consent, on: dt.date, key: str, title: str, page: str, *, is_open: bool = False) -> ThreadEntry:
    return ThreadEntry(
        on=on, kind="consent", kind_title=_("consent"), title=title % {"purpose": one.purpose}, detail=one.concerns,
        is_open=is_open, key=f"consent-{one.pk}{key}", href=page,
    )  # fmt: skip
