# SPDX-License-Identifier: EUPL-1.2
"""Screens that show the organisation: on a day, two side by side, its history, and as a file."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from roedtraad.kernel import clock
from roedtraad.kernel.rights import Right, has_right
from roedtraad.kernel.views import actor_of, needs
from roedtraad.organisation.profile import Profile
from roedtraad.organisation.profile_comparing import compare_profiles, count_differences
from roedtraad.organisation.profile_forms import CompareForm, OnForm
from roedtraad.organisation.profile_models import MODELS
from roedtraad.organisation.profile_queries import (
    history,
    later_versions,
    named_profile,
    one_version,
    profile_text,
    version_before,
)  # fmt: skip
from roedtraad.organisation.profile_reading import read_profile
from roedtraad.organisation.profile_words import word_for
from roedtraad.organisation.queries import profile_of, profile_on, version_on

NO_RULES = frozenset({"rules", "models"})


def day_of(request: HttpRequest) -> tuple[dt.date, OnForm]:
    """The day that `?on=` asks for, else today, with the form to choose another."""
    form = OnForm(request.GET if request.GET.get("on") else None)
    asked = form.cleaned_data["on"] if form.is_bound and form.is_valid() else None
    return asked or clock.today(), form


def may_edit(request: HttpRequest) -> bool:
    """Whether the reader may change the organisation."""
    return has_right(actor_of(request), Right.EDIT_ORGANISATION)


def _models(profile: Profile, on: dt.date) -> list[dict[str, Any]]:
    """The models that hold on the day, explained."""
    language = get_language() or "da"
    names = {unit.code: unit.name.get(language) for unit in profile.units}
    return [
        {
            "words": MODELS[one.model],
            "variant": word_for(one.variant),
            "units": [names.get(code, code) for code in one.units],
            "note": one.note.get(language) if one.note else "",
            "source": one.source,
        }
        for one in profile.at(on).models
    ]


@require_safe
@needs(Right.SEE_ORGANISATION)
def see_profile(request: HttpRequest) -> HttpResponse:
    """The municipality on one page, as it is on a day."""
    on, form = day_of(request)
    profile = profile_on(on)
    sections = [one for one in read_profile(profile, on) if one.entries]
    context = {
        "on": on, "form": form, "profile": profile, "title": profile.title.get(get_language() or "da"),
        "about": sections[0].entries[0], "sections": [one for one in sections[1:] if one.code not in NO_RULES],
        "models": _models(profile, on), "version": version_on(on), "rules": len(profile.active_rules(on)),
        "later": later_versions(on), "may_edit": may_edit(request),
    }  # fmt: skip
    return render(request, "organisation/profile_see.html", context)


@require_safe
@needs(Right.SEE_ORGANISATION)
def compare(request: HttpRequest) -> HttpResponse:
    """Two profiles side by side: only what differs, or everything."""
    form = CompareForm(request.GET or None)
    context: dict[str, Any] = {"form": form, "may_edit": may_edit(request)}
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        on = said["on"] or clock.today()
        before, after = named_profile(said["before"], on), named_profile(said["after"], on)
        pairs = compare_profiles(before, after, on, everything=said["everything"])
        choices = dict(form.fields["before"].choices)  # type: ignore[attr-defined]
        context |= {
            "pairs": pairs, "differences": count_differences(pairs), "on": on,
            "left": choices[said["before"]], "right": choices[said["after"]],
        }  # fmt: skip
    return render(request, "organisation/profile_compare.html", context)


@require_safe
@needs(Right.SEE_ORGANISATION)
def see_history(request: HttpRequest) -> HttpResponse:
    """Every version: who, when, from which date, why, and what it changed."""
    current = version_on(clock.today())
    context = {"rows": history(), "current": current.pk if current else None, "may_edit": may_edit(request)}
    return render(request, "organisation/profile_history.html", context)


@require_safe
@needs(Right.SEE_ORGANISATION)
def see_version(request: HttpRequest, number: int) -> HttpResponse:
    """One version, and what it changed."""
    version = one_version(number)
    profile, before = profile_of(version), version_before(version)
    pairs = compare_profiles(profile_of(before), profile, version.valid_from) if before else ()
    current = version_on(clock.today())
    context = {
        "version": version, "pairs": pairs, "before": before, "is_current": current is not None and current.pk == version.pk,
        "sections": [one for one in read_profile(profile, version.valid_from) if one.entries],
        "may_edit": may_edit(request),
    }  # fmt: skip
    return render(request, "organisation/profile_version.html", context)


@require_safe
@needs(Right.SEE_ORGANISATION)
def download(request: HttpRequest) -> HttpResponse:
    """A profile as YAML: `?name=` a version's number or a shipped id, else what counts on `?on=`."""
    on, _form = day_of(request)
    name = request.GET.get("name") or "current"
    text = profile_text(name, on)
    stem = named_profile(name, on).id if name == "current" else name
    response = HttpResponse(text, content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{stem}.yaml"'
    return response
