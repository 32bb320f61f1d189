# SPDX-License-Identifier: EUPL-1.2
"""What this room adds to the red thread: a yes at the day it was given, the day it runs out, and the day it was taken back."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from operator import itemgetter

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roedtraad.consent.models import Consent
from roedtraad.consent.queries import State, consents_of, state_of
from roedtraad.kernel.contributions import ThreadEntry, ThreadQuery

_Told = tuple[dt.date, Callable[[str], ThreadEntry]]


def entries(query: ThreadQuery) -> Sequence[ThreadEntry]:
    """Consents that concern the reader's departments; only those that are shown are put into words."""
    dated = [
        (on, tell)
        for consent in consents_of(query.actor, query.person_id)
        for on, tell in _dated(consent, query.actor.on)
        if query.before is None or on < query.before
    ]
    if not dated:
        return []
    page = "" if query.person_id in query.actor.own_person_ids else reverse("consent:consents", args=[query.person_id])
    return [tell(page) for _on, tell in sorted(dated, key=itemgetter(0), reverse=True)[: query.limit]]


def _dated(one: Consent, today: dt.date) -> Iterator[_Told]:
    is_open = state_of(one, today) == State.RUNNING
    yield one.given_on, partial(_given, one, is_open)
    if is_open and one.valid_to > today:
        yield one.valid_to, partial(_runs_out, one)
    if one.withdrawn_at is not None:
        on = timezone.localdate(one.withdrawn_at)
        yield on, partial(_taken_back, one, on)


def _given(one: Consent, is_open: bool, page: str) -> ThreadEntry:
    return _entry(one, one.given_on, "", _("Consent: %(purpose)s"), page, is_open=is_open)


def _runs_out(one: Consent, page: str) -> ThreadEntry:
    return _entry(one, one.valid_to, "-end", _("Consent runs out: %(purpose)s"), page)


def _taken_back(one: Consent, on: dt.date, page: str) -> ThreadEntry:
    return _entry(one, on, "-withdrawn", _("Consent taken back: %(purpose)s"), page)


def _entry(one: Consent, on: dt.date, key: str, title: str, page: str, *, is_open: bool = False) -> ThreadEntry:
    return ThreadEntry(
        on=on, kind="consent", kind_title=_("consent"), title=title % {"purpose": one.purpose}, detail=one.concerns,
        is_open=is_open, key=f"consent-{one.pk}{key}", href=page,
    )  # fmt: skip
