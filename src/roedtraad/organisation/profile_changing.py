# SPDX-License-Identifier: EUPL-1.2
"""The steps that every screen with a change goes through: fill in, see the difference, save. Nothing typed is ever lost."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from roedtraad.kernel.errors import DomainError, NotAllowed, NotVisible
from roedtraad.kernel.views import actor_of
from roedtraad.organisation.actions import require_fitting_rules
from roedtraad.organisation.models import ProfileVersion
from roedtraad.organisation.profile import Problem, Profile, ProfileError
from roedtraad.organisation.profile_comparing import SectionPair, compare_profiles
from roedtraad.organisation.profile_forms import FromDateForm
from roedtraad.organisation.profile_queries import later_versions
from roedtraad.organisation.queries import profile_on

Make = Callable[[Profile], Profile]
Save = Callable[["Proposal", FromDateForm], object]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change that has not been made yet: what it would be, what it would change, and what is wrong with it."""

    base: Profile
    valid_from: dt.date
    profile: Profile | None = None
    problems: tuple[Problem, ...] = ()
    pairs: tuple[SectionPair, ...] = ()
    later: tuple[ProfileVersion, ...] = ()

    @property
    def is_other_municipality(self) -> bool:
        return self.profile is not None and self.profile.municipality.code != self.base.municipality.code


def propose(make: Make, valid_from: dt.date) -> Proposal:
    """What a change would do to the profile that counts on its from-date. Writes nothing."""
    base = profile_on(valid_from)
    try:
        profile = make(base)
        require_fitting_rules(profile)
    except ProfileError as error:
        return Proposal(base, valid_from, problems=error.problems)
    pairs = compare_profiles(base, profile, valid_from)
    return Proposal(base, valid_from, profile, pairs=pairs, later=tuple(later_versions(valid_from)))


@dataclass(frozen=True, slots=True)
class ChangePage:
    """A page with a change: its template and context, where to go afterwards, and what the reader is told then."""

    template: str
    done: str
    context: Mapping[str, Any] = field(default_factory=dict)
    told: Callable[[Proposal], Mapping[str, Any]] | None = None


def change_page(request: HttpRequest, form: FromDateForm, make: Make, save: Save, page: ChangePage) -> HttpResponse:
    """Show the form, or the difference that it would make (POST), or make it (POST with `save`)."""
    proposal, status = None, HTTPStatus.OK
    if request.method == "POST":
        proposal = propose(make, form.cleaned_data["valid_from"]) if form.is_valid() else None
        if proposal and proposal.profile and "save" in request.POST and _saved(form, proposal, save):
            messages.success(request, _("Saved. It is in the history, and can be taken back from there."))
            return redirect(page.done)
        if proposal is None or proposal.problems or form.errors:
            status = HTTPStatus.UNPROCESSABLE_ENTITY
    context = {**page.context, "form": form, "proposal": proposal, "actor": actor_of(request)}
    if proposal and proposal.profile and page.told:
        context |= page.told(proposal)
    return render(request, page.template, context, status=status)


def _saved(form: FromDateForm, proposal: Proposal, save: Save) -> bool:
    """Make the change; a refusal stands on the form, above what was typed."""
    try:
        save(proposal, form)
    except (NotAllowed, NotVisible):
        raise
    except DomainError as error:
        form.add_error(None, str(error))
        return False
    return True
