# SPDX-License-Identifier: EUPL-1.2
"""What the young person has said yes to, and their own story."""

from dataclasses import dataclass, replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from roedtraad.consent.actions import withdraw_consent
from roedtraad.consent.models import Consent
from roedtraad.consent.queries import ConsentPage, consents_for_portal
from roedtraad.journal.story import story_for_portal
from roedtraad.journal.story_actions import approve_story, decline_story, remove_section, write_story
from roedtraad.kernel.errors import DomainError, NotVisible
from roedtraad.kernel.rights import Part, Right
from roedtraad.people import policies as people
from roedtraad.portal.frame import citizen_of, citizen_page, frame_of, show_page
from roedtraad.portal.policies import CitizenActor, require_own_part
from roedtraad.portal.story_forms import StoryForm

form_methods = require_http_methods(["GET", "HEAD", "POST"])
UNPROCESSABLE = 422


@require_safe
@citizen_page
def consents(request: HttpRequest, person_id: int) -> HttpResponse:
    """Every yes that holds, with a button to take it back, and what is shared without one."""
    actor = citizen_of(request)
    page = own_consents(actor, person_id)
    frame = frame_of(actor, person_id, "portal:consents")
    return show_page(request, frame, "portal/consents.html", {"page": page})


def own_consents(actor: CitizenActor, person_id: int) -> ConsentPage:
    """What this citizen may read and take back: the young person all of it, a guardian what a guardian has said yes to.

    What is shared without a consent may rest on worry about the home, so a guardian does not read it here. Raises NotVisible.
    """
    require_own_part(actor, person_id, Part.CONSENTS)
    page = consents_for_portal(actor, person_id)
    if people.can(actor, Right.WRITE_OWN, person_id):
        return page
    mine = [[row for row in rows if row.guardian] for rows in (page.running, page.ended)]
    return replace(page, running=mine[0], ended=mine[1], sharings=(), ended_sharings=(), passed_on=())


@require_POST
@citizen_page
def withdraw(request: HttpRequest, consent_id: int) -> HttpResponse:
    """Take a yes back, with one click; it works from the next request of anybody."""
    actor = citizen_of(request)
    person_id = Consent.objects.filter(pk=consent_id).values_list("young_person_id", flat=True).first() or 0
    shown = own_consents(actor, person_id)
    if consent_id not in {row.pk for row in (*shown.running, *shown.ended)}:
        raise NotVisible
    withdraw_consent(actor, consent_id=consent_id)
    messages.success(request, _("You have taken your yes back. It works now."))
    return redirect("portal:consents", person_id)


@require_safe
@citizen_page
def story(request: HttpRequest, person_id: int) -> HttpResponse:
    """My story: what stands, what a colleague proposes, and who has read it."""
    actor = _own_story(request, person_id)
    frame = frame_of(actor, person_id, "portal:story")
    return show_page(request, frame, "portal/story.html", {"story": story_for_portal(actor, person_id)})


@dataclass(frozen=True, slots=True)
class Newer:
    """What somebody else has written meanwhile, by the form's own titles."""

    sections: tuple[tuple[str, str], ...]


@form_methods
@citizen_page
def write(request: HttpRequest, person_id: int) -> HttpResponse:
    """Write the story anew. If somebody has written meanwhile, both texts stand on the page and nothing is lost."""
    actor = _own_story(request, person_id)
    held, newer = story_for_portal(actor, person_id), None
    begun = {one.name: one.text for one in held.newest.sections} if held.newest else {}
    form = StoryForm(request.POST if request.method == "POST" else None, initial=begun | {"seen_version": held.version})
    if form.is_valid():
        try:
            write_story(
                actor, person_id=person_id, sections=form.sections(), seen_version=form.cleaned_data["seen_version"]
            )
        except DomainError as error:
            if error.status != DomainError.status:
                raise
            form, newer = _with_newer(form, error)
        else:
            messages.success(request, _("Your story is saved."))
            return redirect("portal:story", person_id)
    frame = frame_of(actor, person_id, "portal:story")
    context = {"form": form, "newer": newer}
    return show_page(request, frame, "portal/story_write.html", context, status=UNPROCESSABLE if form.is_bound else 200)


def _with_newer(form: StoryForm, error: DomainError) -> tuple[StoryForm, Newer | None]:
    """The form with the refusal, as one that has seen the other text, and that text."""
    if "version" not in error.data:
        form.add_error(None, str(error))
        return form, None
    given = {name: form.data.get(name, "") for name in form.fields} | {"seen_version": error.data["version"]}
    seen = StoryForm(given)
    seen.add_error(None, str(error))
    titles = {name: str(field.label) for name, field in seen.fields.items()}
    sections = error.data.get("sections", {})
    return seen, Newer(tuple((titles.get(name, name), text) for name, text in sections.items() if text))


@require_POST
@citizen_page
def answer(request: HttpRequest, person_id: int) -> HttpResponse:
    """Yes or no to what a colleague proposes."""
    actor = _own_story(request, person_id)
    number = request.POST.get("number", "")
    if not number.isdecimal() or len(number) > 9:
        raise NotVisible
    act = approve_story if request.POST.get("answer") == "yes" else decline_story
    act(actor, person_id=person_id, number=int(number))
    messages.success(request, _("Your answer is saved."))
    return redirect("portal:story", person_id)


@require_POST
@citizen_page
def take_back(request: HttpRequest, person_id: int) -> HttpResponse:
    """A part of the story is taken back: nobody but the young person reads what it said."""
    actor = _own_story(request, person_id)
    remove_section(actor, person_id=person_id, section=request.POST.get("section", ""))
    messages.success(request, _("That part is taken back. Only you can read it."))
    return redirect("portal:story", person_id)


def _own_story(request: HttpRequest, person_id: int) -> CitizenActor:
    actor = citizen_of(request)
    require_own_part(actor, person_id, Part.STORY)
    return actor
