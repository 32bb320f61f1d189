# SPDX-License-Identifier: EUPL-1.2
from django.urls import URLPattern, path

from roedtraad.meetings.views import calendar, calendar_acts

urlpatterns: list[URLPattern] = [
    path("", calendar.meeting_list, name="list"),
    path("export/<str:extension>/", calendar.meeting_export, name="list-export"),
    path("forums/", calendar.forum_list, name="forums"),
    path("plan/", calendar_acts.plan_now, name="plan"),
    path("forums/<slug:code>/", calendar.forum_page, name="forum"),
    path("forums/<slug:code>/seats/", calendar_acts.give_seat, name="seat"),
    path("seats/<int:pk>/end/", calendar_acts.end_seat, name="seat-end"),
    path("<int:pk>/", calendar.meeting_page, name="meeting"),
    path("<int:pk>/move/", calendar_acts.move, name="meeting-move"),
    path("<int:pk>/cancel/", calendar_acts.cancel, name="meeting-cancel"),
    path("<int:pk>/leader/", calendar_acts.lead, name="meeting-leader"),
    path("people/<int:person_id>/call/", calendar_acts.call, name="call"),
]
