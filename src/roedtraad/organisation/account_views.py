# SPDX-License-Identifier: EUPL-1.2
"""Screens for staff accounts. What is sensitive asks for the password again when that is longer ago than ten minutes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, ParamSpec, cast

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from roedtraad.audit.actions import Record, record_look
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import DomainError, NotAllowed, NotVisible
from roedtraad.kernel.exporting import FORMATS, table_response
from roedtraad.kernel.listing import ROWS_PER_PAGE, Page, chosen, page_number, whole
from roedtraad.kernel.rights import Right
from roedtraad.kernel.views import View, actor_of, needs
from roedtraad.organisation import account_actions as acts
from roedtraad.organisation.account_forms import DETAILS, AccountForm, FilterForm, OpenAccountForm, RoleForm
from roedtraad.organisation.account_queries import (
    SORTS,
    STAFF_ROLES,
    STATES,
    AccountFilter,
    account_lines,
    account_page,
    accounts_for_manager,
    hanging_on,
    unit_name,
)  # fmt: skip
from roedtraad.organisation.models import Unit

P = ParamSpec("P")

_SORTS: Final = (*SORTS, *(f"-{sort}" for sort in SORTS))


def sensitive(view: View[P]) -> View[P]:
    """Reading is free; posting wants a password or code that is no older than ACCOUNT_REAUTHENTICATION_TIMEOUT."""
    return cast("View[P]", reauthentication_required(allow_get=True, app="roedtraad.accounts")(view))


def _filter_of(query: QueryDict) -> AccountFilter:
    return AccountFilter(
        words=query.get("q", "")[:100],
        role=chosen(query, "role", [role.value for role in STAFF_ROLES]),
        unit_id=whole(query, "unit"),
        state=chosen(query, "state", STATES),
        sort=chosen(query, "sort", _SORTS) or "name",
    )


@needs(Right.MANAGE_ACCOUNTS)
@require_safe
def list_accounts(request: HttpRequest) -> HttpResponse:
    """Every account, narrowed and ordered by what is in the address."""
    actor, wanted = actor_of(request), _filter_of(request.GET)
    ids = accounts_for_manager(actor, wanted)
    pages = max(1, -(-len(ids) // ROWS_PER_PAGE))
    number = min(page_number(request.GET), pages)
    start = (number - 1) * ROWS_PER_PAGE
    lines = account_lines(actor, ids[start : start + ROWS_PER_PAGE])
    form = FilterForm(request.GET or None, on=actor.on)
    context = {
        "page": Page(lines, number, start + ROWS_PER_PAGE < len(ids), len(ids)),
        "filter": form,
        "chips": _chips(request.GET, form),
        "formats": FORMATS,
    }
    return render(request, "organisation/account_list.html", context)


class Chip(NamedTuple):
    """A chosen filter, and the address of the list without it."""

    href: str
    label: str


def _chips(query: QueryDict, form: FilterForm) -> list[Chip]:
    if not form.is_valid():
        return []
    chips = []
    for name, value in form.cleaned_data.items():
        if value:
            rest = query.copy()
            rest.pop(name)
            rest.pop("page", None)
            shown = _shown(form, name, value)
            chips.append(Chip(f"?{rest.urlencode()}", f"{form.fields[name].label}: {shown}"))
    return chips


def _shown(form: FilterForm, name: str, value: str | Unit) -> str:
    if isinstance(value, Unit):
        return unit_name(value)
    return str(dict(getattr(form.fields[name], "choices", ())).get(value, value))


@needs(Right.MANAGE_ACCOUNTS)
@require_safe
def export_accounts(request: HttpRequest, extension: str) -> HttpResponseBase:
    """The list as it is narrowed on screen, for a spreadsheet."""
    actor, wanted = actor_of(request), _filter_of(request.GET)
    lines = account_lines(actor, accounts_for_manager(actor, wanted))
    asked = {
        "words": wanted.words,
        "role": wanted.role,
        "unit": wanted.unit_id,
        "state": wanted.state,
        "rows": len(lines),
    }
    record_look(actor, Record("export_accounts", "account", values=asked, purpose="administration"))
    header = [_("Name"), _("User name"), _("Title"), _("E-mail"), _("Phone"), _("Roles"), _("Units"), _("May sign in")]
    rows = (
        [
            line.account.name, line.account.username, line.account.title, line.account.email, line.account.phone,
            ", ".join(line.roles), ", ".join(line.places), _("yes") if line.account.is_active else _("no"),
        ]
        for line in lines
    )  # fmt: skip
    return table_response(_("accounts"), extension, header, rows)


@needs(Right.MANAGE_ACCOUNTS)
@require_safe
def see_account(request: HttpRequest, account_id: int) -> HttpResponse:
    """One account: who, which roles, which factors, and what can be done."""
    return render(request, "organisation/account_see.html", {"one": account_page(actor_of(request), account_id)})


@needs(Right.MANAGE_ACCOUNTS)
@sensitive
@require_http_methods(["GET", "HEAD", "POST"])
def open_account(request: HttpRequest) -> HttpResponse:
    """A new account; what comes next is a role and a link."""
    form = OpenAccountForm(request.POST or None)
    if form.is_valid():
        try:
            username = form.cleaned_data["username"]
            account = acts.open_account(actor_of(request), username=username, details=form.details())
        except DomainError as error:
            _put_on_form(form, error, "username")
        else:
            messages.success(request, _("The account is open. Now give it a role, and then a link to sign in with."))
            return redirect("accounts:account-see", account.pk)
    return _form_page(request, form, {"title": _("Open an account"), "button": _("Open the account")})


@needs(Right.MANAGE_ACCOUNTS)
@sensitive
@require_http_methods(["GET", "HEAD", "POST"])
def change_account(request: HttpRequest, account_id: int) -> HttpResponse:
    """Who the account is and how to reach them."""
    account = account_page(actor_of(request), account_id).account
    form = AccountForm(request.POST or None, initial={name: getattr(account, name) for name in DETAILS})
    if form.is_valid():
        acts.change_account(actor_of(request), account_id=account_id, details=form.details())
        messages.success(request, _("The account is changed."))
        return redirect("accounts:account-see", account_id)
    return _form_page(request, form, {"title": _("Change the account"), "button": _("Save"), "account": account})


@needs(Right.MANAGE_ACCOUNTS)
@sensitive
@require_http_methods(["GET", "HEAD", "POST"])
def give_role(request: HttpRequest, account_id: int) -> HttpResponse:
    """One more role for an account."""
    actor = actor_of(request)
    account = account_page(actor, account_id).account
    form = RoleForm(request.POST or None, on=actor.on)
    if form.is_valid():
        try:
            acts.give_role(actor, account_id=account_id, grant=form.grant())
        except NotAllowed:
            raise
        except DomainError as error:
            _put_on_form(form, error, error.data.get("field"))
        else:
            messages.success(request, _("The role is given."))
            return redirect("accounts:account-see", account_id)
    return _form_page(request, form, {"title": _("Give a role"), "button": _("Give the role"), "account": account})


def _put_on_form(form: BaseForm, error: DomainError, field: str | None) -> None:
    if error.status != DomainError.status:
        raise error
    form.add_error(field, str(error))


def _form_page(request: HttpRequest, form: BaseForm, context: Mapping[str, Any]) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return render(request, "organisation/account_form.html", {"form": form, **context}, status=status)


@dataclass(frozen=True, slots=True)
class Step:
    """An act on an account that is asked about once more before it happens."""

    title: Promise
    text: Promise
    button: Promise
    done: Promise
    act: Callable[[Actor, int], object]
    hanging: Callable[[int], Sequence[tuple[str, int]]] = lambda _account_id: ()


_LOCK: Final = Step(
    gettext_lazy("Close the account"),
    gettext_lazy("Nobody can sign in with it, and an open session ends at the next click. Roles stay, and it can be reopened."),
    gettext_lazy("Close the account"), gettext_lazy("The account is closed."),
    lambda actor, account_id: acts.lock_account(actor, account_id=account_id), hanging_on,
)  # fmt: skip
_UNLOCK: Final = Step(
    gettext_lazy("Let the account in again"),
    gettext_lazy("A closed account is reopened, and wrong passwords are forgotten."),
    gettext_lazy("Let it in again"), gettext_lazy("The account is open."),
    lambda actor, account_id: acts.unlock_account(actor, account_id=account_id),
)  # fmt: skip
_REMOVE_FACTOR: Final = Step(
    gettext_lazy("Remove the second factor"),
    gettext_lazy("For somebody who has lost phone and key. Be sure who you are speaking to: app, keys and recovery codes are removed."),
    gettext_lazy("Remove it"), gettext_lazy("The second factor is removed. A new one is asked for at the next sign-in."),
    lambda actor, account_id: acts.remove_second_factor(actor, account_id=account_id),
)  # fmt: skip


def _step_view(step: Step) -> Callable[..., HttpResponseBase]:
    """A page that asks, and does it when told."""

    @needs(Right.MANAGE_ACCOUNTS)
    @sensitive
    @require_http_methods(["GET", "HEAD", "POST"])
    def view(request: HttpRequest, account_id: int) -> HttpResponse:
        if request.method == "POST":
            step.act(actor_of(request), account_id)
            messages.success(request, str(step.done))
            return redirect("accounts:account-see", account_id)
        account = account_page(actor_of(request), account_id).account
        context = {"account": account, "step": step, "hanging": step.hanging(account_id)}
        return render(request, "organisation/account_confirm.html", context)

    return view


lock_account = _step_view(_LOCK)
unlock_account = _step_view(_UNLOCK)
remove_second_factor = _step_view(_REMOVE_FACTOR)


@needs(Right.MANAGE_ACCOUNTS)
@sensitive
@require_http_methods(["GET", "HEAD", "POST"])
def end_role(request: HttpRequest, account_id: int, assignment_id: int) -> HttpResponse:
    """End a role; it is gone at the account's next click."""
    actor = actor_of(request)
    if request.method == "POST":
        acts.end_role(actor, account_id=account_id, assignment_id=assignment_id)
        messages.success(request, _("The role has ended."))
        return redirect("accounts:account-see", account_id)
    one = account_page(actor, account_id)
    line = next((line for line in one.roles if line.assignment.pk == assignment_id), None)
    if line is None:
        raise NotVisible
    return render(request, "organisation/account_role_end.html", {"account": one.account, "line": line})


@needs(Right.MANAGE_ACCOUNTS)
@sensitive
@require_http_methods(["GET", "HEAD", "POST"])
def issue_link(request: HttpRequest, account_id: int) -> HttpResponse:
    """A one-time link, shown once to hand over to the owner; it is kept nowhere."""
    account = account_page(actor_of(request), account_id).account
    if request.method == "POST":
        link = acts.issue_sign_in_link(actor_of(request), account_id=account_id)
        url = request.build_absolute_uri(reverse("signin:link-use", args=[link.key, link.token]))
        hours = settings.PASSWORD_RESET_TIMEOUT // 3600
        return render(request, "organisation/account_link.html", {"account": account, "url": url, "hours": hours})
    return render(request, "organisation/account_link_ask.html", {"account": account})
