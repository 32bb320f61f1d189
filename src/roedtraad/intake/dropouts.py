# SPDX-License-Identifier: EUPL-1.2
"""What an institution's news of a dropout does to the young person's education, from whose last day the law's clocks run.

The rules count from life situations alone (DOMAIN §1.1), so what was broken off must stand there with its last day.
"""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from roedtraad.intake.actions import locked
from roedtraad.intake.models import Enquiry, InstitutionNews
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import DomainError
from roedtraad.kernel.rights import Right
from roedtraad.people import policies as people_policies
from roedtraad.people.actions import SituationDetails, end_situation, record_situation
from roedtraad.people.facts import ACTIVITY, EDUCATION
from roedtraad.people.models import LifeSituation, SituationKind


class Standing(StrEnum):
    """How the register stands to the news: why the rules count from the reported day, or why they do not.

    `counted`: the education ended then. `running`: it still stands as running. `missing`: no education of that day is
    recorded. `busy`: another activity from before goes on. `no_dropout`: the news is another, or about nobody yet.
    """

    NO_DROPOUT = "no_dropout"
    COUNTED = "counted"
    RUNNING = "running"
    MISSING = "missing"
    BUSY = "busy"


@dataclass(frozen=True, slots=True)
class BrokenOff:
    """What was broken off, where, and since when it had run; its last day is the one that was reported."""

    kind: SituationKind
    since: dt.date | None = None
    place: str = ""


def standing_of(enquiry: Enquiry, on: dt.date) -> Standing:
    """How the young person's life situations stand to the news on a day, in one query."""
    happened_on = enquiry.happened_on
    if not _is_dropout(enquiry) or happened_on is None:
        return Standing.NO_DROPOUT
    then = _there_on(enquiry, happened_on, ACTIVITY)
    educations = [one for one in then if one.kind in EDUCATION]
    if not educations:
        return Standing.MISSING
    if any(_goes_on(one, happened_on, on) for one in educations):
        return Standing.RUNNING
    return Standing.BUSY if any(_goes_on(one, happened_on, on) for one in then) else Standing.COUNTED


def _is_dropout(enquiry: Enquiry) -> bool:
    return enquiry.news == InstitutionNews.BROKE_OFF and enquiry.young_person_id is not None


def _there_on(enquiry: Enquiry, day: dt.date, kinds: Collection[SituationKind]) -> list[LifeSituation]:
    """What the young person was in on a day, the last begun first."""
    rows = LifeSituation.objects.filter(young_person_id=enquiry.young_person_id, kind__in=kinds, started_on__lte=day)
    return list(rows.filter(Q(ended_on__isnull=True) | Q(ended_on__gte=day)).order_by("-started_on", "-pk"))


def _goes_on(one: LifeSituation, happened_on: dt.date, on: dt.date) -> bool:
    """Whether it has no last day, or one after the reported day that is not over yet."""
    return one.ended_on is None or (one.ended_on > happened_on and one.ended_on >= on)


def end_what_was_broken_off(actor: Actor, enquiry: Enquiry) -> None:
    """End the education that still stands as running on the day that was reported, if the actor may."""
    happened_on, person_id = enquiry.happened_on, enquiry.young_person_id
    if not _is_dropout(enquiry) or happened_on is None or person_id is None:
        return
    found = [one for one in _there_on(enquiry, happened_on, EDUCATION) if _goes_on(one, happened_on, actor.on)]
    if found and people_policies.can(actor, Right.EDIT_PERSON, person_id):
        end_situation(actor, person_id=person_id, situation_id=found[0].pk, ended_on=happened_on)


@transaction.atomic
def record_broken_off(actor: Actor, *, enquiry_id: int, broken: BrokenOff) -> LifeSituation:
    """Say what was broken off, of which nothing was recorded: it stands with the reported last day, and the clocks run.

    Refuses an enquiry about nobody yet or with other news, and what `record_situation` refuses.
    """
    enquiry = locked(actor, enquiry_id)
    if enquiry.young_person_id is None:
        raise DomainError("enquiry_about_nobody", _("Say first whom the enquiry is about."))
    if enquiry.news != InstitutionNews.BROKE_OFF or enquiry.happened_on is None:
        raise DomainError("nothing_broken_off", _("The enquiry does not tell that anything was broken off."))
    return record_ended(actor, enquiry.young_person_id, enquiry.happened_on, broken)


def record_ended(actor: Actor, person_id: int, ended_on: dt.date, broken: BrokenOff) -> LifeSituation:
    """The education as it stands in the register when it is over."""
    details = SituationDetails(broken.kind, broken.since or ended_on, ended_on, broken.place)
    return record_situation(actor, person_id=person_id, details=details)
