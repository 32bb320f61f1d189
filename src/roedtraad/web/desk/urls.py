# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from roedtraad.web.desk import about, unit, views, waiting

app_name = "desk"
urlpatterns = [
    path("", views.desk, name="desk"),
    path("desk.<str:extension>", views.desk_export, name="desk-export"),
    path("waiting/", waiting.waiting, name="waiting"),
    path("mine/", views.my_people, name="my-people"),
    path("mine.<str:extension>", views.my_people_export, name="my-people-export"),
    path("unit/", unit.unit, name="unit"),
    path("unit/behind/", unit.behind, name="unit-behind"),
    path("who-may-see/", about.who_may_see, name="who-may-see"),
    path("accessibility/", about.accessibility, name="accessibility"),
]
