# SPDX-License-Identifier: EUPL-1.2
"""Who a citizen is at a request, and what they may read of whom: built anew from the identities in force."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from roedtraad.cases.models import Absence, ContactPerson
from roedtraad.consent.policies import readable
from roedtraad.handover.asking import home_of
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor, Grant, Role
from roedtraad.kernel.errors import NotAllowed, NotVisible
from roedtraad.kernel.periods import running
from roedtraad.kernel.rights import RIGHTS, Part, Right
from roedtraad.organisation.terms import Terms, terms_on
from roedtraad.people import policies as people
from roedtraad.people.queries import Access
from roedtraad.portal.details import moved_since
from roedtraad.portal.models import IdentityKind, PortalIdentity
from roedtraad.portal.parties import NO_PARTY, Party, parties_of
from roedtraad.portal.rules import ROLE_OF_KIND, Standing, parts_on

LONGEST_NAME: Final = 150


@dataclass(frozen=True, slots=True)
class Reach:
    """One young person whom a citizen comes for: as what, by which identity, and which parts it opens today."""

    person_id: int
    role: Role
    identity_id: int
    parts: frozenset[Part]
    relation: str = ""
    party: Party = NO_PARTY


@dataclass(frozen=True, slots=True)
class CitizenActor(Actor):
    """Somebody who has signed in to the portal. Not an account: the number is 0 and the name in the log is the role."""

    identity_id: int = 0
    reaches: tuple[Reach, ...] = ()

    @property
    def parties(self) -> Mapping[int, Party]:
        """What a guardian is a party to, by young person."""
        return {one.person_id: one.party for one in self.reaches}

    def reach(self, person_id: int) -> Reach | None:
        """How the citizen reaches this person; None when they do not."""
        return next((one for one in self.reaches if one.person_id == person_id), None)


def citizen_actor(identity_id: int, on: dt.date, begun_at: dt.datetime | None = None) -> CitizenActor:
    """The citizen behind an identity, with everything that the same human being reaches on a day. One query, two for a guardian.

    A session that began before the phone or mail was changed reaches nobody any more. An identity that has ended takes the
    whole citizen with it only when it was the last; somebody who reaches nobody has no grants.
    """
    first = PortalIdentity.objects.filter(pk=identity_id).values("holder")
    if begun_at is not None:
        first = first.exclude(moved_since(begun_at))
    rows = (
        PortalIdentity.objects.filter(holder__in=first, ended_at__isnull=True)
        .select_related("young_person", "guardian")
        .order_by("pk")
    )
    reaches = reaches_of(rows, on)
    grants = tuple(Grant(one.role, person_id=one.person_id) for one in reaches)
    return CitizenActor(0, _name(reaches), grants, on=on, identity_id=identity_id, reaches=reaches)


def reaches_of(identities: Iterable[PortalIdentity], on: dt.date) -> tuple[Reach, ...]:
    """Whom these identities reach on a day; each young person once, by the first that opens anything."""
    terms, found, rows = terms_on(on), dict[int, Reach](), list(identities)
    children = [one.young_person_id for one in rows if one.kind == IdentityKind.GUARDIAN]
    parties = parties_of(children, on) if children else {}
    for one in rows:
        party = parties.get(one.young_person_id, NO_PARTY) if one.guardian_id else NO_PARTY
        parts = parts_on(standing_of(one, terms, party), on)
        if parts and one.young_person_id not in found:
            found[one.young_person_id] = _reach(one, parts, party)
    return tuple(found.values())


def opens_on(identity: PortalIdentity, on: dt.date) -> bool:
    """Whether an identity lets anybody in on a day, whatever it then opens."""
    return bool(parts_on(standing_of(identity, terms_on(on)), on))


def _reach(one: PortalIdentity, parts: frozenset[Part], party: Party) -> Reach:
    relation = one.guardian.relation if one.guardian else ""
    return Reach(one.young_person_id, ROLE_OF_KIND[one.kind], one.pk, parts, relation, party)


def standing_of(identity: PortalIdentity, terms: Terms, party: Party = NO_PARTY) -> Standing:
    """An identity as the rules see it, with the day's dated limits."""
    born_on = identity.young_person.born_on
    return Standing(
        kind=identity.kind,
        valid_from=identity.valid_from,
        valid_to=identity.valid_to,
        of_age_on=terms.after("of_age", born_on),
        own_post_on=terms.after("own_post_from_age", born_on),
        has_custody=identity.guardian is not None and identity.guardian.has_custody,
        is_party=bool(party.cases),
        allowed_parts=frozenset(identity.allowed_parts),
    )


def _name(reaches: tuple[Reach, ...]) -> str:
    """What the log calls the citizen: the role and, so that two parents are two, how they are related; in the log's language."""
    kinds = {role: kind for kind, role in ROLE_OF_KIND.items()}
    with override("da"):
        titles = [str(IdentityKind(kinds[one.role]).label) for one in reaches]
    relations = [one.relation for one in reaches if one.relation]
    return ", ".join(dict.fromkeys(titles + relations))[:LONGEST_NAME]


def access_of(actor: CitizenActor, person_id: int) -> Access:
    """What the citizen may read of one person and do about them. Raises NotVisible."""
    reach = actor.reach(person_id)
    if reach is None or not people.roles_reaching(actor, person_id):
        raise NotVisible
    return Access(reach.parts, RIGHTS[reach.role])


def require_own_part(actor: CitizenActor, person_id: int, part: Part) -> Access:
    """Refuse a page of which the citizen may see nothing, as if it were not there. Raises NotVisible."""
    access = access_of(actor, person_id)
    if part not in access.parts:
        raise NotVisible
    return access


def answers_messages(actor: Actor, person_id: int) -> bool:
    """Whether a colleague reads and answers what the young person writes.

    The coordinating contact person, whoever stands in for them today, and a leader there, who finds somebody when there is
    nobody: messages are to a person and not to everybody who may see the case, nor to the leader of another authority.
    """
    if not actor.account_id or not people.can(actor, Right.RECORD_CONTACT, person_id):
        return False
    if ContactPerson.objects.filter(followed_by(actor), young_person_id=person_id).exists():
        return True
    return people.can(actor, Right.DECIDE_HANDOVERS, person_id) and _reads_where_it_goes(actor, person_id)


def _reads_where_it_goes(actor: Actor, person_id: int) -> bool:
    """Whether the actor may read the contacts of the department whose colleague follows the young person, or nobody does."""
    followers = ContactPerson.objects.filter(running(actor.on), young_person_id=person_id, is_coordinating=True)
    follower = followers.values_list("account_id", flat=True).first()
    return follower is None or readable(actor, person_id).allows(home_of(follower), "contacts")


def followed_by(actor: Actor) -> Q:
    """Coordinating assignments that are the actor's today, their own or as a substitute."""
    stands_in_for = Absence.objects.filter(running(actor.on), substitute_id=actor.account_id).values("account_id")
    mine = Q(account_id=actor.account_id) | Q(account_id__in=stands_in_for)
    return running(actor.on) & mine & Q(is_coordinating=True)


def require_answering(actor: Actor, person_id: int) -> None:
    """Refuse colleagues whom the young person has not written to. Raises NotVisible or NotAllowed."""
    people.require(actor, Right.SEE_PERSON, person_id)
    if not answers_messages(actor, person_id):
        raise NotAllowed(
            "messages_of_others",
            _("Only the contact person, the substitute and the leader read what the young person writes."),
        )


def today_actor(identity_id: int, begun_at: dt.datetime | None = None) -> CitizenActor:
    """The citizen as of today, in a session that began then."""
    return citizen_actor(identity_id, clock.today(), begun_at)
