# SPDX-License-Identifier: EUPL-1.2
"""The made-up municipality as files that can be imported (docs/import.md), and absence for the part that will read it."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from roedtraad.demo.absence import absence_days, school_days
from roedtraad.demo.assigning import Assigner
from roedtraad.demo.lives import Life, Town, draw_lives
from roedtraad.demo.places import SOURCES
from roedtraad.demo.staffing import plan_staff
from roedtraad.organisation.profile import Profile
from roedtraad.people.cpr import formatted

Row = Mapping[str, Any]
YOUNG_PEOPLE: Final = (
    "reference", "cpr", "given_name", "family_name", "phone", "email", "street", "postal_code", "city", "address_protected_to",
    "interpreter_language", "special_class", "grade", "source", "confirmed_on", "school", "school_name", "guardian1_name",
    "guardian1_relation", "guardian1_phone", "guardian2_name", "guardian2_relation", "guardian2_phone",
)  # fmt: skip
SITUATIONS: Final = (
    "reference", "young_person", "kind", "started_on", "ended_on", "place", "benefit_rate", "weekly_hours", "source",
    "confirmed_on",
)  # fmt: skip
CASES: Final = (
    "reference", "young_person", "unit", "discipline", "law", "opened_on", "closed_on", "source", "confirmed_on",
)  # fmt: skip
ABSENCE: Final = ("young_person", "date", "kind", "share")
_GUARDIANS: Final = 2


@dataclass(frozen=True, slots=True)
class Municipality:
    """Which people the files are about."""

    profile: Profile
    town: Town
    people: int
    seed: int
    today: dt.date

    def lives(self) -> Iterator[Life]:
        """Everybody anew, so that no file needs them all in memory."""
        return draw_lives(self.people, self.seed, self.today, self.town)


@dataclass(frozen=True, slots=True)
class File:
    """A file's name, its columns, and its rows when asked for."""

    name: str
    columns: Sequence[str]
    rows: Callable[[Municipality], Iterator[Row]]


def young_person_row(life: Life) -> Row:
    """A row of a file of young people."""
    row: dict[str, Any] = {
        "reference": life.reference, "cpr": formatted(life.cpr), "given_name": life.name.given,
        "family_name": life.name.family, "phone": life.phone, "email": life.email, "street": life.street,
        "postal_code": life.postal_code, "city": life.city, "address_protected_to": life.protected_to or "",
        "interpreter_language": life.interpreter, "special_class": "yes" if life.special_class else "no",
        "grade": "" if life.grade is None else life.grade, "source": SOURCES["person"], "confirmed_on": life.confirmed_on,
        "school": life.school.code if life.school else "", "school_name": life.school.name if life.school else "",
    }  # fmt: skip
    for place in range(_GUARDIANS):
        adult = life.guardians[place] if place < len(life.guardians) else None
        row[f"guardian{place + 1}_name"] = adult.name if adult else ""
        row[f"guardian{place + 1}_relation"] = adult.relation if adult else ""
        row[f"guardian{place + 1}_phone"] = adult.phone if adult else ""
    return row


def _young_people(of: Municipality) -> Iterator[Row]:
    return (young_person_row(life) for life in of.lives())


def _situations(of: Municipality) -> Iterator[Row]:
    for life in of.lives():
        for place, one in enumerate(life.situations, 1):
            yield {"reference": f"{life.reference}-{place}", "young_person": life.reference, **_filled(one._asdict())}


def _cases(of: Municipality) -> Iterator[Row]:
    """Without caseworkers: who works where is not for a file to say."""
    staff, _posts = plan_staff(of.profile, of.people, of.town.schools)
    assigner = Assigner(staff, of.today)
    for life in of.lives():
        for one in assigner.assign(life).cases:
            yield _filled({
                "reference": one.reference, "young_person": life.reference, "unit": one.unit, "discipline": one.discipline,
                "law": one.law, "opened_on": one.opened_on, "closed_on": one.closed_on, "source": SOURCES["case"],
                "confirmed_on": one.confirmed_on,
            })  # fmt: skip


def _absence(of: Municipality) -> Iterator[Row]:
    days = school_days(of.today)
    for life in of.lives():
        if life.grade is not None:
            for one in absence_days(of.seed, life.number, life.grade, days):
                yield {"young_person": life.reference, "date": one.day, "kind": one.kind, "share": one.share}


def _filled(row: Row) -> Row:
    return {name: "" if value is None else value for name, value in row.items()}


FILES: Final = (
    File("young-people.csv", YOUNG_PEOPLE, _young_people),
    File("life-situations.csv", SITUATIONS, _situations),
    File("cases.csv", CASES, _cases),
    File("absence.csv", ABSENCE, _absence),
)
