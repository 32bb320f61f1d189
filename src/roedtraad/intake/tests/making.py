# SPDX-License-Identifier: EUPL-1.2
"""One more of anything in this room, with sensible defaults, so that a test says only what it is about."""

from typing import Any

from roedtraad.intake.actions import EnquiryDetails, make_enquiry
from roedtraad.intake.models import Channel, Enquiry, OutreachList, OutreachRow, Relation
from roedtraad.kernel import clock
from roedtraad.organisation.models import Account, Unit
from roedtraad.people.models import YoungPerson


def details(**values: Any) -> EnquiryDetails:
    """A mother calls about her child."""
    usual: dict[str, Any] = {
        "channel": Channel.PHONE, "text": "He does not get up in the morning.", "asker_relation": Relation.PARENT,
        "asker_name": "Bente Mor", "asker_phone": "21 22 23 24",
    }  # fmt: skip
    return EnquiryDetails(**(usual | values))


def enquiry(unit: str = "front_door", *, told: dict[str, Any] | None = None, **values: Any) -> Enquiry:
    """An enquiry that waits in a unit's inbox."""
    place = Unit.objects.get(code=unit)
    made = make_enquiry(details(**(told or {})), clock.today(), unit_id=place.pk)
    for name, value in values.items():
        setattr(made, name, value)
    made.save()
    return made


def outreach(
    account: Account, *people: YoungPerson, unit: str = "front_door", worker: Account | None = None
) -> OutreachList:
    """A list with these people on it."""
    made = OutreachList.objects.create(
        name="Status ukendt", unit=Unit.objects.get(code=unit), made_by=account, made_on=clock.today(), days=14
    )
    for person in people:
        OutreachRow.objects.create(outreach=made, young_person=person, worker=worker)
    return made
