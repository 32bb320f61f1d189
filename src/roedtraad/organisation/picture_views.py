# SPDX-License-Identifier: EUPL-1.2
"""The screens for colleagues' photos, and the photo itself."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from roedtraad.audit.looks import let_browser_keep
from roedtraad.kernel.errors import DomainError, NotVisible
from roedtraad.kernel.files.portraits import ACCEPTED, MEDIA_TYPE, MOST_BYTES
from roedtraad.kernel.rights import Right
from roedtraad.kernel.views import actor_of, needs
from roedtraad.organisation import pictures
from roedtraad.organisation.account_queries import account_page

_KEPT_SECONDS = 3_600
form_methods = require_http_methods(["GET", "HEAD", "POST"])


class PictureForm(forms.Form):
    """A photo of oneself."""

    file = forms.FileField(
        label=gettext_lazy("Photo"), widget=forms.FileInput(attrs={"accept": ACCEPTED}), allow_empty_file=True,
        help_text=gettext_lazy("JPEG, PNG or WebP. We keep the middle as a small square, and nothing else of the file."),
    )  # fmt: skip


def picture_response(request: HttpRequest, account_id: int) -> HttpResponse:
    """The photo itself, for the browser that asked and for a short while. Whoever calls has asked who may see it."""
    content, digest = pictures.picture_of(account_id)
    tag = f'"{digest}"'
    response: HttpResponse = HttpResponse(content, content_type=MEDIA_TYPE)
    if request.headers.get("If-None-Match") == tag:
        response = HttpResponseNotModified()
    response["ETag"] = tag
    return let_browser_keep(response, _KEPT_SECONDS)


@require_safe
@login_required
def see_picture(request: HttpRequest, account_id: int) -> HttpResponse:
    """A colleague's photo, for everybody who has signed in as a colleague."""
    if not actor_of(request).account_id:
        raise NotVisible
    return picture_response(request, account_id)


@form_methods
@login_required
def own_picture(request: HttpRequest) -> HttpResponse:
    """One's own photo: see it, set it, take it away."""
    account_id = actor_of(request).account_id or 0
    return _answered(request, account_id, reverse("accounts:picture-own"))


@needs(Right.MANAGE_ACCOUNTS)
@form_methods
def account_picture(request: HttpRequest, account_id: int) -> HttpResponse:
    """A colleague's photo, by whoever keeps the accounts."""
    account_page(actor_of(request), account_id)
    return _answered(request, account_id, reverse("accounts:account-see", args=[account_id]))


def _answered(request: HttpRequest, account_id: int, back: str) -> HttpResponse:
    actor, is_removing = actor_of(request), request.POST.get("act") == "remove"
    form = PictureForm(request.POST, request.FILES) if request.method == "POST" and not is_removing else PictureForm()
    try:
        if is_removing:
            pictures.remove_picture(actor, account_id=account_id)
            messages.success(request, _("The picture is gone."))
            return redirect(back)
        if form.is_valid():
            pictures.set_picture(actor, account_id=account_id, content=form.cleaned_data["file"].read(MOST_BYTES + 1))
            messages.success(request, _("The picture is saved."))
            return redirect(back)
    except DomainError as error:
        if error.status != DomainError.status or is_removing:
            raise
        form.add_error("file", str(error))
    face = pictures.faces_of([account_id]).get(account_id)
    if face is None:
        raise NotVisible
    context = {"form": form, "face": face, "is_own": actor.account_id == account_id}
    return render(request, "organisation/account_picture.html", context, status=422 if form.is_bound else 200)
