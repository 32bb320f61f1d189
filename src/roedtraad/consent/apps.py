# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class ConsentConfig(AppConfig):
    name = "roedtraad.consent"
    label = "consent"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from roedtraad.consent import contributions

        contributions.register()
