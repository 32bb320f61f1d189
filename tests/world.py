# SPDX-License-Identifier: EUPL-1.2
"""A world in which every column of every table of ours holds something of its own, so that a test can see where it turns up.

Rows are made by looking at the models; `SPECIAL` says the few values that cannot be made up. Every text is a distinct word
that occurs nowhere else, so one word on one page names the column that it came from.
"""

import datetime as dt
import itertools
import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from django.apps import apps
from django.db import models

from roedtraad.kernel import clock
from roedtraad.kernel.text import fold, sort_key
from roedtraad.people.cpr import seal, synthetic_cpr
from tests.access.rooms import ROOMS

OURS: Final = (
    "audit", "organisation", "people", "consent", "protection", "notices", "cases", "handover", "journal", "plans",
    "intake", "detection", "meetings", "portal",
)  # fmt: skip
BY_ACTS_ONLY: Final = frozenset({"audit.LogEntry", "audit.LogDetail", "audit.LogPerson", "organisation.ProfileVersion"})
"""Tables whose rows hang together too closely to be made up: they are written by the acts of the test itself."""


def models_to_fill() -> list[type[models.Model]]:
    """Every table of ours, parents before children."""
    found = [model for label in OURS for model in apps.get_app_config(label).get_models(include_auto_created=True)]
    return [model for model in found if model._meta.label not in BY_ACTS_ONLY]


@dataclass
class World:
    """What was planted: the words by (model, column), and the rows by model."""

    words: dict[str, str] = field(default_factory=dict)
    rows: dict[str, models.Model] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def plant(self, model: type[models.Model], column: str, length: int | None) -> str:
        """A new word for a column. Words differ in their first letters, so that no column is too short for them."""
        number = next(self.numbers)
        word = f"q{_letters(number)}zx"
        self.words[f"{model._meta.label}.{column}"] = word
        assert length is None or len(word) <= length, (model, column)
        return word

    def row(self, label: str) -> Any:
        """The row of a table."""
        return self.rows[label]


def _letters(number: int) -> str:
    """A number as five letters that no language has in a row, and no other number shares."""
    digits = []
    for _ in range(5):
        number, digit = divmod(number, 16)
        digits.append(_DIGITS[digit])
    return "".join(digits)


_DIGITS: Final = "bcdfghjklmnpqrst"
WORD: Final = re.compile(rf"(?=(q[{_DIGITS}]{{5}}zx))")
"""Every planted word in a text, also one that runs into another."""


Maker = Callable[[World], Any]


def _own_cpr(_world: World) -> bytes:
    return seal(synthetic_cpr(BORN_ON, 77))


BORN_ON: Final = dt.date(clock.today().year - 17, 3, 21)
NUMBER: Final = synthetic_cpr(BORN_ON, 77)
"""The full CPR number of the world's young person."""

GROUND_FLOOR: Final[dict[str, Maker]] = {
    "people.YoungPerson.cpr_sealed": _own_cpr,
    "people.YoungPerson.born_on": lambda _: BORN_ON,
    "people.YoungPerson.address_protected_to": lambda _: clock.today() + dt.timedelta(days=90),
    "people.Guardian.address_protected_to": lambda _: clock.today() + dt.timedelta(days=91),
    "organisation.Account.language": lambda _: "en",
    "organisation.Account.password": lambda _: "!",
    "organisation.Account.picture": lambda _: "",
    "organisation.Account.picture_digest": lambda _: "",
    "organisation.Account.is_demo": lambda _: False,
    "organisation.Account.last_login": lambda _: clock.now(),
    "organisation.RoleAssignment.role": lambda _: "authority_caseworker",
    "organisation.RoleAssignment.valid_to": lambda _: None,
    "organisation.Unit.is_entry": lambda _: False,
    "organisation.Department.disciplines": lambda _: ["social"],
    "organisation.Unit.disciplines": lambda _: ["social"],
    "cases.Case.discipline": lambda _: "social",
    "cases.Case.closed_on": lambda _: None,
    "cases.ContactPerson.ended_on": lambda _: None,
    "people.LifeSituation.ended_on": lambda _: None,
    "people.LifeSituation.kind": lambda _: "work",
    "people.YoungPerson.special_class": lambda _: True,
    "detection.Signal.rule": lambda _: "missing_contact_person",
    "detection.Signal.evidence": lambda _: {"has_contact_person": False},
    "detection.Signal.closed_on": lambda _: None,
    "detection.Signal.closed_because": lambda _: "",
    "detection.Signal.state": lambda _: "acknowledged",
    "detection.Signal.snoozed_to": lambda _: None,
}
"""Columns whose values mean something, so that no word can stand there."""
SPECIAL: Final = GROUND_FLOOR | {column: make for room in ROOMS for column, make in room.special.items()}


def make_world() -> World:
    """One row in every table, all about the same young person and the same colleague. Needs a profile in force."""
    world = World()
    for model in models_to_fill():
        values = {
            one.attname: _value(world, model, one) for one in model._meta.local_concrete_fields if not one.primary_key
        }
        world.rows[model._meta.label] = model._default_manager.create(**values)
    _make_findable(world)
    return world


def _value(world: World, model: type[models.Model], column: Any) -> Any:
    name = f"{model._meta.label}.{column.name}"
    if name in SPECIAL:
        return SPECIAL[name](world)
    if isinstance(column, models.ForeignKey):
        return world.rows[column.related_model._meta.label].pk
    if column.choices:
        return column.choices[0][0]
    return _made_up(world, model, column)


def _made_up(world: World, model: type[models.Model], column: Any) -> Any:
    number = next(world.numbers)
    if isinstance(column, models.EmailField):
        return f"{world.plant(model, column.name, None)}@example.invalid"
    if isinstance(column, models.URLField):
        return f"https://example.invalid/{world.plant(model, column.name, None)}"
    if isinstance(column, models.UUIDField):
        return uuid.UUID(int=number)
    if isinstance(column, models.TimeField):
        return dt.time(9)
    if isinstance(column, models.CharField | models.TextField):
        return world.plant(model, column.name, column.max_length)
    if isinstance(column, models.JSONField):
        return {"planted": world.plant(model, column.name, None)}
    if isinstance(column, models.DateTimeField):
        return clock.now() - dt.timedelta(days=number)
    if isinstance(column, models.DateField):
        return clock.today() - dt.timedelta(days=100 + number)
    if isinstance(column, models.BooleanField):
        return True
    if isinstance(column, models.DecimalField):
        return f"{number % 90}.5"
    if isinstance(column, models.IntegerField):
        return number % 30_000
    raise LookupError(f"{column}: say in tests/world.py what a {type(column).__name__} holds")


def _make_findable(world: World) -> None:
    """Search columns follow the name, as the import writes them."""
    person = world.row("people.YoungPerson")
    given, family = fold(person.given_name), fold(person.family_name)
    person.search_given, person.search_family = f"{given} {family}", f"{family} {given}"
    person.sort_name = f"{sort_key(family)} {sort_key(given)}"
    person.save()
    for column in ("search_given", "search_family", "sort_name"):
        del world.words[f"people.YoungPerson.{column}"]
