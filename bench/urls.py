# SPDX-License-Identifier: EUPL-1.2
"""The product's addresses and `/bare/<id>/`: a view with one indexed query and nothing else."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from roedtraad.people.models import YoungPerson


def bare(request: HttpRequest, pk: int) -> HttpResponse:
    """The reference: the framework, the middleware, one query by key, one short answer."""
    name = YoungPerson.objects.filter(pk=pk).values_list("family_name", flat=True).first()
    return HttpResponse(f"<p>{name}</p>")


urlpatterns = [path("bare/<int:pk>/", bare), path("", include("roedtraad.config.urls"))]
