# SPDX-License-Identifier: EUPL-1.2
"""The made-up municipality as files that can be imported (docs/import.md)."""

from typing import Any

from roedtraad.demo.lives import Life
from roedtraad.demo.places import SOURCES
from roedtraad.people.cpr import formatted


def young_person_row(life: Life) -> dict[str, Any]:
    """A row of a file of young people."""
    row: dict[str, Any] = {
        "reference": life.reference, "cpr": formatted(life.cpr), "given_name": life.name.given,
        "family_name": life.name.family, "phone": life.phone, "email": life.email, "street": life.street,
        "postal_code": life.postal_code, "city": life.city, "address_protected_to": life.protected_to or "",
        "interpreter_language": life.interpreter, "special_class": "yes" if life.special_class else "no",
        "grade": "" if life.grade is None else life.grade, "source": SOURCES["person"], "confirmed_on": life.confirmed_on,
        "school": life.school.code if life.school else "", "school_name": life.school.name if life.school else "",
    }  # fmt: skip
    for place in (1, 2):
        adult = life.guardians[place - 1] if len(life.guardians) >= place else None
        row[f"guardian{place}_name"] = adult.name if adult else ""
        row[f"guardian{place}_relation"] = adult.relation if adult else ""
        row[f"guardian{place}_phone"] = adult.phone if adult else ""
    return row
