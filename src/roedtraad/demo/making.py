# SPDX-License-Identifier: EUPL-1.2
"""What `roedtraad demo` does: the profile, the staff, the people, and what has happened up to today."""

import csv
import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from roedtraad.cases.models import Case, Contact, ContactPerson
from roedtraad.demo import files, generator, history, meetings, outreach, telling
from roedtraad.detection.models import Signal
from roedtraad.kernel.actor import system_actor
from roedtraad.organisation.actions import load_profile
from roedtraad.organisation.models import Account
from roedtraad.organisation.profile import Profile, parse_profile, shipped_profile_text
from roedtraad.people.models import LifeSituation, School, YoungPerson

MOST: Final = 1_200_000
_USUAL_PEOPLE: Final = 6600
_IN_FORCE_SINCE: Final = dt.date(2014, 1, 1)
Show = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which municipality, how many young people (the profile's own number when None), which seed and which day."""

    profile: str
    people: int | None
    seed: int
    today: dt.date


def is_filled() -> bool:
    """Whether there are young people already."""
    return YoungPerson.objects.exists()


def read_profile(name: str) -> Profile:
    """A profile that is shipped."""
    return parse_profile(shipped_profile_text(name), f"{name}.yaml")


def people_wanted(wanted: Wanted, profile: Profile) -> int:
    """The number asked for, else the profile's own."""
    return wanted.people or (profile.sample.aged_13_30 if profile.sample else 0) or _USUAL_PEOPLE


@transaction.atomic
def make(wanted: Wanted, show: Show) -> list[tuple[str, int]]:
    """Make it all or nothing; gives how many of what there is then.

    Refuses with code `not_empty` when there are young people already.
    """
    profile = read_profile(wanted.profile)
    load_profile(system_actor(wanted.today, "demo"), profile=profile, valid_from=min(_IN_FORCE_SINCE, wanted.today))
    people = people_wanted(wanted, profile)
    step = _("Making young people, schools, cases and staff")
    generator.fill(people, wanted.seed, wanted.today, lambda done: show(step, done, people))
    step = _("Telling their threads")
    show(step, 0, 1)
    telling.tell(wanted.today)
    show(step, 1, 1)
    step = _("Looking for those whom the rules point out")
    show(step, 0, 1)
    history.sweep_until(wanted.today, outreach.tell, meetings.between)
    show(step, 1, 1)
    step = _("Preparing the next meetings")
    show(step, 0, 1)
    meetings.ahead(wanted.today)
    show(step, 1, 1)
    return _counted()


def _counted() -> list[tuple[str, int]]:
    return [
        (_("Young people"), YoungPerson.objects.count()),
        (_("Schools"), School.objects.count()),
        (_("Life situations"), LifeSituation.objects.count()),
        (_("Open cases"), Case.objects.filter(closed_on__isnull=True).count()),
        (_("With a contact person"), ContactPerson.objects.filter(ended_on__isnull=True, is_coordinating=True).count()),
        (_("Contacts"), Contact.objects.count()),
        (_("Open signals"), Signal.objects.filter(closed_on__isnull=True).count()),
        (_("Staff"), Account.objects.count()),
        (_("Demo people to sign in as"), Account.objects.filter(is_demo=True).count()),
    ]


def write_files(wanted: Wanted, folder: Path) -> Iterator[tuple[Path, int]]:
    """Write the files one by one; gives each with its number of rows. Needs no database."""
    folder.mkdir(parents=True, exist_ok=True)
    profile = read_profile(wanted.profile).at(wanted.today)
    people = people_wanted(wanted, profile)
    of = files.Municipality(profile, generator.town_of(profile, people), people, wanted.seed, wanted.today)
    for file in files.FILES:
        path = folder / file.name
        yield path, _write(path, file.columns, file.rows(of))


def _write(path: Path, columns: Sequence[str], rows: Iterator[files.Row]) -> int:
    """Write one file with ";" between columns, as Danish spreadsheets want it; gives the number of rows."""
    number = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, delimiter=";")
        writer.writeheader()
        for row in rows:
            writer.writerow(row)
            number += 1
    return number
