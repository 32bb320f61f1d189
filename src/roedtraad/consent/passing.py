# SPDX-License-Identifier: EUPL-1.2
"""Passing something on: a document, a handover's note. It must rest on something that holds today, and it stays listed.

What is read in the program follows `policies.readable` and can be closed again; what has left a department's hands cannot, so
it is an act of its own (DOMAIN §1.11: to whom, what, on which basis).
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from roedtraad.audit.actions import Record, record_change
from roedtraad.consent import rules
from roedtraad.consent.ground import department_keys, department_titles, ground_on
from roedtraad.consent.models import PassedOn, SharedLine
from roedtraad.consent.policies import lines_in_force
from roedtraad.consent.refusals import refusal
from roedtraad.consent.words import kind_titles
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import DomainError, NotAllowed
from roedtraad.kernel.rights import Right
from roedtraad.people import policies
from roedtraad.people.actions import lock_person

Held = tuple[int, str]
"""Whose data it is and of which kind: a department's key and the kind."""


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who gets it: a department by its key, or somebody outside the municipality by kind and name."""

    department_id: int | None = None
    outside_kind: str = ""
    outside: str = ""


@dataclass(frozen=True, slots=True)
class Footing:
    """What one kind of one department's data may be passed on upon."""

    basis: str
    consent_id: int | None = None
    sharing_id: int | None = None
    is_withheld: bool = False


@dataclass(frozen=True, slots=True)
class Cover:
    """What of it rests on something, and what does not."""

    footings: Mapping[Held, Footing]
    missing: frozenset[Held]

    @property
    def is_inside_one_authority(self) -> bool:
        return not self.missing and all(one.basis == rules.ONE_AUTHORITY for one in self.footings.values())


class NothingCarries(DomainError):
    """Something of what is to be passed on rests on nothing; `missing` is what."""

    def __init__(self, missing: frozenset[Held], told: str) -> None:
        super().__init__(
            "passing_without_basis",
            _(
                "No consent and no legal basis that holds today lets you pass this on: %(missing)s. Ask “May I share this?” first."
            )
            % {"missing": told},
        )
        self.missing = missing


@transaction.atomic
def pass_on(actor: Actor, *, person_id: int, to: Receiver, holds: Collection[Held], what: str) -> list[PassedOn]:
    """Hand something on that holds these kinds of these departments' data, and write down to whom and on what it rested.

    Refuses whoever may not share about the person, nobody as receiver, one's own department, and anything in it that neither
    one authority nor a consent or sharing in force to this very receiver carries: `passing_without_basis`.
    """
    policies.require(actor, Right.SHARE_DATA, person_id)
    if not actor.account_id:
        raise NotAllowed("sharing_by_system", _("Only a person can answer for this."))
    lock_person(person_id)
    if not holds:
        raise refusal("consent_without_kinds")
    if to.department_id is None and not (to.outside and to.outside_kind):
        raise refusal("consent_without_parties")
    if to.department_id in actor.department_ids:
        raise refusal("passing_to_own")
    return record_passed_on(
        actor, person_id=person_id, to=to, what=what, cover=require_cover(actor, person_id, to, holds)
    )


def require_cover(actor: Actor, person_id: int, to: Receiver, holds: Iterable[Held]) -> Cover:
    """What it may be passed on upon. Raises NothingCarries when any of it rests on nothing."""
    found = cover_of(actor, person_id, to, holds)
    if found.missing:
        raise NothingCarries(found.missing, _in_words(actor, found.missing))
    return found


def cover_of(actor: Actor, person_id: int, to: Receiver, holds: Iterable[Held]) -> Cover:
    """What each department's kind may be passed on upon today, to one receiver; one query.

    The rule is that of `policies.readable` with the receiver as reader. Who has opened the person in an emergency, or reads
    more for another reason, may pass on no more by it.
    """
    wanted = frozenset(holds)
    near = _one_authority_with(actor, to)
    found: dict[Held, Footing] = {held: Footing(rules.ONE_AUTHORITY) for held in wanted if held[0] in near}
    if len(found) < len(wanted):
        carried = _carried(actor, to, _lines_to(actor, person_id, to, near))
        found |= {held: carried[held] for held in wanted - found.keys() if held in carried}
    return Cover(found, wanted - found.keys())


def _one_authority_with(actor: Actor, to: Receiver) -> frozenset[int]:
    if to.department_id is None:
        return frozenset()
    keys = department_keys(actor.on)
    return keys.keys(ground_on(actor.on).with_same_authority(keys.codes([to.department_id]))) | {to.department_id}


def _lines_to(actor: Actor, person_id: int, to: Receiver, near: frozenset[int]) -> "QuerySet[SharedLine]":
    lines = SharedLine.objects.filter(
        lines_in_force(actor.on), young_person_id=person_id, from_department__isnull=False
    )
    receiving = {"to_department__in": near} if near else {"to_department__isnull": True}
    return lines.filter(**receiving).select_related("consent", "sharing").order_by("pk")


def _carried(actor: Actor, to: Receiver, lines: Iterable[SharedLine]) -> dict[Held, Footing]:
    """What the lines carry by what is decided today; a consent goes before a sharing, and what may be told before what may not."""
    ground, codes = ground_on(actor.on), department_keys(actor.on).by_key
    found: dict[Held, Footing] = {}
    for line in lines:
        row = line.consent or line.sharing
        if row is None or (to.department_id is None and not _is_same(to, row.outside_kind, row.to_outside)):
            continue
        places = (codes.get(line.from_department_id or 0, ""), codes.get(line.to_department_id or 0, ""), line.kind)
        is_override = line.sharing is not None and line.sharing.is_override
        if rules.opens(ground, row.basis, places, is_consent=line.consent is not None, is_override=is_override):
            withheld = line.sharing is not None and bool(line.sharing.withheld_because)
            footing = Footing(row.basis, line.consent_id, line.sharing_id, withheld)
            held = (line.from_department_id or 0, line.kind)
            found[held] = min(
                found.get(held, footing), footing, key=lambda one: (one.is_withheld, one.consent_id is None)
            )
    return found


def _is_same(to: Receiver, kind: str, name: str) -> bool:
    """Whether somebody outside is the one whom a consent or a sharing names: the same kind, and the same name but for spaces."""
    return to.outside_kind == kind and _plain(to.outside) == _plain(name)


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def record_passed_on(actor: Actor, *, person_id: int, to: Receiver, what: str, cover: Cover) -> list[PassedOn]:
    """Write down what has been handed to whom. For acts of other rooms inside their own transaction, after their own permission
    and `require_cover`; the list is kept also when the consent or sharing behind it has ended.
    """
    recipient, now = _name_of(actor, to), clock.now()
    made = [
        PassedOn.objects.create(
            young_person_id=person_id, recipient=recipient, outside_kind=to.outside_kind, kind=kind, what=what[:300],
            to_department_id=to.department_id, passed_at=now, passed_by_id=actor.account_id or None,
            from_department_id=department, basis=footing.basis, consent_id=footing.consent_id,
            sharing_id=footing.sharing_id, is_withheld=footing.is_withheld,
        )
        for (department, kind), footing in sorted(cover.footings.items())
    ]  # fmt: skip
    record_change(
        actor,
        *(Record("data_passed_on", "passed_on", one.pk, persons=(person_id,), values=_values(one)) for one in made),
    )
    return made


def _values(one: PassedOn) -> dict[str, Any]:
    return {
        "to": one.recipient, "kind": one.kind, "what": one.what, "from_department": one.from_department_id,
        "basis": one.basis, "consent": one.consent_id, "sharing": one.sharing_id, "is_withheld": one.is_withheld,
    }  # fmt: skip


def _name_of(actor: Actor, to: Receiver) -> str:
    if to.department_id is None:
        return " ".join(to.outside.split())
    return _department(actor, to.department_id)


def _department(actor: Actor, key: int) -> str:
    code = department_keys(actor.on).by_key.get(key, "")
    return department_titles(actor.on).get(code, code)


def _in_words(actor: Actor, missing: Iterable[Held]) -> str:
    """What rests on nothing, by department."""
    kinds: dict[int, list[str]] = {}
    for department, kind in sorted(missing):
        kinds.setdefault(department, []).append(kind)
    return "; ".join(f"{_department(actor, key)}: {', '.join(kind_titles(found))}" for key, found in kinds.items())
