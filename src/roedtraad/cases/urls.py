# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from roedtraad.cases import views

app_name = "cases"
urlpatterns = [
    path("people/<int:person_id>/contact/", views.record_contact, name="contact-record"),
    path("people/<int:person_id>/contact-person/", views.name_contact_person, name="contact-person-name"),
    path("contact-persons/<int:pk>/end/", views.end_contact_person, name="contact-person-end"),
]
