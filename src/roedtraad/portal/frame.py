# SPDX-License-Identifier: EUPL-1.2
"""What stands around every page of the portal: whose pages these are, the menu, and the other young people one comes for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, Final, ParamSpec, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roedtraad.audit.actions import Record, record_refusal
from roedtraad.audit.looks import Look, keep_out_of_caches, show
from roedtraad.kernel import views
from roedtraad.kernel.actor import Actor, Role
from roedtraad.kernel.errors import DomainError, NotAllowed, NotVisible
from roedtraad.kernel.rights import Part, Right
from roedtraad.people.models import YoungPerson
from roedtraad.people.queries import Access
from roedtraad.portal import sessions
from roedtraad.portal.policies import CitizenActor, access_of

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

LOOK_OF: Final[Mapping[Role, str]] = {
    Role.YOUNG_PERSON: "own_page_seen",
    Role.GUARDIAN: "childs_page_seen",
    Role.REPRESENTATIVE: "represented_page_seen",
}
"""What the log calls it when a citizen opens a page."""


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """One page of the portal: who sees its part has it in the menu; with `own_only`, the young person alone."""

    url_name: str
    own_title: str | Promise
    title: str | Promise
    part: Part | None
    own_only: bool = False


MENU: Final = (
    MenuEntry("portal:home", gettext_lazy("Front page"), gettext_lazy("Front page"), None),
    MenuEntry("portal:thread", gettext_lazy("My thread"), gettext_lazy("The thread"), None),
    MenuEntry("portal:plan", gettext_lazy("My plan"), gettext_lazy("The plan"), Part.PLAN),
    MenuEntry("portal:meetings", gettext_lazy("My meetings"), gettext_lazy("Meetings"), Part.MEETINGS),
    MenuEntry("portal:messages", gettext_lazy("Messages"), gettext_lazy("Messages"), Part.MESSAGES),
    MenuEntry("portal:story", gettext_lazy("My story"), gettext_lazy("My story"), Part.STORY, own_only=True),
    MenuEntry("portal:consents", gettext_lazy("Who may know what"), gettext_lazy("Who may know what"), Part.CONSENTS),
    MenuEntry(
        "portal:looked", gettext_lazy("Who has looked"), gettext_lazy("Who has looked"), Part.STORY, own_only=True
    ),
)


@dataclass(frozen=True, slots=True)
class Link:
    """A link in the menu or to another young person's pages."""

    href: str
    title: str | Promise
    current: bool = False


@dataclass(frozen=True, slots=True)
class CitizenFrame:
    """Whose pages these are and as what one reads them."""

    person_id: int
    name: str
    role: Role
    access: Access
    menu: Sequence[Link]
    others: Sequence[Link]

    @property
    def is_own(self) -> bool:
        return self.role == Role.YOUNG_PERSON

    def sees(self, part: str) -> bool:
        return part in self.access.parts


def citizen_page(view: View[P]) -> View[P]:
    """Only for citizens: a stranger is led to the sign-in, a colleague is told where they are."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        actor = views.actor_of(request)
        if not views.has_right(_without_staff(actor), Right.SEE_PORTAL):  # type: ignore[attr-defined]
            return _show_out(request, actor)
        try:
            return keep_out_of_caches(view(request, *args, **kwargs))
        except DomainError as error:
            return _say_no(request, actor, error)

    return cast("View[P]", guarded)


def _say_no(request: HttpRequest, actor: Actor, error: DomainError) -> HttpResponse:
    """What is refused, in the portal's own words and frame; a missing right is in the log before the page leaves."""
    if isinstance(error, NotAllowed):
        values = {"code": error.code, "path": request.path[:500], "method": request.method}
        record_refusal(actor, Record("access_refused", values=values))
    template = "portal/not_found.html" if isinstance(error, NotVisible) else "portal/refused.html"
    return keep_out_of_caches(render(request, template, {"reason": str(error)}, status=error.status))


def _without_staff(actor: Actor) -> Actor:
    """A colleague brings nothing of their roles here."""
    return Actor(0, "", on=actor.on) if actor.account_id else actor


def _show_out(request: HttpRequest, actor: Actor) -> HttpResponse:
    if actor.account_id:
        raise NotAllowed(
            "portal_for_citizens", _("These pages are for young people and parents. You are signed in as a colleague.")
        )
    if isinstance(actor, CitizenActor):
        sessions.end(request)
        messages.info(request, _("Your way in has ended. Ask the contact person if that is wrong."))
    return keep_out_of_caches(redirect("portal:sign-in"))


def citizen_of(request: HttpRequest) -> CitizenActor:
    """The citizen of the request. Raises NotVisible for anybody else."""
    actor = views.actor_of(request)
    if not isinstance(actor, CitizenActor):
        raise NotVisible
    return actor


def frame_of(actor: CitizenActor, person_id: int, current: str) -> CitizenFrame:
    """The frame of one page, in two queries. Raises NotVisible."""
    access, reach = access_of(actor, person_id), actor.reach(person_id)
    names = dict(
        YoungPerson.objects.filter(pk__in=[one.person_id for one in actor.reaches]).values_list("pk", "given_name")
    )
    if reach is None or person_id not in names:
        raise NotVisible
    others = [Link(reverse("portal:home", args=[pk]), name) for pk, name in sorted(names.items()) if pk != person_id]
    menu = tuple(_menu(person_id, access, reach.role, current))
    return CitizenFrame(person_id, names[person_id], reach.role, access, menu, others)


def _menu(person_id: int, access: Access, role: Role, current: str) -> Sequence[Link]:
    is_own = role == Role.YOUNG_PERSON
    return [
        Link(reverse(one.url_name, args=[person_id]), one.own_title if is_own else one.title, one.url_name == current)
        for one in MENU
        if (one.part is None or one.part in access.parts) and (is_own or not one.own_only)
    ]


def show_page(
    request: HttpRequest, frame: CitizenFrame, template: str, context: Mapping[str, Any], *, look: str = "",
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    """A citizen's page: logged as what it is, in the portal's frame, kept nowhere."""
    seen = Look(
        look or LOOK_OF[frame.role], [frame.person_id], {"page": template.rpartition("/")[2].removesuffix(".html")}
    )
    return show(request, template, {"frame": frame, **context}, seen, status=status)
