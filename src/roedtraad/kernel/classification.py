# SPDX-License-Identifier: EUPL-1.2
"""What every field of every table is, why it is kept, how long, and who gets it: without it the build fails (GDPR art. 5, 30).

A model declares `data_rules`, one rule per column. The system check in `checks.py` refuses to start when one is missing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum


class Classification(StrEnum):
    """How much harm a leak would do, least first."""

    PUBLIC = "public"
    INTERNAL = "internal"
    PERSONAL = "personal"
    CONFIDENTIAL = "confidential"
    SECRET = "secret"  # noqa: S105 (a word, not one of them)


class Purpose(StrEnum):
    """Why the value is processed."""

    IDENTIFY = "identify the young person"
    CONTACT = "reach the young person and the guardians"
    COORDINATE = "coordinate the effort across departments"
    DETECT = "find who needs somebody in time"
    ORGANISE = "run the municipality's own organisation"
    SIGN_IN = "let staff sign in and know what they may do"
    ACCOUNT_FOR = "account for who did and saw what"
    OPERATE = "run the system"


class Retention(StrEnum):
    """When the value goes; periods are dated configuration of the municipality."""

    PERSON = "with the young person's file"
    CASE = "with the case"
    ACCOUNT = "with the staff account"
    ORGANISATION = "as long as the organisation's history is kept"
    LOG = "with the log"
    TECHNICAL = "when no longer needed to run"


class Export(StrEnum):
    """Whose copy it belongs in."""

    PERSON = "in the young person's own copy"
    STAFF = "in staff lists and statistics only"
    NEVER = "in no export"


@dataclass(frozen=True, slots=True)
class DataRule:
    """The rule of one column."""

    classification: Classification
    purpose: Purpose
    retention: Retention
    export: Export

    def but(self, **changes: StrEnum) -> "DataRule":
        """The same rule with one thing different."""
        return replace(self, **changes)  # type: ignore[arg-type]


DataRules = Mapping[str, DataRule]

IDENTITY = DataRule(Classification.PERSONAL, Purpose.IDENTIFY, Retention.PERSON, Export.PERSON)
CONTACT = DataRule(Classification.PERSONAL, Purpose.CONTACT, Retention.PERSON, Export.PERSON)
SITUATION = DataRule(Classification.CONFIDENTIAL, Purpose.COORDINATE, Retention.PERSON, Export.PERSON)
CASE = DataRule(Classification.CONFIDENTIAL, Purpose.COORDINATE, Retention.CASE, Export.PERSON)
DETECTION = DataRule(Classification.CONFIDENTIAL, Purpose.DETECT, Retention.PERSON, Export.PERSON)
ORGANISATION = DataRule(Classification.INTERNAL, Purpose.ORGANISE, Retention.ORGANISATION, Export.STAFF)
ACCOUNT = DataRule(Classification.PERSONAL, Purpose.SIGN_IN, Retention.ACCOUNT, Export.STAFF)
CREDENTIAL = DataRule(Classification.SECRET, Purpose.SIGN_IN, Retention.ACCOUNT, Export.NEVER)
LOG = DataRule(Classification.CONFIDENTIAL, Purpose.ACCOUNT_FOR, Retention.LOG, Export.STAFF)
TECHNICAL = DataRule(Classification.INTERNAL, Purpose.OPERATE, Retention.TECHNICAL, Export.NEVER)
SEALED = DataRule(Classification.SECRET, Purpose.IDENTIFY, Retention.PERSON, Export.PERSON)


def every(rule: DataRule, *fields: str) -> dict[str, DataRule]:
    """The same rule for several columns."""
    return dict.fromkeys(fields, rule)
