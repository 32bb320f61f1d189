# SPDX-License-Identifier: EUPL-1.2
"""The laws' own plans as views of the one plan: for whom, what each must hold, what is there, and what is missing."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import NotVisible
from roedtraad.organisation.profile import PlanView
from roedtraad.organisation.terms import terms_on
from roedtraad.people.queries import age_on
from roedtraad.plans import law_rules, law_words
from roedtraad.plans.law_facts import Ground, Signature, ground_of
from roedtraad.plans.law_rules import Answer, State
from roedtraad.plans.models import Signer

_SIGNERS: Final = {one.value: one.label for one in Signer}
_VERIFIED: Final = "verified"


@dataclass(frozen=True, slots=True)
class RequirementRow:
    """One thing that a law asks for: whether it is there, why, and where. `is_sure` when the law's text has been read."""

    code: str
    title: str
    state: State
    state_title: str
    variant: str
    reason: str
    due: str
    is_late: bool
    href: str
    link_title: str
    is_sure: bool


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """A signature as a law view shows it."""

    who: str
    name: str
    signed_at: dt.datetime
    how: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class LawView:
    """One law's plan of one person. `refusal` says why no document can be made of it; empty when one can."""

    code: str
    title: str
    source: str
    ages: str
    needs_consent: bool
    rows: tuple[RequirementRow, ...]
    signatures: tuple[SignatureLine, ...]
    refusal: str

    @property
    def is_whole(self) -> bool:
        return all(one.state in {State.MET, State.NOT_ASKED} for one in self.rows)

    @property
    def asked(self) -> int:
        """How many things are asked of this person."""
        return sum(one.state != State.NOT_ASKED for one in self.rows)

    @property
    def met(self) -> int:
        return sum(one.state == State.MET for one in self.rows)

    @property
    def missing(self) -> int:
        return sum(one.state == State.MISSING for one in self.rows)

    @property
    def to_judge(self) -> int:
        return sum(one.state == State.JUDGE for one in self.rows)


def law_views(actor: Actor, person_id: int) -> tuple[LawView, ...]:
    """The law views in force today that fit the person's age; the number of queries does not grow with them.

    Whoever asks has asked whether the actor may see the plan. Raises NotVisible when there is no such person.
    """
    ground = ground_of(actor, person_id)
    return tuple(_view(one, ground) for one in _fitting(ground, actor.on))


def one_law_view(actor: Actor, person_id: int, code: str) -> LawView:
    """One of them. Raises NotVisible for a code that no law view in force has, or that does not fit the person's age."""
    ground = ground_of(actor, person_id)
    found = next((one for one in _fitting(ground, actor.on) if one.code == code), None)
    if found is None:
        raise NotVisible
    return _view(found, ground)


def law_title(code: str, on: dt.date) -> str:
    """A law view's name in the reader's language."""
    language = get_language() or "da"
    return next(one.title.get(language) for one in terms_on(on).plan_views() if one.code == code)


def _fitting(ground: Ground, on: dt.date) -> list[PlanView]:
    age = age_on(ground.person.born_on, on)
    return [one for one in terms_on(on).plan_views() if one.ages is None or one.ages.includes(age)]


def _view(view: PlanView, ground: Ground) -> LawView:
    language = get_language() or "da"
    rows = [_required(one.code, one.title.get(language), one.certainty, ground) for one in view.requires]
    rows += [_signing(signer, ground) for signer in view.signed_by]
    return LawView(
        code=view.code, title=view.title.get(language), source=view.source, ages=_ages(view), rows=tuple(rows),
        needs_consent=view.needs_consent, signatures=tuple(map(signature_line, ground.signatures)),
        refusal=_refusal(view, ground),
    )  # fmt: skip


def _required(code: str, title: str, certainty: str, ground: Ground) -> RequirementRow:
    return _row(code, title, law_rules.answer(code, ground.stands), ground, is_sure=certainty == _VERIFIED)


def _signing(signer: str, ground: Ground) -> RequirementRow:
    title = _("Signed by %(who)s") % {"who": _SIGNERS.get(signer, signer)}
    return _row(f"signed_by_{signer}", title, law_rules.signed_by(signer, ground.stands), ground, is_sure=True)


def _row(code: str, title: str, found: Answer, ground: Ground, *, is_sure: bool) -> RequirementRow:
    href, link_title = law_words.link(found, ground.person.pk)
    return RequirementRow(
        code=code, title=title, state=found.state, state_title=law_words.state_title(found.state),
        variant=law_words.STATES[found.state][1], reason=law_words.reason_title(found.reason),
        due=date_format(found.due_on, "SHORT_DATE_FORMAT") if found.due_on else "",
        is_late=found.state == State.MISSING and found.due_on is not None and found.due_on < ground.stands.on,
        href=href, link_title=link_title, is_sure=is_sure,
    )  # fmt: skip


def _ages(view: PlanView) -> str:
    if view.ages is None or view.ages.from_age is None or view.ages.to_age is None:
        return ""
    return _("%(from)d–%(to)d years") % {"from": view.ages.from_age, "to": view.ages.to_age}


def _refusal(view: PlanView, ground: Ground) -> str:
    """A view that rests on a consent is made into a document only while the consent holds (Barnets lov § 110)."""
    if not view.needs_consent:
        return ""
    found = law_rules.has_consent(ground.stands)
    return "" if found.state == State.MET else law_words.reason_title(found.reason)


def signature_line(one: Signature) -> SignatureLine:
    """A signature in the reader's language."""
    row = one.row
    return SignatureLine(
        row.get_signer_display(), row.name, row.signed_at, row.get_how_display(), is_current=one.is_current
    )
