# SPDX-License-Identifier: EUPL-1.2
"""Consents and sharing of one young person, the question whether something may be shared, and the data protection officer's page."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.defaultfilters import linebreaksbr
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from roedtraad.audit.looks import Look, show
from roedtraad.consent import actions, officer, queries, sharing_actions
from roedtraad.consent.forms import ConsentForm, LimitForm, QuestionForm, RenewForm
from roedtraad.consent.wizard import asked, carried
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import DomainError, NotVisible
from roedtraad.kernel.listing import page_number
from roedtraad.kernel.rights import Part, Right, has_right
from roedtraad.kernel.views import actor_of, needs
from roedtraad.people import act_pages, policies
from roedtraad.people.act_pages import UNPROCESSABLE, ActPage, posted
from roedtraad.people.frame import person_frame

form_methods = require_http_methods(["GET", "HEAD", "POST"])
TAB = "consents"


@require_safe
@needs(Right.SEE_PERSON)
def see_consents(request: HttpRequest, person_id: int) -> HttpResponse:
    """What the young person has said yes to, and what is shared without."""
    actor = actor_of(request)
    frame = person_frame(actor, person_id, TAB)
    if not frame.sees(Part.CONSENTS):
        raise NotVisible
    context = {"frame": frame, "consents": queries.consents_page(actor, person_id)}
    return show(request, "consent/consents.html", context, Look("consents_seen", [person_id]))


@form_methods
@needs(Right.SEE_PERSON)
def ask(request: HttpRequest, person_id: int) -> HttpResponse:
    """May I share this? The question, the answer with its reasons, and what can be done about it."""
    actor = actor_of(request)
    policies.require(actor, Right.SHARE_DATA, person_id)
    page = asked(actor, person_id, request.POST if request.method == "POST" else None)
    if page.done:
        messages.success(request, page.done)
        return redirect("consent:consents", person_id)
    context = {"frame": person_frame(actor, person_id, TAB), "asked": page}
    status = UNPROCESSABLE if page.is_refused else 200
    return show(
        request, "consent/ask.html", context, Look("person_seen", [person_id], {"form": "share"}), status=status
    )


@form_methods
@needs(Right.SEE_PERSON)
def give(request: HttpRequest, person_id: int) -> HttpResponse:
    """Write down a yes: what it is to, the text to read aloud, and then that it was said."""
    actor = actor_of(request)
    policies.require(actor, Right.SHARE_DATA, person_id)
    step = request.POST.get("step", "")
    form = _consent_form(request, actor, person_id, step)
    text, status = "", 200
    if step in ("text", "give"):
        text, status = _text_of(actor, person_id, form), UNPROCESSABLE
    if text and step == "text":
        status = 200
    if text and step == "give" and _given(actor, person_id, form):
        messages.success(request, _("The consent has been written down. It holds from now."))
        return redirect("consent:consents", person_id)
    if form.errors:
        text = ""
    context = {"frame": person_frame(actor, person_id, TAB), "form": form, "text": text}
    return show(
        request, "consent/give.html", context, Look("person_seen", [person_id], {"form": "consent"}), status=status
    )


def _consent_form(request: HttpRequest, actor: Actor, person_id: int, step: str) -> ConsentForm:
    initial = {"given_on": actor.on, "language": "da", "giving": [actor.department] if actor.department else []}
    if step == "from_question":
        question = QuestionForm(request.POST, actor=actor)
        return ConsentForm(actor=actor, person_id=person_id, initial={**initial, **carried(question)})
    return ConsentForm(posted(request), actor=actor, person_id=person_id, initial=initial)


def _text_of(actor: Actor, person_id: int, form: ConsentForm) -> str:
    """The text to read, when everything is filled in and the yes can be taken down; else the form says what stands in the way."""
    if not form.is_valid():
        return ""
    try:
        return actions.text_of(actor, person_id=person_id, terms=form.terms(), given=form.given())
    except DomainError as error:
        if error.status != DomainError.status:
            raise
        form.add_error(None, str(error))
    return ""


def _given(actor: Actor, person_id: int, form: ConsentForm) -> bool:
    try:
        actions.give_consent(actor, person_id=person_id, terms=form.terms(), given=form.given())
    except DomainError as error:
        if error.status != DomainError.status:
            raise
        form.add_error(None, str(error))
        return False
    return True


@form_methods
@needs(Right.SEE_PERSON)
def renew(request: HttpRequest, pk: int) -> HttpResponse:
    """The same yes once more, from today."""
    actor = actor_of(request)
    consent = queries.one_consent(actor, pk)
    person_id = consent.young_person_id
    policies.require(actor, Right.SHARE_DATA, person_id)
    initial = {
        "given_by": consent.given_by, "guardian": consent.guardian_id, "given_on": actor.on, "language": consent.language,
    }  # fmt: skip
    form = RenewForm(posted(request), person_id=person_id, initial=initial)
    page = ActPage(
        title=gettext_lazy("Renew the consent"),
        form=form,
        do=lambda _data: actions.renew_consent(actor, consent_id=pk, given=form.given()),
        done=gettext_lazy("The consent has been renewed. It holds from now."),
        button=gettext_lazy("Write down the yes"),
        lead=_to_read(consent.wording),
        back=_tab(person_id),
    )
    return act_pages.answer(request, person_id, page)


@form_methods
@needs(Right.SEE_PERSON)
def limit(request: HttpRequest, pk: int) -> HttpResponse:
    """Less than before, for the rest of its time."""
    actor = actor_of(request)
    consent = queries.one_consent(actor, pk)
    person_id = consent.young_person_id
    policies.require(actor, Right.SHARE_DATA, person_id)
    kinds = actions.terms_of(consent).kinds
    page = ActPage(
        title=gettext_lazy("Make the consent less"),
        form=LimitForm(posted(request), kinds=kinds, initial={"kinds": sorted(kinds)}),
        do=lambda data: actions.limit_consent(actor, consent_id=pk, kinds=data["kinds"]),
        done=gettext_lazy("The consent holds for less from now."),
        button=gettext_lazy("Make it less"),
        lead=consent.purpose,
        back=_tab(person_id),
    )
    return act_pages.answer(request, person_id, page)


@require_POST
@needs(Right.SEE_PERSON)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a yes back, with one click and at once; one undoes it by a new yes."""
    actor = actor_of(request)
    consent = queries.one_consent(actor, pk)
    actions.withdraw_consent(actor, consent_id=pk)
    messages.success(request, _("The consent has been taken back. From now on nobody reads anything on it."))
    return act_pages.to_person(request, consent.young_person_id, _tab(consent.young_person_id))


@require_POST
@needs(Right.SHARE_DATA, Right.SET_SHARING_RULES)
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a sharing at once."""
    actor = actor_of(request)
    person_id = sharing_actions.end_sharing(actor, sharing_id=pk)
    messages.success(request, _("The sharing has ended. From now on nobody reads anything on it."))
    if has_right(actor, Right.SET_SHARING_RULES):
        return redirect("consent:rules")
    return act_pages.to_person(request, person_id, _tab(person_id))


@require_POST
@needs(Right.SET_SHARING_RULES)
def acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a sharing in spite of the rules as seen."""
    sharing_actions.acknowledge_override(actor_of(request), sharing_id=pk)
    messages.success(request, _("It has been marked as seen."))
    return redirect("consent:rules")


@require_safe
@needs(Right.SET_SHARING_RULES)
def see_rules(request: HttpRequest) -> HttpResponse:
    """What the municipality shares on, and what was shared in spite of it."""
    actor = actor_of(request)
    found = officer.sharing_rules(actor, page_number(request.GET))
    look = Look("sharing_rules_seen", [row.person_id for row in found.overrides.rows])
    return show(request, "consent/rules.html", {"sharing": found}, look)


def _to_read(wording: str) -> SafeString:
    """The text of a yes, line by line, to be read aloud once more."""
    first = _("Read it aloud first. The last day becomes a new one.")
    return linebreaksbr(f"{first}\n\n{wording}", autoescape=True)


def _tab(person_id: int) -> str:
    return reverse("consent:consents", args=[person_id])
