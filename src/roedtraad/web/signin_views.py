# SPDX-License-Identifier: EUPL-1.2
"""What belongs to signing in and is ours: the one-time link, the password of one's own, the language."""

from allauth.account.views import password_change
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from roedtraad.audit.looks import keep_out_of_caches
from roedtraad.kernel.errors import DomainError
from roedtraad.kernel.views import actor_of
from roedtraad.organisation.account_actions import choose_language, choose_password
from roedtraad.organisation.account_queries import account_of_link
from roedtraad.organisation.models import Account
from roedtraad.web.signin_forms import NewPasswordForm


@sensitive_post_parameters("password1", "password2")
@require_http_methods(["GET", "HEAD", "POST"])
def use_link(request: HttpRequest, key: str, token: str) -> HttpResponse:
    """Choose a password through a one-time link; afterwards the link is worth nothing."""
    account = account_of_link(key, token)
    if account is None:
        return keep_out_of_caches(render(request, "account/link_spent.html", status=410))
    form = NewPasswordForm(request.POST or None, account=account)
    if not form.is_valid():
        context = {"form": form, "account": account}
        return keep_out_of_caches(
            render(request, "account/link_use.html", context, status=422 if form.is_bound else 200)
        )
    choose_password(key=key, token=token, password=form.cleaned_data["password1"])
    messages.success(request, _("Your password is saved. Sign in with it now."))
    return redirect(settings.LOGIN_URL)


@login_required
def change_password(request: HttpRequest) -> HttpResponse:
    """Change one's own password; demo people have none."""
    if isinstance(request.user, Account) and not request.user.has_usable_password():
        raise DomainError(
            "no_password", _("This account has no password to change. Ask your administrator for a link.")
        )
    response: HttpResponse = password_change(request)
    return response


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Danish or English: kept on the account, and in a cookie for the pages before sign-in."""
    language = request.POST.get("language", "")
    response = HttpResponseRedirect(_back(request))
    if language not in dict(settings.LANGUAGES) or not check_for_language(language):
        return response
    if request.user.is_authenticated:
        choose_language(actor_of(request), language=language)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, language, max_age=31_536_000, secure=settings.USES_HTTPS, httponly=True,
        samesite="Lax",
    )  # fmt: skip
    return response


def _back(request: HttpRequest) -> str:
    """The page the switch was on, if it is one of ours."""
    url = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(url, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return url
    return "/"
