# SPDX-License-Identifier: EUPL-1.2
from typing import Any

from django.core.management.base import BaseCommand

from roedtraad.config.env import declared_settings


class Command(BaseCommand):
    help = "List every setting with its value and meaning."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        for one in declared_settings():
            value = "(secret)" if one.is_secret and one.is_given() else one.as_text()
            self.stdout.write(f"{one.name}={value}\n    {one.meaning}")
