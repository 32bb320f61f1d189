# SPDX-License-Identifier: EUPL-1.2
"""Against guessing: how many wrong passwords and codes there may be, and from where (SECURITY G2).

Three limits, each over a day or an hour that slides:

* one name from one address: ten wrong answers, then that pair waits (`AXES_FAILURE_LIMIT`, `AXES_COOLOFF_TIME`);
* one name from all addresses: twenty a day, then only addresses that the account has signed in from before may go on, so
  that nobody can lock the owner out of the owner's own desk;
* one address over all names: twenty an hour, again except for accounts that have signed in from there, so that one
  office behind one address does not stop for everybody.

Names that do not exist are counted in the same way, so the answers tell nothing about which do.
"""

import datetime as dt
from typing import Any, Final

from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_client_username
from axes.models import AccessAttempt, AccessLog
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from roedtraad.kernel import clock
from roedtraad.kernel.addresses import client_address

PER_ACCOUNT: Final = 20
PER_ADDRESS: Final = 20
ACCOUNT_WINDOW: Final = dt.timedelta(days=1)
ADDRESS_WINDOW: Final = dt.timedelta(hours=1)
FAMILIAR_FOR: Final = dt.timedelta(days=90)

Credentials = dict[str, Any] | None


class AddressHandler(AxesDatabaseHandler):  # type: ignore[misc]
    """The library's count per name and address, and the two limits across them."""

    def is_locked(self, request: HttpRequest, credentials: Credentials = None) -> bool:
        if super().is_locked(request, credentials):
            return True
        username = get_client_username(request, credentials)
        address = client_address(request)
        return _is_crowded(username, address) and not _is_familiar(username, address)


def _is_crowded(username: str | None, address: str) -> bool:
    now = clock.now()
    of_account = AccessAttempt.objects.filter(username=username, attempt_time__gt=now - ACCOUNT_WINDOW)
    of_address = AccessAttempt.objects.filter(ip_address=address, attempt_time__gt=now - ADDRESS_WINDOW)
    return _failures(of_account) >= PER_ACCOUNT or _failures(of_address) >= PER_ADDRESS


def _failures(attempts: Any) -> int:  # noqa: ANN401  (the library has no types)
    return int(attempts.aggregate(total=Sum("failures_since_start"))["total"] or 0)


def _is_familiar(username: str | None, address: str) -> bool:
    since = clock.now() - FAMILIAR_FOR
    return bool(AccessLog.objects.filter(username=username, ip_address=address, attempt_time__gt=since).exists())


def folded_username(request: HttpRequest, credentials: Credentials = None) -> str:
    """The name as it is counted: capitals and spaces do not make another account."""
    given = credentials.get("username") if credentials else request.POST.get("login")
    return str(given or "").strip().lower()[:255]


def locked_out(
    request: HttpRequest, response: HttpResponse | None = None, credentials: Credentials = None
) -> HttpResponse:
    """The page for somebody who has to wait; the same for names that exist and names that do not."""
    return render(request, "account/locked_out.html", status=429)
