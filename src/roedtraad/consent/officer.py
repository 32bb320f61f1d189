# SPDX-License-Identifier: EUPL-1.2
"""What the data protection officer sees of sharing: what is approved, what was shared in spite of it, and how it goes.

Names of young persons are not the officer's; a reference is.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, F, Q
from django.utils.translation import gettext as _

from roedtraad.consent.ground import basis_titles, department_titles, ground_on, in_words
from roedtraad.consent.models import Consent, SharedLine, Sharing
from roedtraad.consent.queries import Parties, State, parties_in_words, renewal_day, sharing_state, with_outside
from roedtraad.consent.words import kind_titles
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.calendar import add_months
from roedtraad.kernel.errors import NotAllowed
from roedtraad.kernel.listing import Page, paged
from roedtraad.kernel.periods import in_force
from roedtraad.kernel.rights import Right, has_right
from roedtraad.organisation.profile import LegalBasis
from roedtraad.organisation.profile_words import word_for
from roedtraad.organisation.terms import terms_on

_MONTHS_A_YEAR: Final = 12
CERTAINTIES: Final = {"verified": "success", "partly": "info", "to_be_confirmed": "warning", "assumption": "warning"}


@dataclass(frozen=True, slots=True)
class AuthorityRow:
    """Departments that are one authority, and who approved it."""

    title: str
    departments: tuple[str, ...]
    approved_by: str
    source: str


@dataclass(frozen=True, slots=True)
class BasisRow:
    """A basis that the municipality shares on; empty `kinds` and `disciplines` mean any."""

    title: str
    explanation: str
    needs_consent: bool
    once_only: bool
    kinds: tuple[str, ...]
    disciplines: tuple[str, ...]
    source: str
    certainty: str
    variant: str


@dataclass(frozen=True, slots=True)
class OverrideRow:
    """Something shared in spite of the rules."""

    pk: int
    person_id: int
    reference: str
    purpose: str
    reason: str
    basis: str
    parties: Parties
    by: str
    made_at: dt.datetime
    valid_to: dt.date
    is_running: bool
    seen_by: str
    seen_at: dt.datetime | None
    withheld_because: str


@dataclass(frozen=True, slots=True)
class Figures:
    """How many consents run, run out soon, and were taken back in the last twelve months."""

    running: int
    running_out: int
    withdrawn: int


@dataclass(frozen=True, slots=True)
class SharingRules:
    """The officer's page."""

    authorities: Sequence[AuthorityRow]
    alone: tuple[str, ...]
    bases: Sequence[BasisRow]
    figures: Figures
    overrides: Page[OverrideRow]


def sharing_rules(actor: Actor, number: int = 1) -> SharingRules:
    """What holds about sharing today, and what was shared in spite of it, the unseen first. Raises NotAllowed."""
    _require(actor)
    titles, terms = department_titles(actor.on), terms_on(actor.on)
    together = {code for one in terms.authorities() for code in one.departments}
    return SharingRules(
        authorities=[
            AuthorityRow(
                in_words(one.title),
                tuple(titles.get(code, code) for code in one.departments),
                one.approved_by or "",
                one.source,
            )
            for one in terms.authorities()
        ],
        alone=tuple(title for code, title in titles.items() if code not in together),
        bases=[_basis(one) for one in ground_on(actor.on).bases],
        figures=_figures(actor.on),
        overrides=overrides(actor, number),
    )


def overrides(actor: Actor, number: int = 1) -> Page[OverrideRow]:
    """One page of what was shared in spite of the rules, the unseen first, then the newest. Raises NotAllowed."""
    _require(actor)
    found: Page[Sharing] = paged(
        Sharing.objects.filter(is_override=True)
        .select_related("young_person", "made_by", "acknowledged_by")
        .order_by(*_UNSEEN_FIRST),
        number,
    )
    return found.with_rows(lambda rows: _override_rows(actor, rows))


_UNSEEN_FIRST: Final = (F("acknowledged_at").desc(nulls_first=True), "-made_at", "-pk")


def unseen(actor: Actor, limit: int) -> tuple[list[OverrideRow], int]:
    """What was shared in spite of the rules and nobody has looked at yet, the oldest first, and how many there are."""
    _require(actor)
    waiting = Sharing.objects.filter(is_override=True, acknowledged_at__isnull=True)
    found = list(waiting.select_related("young_person", "made_by", "acknowledged_by").order_by("made_at")[:limit])
    count = len(found) if len(found) < limit else waiting.count()
    return _override_rows(actor, found), count


def _require(actor: Actor) -> None:
    if not has_right(actor, Right.SET_SHARING_RULES):
        raise NotAllowed("sharing_rules_not_yours", _("This page is the data protection officer's."))


def _override_rows(actor: Actor, rows: Sequence[Sharing]) -> list[OverrideRow]:
    lines = SharedLine.objects.filter(sharing__in=[row.pk for row in rows])
    parties = parties_in_words(actor.on, lines) if rows else {}
    titles = basis_titles(actor.on)
    return [
        OverrideRow(
            pk=row.pk, person_id=row.young_person_id, reference=row.young_person.reference, purpose=row.purpose,
            reason=row.reason, basis=titles.get(row.basis, row.basis),
            parties=with_outside(parties.get(("sharing", row.pk), Parties()), receiving=row.to_outside),
            by=row.made_by.name, made_at=row.made_at, valid_to=row.valid_to,
            is_running=sharing_state(row, actor.on) == State.RUNNING,
            seen_by=row.acknowledged_by.name if row.acknowledged_by else "", seen_at=row.acknowledged_at,
            withheld_because=row.withheld_because,
        )
        for row in rows
    ]  # fmt: skip


def _basis(one: LegalBasis) -> BasisRow:
    return BasisRow(
        title=in_words(one.title),
        explanation=in_words(one.explanation),
        needs_consent=one.needs_consent,
        once_only=one.once_only,
        kinds=kind_titles(one.kinds),
        disciplines=tuple(map(word_for, one.disciplines)),
        source=one.source,
        certainty=word_for(one.certainty),
        variant=CERTAINTIES.get(one.certainty, "info"),
    )


def _figures(on: dt.date) -> Figures:
    runs = in_force(on) & Q(withdrawn_at__isnull=True, replaced_by__isnull=True)
    year = add_months(on, -_MONTHS_A_YEAR)
    return Figures(**Consent.objects.aggregate(
        running=Count("pk", filter=runs),
        running_out=Count("pk", filter=runs & Q(valid_to__lte=renewal_day(on))),
        withdrawn=Count("pk", filter=Q(withdrawn_at__date__gte=year)),
    ))  # fmt: skip
