# SPDX-License-Identifier: EUPL-1.2
from django.urls import URLPattern, path, re_path

from roedtraad.meetings.views import figures, lessons, what_if

urlpatterns: list[URLPattern] = [
    path("figures/", figures.figures, name="figures"),
    re_path(r"^figures/export\.(?P<extension>csv|xlsx)$", figures.figures_export, name="figures-export"),
    path("figures/waiting.svg", figures.waiting_plot, name="figures-plot"),
    path("lessons/", lessons.lesson_list, name="lessons"),
    path("lessons/write/", lessons.write, name="lesson-write"),
    path("lessons/<int:pk>/", lessons.change, name="lesson-change"),
    path("lessons/<int:pk>/remove/", lessons.remove, name="lesson-remove"),
    path("what-if/", what_if.runs, name="what-if"),
    path("what-if/ask/", what_if.ask, name="what-if-ask"),
    path("what-if/<int:pk>/", what_if.run, name="what-if-run"),
    re_path(r"^what-if/(?P<pk>\d+)/export\.(?P<extension>csv|xlsx)$", what_if.export, name="what-if-export"),
    path("what-if/<int:pk>/<slug:plot>.svg", what_if.plot, name="what-if-plot"),
    path("what-if/<int:pk>/remove/", what_if.remove, name="what-if-remove"),
]
