# SPDX-License-Identifier: EUPL-1.2
from django.urls import URLPattern, path

from roedtraad.meetings.views import minutes, minutes_writing, promises

urlpatterns: list[URLPattern] = [
    path("items/<int:pk>/minutes/", minutes.minutes, name="minutes"),
    path("items/<int:pk>/minutes/versions/", minutes.versions, name="minutes-versions"),
    path("items/<int:pk>/minutes/answer/", minutes.answer, name="minutes-answer"),
    path("items/<int:pk>/minutes/send/", minutes.send, name="minutes-send"),
    path("items/<int:pk>/minutes/write/", minutes_writing.write, name="minutes-write"),
    path("items/<int:pk>/minutes/draft/", minutes_writing.draft, name="minutes-draft"),
    path("items/<int:pk>/minutes/correct/", minutes_writing.correct, name="minutes-correct"),
    path("promises/", promises.promises, name="promises"),
    path("promises/<int:pk>/", promises.tell, name="promise-tell"),
]
