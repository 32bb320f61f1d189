# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "roedtraad.kernel"
    label = "kernel"

    def ready(self) -> None:
        from roedtraad.kernel import checks  # noqa: F401  (registers the checks)
