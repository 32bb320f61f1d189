# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from roedtraad.meetings.views import sitting, sitting_decisions, sitting_lines

urlpatterns = [
    path("<int:pk>/chair/", sitting.chair, name="chair"),
    path("<int:pk>/open/", sitting.open_meeting, name="meeting-open"),
    path("<int:pk>/close/", sitting.close_meeting, name="meeting-close"),
    path("items/<int:pk>/now/", sitting.sit, name="sit"),
    path("items/<int:pk>/begin/", sitting.begin_item, name="item-begin"),
    path("items/<int:pk>/end/", sitting.end_item, name="item-end"),
    path("items/<int:pk>/skip/", sitting.skip_item, name="item-skip"),
    path("items/<int:pk>/reopen/", sitting.reopen_item, name="item-reopen"),
    path("items/<int:pk>/here/", sitting.tick_present, name="item-here"),
    path("items/<int:pk>/pulse/", sitting_lines.pulse, name="sit-pulse"),
    path("items/<int:pk>/lines/", sitting_lines.lines, name="sit-lines"),
    path("items/<int:pk>/lines/write/", sitting_lines.write_line, name="line-write"),
    path("lines/<int:pk>/remove/", sitting_lines.remove_line, name="line-remove"),
    path("lines/<int:pk>/restore/", sitting_lines.restore_line, name="line-restore"),
    path("lines/<int:pk>/move/", sitting_lines.move_line, name="line-move"),
    path("items/<int:pk>/ask/", sitting_decisions.ask_decision, name="decision-ask"),
    path("decisions/", sitting_decisions.decisions, name="decisions"),
    path("decisions/<int:pk>/", sitting_decisions.decision, name="decision"),
    path("decisions/<int:pk>/withdraw/", sitting_decisions.withdraw_decision, name="decision-withdraw"),
]
