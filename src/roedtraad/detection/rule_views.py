# SPDX-License-Identifier: EUPL-1.2
"""Screens about rules: the list, one rule, trying it on real data, its thresholds, and switching it on and off."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from roedtraad.detection.rule_actions import switch_rule, switched
from roedtraad.detection.rule_forms import RuleForm
from roedtraad.detection.rule_queries import (
    holding_now,
    one_rule,
    periods_of,
    rule_named,
    rules_on,
    simulate,
    versions_changing,
    waits_of,
)  # fmt: skip
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.rights import Right, has_right
from roedtraad.kernel.views import actor_of, needs
from roedtraad.organisation.profile import Profile
from roedtraad.organisation.profile_actions import change_profile
from roedtraad.organisation.profile_changing import ChangePage, Proposal, change_page
from roedtraad.organisation.profile_forms import FromDateForm
from roedtraad.organisation.profile_views import day_of
from roedtraad.organisation.queries import profile_on

GET_AND_POST = require_http_methods(["GET", "HEAD", "POST"])


def _rights(actor: Actor) -> dict[str, bool]:
    simulates = has_right(actor, Right.SIMULATE_RULES)
    return {
        "may_edit": has_right(actor, Right.EDIT_ORGANISATION),
        "may_simulate": simulates,
        "sees_all": simulates or has_right(actor, Right.SEE_UNIT_FIGURES),
        "has_desk": has_right(actor, Right.HANDLE_SIGNALS),
    }


@require_safe
@needs(Right.SEE_ORGANISATION)
def see_rules(request: HttpRequest) -> HttpResponse:
    """Every rule of the profile as it is on a day."""
    on, form = day_of(request)
    actor = actor_of(request)
    rows = rules_on(actor, profile_on(on), on)
    return render(request, "detection/rule_list.html", {"rows": rows, "on": on, "form": form, **_rights(actor)})


@require_safe
@needs(Right.SEE_ORGANISATION)
def see_rule(request: HttpRequest, rule: str) -> HttpResponse:
    """One rule: what it says, what it has found, how often it was wrong, and its history."""
    on, _form = day_of(request)
    actor, profile = actor_of(request), profile_on(on)
    found = rule_named(profile, rule, on)
    context = {
        "row": one_rule(actor, profile, found, on), "on": on, "periods": periods_of(profile, rule, on),
        "versions": versions_changing(rule), **_rights(actor),
    }  # fmt: skip
    return render(request, "detection/rule_see.html", context)


@require_safe
@needs(Right.SIMULATE_RULES)
def simulate_rule(request: HttpRequest, rule: str) -> HttpResponse:
    """Try a rule on the young people that are known: how many today, how many in each month ahead. No names."""
    on, _form = day_of(request)
    profile = profile_on(on)
    return render(request, "detection/rule_simulate.html", _simulated(actor_of(request), profile, rule))


def _simulated(actor: Actor, profile: Profile, rule: str) -> dict[str, Any]:
    today = clock.today()
    found = rule_named(profile, rule, today)
    row = one_rule(actor, profile, found, today)
    return {"row": row, "simulation": simulate(actor, profile, found, today), "waits": waits_of(found)}


@GET_AND_POST
@needs(Right.EDIT_ORGANISATION)
def change_rule(request: HttpRequest, rule: str) -> HttpResponse:
    """Change a rule's thresholds from a date, after seeing how many it would find."""
    actor, today = actor_of(request), clock.today()
    profile = profile_on(today)
    found = rule_named(profile, rule, today)
    form = RuleForm(request.POST if request.method == "POST" else None, profile=profile, rule=found)

    def save(proposal: Proposal, form: FromDateForm) -> object:
        assert proposal.profile is not None
        return change_profile(actor, profile=proposal.profile, **_when(form))

    def told(proposal: Proposal) -> dict[str, Any]:
        assert proposal.profile is not None
        new = rule_named(proposal.profile, rule, proposal.valid_from)
        return {
            "counted": not waits_of(new), "now": holding_now(actor, profile, found, today),
            "then": holding_now(actor, proposal.profile, new, today),
        }  # fmt: skip

    page = ChangePage(
        "detection/rule_change.html", _page_of(rule), {"row": one_rule(actor, profile, found, today)}, told
    )
    return change_page(request, form, form.proposed, save, page)


@GET_AND_POST
@needs(Right.EDIT_ORGANISATION)
def switch(request: HttpRequest, rule: str) -> HttpResponse:
    """Switch a rule on or off from a date; before switching on, see what it would find."""
    actor = actor_of(request)
    profile = profile_on(clock.today())
    found = rule_named(profile, rule, clock.today())
    enabled = not found.enabled
    form = FromDateForm(request.POST if request.method == "POST" else None)

    def make(base: Profile) -> Profile:
        return switched(base, rule, enabled=enabled, from_on=form.cleaned_data["valid_from"])

    def save(_proposal: Proposal, form: FromDateForm) -> object:
        return switch_rule(actor, rule=rule, enabled=enabled, **_when(form))

    context = {
        "enabled": enabled,
        "title": _("Switch on") if enabled else _("Switch off"),
        **_simulated(actor, profile, rule),
    }
    return change_page(request, form, make, save, ChangePage("detection/rule_switch.html", _page_of(rule), context))


def _page_of(rule: str) -> str:
    return reverse("rules:rule", args=[rule])


def _when(form: FromDateForm) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in ("valid_from", "note", "past_confirmed")}
