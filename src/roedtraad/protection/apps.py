# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class ProtectionConfig(AppConfig):
    name = "roedtraad.protection"
    label = "protection"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from roedtraad.protection import contributions

        contributions.register()
