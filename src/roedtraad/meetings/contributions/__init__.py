# SPDX-License-Identifier: EUPL-1.2
"""What this room adds to places composed of many rooms, part by part."""

from roedtraad.kernel.contributions import PersonRelation, person_relations
from roedtraad.kernel.rights import Scope
from roedtraad.meetings import policies
from roedtraad.meetings.contributions import agenda, calendar, figures, inviting, minutes, sitting


def register() -> None:
    """Whom one meets about, and each part's own."""
    for scope in (Scope.OWN, Scope.SCHOOL):
        person_relations.register(PersonRelation(f"meets_about_{scope.value}", scope, policies.persons_met))
    for part in (calendar, agenda, inviting, sitting, minutes, figures):
        part.register()
