# SPDX-License-Identifier: EUPL-1.2
"""What forums have learnt: the list, writing, changing and removing one's own."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from roedtraad.kernel.errors import DomainError, NotAllowed
from roedtraad.kernel.listing import chosen, page_number, words
from roedtraad.kernel.rights import Right
from roedtraad.kernel.views import actor_of, needs
from roedtraad.meetings.actions import lessons as acts
from roedtraad.meetings.forms.lessons import LessonFilter, LessonForm, months_up_to
from roedtraad.meetings.queries import lessons as queries
from roedtraad.meetings.queries.figures import LEAST, forum_titles
from roedtraad.organisation.terms import terms_on

form_methods = require_http_methods(["GET", "HEAD", "POST"])
REFUSED = 422


@require_safe
@needs(Right.SEE_MEETINGS)
def lesson_list(request: HttpRequest) -> HttpResponse:
    """What forums have learnt, by forum and month; without anybody's identity."""
    actor, titles = actor_of(request), forum_titles(actor_of(request).on)
    forum, department = chosen(request.GET, "forum", titles), words(request.GET, "department", 64)
    page = queries.lessons(actor, forum=forum, department=department, number=page_number(request.GET))
    filled = {"forum": forum, "department": department}
    context = {
        "form": LessonFilter(initial=filled, forums=titles.items()), "page": page, "may_write": queries.may_write(actor),
        "least": terms_on(actor.on).number(LEAST), "filtered": bool(forum or department),
    }  # fmt: skip
    return render(request, "meetings/lessons_list.html", context)


def _require_writer(request: HttpRequest) -> None:
    if not queries.may_write(actor_of(request)):
        raise NotAllowed(
            "lesson_of_those_there", _("Only those who prepare meetings or took part in the forum write here.")
        )


@form_methods
@needs(Right.SEE_MEETINGS)
def write(request: HttpRequest) -> HttpResponse:
    """Share an experience."""
    _require_writer(request)
    actor = actor_of(request)
    titles = forum_titles(actor.on)
    form = LessonForm(
        request.POST if request.method == "POST" else None, forums=titles.items(), months=months_up_to(actor.on),
        initial={"forum": chosen(request.GET, "forum", titles)},
    )  # fmt: skip
    return _answer(request, form, lambda told: acts.write_lesson(actor, told=told), {"title": _("Share an experience")})


@form_methods
@needs(Right.SEE_MEETINGS)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change one's own lesson."""
    actor = actor_of(request)
    held = queries.own_lesson(actor, pk)
    titles, months = forum_titles(actor.on), months_up_to(actor.on)
    form = LessonForm(
        request.POST if request.method == "POST" else None,
        forums=({held.forum: held.forum} | titles).items(), months=list(dict.fromkeys([*months, held.month])),
        initial={
            "forum": held.forum, "month": held.month.isoformat(), "text": held.text,
            "for_departments": held.for_departments,
        },
    )  # fmt: skip
    context = {"title": _("Change the experience"), "pk": pk}
    return _answer(request, form, lambda told: acts.change_lesson(actor, lesson_id=pk, told=told), context)


def _answer(
    request: HttpRequest, form: LessonForm, do: Callable[[acts.Told], object], context: dict[str, object]
) -> HttpResponse:
    """Show the form, or do the act; what the text is refused for stands at the text."""
    if request.method == "POST" and form.is_valid():
        try:
            do(form.told())
        except DomainError as error:
            if error.status != DomainError.status:
                raise
            form.add_error("text", str(error))
        else:
            messages.success(request, _("Saved. The departments read it when enough young people stand behind it."))
            return redirect("meetings:lessons")
    return render(
        request, "meetings/lessons_write.html", {"form": form, **context}, status=REFUSED if form.errors else 200
    )


@require_POST
@needs(Right.SEE_MEETINGS)
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one's own lesson away."""
    acts.remove_lesson(actor_of(request), lesson_id=pk)
    messages.success(request, _("The experience has been removed."))
    return redirect("meetings:lessons")
