# SPDX-License-Identifier: EUPL-1.2
"""Made-up young people, one after another, as plain values: who, what they do, their cases and contacts.

The same seed and date give the same people, and person number n is the same however many there are.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from typing import Final, NamedTuple

from roedtraad.demo import places
from roedtraad.demo.biography import Biography, Situation, grade_on
from roedtraad.demo.names import BACKGROUNDS, Name, draw_name, pick
from roedtraad.demo.recipes import CasePlan, Slot, deck
from roedtraad.kernel.calendar import latest_start
from roedtraad.people.cpr import synthetic_cpr
from roedtraad.people.models import SituationKind

_PROTECTED, _SPECIAL_CLASS, _INTERPRETER, _TWO_HOMES, _ONE_GUARDIAN = 0.012, 0.05, 0.12, 0.28, 0.14
_OLDEST_SCHOOL_AGE: Final = 15
_GROWN_UP: Final = 18 * 12
_CHANNELS: Final = ("phone", "message", "meeting", "at_school", "home_visit", "letter")
_CHANNEL_WEIGHTS: Final = (30, 46, 76, 88, 94, 100)
_REACHED, _NOT_REACHED = (
    "reached",
    ("no_answer", "no_answer", "left_message", "left_message", "wrong_number", "declined"),
)


@dataclass(frozen=True, slots=True)
class Town:
    """What the people of one municipality have in common."""

    schools: tuple[places.SchoolPlace, ...]
    neet_percent: Decimal
    currency_days: Mapping[str, int]


class Adult(NamedTuple):
    """A guardian."""

    name: str
    relation: str
    phone: str
    street: str


class OpenCase(NamedTuple):
    """A case, before it is known who has it."""

    discipline: str
    opened_on: dt.date
    confirmed_on: dt.date


class Touch(NamedTuple):
    """A contact or an attempt."""

    held_on: dt.date
    channel: str
    outcome: str


@dataclass(slots=True)
class Life:
    """One made-up young person with everything that is known."""

    number: int
    recipe: str
    name: Name
    born_on: dt.date
    cpr: str
    phone: str
    email: str
    street: str
    postal_code: str
    city: str
    confirmed_on: dt.date
    is_followed: bool
    protected_to: dt.date | None = None
    interpreter: str = ""
    special_class: bool = False
    school: places.SchoolPlace | None = None
    grade: int | None = None
    guardians: list[Adult] = field(default_factory=list)
    situations: list[Situation] = field(default_factory=list)
    cases: list[OpenCase] = field(default_factory=list)
    touches: list[Touch] = field(default_factory=list)

    @property
    def reference(self) -> str:
        return f"U{self.number + 1:07}"


def draw_lives(count: int, seed: int, today: dt.date, town: Town) -> Iterator[Life]:
    """`count` lives, one at a time."""
    slots = deck(town.neet_percent)
    serials: dict[dt.date, int] = {}
    random = Random()  # noqa: S311 (made-up people, no secrets)
    for number in range(count):
        random.seed((seed << 32) + number)
        life = _draw(random, number, slots[number % len(slots)], today, town)
        serial = serials.get(life.born_on, 0)
        serials[life.born_on] = serial + 1
        life.cpr = synthetic_cpr(life.born_on, serial)
        yield life


def _draw(random: Random, number: int, slot: Slot, today: dt.date, town: Town) -> Life:
    recipe = slot.recipe
    months = random.randrange(slot.from_month, slot.below_month)
    born_on = latest_start(today, months) - dt.timedelta(days=random.randrange(28))
    name = draw_name(random, BACKGROUNDS[1 + number % 5] if recipe.interpreter else None)
    school = random.choice(town.schools)
    postal_code, city = places.DISTRICTS[school.district]
    life = Life(
        number=number, recipe=recipe.code, name=name, born_on=born_on, cpr="", phone=_phone(random),
        email=f"ung{number + 1}@ung.example", street=_street(random), postal_code=postal_code, city=city,
        confirmed_on=today - dt.timedelta(days=random.randrange(7)), is_followed=slot.is_followed,
    )  # fmt: skip
    biography = Biography(random, born_on, today, school.name)
    life.situations = biography.tell(recipe.now, recipe.since, town.currency_days.get(SituationKind.WORK, 365))
    _add_school(random, life, slot, today, school)
    _add_particulars(random, life, slot, today)
    if months < _GROWN_UP:
        life.guardians = _draw_guardians(random, name, life.street)
    life.cases = [_case(random, plan, today) for plan in recipe.cases]
    life.touches = _draw_touches(random, recipe.contacts, life.situations, today)
    return life


def _phone(random: Random) -> str:
    """A number that begins with 0, as no Danish telephone has."""
    digits = random.randrange(1_000_000)
    return f"0{digits // 10_000 % 10} {digits // 1000 % 10}{digits // 100_000} {digits // 100 % 10}{digits // 10 % 10} {digits % 97:02}"


def _street(random: Random) -> str:
    return f"{random.choice(places.STREETS)} {random.randrange(1, 180)}"


def _add_school(random: Random, life: Life, slot: Slot, today: dt.date, school: places.SchoolPlace) -> None:
    """School, grade and special class of those who go to school now; the mark of a special class also for those who have left."""
    attends = any(one.kind == SituationKind.SCHOOL and one.ended_on is None for one in life.situations)
    if attends:
        life.school = school
        life.grade = max(0, min(9, grade_on(life.born_on, today)))
    is_young = slot.below_month <= _OLDEST_SCHOOL_AGE * 12
    life.special_class = slot.recipe.special_class or (attends and is_young and random.random() < _SPECIAL_CLASS)


def _add_particulars(random: Random, life: Life, slot: Slot, today: dt.date) -> None:
    if random.random() < _PROTECTED:
        life.protected_to = today + dt.timedelta(days=random.randrange(20, 360))
    if life.name.language and (slot.recipe.interpreter or random.random() < _INTERPRETER):
        life.interpreter = life.name.language


def _draw_guardians(random: Random, name: Name, street: str) -> list[Adult]:
    """Two holders of parental authority, often in two homes; sometimes one."""
    family = name.family.rsplit(" ", 1)[-1]
    group = next(one for one in BACKGROUNDS if one.language == name.language)
    mother = Adult(f"{pick(random, group.girls)} {family}", "mor", _phone(random), street)
    if random.random() < _ONE_GUARDIAN:
        return [mother]
    other_home = _street(random) if random.random() < _TWO_HOMES else street
    return [
        mother,
        Adult(f"{pick(random, group.boys)} {pick(random, group.family)}", "far", _phone(random), other_home),
    ]


def _case(random: Random, plan: CasePlan, today: dt.date) -> OpenCase:
    opened_on = today - dt.timedelta(days=random.randint(plan.at_least, plan.at_most))
    return OpenCase(plan.discipline, opened_on, max(opened_on, today - dt.timedelta(days=random.randrange(20))))


def _draw_touches(random: Random, how: str, situations: list[Situation], today: dt.date) -> list[Touch]:
    """Contacts as the kind of life has them: every few weeks, attempts only, or one that got through."""
    if not how:
        return []
    if how == "regular":
        return _regular_touches(random, today)
    ended = [one.ended_on for one in situations if one.ended_on]
    since = max(ended, default=today - dt.timedelta(days=60))
    span = min((today - since).days, 90)
    if how == "attempts" and random.random() < 0.5:
        return []
    touches = [_touch(random, today, random.randint(0, max(0, span - 1)), 0) for _time in range(random.randint(1, 3))]
    got_through = how == "reached" or (how == "attempts" and random.random() < 0.4)
    if got_through:
        touches.append(_touch(random, today, random.randint(0, max(0, span // 2)), 1))
    return touches


def _regular_touches(random: Random, today: dt.date) -> list[Touch]:
    """Every three to six weeks for a year; some now go without for long."""
    day = random.choice((3, 8, 15, 25, 40, 70))
    touches = []
    while day < 365:
        touches.append(_touch(random, today, day, 0.64))
        day += random.randint(18, 45)
    return touches


def _touch(random: Random, today: dt.date, days_ago: int, reached: float) -> Touch:
    outcome = _REACHED if random.random() < reached else random.choice(_NOT_REACHED)
    channel = random.choices(_CHANNELS, cum_weights=_CHANNEL_WEIGHTS)[0]
    return Touch(today - dt.timedelta(days=days_ago), channel, outcome)
