# SPDX-License-Identifier: EUPL-1.2
"""Whether something about a young person may be shared, and whether a yes can be given: plain values in, an answer out.

Sources: DOMAIN §1.11 (which basis when), §5.1 (a consent is specific for kind, source and case), SECURITY C1-C4.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from roedtraad.organisation.profile import LegalBasis

ONE_AUTHORITY = "one_authority"
"""The basis that is no row: departments of one authority need none."""

Place = str
"""A department by its code."""


@dataclass(frozen=True, slots=True)
class Parties:
    """From whom to whom: departments by code, and whether somebody outside gives or receives."""

    giving: frozenset[Place]
    receiving: frozenset[Place]
    outside_gives: bool = False
    outside_receives: bool = False

    @property
    def departments(self) -> frozenset[Place]:
        return self.giving | self.receiving

    @property
    def is_inside(self) -> bool:
        return not self.outside_gives and not self.outside_receives


@dataclass(frozen=True, slots=True)
class Ground:
    """What the municipality has decided by a day: who is one authority, what each department covers, on which bases it shares."""

    authorities: Sequence[frozenset[Place]]
    disciplines: dict[Place, frozenset[str]]
    bases: Sequence[LegalBasis]

    def basis(self, code: str) -> LegalBasis | None:
        return next((basis for basis in self.bases if basis.code == code), None)

    def with_same_authority(self, places: Iterable[Place]) -> frozenset[Place]:
        """The departments and every other that is one authority with one of them."""
        own = frozenset(places)
        return own.union(*(authority for authority in self.authorities if own & authority))


class Misfit(StrEnum):
    """Why a basis does not carry a sharing."""

    KINDS = "kinds"
    DISCIPLINES = "disciplines"
    OUTSIDE = "outside"
    USED = "used"
    NOT_YOURS = "not_yours"


class Answer(StrEnum):
    """What the wizard answers."""

    SAME_AUTHORITY = "same_authority"
    ALLOWED = "allowed"
    NEEDS_CONSENT = "needs_consent"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Fit:
    """One basis beside a question: why it does not carry it, or nothing when it does."""

    basis: LegalBasis
    misfit: Misfit | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer, the bases that carry the sharing with and without a consent, and those that do not, with why."""

    answer: Answer
    without_consent: tuple[LegalBasis, ...] = ()
    with_consent: tuple[LegalBasis, ...] = ()
    unfit: tuple[Fit, ...] = ()

    def carries(self, code: str) -> bool:
        """Whether the data may be shared at once on this basis."""
        return any(basis.code == code for basis in self.without_consent)


def decide(
    ground: Ground, parties: Parties, kinds: Collection[str], *, own: frozenset[Place], used: Collection[str] = ()
) -> Verdict:
    """May these kinds go from these to those?

    `own` are the departments whose data the asker holds: nobody opens another's data to themself without a consent.
    `used` are the bases that these parties have shared on about this person before, for bases that hold only once.
    """
    if parties.is_inside and any(parties.departments <= one for one in ground.authorities):
        return Verdict(Answer.SAME_AUTHORITY)
    if parties.is_inside and len(parties.departments) == 1:
        return Verdict(Answer.SAME_AUTHORITY)
    fits = [
        Fit(basis, misfit(ground, basis, parties, kinds, own=own, used=used))
        for basis in ground.bases
        if basis.code != ONE_AUTHORITY
    ]
    carrying = [fit.basis for fit in fits if fit.misfit is None]
    without = tuple(basis for basis in carrying if not basis.needs_consent)
    with_consent = tuple(basis for basis in carrying if basis.needs_consent)
    answer = Answer.ALLOWED if without else Answer.NEEDS_CONSENT if with_consent else Answer.NO
    return Verdict(answer, without, with_consent, tuple(fit for fit in fits if fit.misfit is not None))


def misfit(
    ground: Ground,
    basis: LegalBasis,
    parties: Parties,
    kinds: Collection[str],
    *,
    own: frozenset[Place],
    used: Collection[str],
) -> Misfit | None:
    """Why a basis does not carry a sharing between these parties; None when it does."""
    if basis.kinds and not set(kinds) <= set(basis.kinds):
        return Misfit.KINDS
    if basis.disciplines and not parties.is_inside:
        return Misfit.OUTSIDE
    if not covers(ground, basis, parties.departments):
        return Misfit.DISCIPLINES
    if basis.once_only and basis.code in used:
        return Misfit.USED
    if not basis.needs_consent and not parties.giving <= own:
        return Misfit.NOT_YOURS
    return None


def covers(ground: Ground, basis: LegalBasis, places: Iterable[Place]) -> bool:
    """Whether each department works with something that the basis is meant for; a basis that names nothing is for all."""
    wanted = frozenset(basis.disciplines)
    return not wanted or all(wanted & ground.disciplines.get(place, frozenset()) for place in places)


def opens(
    ground: Ground, basis_code: str, line: tuple[Place, Place, str], *, is_consent: bool, is_override: bool
) -> bool:
    """Whether a basis that somebody once shared on still carries one line (from, to, kind) by what is decided today.

    A consent carries a line that its basis fits, a sharing only one whose basis asks for no consent; an override needs only
    that the basis still exists.
    """
    basis = ground.basis(basis_code)
    if basis is None:
        return False
    if is_override:
        return True
    giving, receiving, kind = line
    fits = (not basis.kinds or kind in basis.kinds) and covers(ground, basis, (giving, receiving))
    return fits and (is_consent or not basis.needs_consent)


@dataclass(frozen=True, slots=True)
class Yes:
    """Who says yes, when, and for how long."""

    given_by: str
    has_guardian: bool
    given_on: dt.date
    valid_from: dt.date
    valid_to: dt.date


@dataclass(frozen=True, slots=True)
class Ages:
    """The days that decide who says yes about one young person, and how long a yes may last."""

    own_from: dt.date
    of_age_from: dt.date
    longest_to: dt.date


def refusal_of_yes(yes: Yes, ages: Ages, today: dt.date) -> str:
    """Why a yes cannot be taken down; empty when it can.

    Below the age at which the young person says yes for themself a guardian does, and that yes ends the day before; from
    that age the young person does, and a guardian may say yes as well until the young person is of age.
    """
    is_own = yes.valid_from >= ages.own_from
    if yes.given_on > today:
        return "consent_in_future"
    if yes.valid_from < yes.given_on:
        return "consent_before_given"
    if yes.valid_to < yes.valid_from:
        return "consent_ends_first"
    if yes.valid_to > ages.longest_to:
        return "consent_too_long"
    if yes.given_by == "young_person" and not is_own:
        return "consent_too_young"
    if yes.given_by == "guardian" and is_own:
        return "consent_is_their_own"
    if yes.given_by == "both" and yes.valid_from >= ages.of_age_from:
        return "consent_of_age"
    if yes.given_by in ("guardian", "both") and not yes.has_guardian:
        return "consent_without_guardian"
    if yes.given_by in ("guardian", "both") and not is_own and yes.valid_to >= ages.own_from:
        return "consent_past_own_age"
    return ""


def holds_on(
    on: dt.date,
    valid_from: dt.date,
    valid_to: dt.date,
    *,
    is_ended: bool,
    only_guardian: bool = False,
    custody: bool = True,
) -> bool:
    """Whether a yes or a sharing is in force: within its period, not taken back, and the guardian who alone gave it still one."""
    return valid_from <= on <= valid_to and not is_ended and (custody or not only_guardian)
