# SPDX-License-Identifier: EUPL-1.2
"""A small municipality of the catalogue with its own meetings, for one journey. `fill` runs in a process of its own.

The same few young people stand before each of them; its own profile decides who meets about whom. What the sources do not say (how
often a forum meets) is set here as a municipality would. Time is told: agendas are composed a month before the day of the meeting.
"""

import datetime as dt
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from django.core.management import call_command

from roedtraad.detection.actions import sweep
from roedtraad.intake.models import FutureWorkshop
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Role, system_actor
from roedtraad.kernel.calendar import add_months
from roedtraad.meetings.actions.agenda import compose_agendas
from roedtraad.meetings.actions.calendar import plan_calendar
from roedtraad.meetings.models import Meeting
from roedtraad.organisation.actions import load_profile
from roedtraad.organisation.models import Account, Unit
from roedtraad.organisation.profile import Profile, from_document, to_document
from roedtraad.organisation.queries import actor_for
from roedtraad.people.models import SituationKind, YoungPerson
from roedtraad.plans.actions import GoalDetails, start_plan
from roedtraad.plans.models import Area
from tests.cast import (
    LONG_AGO,
    give_role,
    make_account,
    make_case,
    make_contact_person,
    make_person,
    make_situation,
    shipped_profile,
)
from tests.tables import keep_tables

STAFF: Final = {
    "leder": ("Lise Leder", "unit_leader"),
    "sagsbehandler": ("Sara Sagsbehandler", "authority_caseworker"),
    "makker": ("Mikkel Makker", "authority_caseworker"),
    "guide": ("Gitte Guide", "contact_person"),
}
"""One of each in the entry unit, whom the journey signs in as."""
NEIGHBOUR: Final = ("nabo", "Nanna Nabo", "authority_caseworker")
"""A caseworker of another department."""
BESIDE: Final = {"odsherred": "family", "toender": "children_schools", "holbaek": "schools", "frederiksberg": "social"}
"""The unit that she works in."""
FORTNIGHTLY: Final = {"every": 14, "unit": "day", "first_on": "2018-01-02"}
OWN_WORDS: Final[Mapping[str, Mapping[str, dict[str, Any]]]] = {
    "broenderslev": {"conference": {"cadence": FORTNIGHTLY, "capacity": 6}}
}
"""What a municipality has set where its source says nothing."""
AHEAD: Final = dt.timedelta(days=30)


def fill(name: str) -> None:
    """Migrate an empty database and put the municipality in it."""

    keep_tables(Path(os.environ["KEPT_TABLES"]))
    call_command("migrate", verbosity=0)
    today = clock.today()
    with clock.as_of(clock.midnight(today - AHEAD) + dt.timedelta(hours=9)):
        _load(name)
        _Town(name, today - AHEAD).build()
    _meet_today(today)


def _load(name: str) -> None:

    load_profile(system_actor(clock.today(), "journey"), profile=_profile(name), valid_from=LONG_AGO)


def _profile(name: str) -> Profile:

    document = to_document(shipped_profile(name))
    own = OWN_WORDS.get(name, {})
    forums = [forum | own.get(forum["id"], {}) for forum in document["forums"]]
    return from_document(document | {"forums": forums})


class _Town:
    """The municipality's staff and the young people whom its meetings are about."""

    def __init__(self, name: str, on: dt.date) -> None:

        self.name, self.on = name, on
        self.entry = Unit.objects.get(is_entry=True, is_active=True).code
        self.staff: dict[str, Account] = {}

    def build(self) -> None:

        self._employ()
        _PEOPLE[self.name](self)
        system = system_actor(self.on, "journey")
        plan_calendar(system, on=self.on)
        sweep(system, on=self.on)
        self._seat_the_chair()
        compose_agendas(system, on=self.on)

    def _employ(self) -> None:

        for key, (name, role) in STAFF.items():
            self.staff[key] = make_account(f"demo-{key}", name, is_demo=True, email=f"{key}@kommune.example")
            give_role(self.staff[key], Role(role), self.entry)
        if self.name in BESIDE:
            key, name, role = NEIGHBOUR
            self.staff[key] = make_account(f"demo-{key}", name, is_demo=True, email=f"{key}@kommune.example")
            give_role(self.staff[key], Role(role), BESIDE[self.name])

    def _seat_the_chair(self) -> None:

        Meeting.objects.update(chair=self.staff["leder"])

    def aged(self, name: str, years: int, months: int = 0, **values: Any) -> YoungPerson:

        born_on = add_months(self.on, -(12 * years + months))
        return make_person(name, "Lund", born_on=born_on, reference=name, **values)

    def case(
        self, person: YoungPerson, discipline: str, law: str, days: int, unit: str = "", who: str = "sagsbehandler"
    ) -> None:

        opened_on = self.on - dt.timedelta(days=days)
        make_case(person, unit or self.entry, self.staff[who], discipline=discipline, law=law, opened_on=opened_on)

    def followed(self, person: YoungPerson) -> None:
        """The guide has been beside them for half a year, with a plan and its goal."""

        make_contact_person(person, self.staff["guide"], started_on=self.on - dt.timedelta(days=180))
        goal = GoalDetails("I want to be a carpenter", area=Area.EDUCATION, by_young_person=True)
        start_plan(actor_for(self.staff["guide"], self.on), person_id=person.pk, goal=goal)


def _broenderslev(town: _Town) -> None:
    """17½ on the social side, two years of employment case, and one whom only employment knows."""
    town.case(town.aged("Mads", 17, 7), "social", "SEL", 100)
    town.case(town.aged("Freja", 23), "employment", "LAB", 760)
    town.case(town.aged("Nora", 22), "employment", "LAB", 90)


def _kerteminde(town: _Town) -> None:
    """Two whose cases have lasted, the longer one last in the alphabet, and one whose caseworker needs another view."""
    for name, days in (("Anna", 430), ("Øjvind", 800)):
        person = town.aged(name, 22)
        town.case(person, "employment", "LAB", days)
        _on_benefit(town, person, days)
    town.case(town.aged("Nora", 22), "employment", "LAB", 60)


def _on_benefit(town: _Town, person: YoungPerson, days: int) -> None:

    make_situation(person, SituationKind.BENEFIT, started_on=town.on - dt.timedelta(days=days), confirmed_on=town.on)


def _frederiksberg(town: _Town) -> None:
    """Two with two disciplines, of whom one has been through the workshop, and a 17-year-old on the way to 18."""
    for name in ("Ida", "Nora"):
        person = town.aged(name, 20)
        town.case(person, "employment", "LAB", 200)
        town.case(person, "social", "SEL", 90, "social")
    _has_tried_the_workshop(town, "Ida")
    mads = town.aged("Mads", 17, 7)
    town.case(mads, "children_family", "barnets_lov", 300, "family")
    town.case(mads, "guidance", "KUI", 300)


def _has_tried_the_workshop(town: _Town, name: str) -> None:
    """The future workshop has been held with her, and is not enough."""
    first, second = town.staff["sagsbehandler"], town.staff["makker"]
    FutureWorkshop.objects.create(
        young_person=YoungPerson.objects.get(reference=name), unit=Unit.objects.get(code=town.entry),
        held_on=town.on - dt.timedelta(days=20), first=first, first_discipline="employment", second=second,
        second_discipline="guidance", result="More is needed than work.", recorded_by=first,
    )  # fmt: skip


def _followed_by_two(town: _Town) -> None:
    """Somebody whom a guide follows, and whom two departments know."""
    person = town.aged("Alma", 17)
    town.case(person, "guidance", "KUI", 200)
    town.case(person, "children_family", "barnets_lov", 90, BESIDE[town.name], "nabo")
    town.followed(person)


_PEOPLE: Final[dict[str, Callable[[_Town], None]]] = {
    "broenderslev": _broenderslev, "kerteminde": _kerteminde, "frederiksberg": _frederiksberg,
    "odsherred": _followed_by_two, "toender": _followed_by_two, "holbaek": _followed_by_two,
}  # fmt: skip


def _meet_today(today: dt.date) -> None:
    """The first meeting of each forum that has an agenda is today."""

    seen: set[str] = set()
    for meeting in Meeting.objects.filter(items__isnull=False).order_by("held_on").distinct():
        if meeting.forum not in seen:
            seen.add(meeting.forum)
            Meeting.objects.filter(pk=meeting.pk).update(held_on=today, by_cadence=False)
