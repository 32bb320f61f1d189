# SPDX-License-Identifier: EUPL-1.2
"""Reads about staff accounts, for those who keep them. Whoever reads needs the right to manage accounts."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from allauth.mfa.models import Authenticator
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.db.models import QuerySet
from django.utils.encoding import force_str
from django.utils.http import urlsafe_base64_decode
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from roedtraad.kernel.actor import Actor, Role
from roedtraad.kernel.contributions import account_holdings
from roedtraad.kernel.errors import DomainError, NotAllowed, NotVisible
from roedtraad.kernel.periods import in_force
from roedtraad.kernel.rights import SCOPES, Right, Scope, has_right
from roedtraad.kernel.text import fold, sort_key
from roedtraad.organisation.models import Account, Department, RoleAssignment, Unit
from roedtraad.organisation.queries import profile_on

_TITLES: Final = MappingProxyType({
    Role.CONTACT_PERSON: gettext_lazy("contact person"),
    Role.AUTHORITY_CASEWORKER: gettext_lazy("caseworker with authority"),
    Role.GUIDANCE_COUNSELLOR: gettext_lazy("guidance counsellor"),
    Role.SCHOOL_REPRESENTATIVE: gettext_lazy("school representative"),
    Role.COMPANY_CONSULTANT: gettext_lazy("company consultant"),
    Role.UNIT_LEADER: gettext_lazy("leader of the unit"),
    Role.SECRETARIAT: gettext_lazy("secretariat"),
    Role.DATA_PROTECTION_OFFICER: gettext_lazy("data protection officer"),
    Role.MUNICIPAL_ADMINISTRATOR: gettext_lazy("municipal administrator"),
    Role.SYSTEM_OPERATOR: gettext_lazy("system operator"),
})  # fmt: skip

STAFF_ROLES: Final = tuple(_TITLES)
"""The roles that an administrator may give. The others belong to people who are not staff."""

SORTS: Final = ("name", "username", "last_login")
STATES: Final = ("active", "closed")


class _LinkTokens(PasswordResetTokenGenerator):
    """One-time links: worth nothing once a password is chosen, another link is issued, or the time is up."""

    key_salt = "roedtraad.sign-in-link"


link_tokens: Final = _LinkTokens()


@dataclass(frozen=True, slots=True)
class AccountFilter:
    """What the list of accounts is narrowed to, and its order (`-` in front turns it)."""

    words: str = ""
    role: str = ""
    unit_id: int | None = None
    state: str = ""
    sort: str = "name"


@dataclass(frozen=True, slots=True)
class AccountLine:
    """One account in the list, with the roles in force."""

    account: Account
    roles: tuple[str, ...]
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RoleLine:
    """One role of one account: what, where, when, and whether it holds today."""

    assignment: RoleAssignment
    title: str
    place: str
    in_force: bool
    may_end: bool


@dataclass(frozen=True, slots=True)
class AccountPage:
    """Everything about one account that the administrator's page shows."""

    account: Account
    roles: tuple[RoleLine, ...]
    factors: tuple[str, ...]
    has_password: bool
    is_own: bool


def require_manager(actor: Actor) -> None:
    """Refuse everybody who may not manage accounts."""
    if not has_right(actor, Right.MANAGE_ACCOUNTS):
        raise NotAllowed("manage_accounts", _("Only the administrator may open and change accounts."))


def role_titles(on: dt.date) -> Mapping[Role, str]:
    """What each staff role is called here: the municipality's own title, or the general one."""
    language = get_language() or "da"
    try:
        profile = profile_on(on)
    except DomainError:
        return {role: str(title) for role, title in _TITLES.items()}
    return {role: profile.role_title(role.value, language, on) or str(title) for role, title in _TITLES.items()}


def needs_unit(role: Role) -> bool:
    """Whether the role holds for a unit: everybody whose young people follow from relations and cases."""
    return bool(SCOPES.get(role, frozenset()) - {Scope.SCHOOL})


def needs_school(role: Role) -> bool:
    """Whether the role holds for the pupils of one school and nothing else."""
    return SCOPES.get(role) == frozenset({Scope.SCHOOL})


def takes_school(role: Role) -> bool:
    """Whether a school may be named for the role."""
    return Scope.SCHOOL in SCOPES.get(role, frozenset())


def accounts_for_manager(actor: Actor, wanted: AccountFilter) -> list[int]:
    """The keys of the accounts that match, in Danish order. The staff of one municipality is a small list."""
    require_manager(actor)
    found = Account.objects.all()
    if wanted.state:
        found = found.filter(is_active=wanted.state == "active")
    if wanted.role or wanted.unit_id:
        found = found.filter(pk__in=_holders(wanted, actor.on))
    word = fold(wanted.words)
    rows = found.order_by("pk").values_list("pk", "name", "username", "email", "last_login")
    kept = [row for row in rows if word in fold(f"{row[1]} {row[2]} {row[3]}")]
    column, turned = wanted.sort.removeprefix("-"), wanted.sort.startswith("-")
    if column == "last_login":
        never = dt.datetime.min.replace(tzinfo=dt.UTC)
        kept.sort(key=lambda row: row[4] or never, reverse=turned)
    else:
        kept.sort(key=lambda row: sort_key(fold(row[2] if column == "username" else row[1])), reverse=turned)
    return [row[0] for row in kept]


def _holders(wanted: AccountFilter, on: dt.date) -> "QuerySet[RoleAssignment, int]":
    held = RoleAssignment.objects.filter(in_force(on))
    if wanted.role:
        held = held.filter(role=wanted.role)
    if wanted.unit_id:
        held = held.filter(unit_id=wanted.unit_id)
    return held.values_list("account_id", flat=True)


def account_lines(actor: Actor, ids: Sequence[int]) -> list[AccountLine]:
    """The accounts with these keys, in that order, with the roles in force: three queries however many."""
    require_manager(actor)
    accounts = Account.objects.in_bulk(ids)
    titles = role_titles(actor.on)
    held: dict[int, list[RoleAssignment]] = {}
    for one in RoleAssignment.objects.filter(in_force(actor.on), account_id__in=ids).select_related("unit"):
        held.setdefault(one.account_id, []).append(one)
    return [
        AccountLine(
            account=accounts[pk],
            roles=tuple(dict.fromkeys(_title(one, titles) for one in held.get(pk, []))),
            places=tuple(dict.fromkeys(place for one in held.get(pk, []) if (place := _place(one)))),
        )
        for pk in ids
        if pk in accounts
    ]


def _title(assignment: RoleAssignment, titles: Mapping[Role, str]) -> str:
    return titles.get(Role(assignment.role), assignment.role)


def _place(assignment: RoleAssignment) -> str:
    unit = assignment.unit
    names = [unit_name(unit)] if unit else []
    if assignment.school_code:
        names.append(_("school %(code)s") % {"code": assignment.school_code})
    return ", ".join(names)


def unit_name(unit: Unit) -> str:
    """The unit's name in the reader's language."""
    return unit.name_en if get_language() == "en" else unit.name_da


def department_name(department: Department) -> str:
    """The department's name in the reader's language."""
    return department.name_en if get_language() == "en" else department.name_da


def account_page(actor: Actor, account_id: int) -> AccountPage:
    """One account with all its roles, past and coming ones too, and which second factors it has."""
    require_manager(actor)
    account = Account.objects.filter(pk=account_id).first()
    if account is None:
        raise NotVisible
    titles, is_own = role_titles(actor.on), account.pk == actor.account_id
    kinds = Authenticator.objects.filter(user_id=account.pk).order_by("type").values_list("type", flat=True)
    assignments = RoleAssignment.objects.filter(account=account).select_related("unit").order_by("-valid_from", "pk")
    return AccountPage(
        account=account,
        roles=tuple(_role_line(one, titles, actor.on, is_own=is_own) for one in assignments),
        factors=tuple(dict.fromkeys(force_str(_FACTORS.get(kind, kind)) for kind in kinds)),
        has_password=account.has_usable_password(),
        is_own=is_own,
    )


_FACTORS: Final = MappingProxyType({
    "totp": gettext_lazy("app with codes"),
    "webauthn": gettext_lazy("security key"),
    "recovery_codes": gettext_lazy("recovery codes"),
})  # fmt: skip


def _role_line(one: RoleAssignment, titles: Mapping[Role, str], on: dt.date, *, is_own: bool) -> RoleLine:
    over = one.valid_to is not None and one.valid_to < on
    return RoleLine(
        assignment=one,
        title=_title(one, titles),
        place=_place(one),
        in_force=one.valid_from <= on and not over,
        may_end=not over and not is_own,
    )


def hanging_on(account_id: int) -> list[tuple[str, int]]:
    """What would go to a leader if the account were closed now: what it is, and how many."""
    found = ((str(one.title), one.open_count(account_id)) for one in account_holdings)
    return [(title, count) for title, count in found if count]


def account_of_link(key: str, token: str) -> Account | None:
    """The account that a one-time link is for; None when the link is spent, too old, wrong, or the account closed."""
    try:
        account_id = int(urlsafe_base64_decode(key).decode())
        account = Account.objects.filter(pk=account_id, is_active=True).first()
    except (ValueError, OverflowError):
        return None
    return account if account is not None and link_tokens.check_token(account, token) else None
