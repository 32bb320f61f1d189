# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "roedtraad.journal"
    label = "journal"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from roedtraad.journal import contributions

        contributions.register()
