# SPDX-License-Identifier: EUPL-1.2
"""Acts on what is shared without a consent: on a basis, or in spite of the rules."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from roedtraad.audit.actions import Record, record_change
from roedtraad.consent import rules
from roedtraad.consent.actions import Terms, refuse_of_nobody, refuse_unknown, write_lines
from roedtraad.consent.ground import department_keys, ground_on
from roedtraad.consent.models import ActedAs, SharedLine, Sharing
from roedtraad.consent.policies import concerning, own_departments
from roedtraad.consent.refusals import refusal, refuse_misfit
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import DomainError, NotAllowed, NotVisible
from roedtraad.kernel.remembering import forget
from roedtraad.kernel.rights import Right, has_right
from roedtraad.organisation.models import Account
from roedtraad.organisation.terms import terms_on
from roedtraad.people import policies
from roedtraad.people.actions import lock_person


@dataclass(frozen=True, slots=True)
class Why:
    """The reason in the sharer's own words, and the last day; the longest that the terms allow when left out.

    `withheld_because` says why the young person must not read of it; the decision is logged with the sharing.
    """

    reason: str
    valid_to: dt.date | None = None
    withheld_because: str = ""


@transaction.atomic
def share(actor: Actor, *, person_id: int, terms: Terms, why: Why) -> Sharing:
    """Share on a basis that needs no consent.

    Refuses what needs no row because the departments are one authority, a basis that needs a consent, that does not fit the
    kinds or the departments, that holds only once and has been used between these, and another department's data.
    """
    verdict = _judged(actor, person_id, terms, why)
    if not verdict.carries(terms.basis):
        _refuse_basis(verdict, terms.basis)
    made = _make(actor, person_id, terms, why, is_override=False)
    _record(actor, "data_shared", made, _values(made, terms))
    return made


@transaction.atomic
def override_sharing(actor: Actor, *, person_id: int, terms: Terms, why: Why) -> Sharing:
    """Share in spite of the rules, on a basis that one names and answers for; the data protection officer is told at once.

    Refuses what the rules allow anyway, a basis that the municipality does not have, any of it without a reason, and more than
    the term `override_per_day` from one colleague.
    """
    verdict = _judged(actor, person_id, terms, why)
    if ground_on(actor.on).basis(terms.basis) is None or terms.basis == rules.ONE_AUTHORITY:
        raise refusal("sharing_basis")
    if verdict.carries(terms.basis):
        raise refusal("override_not_needed")
    _refuse_too_many(actor)
    made = _make(actor, person_id, terms, why, is_override=True)
    _record(actor, "sharing_overridden", made, _values(made, terms))
    return made


def _refuse_too_many(actor: Actor) -> None:
    """An override is for the one case in which somebody is in danger, not a way of working.

    The colleague's own row is held, so that two at once about two young people are counted one after the other.
    """
    Account.objects.select_for_update().only("pk").get(pk=actor.account_id or 0)
    today = Sharing.objects.filter(is_override=True, made_by_id=actor.account_id, valid_from=actor.on)
    if today.count() >= terms_on(actor.on).number("override_per_day"):
        raise refusal("override_too_often")


@transaction.atomic
def end_sharing(actor: Actor, *, sharing_id: int) -> int:
    """End a sharing with effect at once, and say about whom it was.

    Those who may share about the person may, and the data protection officer an override.
    """
    found = _one(sharing_id)
    by_officer = found.is_override and has_right(actor, Right.SET_SHARING_RULES)
    if not by_officer:
        policies.require(actor, Right.SHARE_DATA, found.young_person_id)
        if not concerning(actor, found.young_person_id, Sharing.objects.filter(pk=sharing_id), "sharing").exists():
            raise NotVisible
    lock_person(found.young_person_id)
    found.refresh_from_db()
    if found.ended_at is not None:
        raise DomainError("sharing_has_ended", _("This sharing has already ended."))
    found.ended_at, found.ended_as = clock.now(), ActedAs.SYSTEM if actor.is_system else ActedAs.STAFF
    found.ended_by_id = actor.account_id or None
    found.save(update_fields=["ended_at", "ended_as", "ended_by"])
    _record(actor, "sharing_ended", found, {"by_officer": by_officer})
    return found.young_person_id


@transaction.atomic
def acknowledge_override(actor: Actor, *, sharing_id: int) -> None:
    """The data protection officer has seen an override. Seen once is seen; anything else is not to be seen."""
    if not has_right(actor, Right.SET_SHARING_RULES) or actor.account_id is None:
        raise NotAllowed("override_not_yours", _("Only the data protection officer marks this as seen."))
    found = _one(sharing_id)
    if not found.is_override:
        raise NotVisible
    lock_person(found.young_person_id)
    found.refresh_from_db()
    if found.acknowledged_at is not None:
        raise DomainError("override_is_seen", _("This has already been marked as seen."))
    found.acknowledged_at, found.acknowledged_by_id = clock.now(), actor.account_id
    found.save(update_fields=["acknowledged_at", "acknowledged_by"])
    _record(actor, "override_acknowledged", found, {})


def _judged(actor: Actor, person_id: int, terms: Terms, why: Why) -> rules.Verdict:
    """What the rules say, to somebody who may share about the person and has said what, with whom and why."""
    policies.require(actor, Right.SHARE_DATA, person_id)
    if actor.account_id is None:
        raise NotAllowed("sharing_by_system", _("Only a person can answer for this."))
    lock_person(person_id)
    _refuse_without_why(terms, why)
    refuse_of_nobody(terms)
    refuse_unknown(actor, terms)
    verdict = verdict_on(actor, person_id, terms)
    if verdict.answer == rules.Answer.SAME_AUTHORITY:
        raise refusal("sharing_needs_no_row")
    return verdict


def verdict_on(actor: Actor, person_id: int, terms: Terms) -> rules.Verdict:
    """What the rules say of a question about one person, with what these parties have shared before."""
    own = department_keys(actor.on).codes(own_departments(actor))
    return rules.decide(
        ground_on(actor.on), terms.parties, terms.kinds, own=own, used=_used(actor, person_id, terms.parties)
    )


def _used(actor: Actor, person_id: int, parties: rules.Parties) -> frozenset[str]:
    """Bases on which something has been shared before about the person between any two of these departments."""
    keys = department_keys(actor.on).keys(parties.departments)
    lines = SharedLine.objects.filter(
        young_person_id=person_id, sharing__isnull=False, from_department__in=keys, to_department__in=keys
    )
    return frozenset(lines.order_by().values_list("sharing__basis", flat=True).distinct())


def longest(on: dt.date, *, is_override: bool, once_only: bool) -> dt.date:
    """The last day that a sharing from `on` may have; what holds once holds that day."""
    if once_only:
        return on
    return terms_on(on).after("override_review" if is_override else "sharing_review", on)


def _refuse_without_why(terms: Terms, why: Why) -> None:
    if not terms.kinds:
        raise refusal("consent_without_kinds")
    if not terms.giving or not (terms.receiving or terms.to_outside):
        raise refusal("consent_without_parties")
    if not why.reason.strip() or not terms.purpose.strip():
        raise refusal("sharing_without_reason")


def _refuse_basis(verdict: rules.Verdict, code: str) -> None:
    if any(basis.code == code for basis in verdict.with_consent):
        raise refusal("sharing_needs_consent")
    refuse_misfit(next((fit.misfit for fit in verdict.unfit if fit.basis.code == code), None))
    raise refusal("sharing_basis")


def _make(actor: Actor, person_id: int, terms: Terms, why: Why, *, is_override: bool) -> Sharing:
    basis = ground_on(actor.on).basis(terms.basis)
    last = longest(actor.on, is_override=is_override, once_only=basis is not None and basis.once_only)
    valid_to = why.valid_to or last
    if valid_to < actor.on:
        raise refusal("sharing_ends_first")
    if valid_to > last:
        raise refusal("sharing_too_long")
    made = Sharing.objects.create(
        young_person_id=person_id, purpose=terms.purpose.strip(), basis=terms.basis, reason=why.reason.strip(),
        outside_kind=terms.outside_kind, to_outside=terms.to_outside, valid_from=actor.on, valid_to=valid_to,
        made_by_id=actor.account_id or 0, made_at=clock.now(), is_override=is_override,
        withheld_because=why.withheld_because.strip(),
    )  # fmt: skip
    write_lines(actor, terms, young_person_id=person_id, sharing=made)
    return made


def _one(sharing_id: int) -> Sharing:
    found = Sharing.objects.filter(pk=sharing_id).first()
    if found is None:
        raise NotVisible
    return found


def _values(made: Sharing, terms: Terms) -> dict[str, Any]:
    return {
        "basis": terms.basis, "kinds": sorted(terms.kinds), "valid_to": made.valid_to, "why": made.reason,
        "withheld_because": made.withheld_because,
    }  # fmt: skip


def _record(actor: Actor, act: str, row: Sharing, values: Mapping[str, Any]) -> None:
    record_change(actor, Record(act, "sharing", row.pk, persons=(row.young_person_id,), values=values))
    forget()
