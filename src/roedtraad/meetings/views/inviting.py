# SPDX-License-Identifier: EUPL-1.2
"""Who takes part in an item: the list, proposing, adding, removing, inviting, and what is written down for others."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from roedtraad.audit.looks import Look, show
from roedtraad.kernel.rights import Right
from roedtraad.kernel.views import actor_of, needs
from roedtraad.meetings import policies
from roedtraad.meetings.actions import inviting as actions
from roedtraad.meetings.forms.inviting import AddForm, SaidForm, WayForm, WishForm
from roedtraad.meetings.models import Participant, Way
from roedtraad.meetings.queries.inviting import name_of
from roedtraad.meetings.queries.inviting_page import participants_page, visible_item, visible_participant
from roedtraad.people import act_pages
from roedtraad.people.act_pages import ActPage, posted
from roedtraad.people.frame import person_frame

form_methods = require_http_methods(["GET", "HEAD", "POST"])
TAB = "meetings"


def site_of(request: HttpRequest) -> str:
    """How the site is called from outside, without the last slash."""
    return request.build_absolute_uri("/").rstrip("/")


def _back(item_id: int) -> str:
    return reverse("meetings:participants", args=[item_id])


@require_safe
@needs(Right.SEE_MEETINGS)
def participants(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody who takes part in one item: why, how, what they answered and may hear, and what is missing."""
    actor = actor_of(request)
    item = visible_item(actor, pk)
    context = {"frame": person_frame(actor, item.young_person_id, TAB), "page": participants_page(actor, item)}
    look = Look("participants_seen", [item.young_person_id])
    return show(request, "meetings/inviting_participants.html", context, look)


@require_POST
@needs(Right.SEE_MEETINGS)
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose who is needed, as everything stands now."""
    actions.propose_participants(actor_of(request), item_id=pk)
    messages.success(request, _("Those who are needed are proposed. Nobody has been told yet."))
    return redirect("meetings:participants", pk)


@require_POST
@needs(Right.SEE_MEETINGS)
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell everybody who has not been told."""
    told = actions.invite(actor_of(request), item_id=pk, site=site_of(request))
    if told.told:
        text = ngettext("%(count)s has been invited.", "%(count)s have been invited.", told.told)
        messages.success(request, text % {"count": told.told})
    if told.unreached:
        names = ", ".join(name_of(one) for one in _by_keys(told.unreached))
        messages.warning(
            request, _("Tell them yourself, we have no phone number or e-mail: %(names)s") % {"names": names}
        )
    if not told.told and not told.unreached:
        messages.info(request, _("Everybody has been told already."))
    return redirect("meetings:participants", pk)


def _by_keys(keys: tuple[int, ...]) -> list[Participant]:
    return list(Participant.objects.filter(pk__in=keys).select_related("account", "guardian", "item__young_person"))


@form_methods
@needs(Right.SEE_MEETINGS)
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add somebody to an item."""
    actor = actor_of(request)
    item = visible_item(actor, pk)
    policies.require_prepare(actor, item)
    form = AddForm(posted(request), item=item)
    page = ActPage(
        title=gettext_lazy("Add somebody to the meeting"), form=form,
        do=lambda _data: actions.add_participant(actor, item_id=pk, added=form.added()),
        done=gettext_lazy("They take part now. Nobody has been told yet."), button=gettext_lazy("Add"),
        lead=gettext_lazy("A colleague sees the young person from now. As few adults as the question needs."), back=_back(pk),
    )  # fmt: skip
    return act_pages.answer(request, item.young_person_id, page)


@require_POST
@needs(Right.SEE_MEETINGS)
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take somebody off an item."""
    actor = actor_of(request)
    one = visible_participant(actor, pk)
    actions.remove_participant(actor, participant_id=pk, site=site_of(request))
    messages.success(request, _("They no longer take part."))
    return act_pages.to_person(request, one.item.young_person_id, _back(one.item_id))


@form_methods
@needs(Right.SEE_MEETINGS)
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what a citizen or somebody from outside has answered."""
    actor = actor_of(request)
    one = _to_write_down(request, pk)
    form = SaidForm(posted(request), meeting=one.item.meeting, initial={"way": one.way, "note": one.reply_note})
    page = ActPage(
        title=_("Answer of %(name)s") % {"name": name_of(one)}, form=form,
        do=lambda _data: actions.reply(actor, participant_id=pk, answer=form.answered()),
        done=gettext_lazy("The answer is written down."), button=gettext_lazy("Save"), back=_back(one.item_id),
    )  # fmt: skip
    return act_pages.answer(request, one.item.young_person_id, page)


@form_methods
@needs(Right.SEE_MEETINGS)
def way(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose how somebody takes part."""
    actor = actor_of(request)
    one = _to_write_down(request, pk)
    page = ActPage(
        title=_("How %(name)s takes part") % {"name": name_of(one)},
        form=WayForm(posted(request), meeting=one.item.meeting, initial={"way": one.way}),
        do=lambda data: actions.set_way(actor, participant_id=pk, way=Way(data["way"])),
        done=gettext_lazy("It is saved."), button=gettext_lazy("Save"), back=_back(one.item_id),
    )  # fmt: skip
    return act_pages.answer(request, one.item.young_person_id, page)


@form_methods
@needs(Right.SEE_MEETINGS)
def wish(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what the young person or a parent wants from the meeting."""
    actor = actor_of(request)
    one = _to_write_down(request, pk)

    def do(data: dict[str, Any]) -> Participant:
        return actions.write_wish(actor, participant_id=pk, words=data["words"])

    page = ActPage(
        title=_("What %(name)s wants") % {"name": name_of(one)},
        form=WishForm(posted(request), initial={"words": one.wish}), do=do,
        done=gettext_lazy("It is saved. It stands first on the agenda."), button=gettext_lazy("Save"),
        back=_back(one.item_id),
    )  # fmt: skip
    return act_pages.answer(request, one.item.young_person_id, page)


def _to_write_down(request: HttpRequest, pk: int) -> Participant:
    actor = actor_of(request)
    one = visible_participant(actor, pk)
    policies.require_prepare(actor, one.item)
    return one
