# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class HandoverConfig(AppConfig):
    name = "roedtraad.handover"
    label = "handover"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from roedtraad.handover import contributions

        contributions.register()
