# SPDX-License-Identifier: EUPL-1.2
"""Against guessing: how often a code may be asked for and tried, for one person and from one address (SECURITY G2).

What is counted is the same for people whom the system knows and whom it does not.
"""

import datetime as dt
from typing import Final

from django.db.models import Sum
from django.http import HttpRequest

from roedtraad.kernel import clock
from roedtraad.kernel.addresses import client_address
from roedtraad.organisation.terms import terms_on
from roedtraad.portal import keys
from roedtraad.portal.models import DoorKnock, OneTimeCode

HOUR: Final = dt.timedelta(hours=1)
DAY: Final = dt.timedelta(days=1)


def knock(request: HttpRequest) -> None:
    """Count one try from where the request comes."""
    DoorKnock.objects.create(address_digest=_from(request), at=clock.now())


def is_crowded(request: HttpRequest) -> bool:
    """Whether this hour has seen too many tries from there."""
    since = clock.now() - HOUR
    most = terms_on(clock.today()).number("portal_tries_hour")
    return DoorKnock.objects.filter(address_digest=_from(request), at__gt=since).count() >= most


def may_have_code(identity_id: int) -> bool:
    """Whether one more code may be sent to this person now."""
    terms, now = terms_on(clock.today()), clock.now()
    codes = OneTimeCode.objects.filter(identity_id=identity_id)
    if codes.filter(made_at__gt=now - HOUR).count() >= terms.number("portal_codes_hour"):
        return False
    tries = codes.filter(made_at__gt=now - DAY, used_at__isnull=True).aggregate(tries=Sum("tries"))["tries"] or 0
    return int(tries) < terms.number("portal_tries_day")


def forget_old() -> None:
    """Nightly: codes and knocks that no limit counts any more are deleted."""
    since = clock.now() - DAY
    DoorKnock.objects.filter(at__lt=since).delete()
    OneTimeCode.objects.filter(made_at__lt=since).delete()


def _from(request: HttpRequest) -> str:
    return keys.address_digest(client_address(request))
