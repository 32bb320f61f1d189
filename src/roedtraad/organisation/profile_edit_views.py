# SPDX-License-Identifier: EUPL-1.2
"""Screens that change the organisation, each from a date and after showing the difference."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import DomainError, NotVisible
from roedtraad.kernel.rights import Right
from roedtraad.kernel.views import actor_of, needs
from roedtraad.organisation.profile import Profile, dump_profile
from roedtraad.organisation.profile_actions import change_profile, make_current_again, switch_organisation
from roedtraad.organisation.profile_changing import ChangePage, Proposal, Save, change_page
from roedtraad.organisation.profile_editors import EDITORS, editable_parts
from roedtraad.organisation.profile_forms import FromDateForm, SwitchForm, TextForm
from roedtraad.organisation.profile_queries import named_profile, newest_version, one_version, switch_outlook
from roedtraad.organisation.profile_words import SECTIONS
from roedtraad.organisation.queries import profile_of, profile_on

GET_AND_POST = require_http_methods(["GET", "HEAD", "POST"])


def _when(form: FromDateForm) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in ("valid_from", "note", "past_confirmed")}


def _change(actor: Actor) -> Save:
    def save(proposal: Proposal, form: FromDateForm) -> object:
        assert proposal.profile is not None
        return change_profile(actor, profile=proposal.profile, **_when(form))

    return save


@require_safe
@needs(Right.EDIT_ORGANISATION)
def edit(request: HttpRequest) -> HttpResponse:
    """What can be changed, and where."""
    parts = editable_parts(profile_on(clock.today()))
    sections = [(code, title, parts[code]) for code, title in SECTIONS.items() if parts.get(code)]
    return render(request, "organisation/profile_edit.html", {"sections": sections, "may_edit": True})


@GET_AND_POST
@needs(Right.EDIT_ORGANISATION)
def edit_part(request: HttpRequest, section: str, key: str) -> HttpResponse:
    """Change one part of the profile from a date."""
    if section not in EDITORS:
        raise NotVisible
    profile = profile_on(clock.today())
    names = dict(editable_parts(profile).get(section, []))
    if key not in names:
        raise NotVisible
    form = EDITORS[section](request.POST if request.method == "POST" else None, profile=profile, key=key)
    context = {"title": names[key] or str(SECTIONS[section]), "section_title": SECTIONS[section], "may_edit": True}
    page = ChangePage("organisation/profile_edit_part.html", reverse("organisation:profile"), context)
    return change_page(request, form, form.proposed, _change(actor_of(request)), page)


@GET_AND_POST
@needs(Right.EDIT_ORGANISATION)
def edit_text(request: HttpRequest) -> HttpResponse:
    """Change the whole profile as text. `?name=` begins with a version or a shipped profile instead of today's."""
    newest = newest_version()
    if request.method == "POST":
        form = TextForm(request.POST)
    else:
        start = named_profile(request.GET.get("name") or "current", clock.today())
        form = TextForm(initial={"text": dump_profile(start), "opened": newest})
    save = _change(actor_of(request))

    def save_unless_changed(proposal: Proposal, form: FromDateForm) -> object:
        if form.cleaned_data["opened"] != newest:
            form.data = {**request.POST.dict(), "opened": str(newest)}
            raise DomainError(
                "changed_meanwhile",
                _(
                    "Somebody changed the profile while you wrote. Look at the difference below; save again if it is right."
                ),
            )
        return save(proposal, form)

    page = ChangePage("organisation/profile_edit_text.html", reverse("organisation:profile"), {"may_edit": True})
    return change_page(request, form, form.proposed, save_unless_changed, page)


def _outlook(proposal: Proposal) -> dict[str, Any]:
    assert proposal.profile is not None
    return {"outlook": switch_outlook(proposal.profile, proposal.valid_from)}


@GET_AND_POST
@needs(Right.EDIT_ORGANISATION)
def switch(request: HttpRequest) -> HttpResponse:
    """Choose another organisation; see what changes and that nothing is lost; confirm."""
    actor = actor_of(request)
    form = SwitchForm(request.POST if request.method == "POST" else None, profile=profile_on(clock.today()))

    def save(proposal: Proposal, form: FromDateForm) -> object:
        assert proposal.profile is not None
        return switch_organisation(actor, profile=proposal.profile, **_when(form))

    page = ChangePage("organisation/profile_switch.html", reverse("organisation:profile"), {"may_edit": True}, _outlook)
    return change_page(request, form, form.proposed, save, page)


@GET_AND_POST
@needs(Right.EDIT_ORGANISATION)
def use_version(request: HttpRequest, number: int) -> HttpResponse:
    """Let an old version count again from a date."""
    actor, version = actor_of(request), one_version(number)
    form = FromDateForm(request.POST if request.method == "POST" else None)

    def again(_base: Profile) -> Profile:
        return profile_of(version)

    def save(_proposal: Proposal, form: FromDateForm) -> object:
        return make_current_again(actor, number=number, **_when(form))

    context = {"version": version, "may_edit": True}
    page = ChangePage(
        "organisation/profile_version_use.html", reverse("organisation:profile-history"), context, _outlook
    )
    return change_page(request, form, again, save, page)
