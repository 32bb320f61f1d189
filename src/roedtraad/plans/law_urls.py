# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from roedtraad.plans import handing_views, law_pages

urlpatterns = [
    path("laws/", law_pages.laws, name="laws"),
    path("laws/<slug:code>/", law_pages.law, name="law"),
    path("laws/<slug:code>/document/", law_pages.law_document, name="law-document"),
    path("laws/<slug:code>/hand-on/", handing_views.law_hand_on, name="law-hand-on"),
    path("document/", law_pages.plan_document, name="plan-document"),
    path("document/hand-on/", handing_views.plan_hand_on, name="plan-hand-on"),
]
