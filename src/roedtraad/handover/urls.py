# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from roedtraad.handover import leaving_views, move_views, views
from roedtraad.handover.rules import Move

app_name = "handover"
urlpatterns = [
    path("", views.handover_list, name="list"),
    path("cases/<int:case_id>/", views.hand_over_case, name="case-hand-over"),
    path("cases/<int:case_id>/request/", views.request_case, name="case-request"),
    path("people/<int:person_id>/contact-person/", views.hand_over_task, name="task-hand-over"),
    path("leaving/", leaving_views.choose, name="leaving-choose"),
    path("leaving/<int:account_id>/", leaving_views.leaving, name="leaving"),
    path("<int:pk>/", views.see, name="see"),
    *(path(f"<int:pk>/{move.value}/", move_views.view_of(move), name=move.value) for move in Move),
]
