# SPDX-License-Identifier: EUPL-1.2
"""The pages of the laws' own plans, and the documents that are made of them and of the whole plan."""

import io
from typing import Any, Final

from django import forms
from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from roedtraad.audit.looks import Look, log_look
from roedtraad.kernel.rights import Part, Right
from roedtraad.kernel.views import actor_of, needs
from roedtraad.people.frame import require_part
from roedtraad.plans.documents import CONTENT_TYPES, Made, Wanted, law_file, plan_file
from roedtraad.plans.law_views import law_views, one_law_view
from roedtraad.plans.pages import show_page, sub_tabs
from roedtraad.plans.paper_contents import TAGS
from roedtraad.plans.reading import plan_of

_LANGUAGES: Final = (("da", _("Danish")), ("en", _("English")))
_FORMATS: Final = (("pdf", _("PDF")), ("docx", _("Word")))


class DocumentForm(forms.Form):
    """How a document is wanted."""

    language = forms.ChoiceField(label=_("Language"), choices=_LANGUAGES)
    format = forms.ChoiceField(label=_("File"), choices=_FORMATS)


@require_safe
@needs(Right.SEE_PERSON)
def laws(request: HttpRequest, person_id: int) -> HttpResponse:
    """The laws' own plans that fit the person's age: how far each is."""
    actor = actor_of(request)
    require_part(actor, person_id, Part.PLAN)
    views = law_views(actor, person_id) if plan_of(person_id) else ()
    return show_page(request, person_id, "laws", {"views": views, "form": DocumentForm(initial=first_choice())})


@require_safe
@needs(Right.SEE_PERSON)
def law(request: HttpRequest, person_id: int, code: str) -> HttpResponse:
    """One law's plan: what it asks for, what is there, what is missing, who has signed."""
    actor = actor_of(request)
    require_part(actor, person_id, Part.PLAN)
    filled: dict[str, Any] = {
        "view": one_law_view(actor, person_id, code), "form": DocumentForm(initial=first_choice()), "sub_tabs": sub_tabs(person_id, "laws"),
    }  # fmt: skip
    return show_page(request, person_id, "law", filled)


@require_safe
@needs(Right.SEE_PERSON)
def plan_document(request: HttpRequest, person_id: int) -> HttpResponseBase:
    """The whole plan as a file: `?language=` and `?format=`."""
    wanted = _wanted(request.GET)
    return sent(request, person_id, wanted, "", plan_file(actor_of(request), person_id, wanted))


@require_safe
@needs(Right.SEE_PERSON)
def law_document(request: HttpRequest, person_id: int, code: str) -> HttpResponseBase:
    """One law's plan as a file."""
    wanted = _wanted(request.GET)
    return sent(request, person_id, wanted, code, law_file(actor_of(request), person_id, code, wanted))


def first_choice() -> dict[str, str]:
    """How a document is offered first: in the reader's language, as PDF."""
    return {"language": _language(), "format": "pdf"}


def _language() -> str:
    return "da" if (get_language() or "da").startswith("da") else "en"


def _wanted(asked: QueryDict) -> Wanted:
    """What was asked for; whatever does not exist is the reader's own language and PDF."""
    language, extension = asked.get("language", ""), asked.get("format", "")
    return Wanted(language if language in TAGS else _language(), extension if extension in CONTENT_TYPES else "pdf")


def sent(request: HttpRequest, person_id: int, wanted: Wanted, law: str, made: Made) -> HttpResponseBase:
    """The file, once it stands in the log that it was made."""
    asked = {"law": law, "language": wanted.language, "format": wanted.extension}
    log_look(actor_of(request), Look("plan_document_made", [person_id], asked))
    stream = io.BytesIO(made.content)
    response = FileResponse(stream, as_attachment=True, filename=made.name, content_type=made.content_type)
    response["Cache-Control"] = "no-store"
    return response
