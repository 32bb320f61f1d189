# SPDX-License-Identifier: EUPL-1.2
"""May I share this? One page in steps, without a script: the question, the answer, and what one does about it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from roedtraad.consent import sharing_actions
from roedtraad.consent.actions import Terms
from roedtraad.consent.forms import CarriedForm, OverrideForm, QuestionForm, ShareForm
from roedtraad.consent.ground import department_titles, in_words
from roedtraad.consent.queries import Parties, with_outside
from roedtraad.consent.rules import Answer, Verdict
from roedtraad.consent.words import ANSWER_TEXTS, ANSWER_TITLES, MISFIT_TEXTS, kind_titles
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import DomainError
from roedtraad.organisation.profile import LegalBasis

_VARIANTS = {
    Answer.SAME_AUTHORITY: "success", Answer.ALLOWED: "success", Answer.NEEDS_CONSENT: "warning", Answer.NO: "error",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class BasisInWords:
    """A basis, what it means, and why it does not fit; empty when it does."""

    title: str
    explanation: str
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class AnswerInWords:
    """The answer as it is read."""

    title: str
    text: str
    variant: str
    fitting: Sequence[BasisInWords]
    asking: Sequence[BasisInWords]
    unfit: Sequence[BasisInWords]
    parties: Parties


@dataclass(frozen=True, slots=True)
class Asked:
    """The page: the question, its answer when it has been asked, the forms that follow from it, and whether it is done."""

    form: QuestionForm
    answer: AnswerInWords | None = None
    share: ShareForm | None = None
    consent: CarriedForm | None = None
    override: OverrideForm | None = None
    done: str = ""
    is_refused: bool = False


Act = Callable[..., object]


def asked(actor: Actor, person_id: int, sent: QueryDict | None) -> Asked:
    """The page for what was sent; None when it is only opened. Whoever calls has asked for the right to share."""
    if sent is None:
        return Asked(QuestionForm(actor=actor, initial={"giving": [actor.department]}))
    form = QuestionForm(sent, actor=actor)
    if not form.is_valid():
        return Asked(form, is_refused=True)
    verdict = sharing_actions.verdict_on(actor, person_id, form.terms())
    step = sent.get("step", "")
    share = _share_form(actor, sent, verdict, is_sent=step == "share")
    override = _override_form(actor, sent, verdict, is_sent=step == "override")
    done = ""
    if step == "share" and share is not None:
        done = _do(actor, person_id, share, sharing_actions.share, _("It is shared from now."))
    elif step == "override" and override is not None:
        told = _("It is shared from now. The data protection officer has been told.")
        done = _do(actor, person_id, override, sharing_actions.override_sharing, told)
    carried_on = CarriedForm(sent, actor=actor, auto_id="carried_%s") if verdict.with_consent else None
    is_refused = bool((share and share.errors) or (override and override.errors))
    return Asked(form, _in_words(actor, form.terms(), verdict), share, carried_on, override, done, is_refused)


def _share_form(actor: Actor, sent: QueryDict, verdict: Verdict, *, is_sent: bool) -> ShareForm | None:
    if not verdict.without_consent:
        return None
    bases = [(basis.code, in_words(basis.title)) for basis in verdict.without_consent]
    return ShareForm(sent if is_sent else None, actor=actor, bases=bases, initial=_question(sent), auto_id="share_%s")


def _override_form(actor: Actor, sent: QueryDict, verdict: Verdict, *, is_sent: bool) -> OverrideForm | None:
    if verdict.answer == Answer.SAME_AUTHORITY:
        return None
    return OverrideForm(sent if is_sent else None, actor=actor, initial=_question(sent), auto_id="override_%s")


def _question(sent: QueryDict) -> dict[str, Any]:
    """The question as it was sent, for the forms that carry it along."""
    lists = ("kinds", "giving", "receiving")
    texts = ("purpose", "outside_kind", "to_outside")
    return {name: sent.getlist(name) for name in lists} | {name: sent.get(name, "") for name in texts}


def carried(form: QuestionForm) -> dict[str, Any]:
    """A question that was asked before, as the beginning of a consent."""
    form.is_valid()
    return {name: value for name, value in form.cleaned_data.items() if value}


def _do(actor: Actor, person_id: int, form: ShareForm, act: Act, done: str) -> str:
    """Do what the form says; what is refused stands above it."""
    if not form.is_valid():
        return ""
    terms: Terms = form.terms()
    try:
        act(actor, person_id=person_id, terms=terms, why=form.why())
    except DomainError as error:
        if error.status != DomainError.status:
            raise
        form.add_error(None, str(error))
        return ""
    return done


def _in_words(actor: Actor, terms: Terms, verdict: Verdict) -> AnswerInWords:
    titles = department_titles(actor.on)
    giving, receiving = (
        tuple(t for code, t in titles.items() if code in side) for side in (terms.giving, terms.receiving)
    )
    return AnswerInWords(
        title=str(ANSWER_TITLES[verdict.answer]),
        text=str(ANSWER_TEXTS[verdict.answer]),
        variant=_VARIANTS[verdict.answer],
        fitting=[_basis(one) for one in verdict.without_consent],
        asking=[_basis(one) for one in verdict.with_consent],
        unfit=[_basis(fit.basis, str(MISFIT_TEXTS[fit.misfit])) for fit in verdict.unfit if fit.misfit],
        parties=with_outside(Parties(giving, receiving, kind_titles(terms.kinds)), receiving=terms.to_outside),
    )


def _basis(one: LegalBasis, why_not: str = "") -> BasisInWords:
    return BasisInWords(in_words(one.title), in_words(one.explanation), why_not)
