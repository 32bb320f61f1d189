# SPDX-License-Identifier: EUPL-1.2
"""Who may read what of another department's data about a young person: one rule in two shapes (DESIGN §6, DOMAIN §1.11).

Every row about a young person belongs to a department and is of a kind. It is readable for whoever works in that department,
in one that is the same authority, or in one that it has been shared with on a basis that holds today; the young person reads
their own. The consequence for a page is one query, whatever the number of rows.
"""

from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet

from roedtraad.kernel.actor import Actor
from roedtraad.kernel.remembering import remembered
from roedtraad.organisation.models import Department
from roedtraad.organisation.profile import DataKind
from roedtraad.organisation.terms import terms_on

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Readable:
    """Whose data about one person an actor may read: of which departments everything, and of which only some kinds."""

    everything: bool = False
    departments: frozenset[int] = frozenset()
    shared: frozenset[tuple[int, str]] = field(default_factory=frozenset)

    def allows(self, department_id: int | None, kind: DataKind) -> bool:
        """Whether a row of that department and kind may be read; a row that no department owns is the person's own."""
        if self.everything or department_id is None:
            return True
        return department_id in self.departments or (department_id, kind) in self.shared

    def rows(self, kind: DataKind, path: str = "unit__department_id") -> Q:
        """The same as a filter on rows about the person; `path` leads to the owning department."""
        if self.everything:
            return Q()
        wanted = self.departments | {department for department, of_kind in self.shared if of_kind == kind}
        return Q(**{f"{path}__in": wanted}) | Q(**{f"{path}__isnull": True})


@remembered
def readable(actor: Actor, person_id: int) -> Readable:
    """What the actor may read about one person. It says nothing about whether the person is visible at all."""
    if actor.is_system or person_id in actor.own_person_ids:
        return Readable(everything=True)
    return Readable(departments=own_departments(actor))


def readable_rows(
    actor: Actor, person_id: int, kind: DataKind, rows: "QuerySet[M, Any]", path: str = "unit__department_id"
) -> "QuerySet[M, Any]":
    """Those of the rows about one person that the actor may read."""
    return rows.filter(readable(actor, person_id).rows(kind, path))


@remembered
def own_departments(actor: Actor) -> frozenset[int]:
    """The actor's departments and those that are one authority with them."""
    if not actor.department_ids:
        return frozenset()
    codes = dict(Department.objects.values_list("pk", "code"))
    own = {codes[one] for one in actor.department_ids if one in codes}
    together = {code for one in terms_on(actor.on).authorities() if own & set(one.departments) for code in one.departments}
    return actor.department_ids | {pk for pk, code in codes.items() if code in together}
