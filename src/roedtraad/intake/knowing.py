# SPDX-License-Identifier: EUPL-1.2
"""Whom an enquiry is about: known young persons are proposed, as far as the actor may see them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from roedtraad.cases.models import Case, ContactPerson
from roedtraad.cases.staff import colleagues, colleagues_in_unit
from roedtraad.intake import rules
from roedtraad.intake.models import Enquiry, Relation
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.periods import running
from roedtraad.kernel.rights import Right
from roedtraad.kernel.text import fold
from roedtraad.people import policies
from roedtraad.people.finding import named
from roedtraad.people.models import YoungPerson

MOST: Final = 8
_LOOKED_AT: Final = 200
REASONS: Final = {
    "number": _("same CPR number"), "name": _("same name"), "born_on": _("same date of birth"),
    "phone": _("same phone"), "some_name": _("part of the name"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Proposal:
    """A known young person who may be the one, and in what they agree."""

    person_id: int
    name: str
    born_on: dt.date
    reasons: tuple[str | Promise, ...]
    is_certain: bool


@dataclass(frozen=True, slots=True)
class Proposals:
    """Whom the actor may choose among. `elsewhere_id` is somebody who is certainly the one and not the actor's business."""

    rows: Sequence[Proposal] = ()
    elsewhere_id: int | None = None

    @property
    def person_ids(self) -> list[int]:
        """Everybody of whom the answer tells something."""
        return [row.person_id for row in self.rows] + ([self.elsewhere_id] if self.elsewhere_id else [])


def proposals(actor: Actor, enquiry: Enquiry) -> Proposals:
    """Known young persons by CPR number, name, date of birth and phone, the likeliest first.

    Whoever is not the actor's business is never named; that somebody is known is told only for the whole CPR number or the
    whole name with the date of birth, so that nobody is put in the register twice.
    """
    told = _told(enquiry)
    candidates = YoungPerson.objects.filter(_condition(enquiry)).order_by("sort_name", "id")
    fields = ("given_name", "family_name", "born_on", "phone", "cpr_sealed")
    rows = list(policies.visible_among(actor, candidates).only(*fields)[:_LOOKED_AT])
    found = [(rules.matches(told, _known(one)), one) for one in rows]
    likely = sorted(
        ((agreed, one) for agreed, one in found if set(agreed) - {"born_on"}), key=lambda pair: -rules.strength(pair[0])
    )
    shown = [_proposal(agreed, one) for agreed, one in likely[:MOST]]
    if any(one.is_certain for one in shown):
        return Proposals(shown)
    return Proposals(shown, _elsewhere(actor, told))


def _elsewhere(actor: Actor, told: rules.Known) -> int | None:
    """Somebody who is certainly the one, and whom the actor may not see."""
    certain = Q(pk__in=[])
    if told.number:
        certain |= Q(cpr_sealed=told.number)
    if told.name and told.born_on:
        certain |= Q(born_on=told.born_on)
    for one in YoungPerson.objects.filter(certain).only("given_name", "family_name", "born_on", "phone", "cpr_sealed"):
        if rules.is_certain(rules.matches(told, _known(one))) and not policies.can(actor, Right.SEE_PERSON, one.pk):
            return one.pk
    return None


def _told(enquiry: Enquiry) -> rules.Known:
    """What the enquiry tells of the young person; who asks for themself tells their own phone."""
    phone = rules.phone_digits(enquiry.asker_phone) if enquiry.asker_relation == Relation.SELF else ""
    number = bytes(enquiry.about_cpr) if enquiry.about_cpr else None
    return rules.Known(fold(enquiry.about_name), enquiry.about_born_on, phone, number)


def _known(one: YoungPerson) -> rules.Known:
    number = bytes(one.cpr_sealed) if one.cpr_sealed else None
    return rules.Known(fold(one.name), one.born_on, rules.phone_digits(one.phone), number)


def _condition(enquiry: Enquiry) -> Q:
    """What an index answers: the number, the name as in a search, a phone however it is written, birth date with one name."""
    condition = Q(pk__in=[])
    if enquiry.about_cpr:
        condition |= Q(cpr_sealed=bytes(enquiry.about_cpr))
    words = fold(enquiry.about_name).split()
    if words:
        condition |= named(enquiry.about_name)
    if words and enquiry.about_born_on:
        condition |= Q(born_on=enquiry.about_born_on)
    if enquiry.asker_relation == Relation.SELF and (spellings := rules.phone_spellings(enquiry.asker_phone)):
        condition |= Q(phone__in=spellings)
    return condition


def _proposal(agreed: tuple[str, ...], one: YoungPerson) -> Proposal:
    return Proposal(one.pk, one.name, one.born_on, tuple(REASONS[name] for name in agreed), rules.is_certain(agreed))


def has_them(account_id: int, person_id: int, on: dt.date) -> bool:
    """Whether a colleague follows the young person or has an open case about them."""
    follows = ContactPerson.objects.filter(running(on), young_person_id=person_id, account_id=account_id)
    cases = Case.objects.filter(young_person_id=person_id, caseworker_id=account_id, closed_on__isnull=True)
    return follows.exists() or cases.exists()


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who has a young person: a colleague at work, or else the unit of the open case; both None when nobody has."""

    account_id: int | None = None
    unit_id: int | None = None


def bearer_of(person_id: int, on: dt.date) -> Bearer:
    """The coordinating contact person, else the caseworker of the latest open case, else a unit with one where somebody answers."""
    answering = colleagues(Right.ANSWER_ENQUIRIES, on).order_by().values("pk")
    followers = ContactPerson.objects.filter(running(on), young_person_id=person_id, account__in=answering)
    follower = followers.order_by("-is_coordinating", "pk").values_list("account_id", flat=True).first()
    if follower:
        return Bearer(account_id=follower)
    cases = Case.objects.filter(young_person_id=person_id, closed_on__isnull=True).order_by("-opened_on", "-pk")
    caseworker = cases.filter(caseworker__in=answering).values_list("caseworker_id", flat=True).first()
    if caseworker:
        return Bearer(account_id=caseworker)
    units = cases.values_list("unit_id", flat=True)
    return Bearer(unit_id=next((unit for unit in units if colleagues_in_unit(Right.ANSWER_ENQUIRIES, unit, on)), None))
