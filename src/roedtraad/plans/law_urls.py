# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from roedtraad.plans import law_pages

urlpatterns = [
    path("laws/", law_pages.laws, name="laws"),
    path("laws/<slug:code>/", law_pages.law, name="law"),
    path("laws/<slug:code>/document/", law_pages.law_document, name="law-document"),
    path("document/", law_pages.plan_document, name="plan-document"),
]
