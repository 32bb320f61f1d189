# SPDX-License-Identifier: EUPL-1.2
"""Who may see which young person, and which parts of the page: one rule in two shapes (DESIGN §6).

A person is visible when one of the actor's roles reaches the person through a relation (contact person, case in the unit,
pupil of the school, open signal in the unit …). Rooms register the relations they know; this room asks all of them.
"""

from typing import Any

from django.db.models import BigIntegerField, F, QuerySet
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _

from roedtraad.kernel.actor import Actor, Role
from roedtraad.kernel.errors import NotAllowed, NotVisible
from roedtraad.kernel.rights import PARTS, RIGHTS, Part, Right
from roedtraad.people import reaching
from roedtraad.people.models import YoungPerson
from roedtraad.people.reaching import Reached

Ids = QuerySet[Any, Any] | RawSQL
SEEING = frozenset({Right.SEE_PERSON, Right.SEE_PORTAL})
"""The rights to see a person at all: as staff, or as the citizen whom the page is about."""


def visible(actor: Actor, right: Right = Right.SEE_PERSON) -> QuerySet[YoungPerson]:
    """The young persons about whom the actor has `right`; the system sees everybody, most people nobody."""
    if actor.is_system:
        return YoungPerson.objects.all()
    ids = visible_ids(actor, right)
    return YoungPerson.objects.none() if ids is None else YoungPerson.objects.filter(pk__in=ids)


def visible_among(actor: Actor, few: QuerySet[YoungPerson]) -> QuerySet[YoungPerson]:
    """The visible ones of few persons, a search's: the same relations, asked after `few` has been found by its own index.

    `pk + 0` is no index, so that a database begins with the few and not with everybody whom the actor may see.
    """
    if actor.is_system:
        return few
    ids = visible_ids(actor)
    return few.none() if ids is None else few.alias(key=F("pk") + 0).filter(key__in=ids)


def visible_ids(actor: Actor, right: Right = Right.SEE_PERSON) -> Ids | None:
    """The keys of the visible persons as one subquery for other rooms to filter by; None when there are none."""
    return YoungPerson.objects.values("pk") if actor.is_system else reaching.everybody(actor, right)


def can(actor: Actor, right: Right, person_id: int) -> bool:
    """Whether the actor has `right` about this person: the same relations, asked of one person."""
    return actor.is_system or right in rights_of(roles_reaching(actor, person_id))


def require(actor: Actor, right: Right, person_id: int) -> None:
    """Refuse as DESIGN §6 wants it: 404 when the person is not visible, 403 with a reason when only the right is missing."""
    rights = rights_of(roles_reaching(actor, person_id))
    if actor.is_system or right in rights:
        return
    if rights & SEEING:
        raise NotAllowed("person_without_right", _("You can see this person, but your role does not allow this."))
    raise NotVisible


def roles_reaching(actor: Actor, person_id: int) -> frozenset[Role]:
    """The actor's roles that reach this person, in one query."""
    if actor.is_system:
        return frozenset(Role)
    if person_id > BigIntegerField.MAX_BIGINT:
        return frozenset()  # a key that no database can hold, and that SQLite would stumble over
    return reaching.roles_to(actor, person_id)


def rights_of(roles: frozenset[Role]) -> frozenset[Right]:
    """What these roles let somebody do about a person; those that only an emergency brings let them see, and nothing else."""
    acting = roles.acting if isinstance(roles, Reached) else roles
    seen = frozenset[Right]().union(*(RIGHTS[role] for role in roles)) & SEEING
    return seen.union(*(RIGHTS[role] for role in acting))


def parts(roles: frozenset[Role]) -> frozenset[Part]:
    """The parts of a person's page that these roles see together."""
    return frozenset().union(*(PARTS.get(role, frozenset()) for role in roles))
