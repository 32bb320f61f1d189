# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "roedtraad.meetings"
    label = "meetings"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from roedtraad.meetings import contributions

        contributions.register()
