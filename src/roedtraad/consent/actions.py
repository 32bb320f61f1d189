# SPDX-License-Identifier: EUPL-1.2
"""Acts on consents: given, made less, renewed, taken back. Staff do them with the young person, who may also do them alone."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from roedtraad.audit.actions import Record, record_change
from roedtraad.consent import rules
from roedtraad.consent.ground import department_keys, department_titles, ground_on
from roedtraad.consent.kinds import OF_NO_DEPARTMENT, of_no_department
from roedtraad.consent.models import ActedAs, Channel, Consent, GivenBy, SharedLine
from roedtraad.consent.policies import concerning
from roedtraad.consent.refusals import refusal, refuse, refuse_misfit
from roedtraad.consent.words import WORDING_VERSION, Said, wording
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor, Role
from roedtraad.kernel.calendar import add_months
from roedtraad.kernel.errors import DomainError, NotAllowed, NotVisible
from roedtraad.kernel.remembering import forget
from roedtraad.kernel.rights import Right
from roedtraad.organisation.terms import terms_on
from roedtraad.people import policies
from roedtraad.people.actions import lock_person
from roedtraad.people.models import Guardian, YoungPerson

_DAY = dt.timedelta(days=1)
_MONTHS_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class Terms:
    """What is said yes to: why, which kinds, from whom, to whom, and in which case. Departments by code."""

    purpose: str
    kinds: frozenset[str]
    giving: frozenset[str]
    receiving: frozenset[str]
    basis: str
    concerns: str
    case_reference: str = ""
    from_outside: str = ""
    outside_kind: str = ""
    to_outside: str = ""

    @property
    def parties(self) -> rules.Parties:
        return rules.Parties(self.giving, self.receiving, bool(self.from_outside), bool(self.to_outside))


@dataclass(frozen=True, slots=True)
class Given:
    """Who says yes and how; `valid_to` is the last day, the longest that the terms allow when left out."""

    given_by: GivenBy
    channel: Channel
    language: str
    given_on: dt.date
    guardian_id: int | None = None
    valid_to: dt.date | None = None


@transaction.atomic
def give_consent(actor: Actor, *, person_id: int, terms: Terms, given: Given) -> Consent:
    """Write down a yes. What it opens is open from this moment, and no longer than it says.

    The same yes once more on the same day is the same form sent twice, and stays one: a second one would keep open what taking
    the first one back closes. Refuses a yes to no kind, from or to nobody, without a purpose or a case ("whatever is relevant"
    is not valid: Act on Legal Certainty § 11 a), on a basis that does not ask for a consent or does not fit, longer than the
    municipality's term, by somebody who cannot give it at that age, and a yes in the portal that was not given there.
    """
    _require(actor, person_id)
    person = lock_person(person_id)
    _refuse_channel(actor, given)
    return _said_already(actor, person, terms, given) or _take_down(actor, person, terms, given)


def _said_already(actor: Actor, person: YoungPerson, terms: Terms, given: Given) -> Consent | None:
    """What the same hand has written down today of the same yes, and what has not been taken back or replaced since."""
    alike = Consent.objects.filter(
        young_person=person, explained_by_id=actor.account_id or None, valid_from=actor.on, given_on=given.given_on,
        given_by=given.given_by, channel=given.channel, language=given.language,
        valid_to=given.valid_to or longest(person.born_on, actor.on, given.given_by),
        withdrawn_at__isnull=True, replaced_by__isnull=True,
    )  # fmt: skip
    if given.given_by != GivenBy.YOUNG_PERSON:
        alike = alike.filter(guardian=given.guardian_id)
    asked = replace(terms, purpose=terms.purpose.strip(), concerns=terms.concerns.strip())
    return next((one for one in alike if terms_of(one) == asked), None)


@transaction.atomic
def limit_consent(actor: Actor, *, consent_id: int, kinds: Iterable[str]) -> Consent:
    """Make a yes less: the same to fewer kinds, for the rest of its time. The wider yes ends at once.

    Refuses one that does not run, no kind at all (take it back instead), and a kind that the yes did not hold.
    """
    before, terms = _running(actor, consent_id)
    _may_take_from(actor, before)
    fewer = frozenset(kinds)
    if not fewer or not fewer < terms.kinds:
        raise refusal("consent_not_less")
    given = _given_as(actor, before)
    return _replaced(
        actor, before, replace(terms, kinds=fewer), replace(given, valid_to=before.valid_to), "consent_limited"
    )


@transaction.atomic
def renew_consent(actor: Actor, *, consent_id: int, given: Given) -> Consent:
    """The same yes once more, from today. Refuses one that was taken back or replaced already, and all that a new one does."""
    before, terms = _not_ended(actor, consent_id)
    _refuse_channel(actor, given)
    return _replaced(actor, before, terms, given, "consent_renewed")


@transaction.atomic
def withdraw_consent(actor: Actor, *, consent_id: int) -> None:
    """Take a yes back, with effect at once: the next request shows nothing that it opened. What was shared stays listed.

    The young person can take back any yes, a guardian one that a guardian gave. A yes that is over already is left as it is.
    """
    before, _terms = _not_ended(actor, consent_id)
    as_what = _may_take_from(actor, before)
    before.withdrawn_at, before.withdrawn_as = clock.now(), as_what
    before.withdrawn_by_id = actor.account_id or None
    before.save(update_fields=["withdrawn_at", "withdrawn_as", "withdrawn_by"])
    _record(actor, "consent_withdrawn", before, {"as": as_what.value})


def acted_as(actor: Actor, person_id: int) -> ActedAs:
    """As what the actor acts on one person: the young person, the guardian, staff or the municipality by itself."""
    if actor.is_system:
        return ActedAs.SYSTEM
    roles = {grant.role for grant in actor.grants if grant.person_id == person_id}
    if Role.YOUNG_PERSON in roles:
        return ActedAs.YOUNG_PERSON
    return ActedAs.GUARDIAN if roles else ActedAs.STAFF


def ages_of(born_on: dt.date, on: dt.date) -> rules.Ages:
    """From when the young person says yes alone and is of age, and the longest that a yes from a day may hold."""
    terms = terms_on(on)
    own, of_age = terms.number("consent_own_from_age"), terms.number("of_age")
    return rules.Ages(
        own_from=add_months(born_on, own * _MONTHS_A_YEAR),
        of_age_from=add_months(born_on, of_age * _MONTHS_A_YEAR),
        longest_to=terms.after("consent_review", on),
    )


def longest(born_on: dt.date, on: dt.date, given_by: GivenBy) -> dt.date:
    """The last day that a yes from `on` may have, before the young person's own age when a guardian gives it."""
    ages = ages_of(born_on, on)
    if given_by != GivenBy.YOUNG_PERSON and on < ages.own_from:
        return min(ages.longest_to, ages.own_from - _DAY)
    return ages.longest_to


def _require(actor: Actor, person_id: int) -> None:
    """Staff who may share, or the citizen who says yes for themself or for the child."""
    citizen = person_id in actor.own_person_ids
    policies.require(actor, Right.GIVE_CONSENT if citizen else Right.SHARE_DATA, person_id)


def _may_take_from(actor: Actor, consent: Consent) -> ActedAs:
    """As what the actor makes a yes less or takes it back; a guardian only what a guardian gave."""
    as_what = acted_as(actor, consent.young_person_id)
    if as_what == ActedAs.GUARDIAN and consent.given_by == GivenBy.YOUNG_PERSON:
        raise NotAllowed("consent_is_not_yours", _("The young person gave this consent, and can take it back."))
    return as_what


def _refuse_terms(actor: Actor, terms: Terms) -> None:
    """Refuse a yes that is not specific, or on a basis that does not carry it today."""
    _refuse_unspecific(terms)
    refuse_of_nobody(terms)
    refuse_unknown(actor, terms)
    ground = ground_on(actor.on)
    basis = ground.basis(terms.basis)
    if basis is None or not basis.needs_consent:
        raise refusal("consent_basis")
    refuse_misfit(rules.misfit(ground, basis, terms.parties, terms.kinds, own=frozenset(), used=()))


def refuse_of_nobody(terms: Terms) -> None:
    """Refuse between departments what no department owns: nothing would be opened by it."""
    if terms.parties.is_inside and of_no_department(terms.kinds):
        raise refusal("kinds_of_nobody")


def refuse_unknown(actor: Actor, terms: Terms) -> None:
    """Refuse a department that is not there today."""
    if not terms.parties.departments <= ground_on(actor.on).disciplines.keys():
        raise refusal("department_unknown")


def _refuse_unspecific(terms: Terms) -> None:
    if not terms.kinds:
        raise refusal("consent_without_kinds")
    if not terms.purpose.strip() or not terms.concerns.strip():
        raise refusal("consent_without_purpose")
    if not (terms.giving or terms.from_outside) or not (terms.receiving or terms.to_outside):
        raise refusal("consent_without_parties")
    if not (terms.giving or terms.receiving):
        raise refusal("consent_without_departments")


def _refuse_channel(actor: Actor, given: Given) -> None:
    """A yes in the portal is given by the citizen who is signed in there, as what they are; any other is explained by staff."""
    if given.channel != Channel.PORTAL:
        if not actor.account_id:
            raise NotAllowed("consent_by_nobody", _("Somebody at work must have explained this consent."))
        return
    young = any(grant.role == Role.YOUNG_PERSON for grant in actor.grants)
    guardian = any(grant.role == Role.GUARDIAN for grant in actor.grants)
    if not {GivenBy.YOUNG_PERSON: young, GivenBy.GUARDIAN: guardian}.get(given.given_by, False):
        raise NotAllowed("consent_not_in_portal", _("Only the young person or the guardian can say yes in the portal."))


def text_of(actor: Actor, *, person_id: int, terms: Terms, given: Given) -> str:
    """The text of a yes that has not been given yet, to be read aloud first. Refuses all that `give_consent` does."""
    _require(actor, person_id)
    person = YoungPerson.objects.only("born_on").get(pk=person_id)
    _guardian, valid_to = _checked(actor, person, terms, given)
    return _text(actor, terms, valid_to, given.language)


def _checked(actor: Actor, person: YoungPerson, terms: Terms, given: Given) -> tuple[Guardian | None, dt.date]:
    """Refuse what cannot be said yes to, by this person at this age, for that long; else the guardian and the last day."""
    _refuse_terms(actor, terms)
    guardian = None
    if given.given_by != GivenBy.YOUNG_PERSON and given.guardian_id:
        guardian = Guardian.objects.filter(pk=given.guardian_id, young_person=person, has_custody=True).first()
    valid_to = given.valid_to or longest(person.born_on, actor.on, given.given_by)
    yes = rules.Yes(given.given_by, guardian is not None, given.given_on, actor.on, valid_to)
    refuse(rules.refusal_of_yes(yes, ages_of(person.born_on, actor.on), actor.on))
    return guardian, valid_to


def _take_down(actor: Actor, person: YoungPerson, terms: Terms, given: Given) -> Consent:
    """Check who says yes and for how long, and write it with its lines and the text that was read."""
    guardian, valid_to = _checked(actor, person, terms, given)
    made = Consent.objects.create(
        young_person=person, purpose=terms.purpose.strip(), basis=terms.basis, concerns=terms.concerns.strip(),
        case_reference=terms.case_reference, from_outside=terms.from_outside, outside_kind=terms.outside_kind,
        to_outside=terms.to_outside, wording=_text(actor, terms, valid_to, given.language),
        wording_version=WORDING_VERSION, language=given.language, channel=given.channel,
        explained_by_id=actor.account_id or None, given_by=given.given_by, guardian=guardian,
        guardian_name=guardian.name if guardian else "", given_on=given.given_on, valid_from=actor.on,
        valid_to=valid_to, recorded_at=clock.now(),
    )  # fmt: skip
    write_lines(actor, terms, young_person_id=person.pk, consent=made)
    _record(actor, "consent_given", made, {"kinds": sorted(terms.kinds), "valid_to": valid_to, "basis": terms.basis})
    return made


def write_lines(actor: Actor, terms: Terms, **ground: Any) -> None:
    """One row for each kind from each giver to each receiver; somebody outside is a row without a department.

    What no department owns goes to and comes from those outside only.
    """
    keys = department_keys(actor.on).by_code
    giving = [keys[code] for code in sorted(terms.giving)] + [None] * bool(terms.from_outside)
    receiving = [keys[code] for code in sorted(terms.receiving)] + [None] * bool(terms.to_outside)
    SharedLine.objects.bulk_create(
        SharedLine(from_department_id=one, to_department_id=other, kind=kind, **ground)
        for one in giving
        for other in receiving
        for kind in sorted(terms.kinds)
        if one != other and (one is None or other is None or kind not in OF_NO_DEPARTMENT)
    )


def _text(actor: Actor, terms: Terms, valid_to: dt.date, language: str) -> str:
    titles = department_titles(actor.on, language)
    giving = [titles.get(code, code) for code in sorted(terms.giving)] + [terms.from_outside] * bool(terms.from_outside)
    receiving = [titles.get(code, code) for code in sorted(terms.receiving)] + [terms.to_outside] * bool(
        terms.to_outside
    )
    said = Said(tuple(giving), tuple(receiving), tuple(terms.kinds), terms.purpose, terms.concerns, valid_to)
    return wording(said, language)


def _not_ended(actor: Actor, consent_id: int) -> tuple[Consent, Terms]:
    """A yes that was neither taken back nor replaced, held until the transaction ends, and what it was a yes to."""
    person_id = Consent.objects.filter(pk=consent_id).values_list("young_person_id", flat=True).first()
    if person_id is None:
        raise NotVisible
    _require(actor, person_id)
    lock_person(person_id)
    found: Consent | None = concerning(actor, person_id, Consent.objects.filter(pk=consent_id), "consent").first()
    if found is None:
        raise NotVisible
    if found.withdrawn_at is not None:
        raise DomainError("consent_is_withdrawn", _("This consent has already been taken back."))
    if found.replaced_by_id is not None:
        raise DomainError("consent_is_replaced", _("This consent has been replaced by a newer one."))
    return found, terms_of(found)


def _running(actor: Actor, consent_id: int) -> tuple[Consent, Terms]:
    found, terms = _not_ended(actor, consent_id)
    if not found.valid_from <= actor.on <= found.valid_to:
        raise refusal("consent_is_over")
    return found, terms


def terms_of(consent: Consent) -> Terms:
    """What a yes that has been written down was a yes to."""
    lines = list(consent.lines.select_related("from_department", "to_department"))
    return Terms(
        purpose=consent.purpose, kinds=frozenset(line.kind for line in lines),
        giving=frozenset(line.from_department.code for line in lines if line.from_department),
        receiving=frozenset(line.to_department.code for line in lines if line.to_department),
        basis=consent.basis, concerns=consent.concerns, case_reference=consent.case_reference,
        from_outside=consent.from_outside, outside_kind=consent.outside_kind, to_outside=consent.to_outside,
    )  # fmt: skip


def _given_as(actor: Actor, before: Consent) -> Given:
    """Less of the same yes is said by whoever said it, here or in the portal."""
    channel = Channel(before.channel) if actor.account_id else Channel.PORTAL
    if actor.account_id and channel == Channel.PORTAL:
        channel = Channel.SPOKEN
    return Given(GivenBy(before.given_by), channel, before.language, actor.on, before.guardian_id)


def _replaced(actor: Actor, before: Consent, terms: Terms, given: Given, act: str) -> Consent:
    made = _take_down(actor, before.young_person, terms, given)
    before.replaced_by = made
    before.save(update_fields=["replaced_by"])
    _record(actor, act, before, {"replaced_by": made.pk})
    return made


def _record(actor: Actor, act: str, row: Consent, values: Mapping[str, Any]) -> None:
    record_change(actor, Record(act, "consent", row.pk, persons=(row.young_person_id,), values=values))
    forget()
