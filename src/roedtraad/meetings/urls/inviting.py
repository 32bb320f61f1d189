# SPDX-License-Identifier: EUPL-1.2
from django.urls import URLPattern, path

from roedtraad.meetings.views import inviting, inviting_own

urlpatterns: list[URLPattern] = [
    path("items/<int:pk>/participants/", inviting.participants, name="participants"),
    path("items/<int:pk>/participants/propose/", inviting.propose, name="participants-propose"),
    path("items/<int:pk>/participants/invite/", inviting.invite, name="participants-invite"),
    path("items/<int:pk>/participants/add/", inviting.add, name="participant-add"),
    path("participants/<int:pk>/remove/", inviting.remove, name="participant-remove"),
    path("participants/<int:pk>/answer/", inviting.answer, name="participant-answer"),
    path("participants/<int:pk>/way/", inviting.way, name="participant-way"),
    path("participants/<int:pk>/wish/", inviting.wish, name="participant-wish"),
    path("invitations/", inviting_own.invitations, name="invitations"),
    path("invitations/<int:pk>/", inviting_own.invitation, name="invitation"),
    path("invitations/<int:pk>/substitute/", inviting_own.substitute, name="substitute"),
    path("invitations/<int:pk>/meeting.ics", inviting_own.calendar, name="invitation-calendar"),
]
