# SPDX-License-Identifier: EUPL-1.2
"""Reads about consents and sharings of one person: the tab, the block on the page, the thread, the portal."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

from django.db.models import Q, QuerySet

from roedtraad.consent import rules
from roedtraad.consent.ground import basis_titles, department_keys, department_titles
from roedtraad.consent.models import ActedAs, Channel, Consent, GivenBy, PassedOn, SharedLine, Sharing
from roedtraad.consent.policies import concerning, own_departments
from roedtraad.consent.words import kind_titles
from roedtraad.kernel.actor import Actor, Role
from roedtraad.kernel.errors import NotVisible
from roedtraad.kernel.remembering import remembered
from roedtraad.kernel.rights import Part, Right
from roedtraad.organisation.terms import terms_on
from roedtraad.people import policies
from roedtraad.people.queries import access_to

_AS: Final = {one.value: one.label for one in ActedAs}


class State(StrEnum):
    """How a yes or a sharing stands today."""

    RUNNING = "running"
    OVER = "over"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"
    GUARDIAN_GONE = "guardian_gone"


@dataclass(frozen=True, slots=True)
class Parties:
    """Who tells, who is told, and about what, in words."""

    giving: tuple[str, ...] = ()
    receiving: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """One yes as it is read. `by` is who explained it; `runs_out_soon` when it is time to ask again."""

    pk: int
    purpose: str
    concerns: str
    case_reference: str
    basis: str
    parties: Parties
    given_by: str
    guardian: str
    channel: str
    by: str
    given_on: dt.date
    valid_to: dt.date
    wording: str
    wording_version: str
    language: str
    state: State
    runs_out_soon: bool
    withdrawn_at: dt.datetime | None
    withdrawn_as: str
    may_take_back: bool

    @property
    def is_running(self) -> bool:
        return self.state == State.RUNNING


@dataclass(frozen=True, slots=True)
class SharingRow:
    """One sharing without a consent as it is read."""

    pk: int
    purpose: str
    reason: str
    basis: str
    parties: Parties
    valid_from: dt.date
    valid_to: dt.date
    by: str
    state: State
    ended_at: dt.datetime | None
    is_override: bool
    is_seen: bool
    withheld_because: str

    @property
    def is_running(self) -> bool:
        return self.state == State.RUNNING


@dataclass(frozen=True, slots=True)
class PassedOnRow:
    """Something that was handed on, and stays listed: which kinds of whose data, to whom, and what it rested on."""

    on: dt.datetime
    to: str
    what: str
    kinds: tuple[str, ...]
    giving: tuple[str, ...]
    grounds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ConsentPage:
    """Everything about one person that the reader may see of consents and sharing."""

    running: Sequence[ConsentRow]
    ended: Sequence[ConsentRow]
    sharings: Sequence[SharingRow]
    ended_sharings: Sequence[SharingRow]
    passed_on: Sequence[PassedOnRow]

    @property
    def is_empty(self) -> bool:
        return not (self.running or self.ended or self.sharings or self.ended_sharings or self.passed_on)


def consents_page(actor: Actor, person_id: int) -> ConsentPage:
    """What has been said yes to and what is shared about one person, between departments that the reader works with.

    Four queries. For whoever has been let in to this part of the person's page.
    """
    parties = parties_in_words(actor.on, SharedLine.objects.filter(young_person_id=person_id))
    soon, titles = renewal_day(actor.on), basis_titles(actor.on)
    consents = [_consent(actor, row, parties, titles, soon) for row in consents_of(actor, person_id)]
    sharings = [_sharing(actor, row, parties, titles) for row in _sharings_of(actor, person_id)]
    return ConsentPage(
        running=[row for row in consents if row.is_running],
        ended=[row for row in consents if not row.is_running],
        sharings=[row for row in sharings if row.is_running],
        ended_sharings=[row for row in sharings if not row.is_running],
        passed_on=_passed_on(actor, person_id),
    )


def consents_for_portal(actor: Actor, person_id: int) -> ConsentPage:
    """The same for the citizen whose it is: the young person, or the guardian who may say yes. Raises NotVisible.

    What is shared without a consent may rest on worry about the home, so a guardian does not read it, and the young person
    not what somebody has decided to withhold.
    """
    if person_id not in actor.own_person_ids or not policies.can(actor, Right.GIVE_CONSENT, person_id):
        raise NotVisible
    page = consents_page(actor, person_id)
    if not any(grant.role == Role.YOUNG_PERSON and grant.person_id == person_id for grant in actor.grants):
        return replace(page, sharings=(), ended_sharings=(), passed_on=())
    sharings, ended = (
        [row for row in rows if not row.withheld_because] for rows in (page.sharings, page.ended_sharings)
    )
    return replace(page, sharings=sharings, ended_sharings=ended)


@remembered
def consents_of(actor: Actor, person_id: int) -> tuple[Consent, ...]:
    """Every yes about the person that concerns the reader's departments, the newest first: tab, block and thread ask the same."""
    found = Consent.objects.filter(young_person_id=person_id).select_related("explained_by", "guardian")
    return tuple(concerning(actor, person_id, found, "consent"))


def one_consent(actor: Actor, pk: int) -> Consent:
    """One yes that the reader may see; whoever acts on it asks for the right by themself. Raises NotVisible."""
    person_id = Consent.objects.filter(pk=pk).values_list("young_person_id", flat=True).first()
    if person_id is None or Part.CONSENTS not in access_to(actor, person_id).parts:
        raise NotVisible
    found: Consent | None = concerning(actor, person_id, Consent.objects.filter(pk=pk), "consent").first()
    if found is None:
        raise NotVisible
    return found


def renewal_day(on: dt.date) -> dt.date:
    """Consents that run out on this day or before it are to be asked for again."""
    return terms_on(on).after("consent_renewal_notice", on)


def state_of(row: Consent, on: dt.date) -> State:
    """How a yes stands: rows must have come with their guardian."""
    if row.withdrawn_at is not None:
        return State.WITHDRAWN
    if row.replaced_by_id is not None:
        return State.REPLACED
    only_guardian = row.given_by == GivenBy.GUARDIAN
    custody = row.guardian is not None and row.guardian.has_custody
    if only_guardian and not custody:
        return State.GUARDIAN_GONE
    in_force = rules.holds_on(
        on, row.valid_from, row.valid_to, is_ended=False, only_guardian=only_guardian, custody=custody
    )
    return State.RUNNING if in_force else State.OVER


def sharing_state(row: Sharing, on: dt.date) -> State:
    """How a sharing stands."""
    if row.ended_at is not None:
        return State.WITHDRAWN
    return State.RUNNING if rules.holds_on(on, row.valid_from, row.valid_to, is_ended=False) else State.OVER


def _sharings_of(actor: Actor, person_id: int) -> "QuerySet[Any, Any]":
    found = Sharing.objects.filter(young_person_id=person_id).select_related("made_by")
    return concerning(actor, person_id, found, "sharing")


def _passed_on(actor: Actor, person_id: int) -> list[PassedOnRow]:
    """The acts of handing on, the latest first: to staff those that their departments gave or got, to the young person all
    but what must not be read."""
    found = PassedOn.objects.filter(young_person_id=person_id).select_related("consent")
    if person_id in actor.own_person_ids:
        found = found.filter(is_withheld=False)
    elif not actor.is_system:
        own = own_departments(actor)
        found = found.filter(Q(from_department__in=own) | Q(to_department__in=own) | Q(from_department__isnull=True))
    acts: dict[tuple[dt.datetime, str, str], list[PassedOn]] = {}
    for row in found:
        acts.setdefault((row.passed_at, row.recipient, row.what), []).append(row)
    return [_passed(actor, rows) for rows in acts.values()]


def _passed(actor: Actor, rows: Sequence[PassedOn]) -> PassedOnRow:
    keys, titles, bases = department_keys(actor.on).by_key, department_titles(actor.on), basis_titles(actor.on)
    codes = sorted({keys.get(row.from_department_id or 0, "") for row in rows} - {""})
    grounds = (
        ": ".join(filter(None, (bases.get(row.basis, row.basis), row.consent.purpose if row.consent else "")))
        for row in rows
    )
    return PassedOnRow(
        rows[0].passed_at, rows[0].recipient, rows[0].what, kind_titles(row.kind for row in rows),
        tuple(titles.get(code, code) for code in codes), tuple(dict.fromkeys(filter(None, grounds))),
    )  # fmt: skip


_Ground = tuple[str, int]


def parties_in_words(on: dt.date, lines: "QuerySet[SharedLine]") -> dict[_Ground, Parties]:
    """Who tells whom what by what the lines belong to, each name once and without those outside; one query."""
    keys, titles = department_keys(on).by_key, department_titles(on)
    names = {key: titles.get(code, code) for key, code in keys.items()}
    giving: dict[_Ground, dict[int, None]] = {}
    receiving: dict[_Ground, dict[int, None]] = {}
    kinds: dict[_Ground, set[str]] = {}
    told = lines.values_list("consent_id", "sharing_id", "kind", "from_department_id", "to_department_id")
    for consent, sharing, kind, giver, receiver in told:
        ground = ("consent", consent) if consent else ("sharing", sharing or 0)
        kinds.setdefault(ground, set()).add(kind)
        for side, department in ((giving, giver), (receiving, receiver)):
            places = side.setdefault(ground, {})
            if department is not None:
                places[department] = None
    return {
        ground: Parties(
            tuple(names.get(one, "") for one in giving[ground]),
            tuple(names.get(one, "") for one in receiving[ground]),
            kind_titles(found),
        )
        for ground, found in kinds.items()
    }


def with_outside(parties: Parties, *, giving: str = "", receiving: str = "") -> Parties:
    """The parties and whoever is outside the municipality."""
    return Parties(
        parties.giving + (giving,) * bool(giving), parties.receiving + (receiving,) * bool(receiving), parties.kinds
    )


def _consent(
    actor: Actor, row: Consent, parties: Mapping[_Ground, Parties], titles: Mapping[str, str], soon: dt.date
) -> ConsentRow:
    state = state_of(row, actor.on)
    return ConsentRow(
        pk=row.pk,
        purpose=row.purpose,
        concerns=row.concerns,
        case_reference=row.case_reference,
        basis=titles.get(row.basis, row.basis),
        parties=with_outside(
            parties.get(("consent", row.pk), Parties()), giving=row.from_outside, receiving=row.to_outside
        ),
        given_by=str(GivenBy(row.given_by).label),
        guardian=row.guardian_name,
        channel=str(Channel(row.channel).label),
        by=row.explained_by.name if row.explained_by else "",
        given_on=row.given_on,
        valid_to=row.valid_to,
        wording=row.wording,
        wording_version=row.wording_version,
        language=row.language,
        state=state,
        runs_out_soon=state == State.RUNNING and row.valid_to <= soon,
        withdrawn_at=row.withdrawn_at,
        withdrawn_as=str(_AS.get(row.withdrawn_as, "")),
        may_take_back=row.withdrawn_at is None and row.replaced_by_id is None and row.valid_to >= actor.on,
    )


def _sharing(actor: Actor, row: Sharing, parties: Mapping[_Ground, Parties], titles: Mapping[str, str]) -> SharingRow:
    return SharingRow(
        pk=row.pk,
        purpose=row.purpose,
        reason=row.reason,
        basis=titles.get(row.basis, row.basis),
        parties=with_outside(parties.get(("sharing", row.pk), Parties()), receiving=row.to_outside),
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        by=row.made_by.name,
        state=sharing_state(row, actor.on),
        ended_at=row.ended_at,
        is_override=row.is_override,
        is_seen=row.acknowledged_at is not None,
        withheld_because=row.withheld_because,
    )
