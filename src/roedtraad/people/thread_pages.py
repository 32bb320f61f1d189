# SPDX-License-Identifier: EUPL-1.2
"""The red thread as a page of its own: filtered by kind, department and period, the filter in the address, and for printing."""

import datetime as dt
from dataclasses import replace

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from roedtraad.audit.looks import Look, show
from roedtraad.kernel.rights import Right
from roedtraad.kernel.views import actor_of, needs
from roedtraad.organisation.queries import department_names
from roedtraad.people.frame import person_frame
from roedtraad.people.thread import ThreadFilter, person_thread

TAB = "thread"


class ThreadForm(forms.Form):
    """The filter above the thread; what is not understood is left out."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    department = forms.ChoiceField(label=gettext_lazy("Department"), required=False)
    since = forms.DateField(label=gettext_lazy("From"), required=False)
    until = forms.DateField(label=gettext_lazy("To"), required=False)
    before = forms.DateField(required=False, widget=forms.HiddenInput)

    def asked(self) -> ThreadFilter:
        """The filter of those fields that hold something possible."""
        self.is_valid()
        values = {name: value for name, value in self.cleaned_data.items() if value}
        return ThreadFilter(**values)


@require_safe
@needs(Right.SEE_PERSON)
def thread(request: HttpRequest, person_id: int) -> HttpResponse:
    """The red thread by itself."""
    actor = actor_of(request)
    frame = person_frame(actor, person_id, TAB)
    form = ThreadForm(request.GET)
    form.fields["department"].choices = [("", _("All")), *((name, name) for name in department_names())]  # type: ignore[attr-defined]
    form.fields["kind"].choices = [("", _("Everything"))]  # type: ignore[attr-defined]
    asked = replace(form.asked(), kind=request.GET.get("kind", ""))
    shown = person_thread(actor, person_id, asked=asked, access=frame.access)
    form.fields["kind"].choices = [("", _("Everything")), *shown.kinds]  # type: ignore[attr-defined]
    context = {
        "frame": frame,
        "thread": shown,
        "form": form,
        "older": address(person_id, asked, shown.older_before),
        "is_filtered": asked != ThreadFilter(),
    }
    looked = {name: value for name, value in request.GET.items() if value and name in form.fields}
    return show(request, "people/thread.html", context, Look("person_seen", [person_id], {"thread": looked or "all"}))


def address(person_id: int, asked: ThreadFilter, older_before: dt.date | None) -> str:
    """The address of the entries before the shown ones, with the same filter; empty when there are none."""
    if older_before is None:
        return ""
    query = QueryDict(mutable=True)
    wanted = replace(asked, before=older_before)
    for name in ("kind", "department", "since", "until", "before"):
        value = getattr(wanted, name)
        if value:
            query[name] = value.isoformat() if isinstance(value, dt.date) else value
    return f"{reverse('people:thread', args=[person_id])}?{query.urlencode()}"
