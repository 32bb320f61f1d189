# SPDX-License-Identifier: EUPL-1.2
"""The story for staff: read it first, write a proposal together, record the young person's yes, look at earlier versions."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from roedtraad.audit.looks import Look, show
from roedtraad.journal import drafts, story_actions
from roedtraad.journal import story as stories
from roedtraad.journal.forms import ApprovalForm, StoryForm
from roedtraad.journal.rules import SECTIONS, changed_sections, compare
from roedtraad.journal.story import SECTION_TITLES, StoryPage
from roedtraad.journal.story_actions import Approval
from roedtraad.journal.views import framed
from roedtraad.journal.writing import Writing, opened, tried, with_version
from roedtraad.kernel.errors import DomainError, NotVisible
from roedtraad.kernel.listing import whole
from roedtraad.kernel.rights import Part, Right
from roedtraad.kernel.views import actor_of, needs
from roedtraad.people import act_pages
from roedtraad.people import policies as people
from roedtraad.people.act_pages import ActPage, posted

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@needs(Right.SEE_PERSON)
def story(request: HttpRequest, person_id: int) -> HttpResponse:
    """What the young person wants others to know. Whoever opens it while a story stands has read it."""
    actor = actor_of(request)
    frame = framed(actor, person_id, "story", Part.STORY)
    page = stories.story_page(actor, person_id)
    look = Look(stories.READ, [person_id], {"version": page.standing.number}) if page.standing else _glance(person_id)
    context = {
        "frame": frame, "story": page, "readings": stories.readings(person_id, page.standing),
        "may_write": frame.may(Right.WRITE_NOTES),
    }  # fmt: skip
    return show(request, "journal/story.html", context, look)


def _glance(person_id: int) -> Look:
    """A look at a page on which no story stands yet: nobody has read anything."""
    return Look("story_versions_seen", [person_id])


@form_methods
@needs(Right.SEE_PERSON)
def write_story(request: HttpRequest, person_id: int) -> HttpResponse:
    """Write a proposal. Who has been overtaken sees both texts and loses nothing."""
    actor = actor_of(request)
    people.require(actor, Right.WRITE_NOTES, person_id)
    frame = framed(actor, person_id, "story", Part.STORY)
    page = stories.story_page(actor, person_id)
    kept = drafts.draft_of(actor, person_id, drafts.STORY)
    form = opened(request, StoryForm, kept, _beginning(page))
    assert isinstance(form, StoryForm)

    def do() -> None:
        seen = form.cleaned_data["seen_version"]
        story_actions.write_story(actor, person_id=person_id, sections=form.sections(), seen_version=seen)

    outcome = tried(form, do)
    if outcome is True:
        messages.success(request, _("The proposal has been saved. It stands when the young person has approved it."))
        return redirect("journal:story", person_id)
    writing = Writing(
        gettext_lazy("Write the story together"), form, drafts.STORY, gettext_lazy("Save as a proposal"), kept,
        gettext_lazy("Write it with the young person, in their own words. It stands when they have approved it."),
    )  # fmt: skip
    back = reverse("journal:story", args=[person_id])
    context = {"frame": frame, "writing": writing, "form": form, "back": back}
    if isinstance(outcome, DomainError) and outcome.code == "story_changed":
        with_version(form, outcome.data["version"])
        context["theirs"] = _theirs(outcome.data["sections"], form.sections())
    return show(request, "journal/write.html", context, _glance(person_id), status=writing.status)


def _beginning(page: StoryPage) -> dict[str, Any]:
    texts = {one.name: one.text for one in page.newest.sections} if page.newest else {}
    return {**texts, "seen_version": page.version}


def _theirs(theirs: dict[str, str], mine: dict[str, str]) -> dict[str, Any]:
    """What somebody else has saved meanwhile, section by section against what is in the form."""
    changed = changed_sections(theirs, mine)
    return {
        "changes": [
            {
                "title": SECTION_TITLES[name],
                "theirs": theirs.get(name, ""),
                "pieces": compare(theirs.get(name, ""), mine[name]),
            }
            for name in SECTIONS
            if name in changed
        ]
    }


@require_safe
@needs(Right.SEE_PERSON)
def versions(request: HttpRequest, person_id: int) -> HttpResponse:
    """Every version; two of them word for word with `?first=` and `?second=`."""
    actor = actor_of(request)
    frame = framed(actor, person_id, "story", Part.STORY)
    page = stories.story_page(actor, person_id)
    first, second = whole(request.GET, "first"), whole(request.GET, "second")
    compared = stories.compare_versions(actor, person_id, first, second) if first and second else None
    context = {
        "frame": frame, "story": page, "compared": compared, "choices": stories.choices(page), "first": first, "second": second,
    }  # fmt: skip
    return show(request, "journal/story_versions.html", context, _glance(person_id))


@form_methods
@needs(Right.SEE_PERSON)
def approve(request: HttpRequest, person_id: int, number: int) -> HttpResponse:
    """Record that the young person approved the proposal together with a colleague."""
    actor = actor_of(request)
    people.require(actor, Right.WRITE_NOTES, person_id)
    told = stories.read_story(person_id)
    if all(one.number != number for one in told.versions):
        raise NotVisible

    def do(data: dict[str, Any]) -> None:
        approval = Approval(data["approved_on"], data["how"])
        story_actions.approve_story(actor, person_id=person_id, number=number, approval=approval)

    page = ActPage(
        title=gettext_lazy("Approved together"),
        form=ApprovalForm(posted(request), initial={"approved_on": actor.on}),
        do=do,
        done=gettext_lazy("The story stands as the young person approved it."),
        button=gettext_lazy("Record the approval"),
        lead=gettext_lazy("Only when the young person has read it, or had it read aloud, and said yes to every part."),
        back=reverse("journal:story", args=[person_id]),
    )
    return act_pages.answer(request, person_id, page)
