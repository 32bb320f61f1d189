# SPDX-License-Identifier: EUPL-1.2
"""What this room adds to places composed of many rooms."""

from collections.abc import Sequence
from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from roedtraad.kernel.actor import Actor, Grant
from roedtraad.kernel.contributions import (
    ActType,
    PersonRelation,
    PersonTab,
    ThreadSource,
    act_types,
    person_relations,
    person_tabs,
    thread_sources,
)
from roedtraad.kernel.rights import Part, Scope
from roedtraad.people import facts, importing, thread
from roedtraad.people.models import YoungPerson


def register() -> None:
    """Relations, thread entries, facts and acts of this room."""
    facts.register()
    importing.register()
    person_relations.register(PersonRelation("pupil", Scope.SCHOOL, _pupils))
    thread_sources.register(ThreadSource("situations", Part.SITUATIONS, thread.situation_entries, _("life situations")))
    person_tabs.register(PersonTab("thread", _("The red thread"), Part.IDENTITY, "people:thread", 10))
    act_types.register(ActType("person_seen", _("Saw a young person")))
    act_types.register(ActType("people_listed", _("Saw a list with names")))
    act_types.register(ActType("people_searched", _("Searched for people")))
    act_types.register(ActType("people_exported", _("Took out a list with names")))
    act_types.register(ActType("cpr_revealed", _("Saw the full CPR number")))
    act_types.register(ActType("situation_recorded", _("Recorded a life situation")))
    act_types.register(ActType("situation_ended", _("Ended a life situation")))
    act_types.register(ActType("situation_confirmed", _("Confirmed a life situation")))
    act_types.register(ActType("contact_details_changed", _("Changed contact details")))


def _pupils(actor: Actor, grants: Sequence[Grant]) -> "QuerySet[Any, Any] | None":
    codes = [grant.school_code for grant in grants if grant.school_code]
    if not codes:
        return None
    return (
        YoungPerson.objects.filter(school__code__in=codes).annotate(young_person_id=F("pk")).values("young_person_id")
    )
