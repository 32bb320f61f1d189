# SPDX-License-Identifier: EUPL-1.2
from django.urls import path, re_path

from roedtraad.people import list_views, thread_pages, views

app_name = "people"
urlpatterns = [
    path("", list_views.people_list, name="list"),
    re_path(r"^export\.(?P<extension>csv|xlsx)$", list_views.people_export, name="list-export"),
    path("search/", list_views.search, name="search"),
    path("<int:person_id>/", views.person, name="person"),
    path("<int:person_id>/thread/", thread_pages.thread, name="thread"),
    path("<int:person_id>/log/", views.person_log, name="log"),
    path("<int:person_id>/cpr/", views.reveal_cpr, name="cpr-reveal"),
    path("<int:person_id>/contact-details/", views.change_contact_details, name="contact-details-change"),
    path("<int:person_id>/situations/", views.record_situation, name="situation-record"),
    path("<int:person_id>/situations/<int:situation_id>/end/", views.end_situation, name="situation-end"),
    path("<int:person_id>/situations/<int:situation_id>/confirm/", views.confirm_situation, name="situation-confirm"),
]
