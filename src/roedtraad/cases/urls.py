# SPDX-License-Identifier: EUPL-1.2
from django.urls import path, re_path

from roedtraad.cases import case_views, team_views, views

app_name = "cases"
urlpatterns = [
    path("people/<int:person_id>/contact/", views.record_contact, name="contact-record"),
    path("people/<int:person_id>/contact-person/", views.name_contact_person, name="contact-person-name"),
    path("contact-persons/<int:pk>/end/", views.end_contact_person, name="contact-person-end"),
    path("people/<int:person_id>/", case_views.person_cases, name="person-cases"),
    path("people/<int:person_id>/open/", case_views.open_case, name="case-open"),
    path("people/<int:person_id>/wish/", case_views.write_wish, name="contact-wish"),
    path("people/<int:person_id>/propose/", team_views.propose, name="contact-person-propose"),
    path("<int:case_id>/take/", case_views.take_case, name="case-take"),
    path("<int:case_id>/assign/", case_views.assign_case, name="case-assign"),
    path("<int:case_id>/close/", case_views.close_case, name="case-close"),
    path("follow-ups/<int:pk>/", case_views.record_follow_up, name="follow-up-record"),
    path("absences/", team_views.absence_list, name="absence-list"),
    path("absences/<int:pk>/end/", team_views.end_absence, name="absence-end"),
    path("shifts/", team_views.shift_list, name="shifts"),
    re_path(r"^shifts/export\.(?P<extension>csv|xlsx)$", team_views.shift_export, name="shifts-export"),
]
