# SPDX-License-Identifier: EUPL-1.2
"""What every page is framed by: the municipality, the person who is signed in, and the pages that are open to them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from roedtraad.kernel.actor import Actor
from roedtraad.kernel.clock import today
from roedtraad.kernel.errors import DomainError
from roedtraad.kernel.rights import Right, has_right
from roedtraad.organisation.account_queries import role_titles
from roedtraad.organisation.queries import profile_on


@dataclass(frozen=True, slots=True)
class MenuItem:
    """One entry of the main menu: shown to whoever has one of the rights. `room` are the URL namespaces it stands for."""

    url_name: str
    title: str | Promise
    rights: tuple[Right, ...]
    rooms: tuple[str, ...] = ()
    """Rooms whose pages belong here, and single pages by name, which go before their room."""


MENU: Final = (
    MenuItem("desk:desk", _("My desk"), (Right.HANDLE_SIGNALS,)),
    MenuItem("intake:inbox", _("Enquiries"), (Right.ANSWER_ENQUIRIES,), ("intake",)),
    MenuItem(
        "people:list",
        _("Young people"),
        (Right.SEE_PERSON,),
        (
            "people",
            "cases",
            "plans",
            "journal",
            "consent",
            "portal",
            "intake:person",
            "intake:person-enquiry",
            "intake:person-workshop",
            "intake:person-visitation",
            "meetings:call",
        ),
    ),
    MenuItem("meetings:list", _("Meetings"), (Right.SEE_MEETINGS,), ("meetings",)),
    MenuItem("handover:list", _("Handovers"), (Right.HAND_OVER,), ("handover", "cases:absence-list", "cases:shifts")),
    MenuItem("plans:experience", _("Experience"), (Right.EDIT_PLAN,)),
    MenuItem("desk:unit", _("The unit"), (Right.SEE_UNIT_FIGURES,)),
    MenuItem("protection:overview", _("Data protection"), (Right.HANDLE_DATA_RIGHTS,), ("protection",)),
    MenuItem("consent:rules", _("Sharing"), (Right.SET_SHARING_RULES,)),
    MenuItem("imports:start", _("Import"), (Right.IMPORT_DATA,), ("imports",)),
    MenuItem("organisation:profile", _("Organisation"), (Right.SEE_ORGANISATION,), ("organisation",)),
    MenuItem("rules:rules", _("Rules"), (Right.SEE_ORGANISATION,), ("rules",)),
    MenuItem("accounts:account-list", _("Accounts"), (Right.MANAGE_ACCOUNTS,), ("accounts",)),
    MenuItem("notices:outbox", _("Notices"), (Right.MANAGE_ACCOUNTS,), ("notices",)),
    MenuItem("audit:log", _("Log"), (Right.SEE_LOG,), ("audit",)),
)


@dataclass(frozen=True, slots=True)
class MenuLink:
    """A menu entry as this reader sees it."""

    href: str
    title: str | Promise
    current: bool
    active: bool


@dataclass
class Shell:
    """Read by `web/base.html`. Everything is worked out on first use, so a page without the frame costs nothing."""

    request: HttpRequest
    languages: tuple[str, ...] = field(default_factory=lambda: tuple(code for code, _name in settings.LANGUAGES))

    @cached_property
    def municipality(self) -> str:
        """The municipality's name; the system's own until a profile is loaded, so that every page has a frame from the start."""
        try:
            return profile_on(today()).municipality.name
        except DomainError:
            return "Rødtråd"

    @property
    def language(self) -> str:
        """The language of this answer."""
        return get_language() or settings.LANGUAGE_CODE

    @property
    def is_demo(self) -> bool:
        """Whether the people on the screen are made up."""
        return bool(settings.IS_DEMO)

    @cached_property
    def actor(self) -> Actor | None:
        """Who is signed in; None before sign-in."""
        actor = getattr(self.request, "actor", None)
        is_signed_in = getattr(getattr(self.request, "user", None), "is_authenticated", False)
        return actor if is_signed_in else None

    @cached_property
    def role(self) -> str:
        """The reader's roles in the municipality's own words."""
        if self.actor is None:
            return ""
        titles = role_titles(today())
        return ", ".join(
            titles[role] for role in dict.fromkeys(grant.role for grant in self.actor.grants) if role in titles
        )

    @cached_property
    def may_search(self) -> bool:
        """Whether the reader may look for young people by name."""
        return self.actor is not None and has_right(self.actor, Right.SEE_PERSON)

    @cached_property
    def menu(self) -> list[MenuLink]:
        """The pages that the reader's rights open."""
        return [] if self.actor is None else menu_of(self.request, self.actor)


def menu_of(request: HttpRequest, actor: Actor) -> list[MenuLink]:
    """The pages that the actor's rights open, in the order of the menu."""
    return list(_links(request, actor))


def _links(request: HttpRequest, actor: Actor) -> Iterable[MenuLink]:
    match = request.resolver_match
    here = match.view_name if match else ""
    room = match.namespace if match else ""
    place = here if any(here in (item.url_name, *item.rooms) for item in MENU) else room
    for item in MENU:
        if not any(has_right(actor, right) for right in item.rights):
            continue
        current = here == item.url_name
        yield MenuLink(reverse(item.url_name), item.title, current, current or place in item.rooms)


def shell(request: HttpRequest) -> dict[str, Shell]:
    """Django's context processor."""
    return {"shell": Shell(request)}
