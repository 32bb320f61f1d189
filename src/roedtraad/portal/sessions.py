# SPDX-License-Identifier: EUPL-1.2
"""A citizen's session: begun with nothing of what was there before, ended when nothing happens, never beside a colleague's."""

import datetime as dt
from typing import Final

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from roedtraad.kernel import clock
from roedtraad.organisation.terms import terms_on

IDENTITY: Final = "portal_identity"
PENDING: Final = "portal_pending"
BROKER: Final = "portal_broker"
_BEGUN: Final = "portal_begun_at"
_SEEN: Final = "portal_seen_at"
_SEEN_STEP: Final = 20
"""Seconds between two notes of the last click, so that not every click writes."""


def begin(request: HttpRequest, identity_id: int) -> None:
    """Sign a citizen in: whoever had this session before, colleague or citizen, is out of it, and its key is new."""
    logout(request)
    now = clock.now().timestamp()
    request.session[IDENTITY], request.session[_BEGUN], request.session[_SEEN] = identity_id, now, int(now)


def begun_at(request: HttpRequest) -> dt.datetime:
    """When the session began."""
    return dt.datetime.fromtimestamp(request.session.get(_BEGUN, 0), dt.UTC)


def end(request: HttpRequest) -> None:
    """Nothing of the session is left."""
    request.session.flush()


def reason_to_end(request: HttpRequest) -> Promise | None:
    """Why the session is over, if it is: too long idle, or too long in all."""
    now = clock.now().timestamp()
    if now - request.session.get(_SEEN, 0) >= terms_on(clock.today()).duration("portal_idle").total_seconds():
        return _("You were away for a while, so we signed you out.")
    if now - request.session.get(_BEGUN, 0) >= settings.SESSION_HOURS * 3600:
        return _("You had been signed in for a long time, so we signed you out.")
    return None


def note_visit(request: HttpRequest) -> None:
    """Remember the last click."""
    now = int(clock.now().timestamp())
    if now - request.session.get(_SEEN, 0) >= _SEEN_STEP:
        request.session[_SEEN] = now
