# SPDX-License-Identifier: EUPL-1.2
"""From where a request comes."""

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The visitor's own address: what the innermost trusted proxy wrote, or the connection's when there is no proxy.

    Anybody can write the header; of what stands in it only the last `PROXY_COUNT` addresses come from our own proxies.
    """
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    count = settings.PROXY_COUNT
    if count and len(forwarded) >= count:
        return str(forwarded[-count])
    return str(request.META.get("REMOTE_ADDR", ""))
