# SPDX-License-Identifier: EUPL-1.2
"""Sign-in without a password as one of the demo people. Exists in demo mode only; otherwise there is no such address."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps

from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib.auth import login
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from roedtraad.audit.actions import Record, record_change
from roedtraad.audit.looks import keep_out_of_caches
from roedtraad.cases.models import ContactPerson
from roedtraad.detection.queries import SignalFilters, default_who, filtered
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor, Role
from roedtraad.kernel.periods import in_force
from roedtraad.kernel.rights import Right, has_right
from roedtraad.organisation.account_queries import department_name, role_titles, unit_name
from roedtraad.organisation.models import Account, RoleAssignment
from roedtraad.organisation.queries import actor_for
from roedtraad.people.models import School

_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """One demo person: who, as what, where, and what waits."""

    account: Account
    code: str
    role: str
    place: str
    young_people: int
    signals: int


def in_demo_only(view: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Outside demo mode the page does not exist."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        if not settings.IS_DEMO:
            raise Http404
        return view(request)

    return guarded


@in_demo_only
@require_http_methods(["GET", "HEAD", "POST"])
def demo_people(request: HttpRequest) -> HttpResponse:
    """The demo people by role; one click signs in as one of them."""
    if request.method == "POST":
        return _sign_in(request)
    return keep_out_of_caches(render(request, "account/demo_people.html", {"people": list_demo_people()}))


def _sign_in(request: HttpRequest) -> HttpResponse:
    account_id = request.POST.get("account", "")
    wanted = Account.objects.filter(is_demo=True, is_active=True)
    account = get_object_or_404(wanted, pk=int(account_id) if account_id.isdecimal() and len(account_id) < 19 else 0)
    login(request, account, backend=_BACKEND)
    record_authentication(request, account, "demo", reauthenticated=True)
    with transaction.atomic():
        record = Record("signed_in", "account", account.pk, values={"how": ["demo"]})
        record_change(actor_for(account, clock.today()), record)
    return redirect(settings.LOGIN_REDIRECT_URL)


def list_demo_people() -> list[DemoPerson]:
    """Every demo person with the first role in force, in the order of the roles."""
    today = clock.today()
    assignments = (
        RoleAssignment.objects.filter(in_force(today), account__is_demo=True, account__is_active=True)
        .select_related("account", "unit__department")
        .order_by("account_id", "pk")
    )
    first = {one.account_id: one for one in reversed(assignments)}
    titles, order = role_titles(today), {role.value: number for number, role in enumerate(Role)}
    ordered = sorted(first.values(), key=lambda one: (order[one.role], one.account.name))
    schools = dict(School.objects.values_list("code", "name"))
    return [_person(one, titles[Role(one.role)], schools) for one in ordered]


def _person(one: RoleAssignment, role: str, schools: Mapping[str, str]) -> DemoPerson:
    unit, actor = one.unit, actor_for(one.account, clock.today())
    place = (
        f"{unit_name(unit)}, {department_name(unit.department)}"
        if unit
        else schools.get(one.school_code, one.school_code)
    )
    follows = ContactPerson.objects.filter(account=one.account, ended_on__isnull=True)
    return DemoPerson(
        account=one.account,
        code=one.role,
        role=role,
        place=place,
        young_people=follows.values("young_person").distinct().count(),
        signals=_waiting(actor) if has_right(actor, Right.HANDLE_SIGNALS) else 0,
    )


def _waiting(actor: Actor) -> int:
    """As many signals as the person's desk shows first."""
    return filtered(actor, SignalFilters(who=default_who(actor))).count()
