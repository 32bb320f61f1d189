# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "roedtraad.notices"
    label = "notices"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from roedtraad.notices import contributions

        contributions.register()
