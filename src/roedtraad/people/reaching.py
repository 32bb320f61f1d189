# SPDX-License-Identifier: EUPL-1.2
"""By which ways an actor's roles come to young persons, as statements of the database.

Rooms register many relations, and putting a dozen of them into words costs more than asking the database. The words follow
from the actor alone, so they are kept for the next request of an equal actor; what they find is asked anew every time.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import CharField, QuerySet, Value
from django.db.models.expressions import RawSQL

from roedtraad.kernel.actor import Actor, Role
from roedtraad.kernel.contributions import PersonRelation, person_relations
from roedtraad.kernel.rights import Right, Scope, roles_with_scope

_KEPT: Final = 4096
_SOMEBODY: Final = -1_904_117_223
"""Stands in a kept statement where the person's key will stand; no row has it."""
_ONLY_TO_READ: Final = "read:"
"""Stands before a role that comes to somebody only because of an emergency."""

Relations = tuple[PersonRelation, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """One statement: those whom a role reaches by one relation, or whether it reaches one of them."""

    role: Role
    sql: str
    params: tuple[Any, ...]


class Reached(frozenset[Role]):
    """The roles that reach somebody; `acting` are those by which one may do something, and not only read in an emergency."""

    acting: frozenset[Role]

    @classmethod
    def told(cls, names: Iterable[str]) -> "Reached":
        """From the names of roles as the statements give them."""
        found = tuple(names)
        made = cls(Role(name.removeprefix(_ONLY_TO_READ)) for name in found)
        made.acting = frozenset(Role(name) for name in found if not name.startswith(_ONLY_TO_READ))
        return made


def everybody(actor: Actor, right: Right) -> RawSQL | None:
    """The keys of those about whom the actor has `right`, to filter by; None when there is no way to anybody.

    Who is reached in two ways stands there twice: to filter by, that is the same, and the database need not look for it.
    """
    ways = dict.fromkeys((way.sql, way.params) for way in _all_ways(actor, right, to_one=False))
    if not ways:
        return None
    return RawSQL(" UNION ALL ".join(sql for sql, _params in ways), [one for _sql, params in ways for one in params])  # noqa: S611


def roles_to(actor: Actor, person_id: int) -> Reached:
    """The actor's roles that reach this person, whatever their rights, in one query."""
    ways = _all_ways(actor, None, to_one=True)
    if not ways:
        return Reached.told(())
    params = [person_id if one == _SOMEBODY else one for way in ways for one in way.params]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ".join(way.sql for way in ways), params)
        return Reached.told(role for (role,) in cursor.fetchall())


def _all_ways(actor: Actor, right: Right | None, *, to_one: bool) -> Sequence[Way]:
    lasting = tuple(one for one in person_relations if not one.is_timed)
    timed = tuple(one for one in person_relations if one.is_timed)
    return (*_kept_ways(actor, right, lasting, to_one), *_ways(actor, right, timed, to_one=to_one))


@lru_cache(maxsize=_KEPT)
def _kept_ways(actor: Actor, right: Right | None, relations: Relations, to_one: bool) -> Sequence[Way]:
    return tuple(_ways(actor, right, relations, to_one=to_one))


def _ways(actor: Actor, right: Right | None, relations: Relations, *, to_one: bool) -> Iterator[Way]:
    """Each of the actor's roles by each relation that its scope has; only roles that have `right`, if given.

    An emergency opens somebody to be read: it brings no other right.
    """
    for relation in relations:
        is_emergency = relation.scope == Scope.GLASS
        if is_emergency and right not in (None, Right.SEE_PERSON):
            continue
        for role in sorted(roles_with_scope(relation.scope, right) & actor.roles):
            found = relation.person_ids(actor, actor.grants_with([role]))
            name = f"{_ONLY_TO_READ}{role.value}" if is_emergency else role.value
            way = found is not None and _way(role, found, name=name if to_one else "")
            if way:
                yield way


def _way(role: Role, found: "QuerySet[Any, Any]", *, name: str) -> Way | None:
    """`name` is what a statement about one person gives; empty for one about everybody."""
    rows = found.order_by().values("young_person_id")
    if name:
        named = Value(name, output_field=CharField())
        rows = found.filter(young_person_id=_SOMEBODY).order_by().values(role=named)
    try:
        sql, params = rows.query.sql_with_params()
    except EmptyResultSet:
        return None
    return Way(role, sql, tuple(params))
