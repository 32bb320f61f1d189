# SPDX-License-Identifier: EUPL-1.2
"""Requests that we make of others: they go to the address that was configured, and nowhere else."""

import urllib.request
from typing import Any


class _StaysHere(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_asked: Any, **_values: Any) -> None:
        return None


def opener(*handlers: urllib.request.BaseHandler) -> urllib.request.OpenerDirector:
    """What opens an address and follows nobody elsewhere: a redirect is an HTTPError, since what is sent, and the token that goes
    with it, are for the one who was configured.
    """
    return urllib.request.build_opener(*handlers, _StaysHere)
