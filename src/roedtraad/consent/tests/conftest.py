# SPDX-License-Identifier: EUPL-1.2
"""Citizens come to themselves, as the portal above this room tells it; said here when that room is not there."""

from collections.abc import Sequence
from typing import Any

import pytest
from django.db.models import F, QuerySet

from roedtraad.kernel.actor import Actor, Grant
from roedtraad.kernel.contributions import PersonRelation, person_relations
from roedtraad.kernel.rights import Scope
from roedtraad.people.models import YoungPerson


@pytest.fixture(autouse=True)
def citizens(monkeypatch: pytest.MonkeyPatch) -> None:
    if not any(one.scope == Scope.CITIZEN for one in person_relations):
        told = PersonRelation("test_citizen", Scope.CITIZEN, _own)
        monkeypatch.setattr(person_relations, "_items", {**person_relations._items, told.name: told})


def _own(actor: Actor, grants: Sequence[Grant]) -> "QuerySet[Any, Any]":
    keys = [grant.person_id for grant in grants if grant.person_id]
    return YoungPerson.objects.filter(pk__in=keys).values(young_person_id=F("pk"))
