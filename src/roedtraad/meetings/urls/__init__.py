# SPDX-License-Identifier: EUPL-1.2
from roedtraad.meetings.urls import agenda, calendar, figures, inviting, minutes, sitting

app_name = "meetings"
urlpatterns = [
    *calendar.urlpatterns,
    *agenda.urlpatterns,
    *inviting.urlpatterns,
    *sitting.urlpatterns,
    *minutes.urlpatterns,
    *figures.urlpatterns,
]
