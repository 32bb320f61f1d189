# SPDX-License-Identifier: EUPL-1.2
"""`roedtraad account`: make the first administrator of a new installation, and help when nobody can sign in."""

import datetime as dt
import getpass
import os
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor, Role, system_actor
from roedtraad.kernel.errors import DomainError
from roedtraad.organisation import account_actions as acts
from roedtraad.organisation.account_queries import STAFF_ROLES
from roedtraad.organisation.models import Account, Unit


class Command(BaseCommand):
    help = "Open a staff account, give it a role, issue a one-time link, close or reopen it."

    def add_arguments(self, parser: CommandParser) -> None:
        parts = parser.add_subparsers(dest="what", required=True)
        create = parts.add_parser("create", help="open an account; prints a one-time link to choose a password")
        create.add_argument("username")
        create.add_argument("--name", required=True)
        create.add_argument("--email", default="")
        create.add_argument("--title", default="")
        create.add_argument("--password", action="store_true", help="ask for a password here instead of a link")
        _add_place(create, required=False)
        role = parts.add_parser("role", help="give an account a role from today")
        role.add_argument("username")
        _add_place(role, required=True)
        for name, text in (("link", "a new one-time link"), ("lock", "close it"), ("unlock", "let it in again")):
            parts.add_parser(name, help=text).add_argument("username")

    def handle(self, *args: Any, **options: Any) -> None:
        actor = system_actor(clock.today(), "command line")
        try:
            getattr(self, f"_{options['what']}")(actor, options)
        except DomainError as error:
            raise CommandError(str(error)) from error
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error

    def _create(self, actor: Actor, options: dict[str, Any]) -> None:
        details = acts.AccountDetails(name=options["name"], email=options["email"], title=options["title"])
        with transaction.atomic():
            account = acts.open_account(actor, username=options["username"], details=details)
            if options["role"]:
                _give(actor, account, options)
            link = acts.issue_sign_in_link(actor, account_id=account.pk)
            if options["password"]:
                acts.choose_password(key=link.key, token=link.token, password=_ask_password())
        self.stdout.write(_("%(username)s is open.") % {"username": account.username})
        if not options["password"]:
            self._print_link(link)

    def _role(self, actor: Actor, options: dict[str, Any]) -> None:
        _give(actor, _account(options["username"]), options)
        self.stdout.write(_("The role is given."))

    def _link(self, actor: Actor, options: dict[str, Any]) -> None:
        self._print_link(acts.issue_sign_in_link(actor, account_id=_account(options["username"]).pk))

    def _lock(self, actor: Actor, options: dict[str, Any]) -> None:
        acts.lock_account(actor, account_id=_account(options["username"]).pk)
        self.stdout.write(_("The account is closed."))

    def _unlock(self, actor: Actor, options: dict[str, Any]) -> None:
        acts.unlock_account(actor, account_id=_account(options["username"]).pk)
        self.stdout.write(_("The account is open."))

    def _print_link(self, link: acts.SignInLink) -> None:
        path = reverse("signin:link-use", args=[link.key, link.token])
        hours = settings.PASSWORD_RESET_TIMEOUT // 3600
        self.stdout.write(_("The link works once, for %(hours)s hours:") % {"hours": hours})
        self.stdout.write(f"{_origin()}{path}")


def _origin() -> str:
    """Where people reach the site: https by its name, else on this machine at the port that `serve` takes."""
    host = settings.ALLOWED_HOSTS[0]
    return f"https://{host}" if settings.USES_HTTPS else f"http://{host}:{os.environ.get('PORT') or 8000}"


def _add_place(parser: CommandParser, *, required: bool) -> None:
    parser.add_argument("--role", required=required, choices=[role.value for role in STAFF_ROLES])
    parser.add_argument("--unit", default="", help="the unit's code in the profile")
    parser.add_argument("--school", default="", help="the school's institution number")
    parser.add_argument(
        "--to", type=dt.date.fromisoformat, help="the last day, as 2026-12-31; without it until it is ended"
    )


def _give(actor: Actor, account: Account, options: dict[str, Any]) -> None:
    unit = Unit.objects.filter(code=options["unit"]).first() if options["unit"] else None
    if options["unit"] and unit is None:
        codes = ", ".join(Unit.objects.filter(is_active=True).values_list("code", flat=True))
        raise CommandError(
            _("There is no unit %(code)s. There are: %(codes)s") % {"code": options["unit"], "codes": codes}
        )
    grant = acts.RoleToGive(
        role=Role(options["role"]),
        unit_id=unit.pk if unit else None,
        school_code=options["school"],
        valid_to=options["to"],
    )
    acts.give_role(actor, account_id=account.pk, grant=grant)


def _account(username: str) -> Account:
    account = Account.objects.filter(username=username.strip().lower()).first()
    if account is None:
        raise CommandError(_("Nobody has the user name %(username)s.") % {"username": username})
    return account


def _ask_password() -> str:
    password = getpass.getpass(_("Password:") + " ")
    if password != getpass.getpass(_("Once more:") + " "):
        raise CommandError(_("The two passwords are not the same."))
    return password
