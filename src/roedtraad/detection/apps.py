# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class DetectionConfig(AppConfig):
    name = "roedtraad.detection"
    label = "detection"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from roedtraad.detection import contributions

        contributions.register()
