# SPDX-License-Identifier: EUPL-1.2
"""The laws' own plans and the documents in the tables of the access suite."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from tests.access.acting import Act, alma, change, look, see, send
from tests.access.table import ALMAS, CASEWORK, MISSING, OTHERS, OWN, PERSON, SEES_PEOPLE, VIGGOS, Page, Thing, Things

_PLANS: Final[Things] = {
    OWN: Thing(PERSON[OWN].args, ALMAS & CASEWORK),
    OTHERS: Thing(PERSON[OTHERS].args, VIGGOS & CASEWORK),
    MISSING: PERSON[MISSING],
}
_LAWS: Final[Things] = {
    OWN: Thing(lambda s: {"person_id": s.alma.pk, "code": "education_plan"}, ALMAS & CASEWORK),
    OTHERS: Thing(lambda s: {"person_id": s.viggo.pk, "code": "education_plan"}, VIGGOS & CASEWORK),
    MISSING: Thing(lambda s: {"person_id": s.alma.pk, "code": "no_such_law"}, ALMAS & CASEWORK, exists=False),
}
_HANDED: Final[Things] = {
    OWN: Thing(lambda s: {"person_id": s.alma.pk, "code": "education_plan"}, ALMAS),
    OTHERS: Thing(lambda s: {"person_id": s.viggo.pk, "code": "education_plan"}, VIGGOS),
    MISSING: Thing(lambda s: {"person_id": s.alma.pk, "code": "no_such_law"}, ALMAS, exists=False),
}
PAGES: Final = (
    Page("plans:plan-hand-on", SEES_PEOPLE, PERSON, post=422, allowed=CASEWORK),
    Page("plans:law-hand-on", SEES_PEOPLE, _HANDED, post=422, allowed=CASEWORK),
    Page("plans:laws", SEES_PEOPLE, _PLANS),
    Page("plans:plan-document", SEES_PEOPLE, _PLANS),
    Page("plans:law", SEES_PEOPLE, _LAWS),
    Page("plans:law-document", SEES_PEOPLE, _LAWS),
)
QUERIES: Final = {
    "plans:laws": ("caseworker", 21),
    "plans:plan-document": ("caseworker", 19),
    "plans:law": ("caseworker", 21),
    "plans:law-document": ("caseworker", 21),
    "plans:plan-hand-on": ("caseworker", 21),
    "plans:law-hand-on": ("caseworker", 25),
}
ACTS: Final = {
    "data_passed_on": Act(
        send("caseworker", "plans:plan-hand-on", alma, receiver="department:family", language="da", format="pdf"),
        change("data_passed_on", "passed_on", 1) + look("plan_document_made", 1),
    ),
    "plan_document_made": Act(see("caseworker", "plans:plan-document", alma), look("plan_document_made", 1)),
}


def _world(world: Any) -> Mapping[str, Any]:
    return {"person_id": world.row("people.YoungPerson").pk}


def _world_law(world: Any) -> Mapping[str, Any]:
    return {**_world(world), "code": "education_plan"}


IN_WORLD: Final[tuple[tuple[Things, Callable[[Any], Mapping[str, Any]]], ...]] = (
    (_PLANS, _world), (_LAWS, _world_law), (_HANDED, _world_law),
)  # fmt: skip
