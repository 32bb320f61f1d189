# SPDX-License-Identifier: EUPL-1.2
"""Fill an empty database with a made-up municipality, of any size and in bounded memory."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from roedtraad.demo import files, staffing
from roedtraad.demo.lives import Town, draw_lives
from roedtraad.demo.places import schools_of
from roedtraad.demo.recipes import USUAL_NEET_PERCENT
from roedtraad.demo.writing import Writer
from roedtraad.kernel import clock
from roedtraad.kernel.errors import DomainError
from roedtraad.organisation.profile import Profile
from roedtraad.organisation.queries import profile_on
from roedtraad.people.models import YoungPerson

AT_ONCE: Final = 5000
"""How many young people are held in memory."""
DEFAULT_SEED: Final = 1
_STAFF_SINCE: Final = dt.timedelta(days=1100)
_PUPILS_OF_A_SCHOOL: Final = 733
"""Young people aged 13-30 for each school where the profile does not say."""
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Filled:
    """What has been made."""

    people: int
    staff: int
    schools: int


def fill(
    people: int, seed: int = DEFAULT_SEED, today: dt.date | None = None, progress: Progress | None = None
) -> Filled:
    """Schools, staff, and so many young people with all that belongs to them, under the profile that counts on the day.

    Refuses when there are young people already, and when no profile has been loaded. All or nothing.
    """
    today = today or clock.today()
    profile = profile_on(today).at(today)
    with transaction.atomic():
        if YoungPerson.objects.exists():
            raise DomainError("not_empty", _("There are young people here already. The demo is for an empty database."))
        town = town_of(profile, people)
        staff, posts = staffing.plan_staff(profile, people, town.schools)
        accounts = staffing.write_staff(profile, posts, today - _STAFF_SINCE)
        writer = Writer(staff, accounts, town, today)
        lives = draw_lives(people, seed, today, town)
        done = 0
        while chunk := list(islice(lives, AT_ONCE)):
            writer.write(chunk)
            done += len(chunk)
            if progress:
                progress(done)
    return Filled(people, len(posts), len(town.schools))


def town_of(profile: Profile | None, people: int) -> Town:
    """The schools and shares of the profile's sample, for so many young people."""
    sample = profile.sample if profile else None
    people_each = sample.aged_13_30 / sample.schools if sample and sample.aged_13_30 else _PUPILS_OF_A_SCHOOL
    return Town(
        schools=schools_of(
            profile.municipality.code if profile else "999", max(1, min(900, round(people / people_each)))
        ),
        neet_percent=sample.neet_percent if sample else USUAL_NEET_PERCENT,
        currency_days={one.kind: one.days for one in profile.status_currency} if profile else {},
    )


def people_rows(count: int, seed: int = DEFAULT_SEED, today: dt.date | None = None) -> Iterator[files.Row]:
    """Rows of a file of young people, as the import reads them; needs no database."""
    lives = draw_lives(count, seed, today or clock.today(), town_of(None, count))
    return (files.young_person_row(life) for life in lives)
