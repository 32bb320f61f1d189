# SPDX-License-Identifier: EUPL-1.2
"""What stands around every page about one young person: the name, the tabs to the rooms' pages, what may be done."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from roedtraad.kernel.actor import Actor
from roedtraad.kernel.calendar import months_between
from roedtraad.kernel.contributions import person_acts, person_tabs
from roedtraad.kernel.errors import NotVisible
from roedtraad.kernel.rights import Part, Right
from roedtraad.people.models import YoungPerson
from roedtraad.people.queries import Access, access_to

OVERVIEW: Final = "overview"
_MONTHS_IN_A_YEAR: Final = 12


@dataclass(frozen=True, slots=True)
class Tab:
    """A link to one of the pages about the person."""

    href: str
    title: str | Promise
    current: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """The person as every page about them begins; `access` is what the actor's roles that reach the person allow."""

    person_id: int
    name: str
    born_on: dt.date
    age: int
    access: Access
    tabs: Sequence[Tab]

    def sees(self, part: Part) -> bool:
        return part in self.access.parts

    def may(self, right: Right) -> bool:
        return right in self.access.rights


def person_frame(actor: Actor, person_id: int, current: str) -> Frame:
    """The frame of one page; `current` names its tab. Two queries. Raises NotVisible."""
    access = access_to(actor, person_id)
    person = YoungPerson.objects.only("given_name", "family_name", "born_on").filter(pk=person_id).first()
    if person is None:
        raise NotVisible
    age = months_between(person.born_on, actor.on) // _MONTHS_IN_A_YEAR
    return Frame(person_id, person.name, person.born_on, age, access, tabs_of(person_id, access, current))


def tabs_of(person_id: int, access: Access, current: str) -> list[Tab]:
    """The pages about the person that the reader's roles open."""
    overview = Tab(reverse("people:person", args=[person_id]), _("Overview"), current == OVERVIEW)
    return [overview] + [
        Tab(reverse(tab.url_name, args=[person_id]), tab.title, current == tab.name)
        for tab in sorted(person_tabs, key=attrgetter("place"))
        if tab.part in access.parts
    ]


def acts_of(person_id: int, access: Access) -> list[Tab]:
    """What the rooms offer to do about the person, as far as the reader's roles allow it."""
    return [
        Tab(reverse(act.url_name, args=[person_id]), act.title, current=False)
        for act in person_acts
        if act.right in access.rights
    ]


def require_part(actor: Actor, person_id: int, part: Part) -> Access:
    """Refuse a page of which the actor may see nothing: as missing when the person is not visible or the part not theirs."""
    access = access_to(actor, person_id)
    if part not in access.parts:
        raise NotVisible
    return access
