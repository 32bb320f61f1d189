# SPDX-License-Identifier: EUPL-1.2
from django.urls import URLPattern, path

from roedtraad.meetings.views import agenda, agenda_waiting

urlpatterns: list[URLPattern] = [
    path("items/<int:pk>/", agenda.item, name="item"),
    path("items/<int:pk>/prepare/", agenda.prepare, name="item-prepare"),
    path("items/<int:pk>/withdraw/", agenda.withdraw, name="item-withdraw"),
    path("items/<int:pk>/place/", agenda_waiting.place, name="item-place"),
    path("people/<int:person_id>/", agenda.person, name="person"),
    path("people/<int:person_id>/bring/", agenda.bring, name="bring"),
    path("forums/<slug:code>/waiting/", agenda_waiting.waiting, name="waiting"),
    path("<int:pk>/take-on/", agenda_waiting.take_on, name="take-on"),
]
