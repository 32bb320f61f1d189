# SPDX-License-Identifier: EUPL-1.2
"""What every view leans on: the actor of the request, and the right that opens the page."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import NotAllowed
from roedtraad.kernel.rights import Right, has_right

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def actor_of(request: HttpRequest) -> Actor:
    """The actor that the middleware built for this request."""
    return cast(Actor, request.actor)  # type: ignore[attr-defined]


def needs(*rights: Right) -> Callable[[View[P]], View[P]]:
    """Only for signed-in people with at least one of the rights; others get 403 with a reason, strangers the sign-in."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not any(has_right(actor_of(request), right) for right in rights):
                raise NotAllowed(
                    "role_without_right", _("Your role does not open this page. Ask your leader for access.")
                )
            return view(request, *args, **kwargs)

        return cast("View[P]", login_required(guarded))

    return decorate
